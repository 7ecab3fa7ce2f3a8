package io.kerground.simulation;

/**
 * A defect that is put into the model store on purpose, to see that a simulation finds
 * it.
 */
public enum PlantedBug {

	/** There is none. */
	NONE,

	/** An outcome is stored though the node has lost the task. */
	FENCE_NOT_CHECKED,

	/** A rescue takes the tasks of living nodes too. */
	RESCUE_OF_LIVING_NODES,

	/** Outcomes of a group that fails are not tried again. */
	OUTCOMES_LOST_WITH_THEIR_GROUP,

	/** Any number of suspects is claimed. */
	SUSPECTS_NOT_LIMITED,

	/** More is claimed than a node asks for. */
	ALLOWANCE_IGNORED,

	/** A rescue blames tasks whose bodies were not running. */
	CRASH_WITHOUT_BODY,

	/** A running task can be deleted. */
	DELETE_OF_RUNNING,

	/** A send is acknowledged though it was not stored. */
	SEND_LOST,

	/** A node that was taken for dead goes on to claim. */
	CLAIM_WITHOUT_NODE,

	/** What was claimed by a commit in doubt is neither run nor given back. */
	CLAIMS_IN_DOUBT_FORGOTTEN,

	/** Tasks that wait for one that finished stay blocked. */
	UNBLOCK_FORGOTTEN,

	/** Attempts are not given back when a task is rescued. */
	RESCUE_COSTS_AN_ATTEMPT,

	/** A tick is fired though another node was faster. */
	TICK_NOT_COMPARED,

	/** A paused schedule fires. */
	FIRED_WHILE_PAUSED,

	/** A schedule fires while its latest run has not ended. */
	RUNS_OVERLAP,

	/** A schedule moves on without the task of its tick. */
	TICK_WITHOUT_ITS_TASK,

	/** A trigger during a run is acknowledged and forgotten. */
	TRIGGER_FORGOTTEN,

	/** Any number of tasks of a limited name is claimed. */
	LIMITS_IGNORED,

	/** A limit counts the tasks of one node only. */
	LIMITS_OF_ONE_NODE

}
