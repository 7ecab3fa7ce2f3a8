package io.kerground.sample;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One page of jobs.
 *
 * @param jobs the jobs, newest first, without their responses
 * @param next the value of {@code after} for the next page, or null at the end
 */
record JobList(List<JobView> jobs, @Nullable String next) {

}
