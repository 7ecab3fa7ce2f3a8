package io.kerground.core;

import java.io.Serializable;

/**
 * A reference to a worker's method, as in {@code ReportWorker::monthly}. It is only read,
 * never invoked. The forms for each number of arguments extend it.
 *
 * @since 0.1.0
 */
public sealed interface WorkerMethod extends Serializable
		permits WorkerMethod0, WorkerMethod1, WorkerMethod2, WorkerMethod3, WorkerMethod4, ContextWorkerMethod0,
		ContextWorkerMethod1, ContextWorkerMethod2, ContextWorkerMethod3, ContextWorkerMethod4 {

}
