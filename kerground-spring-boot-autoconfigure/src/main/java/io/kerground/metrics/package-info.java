/**
 * Micrometer meters of Kerground, fed by events and by short looks at the store.
 */
@NullMarked
package io.kerground.metrics;

import org.jspecify.annotations.NullMarked;
