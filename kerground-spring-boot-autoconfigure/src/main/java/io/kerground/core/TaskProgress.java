package io.kerground.core;

/**
 * How far a running task says it has come.
 *
 * @param done how many steps are done
 * @param total how many steps there are in all
 * @since 0.1.0
 */
public record TaskProgress(long done, long total) {

}
