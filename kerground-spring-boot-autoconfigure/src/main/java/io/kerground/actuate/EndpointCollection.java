package io.kerground.actuate;

/**
 * What can be changed together.
 *
 * @since 0.1.0
 */
public enum EndpointCollection {

	/** Tasks. */
	TASKS

}
