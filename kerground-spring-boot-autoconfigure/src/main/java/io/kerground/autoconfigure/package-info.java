/**
 * Auto-configuration of Kerground: its properties, its beans and what they need of each
 * other. Nothing else may depend on this package.
 */
@NullMarked
package io.kerground.autoconfigure;

import org.jspecify.annotations.NullMarked;
