/**
 * The store on a database; all writes go through {@link io.kerground.jdbc.GroupCommit}.
 */
@NullMarked
package io.kerground.jdbc;

import org.jspecify.annotations.NullMarked;
