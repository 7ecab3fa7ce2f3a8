/**
 * Model and ports of Kerground: what a task is, which moves it can make, and what the
 * engine, the store and the serializer must offer. Nothing here knows a framework.
 */
@NullMarked
package io.kerground.core;

import org.jspecify.annotations.NullMarked;
