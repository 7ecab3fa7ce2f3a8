package io.kerground.engine;

import java.time.Duration;

/**
 * A method that runs again and again on a thread of its own, on each node.
 *
 * @param name the name of the loop
 * @param pause the pause between two runs; zero for none
 * @param body runs the worker's method
 * @param takesContext whether the body takes a context as its last argument
 * @since 0.1.0
 */
public record LoopDefinition(String name, Duration pause, TaskBody body, boolean takesContext) {

}
