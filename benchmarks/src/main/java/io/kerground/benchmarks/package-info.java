/**
 * Measures Kerground, the bare database and other libraries with the same work. Start
 * with {@link io.kerground.benchmarks.Benchmarks}; what is measured is in the classes
 * that implement {@link io.kerground.benchmarks.Workload}.
 */
@NullMarked
package io.kerground.benchmarks;

import org.jspecify.annotations.NullMarked;
