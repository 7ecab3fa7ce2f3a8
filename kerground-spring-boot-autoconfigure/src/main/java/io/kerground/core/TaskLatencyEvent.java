package io.kerground.core;

import java.time.Duration;
import java.time.Instant;

/**
 * The oldest due task waits longer than it should, published as an application event.
 * Once for each time that a limit is passed.
 *
 * @param age how long it has waited since it was due
 * @param limit the limit that was passed
 * @param critical whether that is {@code kerground.latency.critical}
 * @param at when it was seen
 * @since 0.1.0
 */
public record TaskLatencyEvent(Duration age, Duration limit, boolean critical, Instant at) {

}
