package io.kerground.core;

import org.jspecify.annotations.Nullable;

/**
 * How a store is.
 *
 * @param type the kind of database, as in {@code sqlite}
 * @param location where it is, for people: a path or a URL without secrets
 * @param version the version of the database
 * @param size the size in bytes, or -1 when unknown
 * @param walSize the size of the write-ahead log in bytes, or -1 when there is none
 * @param failure why the latest write failed, or null when it did not
 * @since 0.1.0
 */
public record StoreState(String type, String location, String version, long size, long walSize,
		@Nullable String failure) {

}
