/**
 * Micrometer observations around sends and runs, which carry the trace of the sender to
 * the worker, and the values of thread locals that go with a task.
 */
@NullMarked
package io.kerground.observation;

import org.jspecify.annotations.NullMarked;
