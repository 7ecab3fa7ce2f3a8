package io.kerground.dashboard;

import org.jspecify.annotations.Nullable;

/**
 * What the pages have to know. Immutable.
 *
 * @param application the name of the application, or null when it has none
 * @param endpoint where the endpoint is, as seen from the pages, as in
 * {@code ../kerground}
 * @param writable whether the endpoint takes writes
 * @since 0.1.0
 */
public record DashboardSettings(@Nullable String application, String endpoint, boolean writable) {

}
