/**
 * The runtime: claims tasks from the store, runs their bodies, settles the outcomes,
 * tells that the node lives and looks after the tasks of dead ones. Each decision is a
 * class with a {@code runOnce()} and no thread, clock or random of its own; start with
 * {@link io.kerground.engine.TaskExecution}.
 */
@NullMarked
package io.kerground.engine;

import org.jspecify.annotations.NullMarked;
