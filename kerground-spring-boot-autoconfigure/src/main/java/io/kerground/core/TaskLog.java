package io.kerground.core;

/**
 * What one attempt to run a task has logged.
 *
 * @param fence the fence of the attempt, unique for the task, since numbers repeat after
 * a retry by hand
 * @param attempt the number of the attempt, from 1
 * @param running whether the attempt still runs, so that more may follow
 * @param content the lines as text, the oldest first; the latest ones when there were too
 * many
 * @since 0.1.0
 */
public record TaskLog(long fence, int attempt, boolean running, String content) {

}
