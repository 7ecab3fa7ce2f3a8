package io.kerground.jdbc;

import io.kerground.core.StoreState;
import org.jspecify.annotations.Nullable;

/**
 * Tells what store this is, also when it can't be read.
 */
interface StoreInfo {

	/**
	 * Describes the store.
	 * @param failure why the latest write failed, or null
	 */
	StoreState describe(@Nullable String failure);

}
