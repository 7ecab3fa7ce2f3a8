package io.kerground.autoconfigure;

import java.nio.file.Path;

/**
 * The file of the embedded store, if the store is one.
 *
 * @param path its absolute path
 */
record StoreFile(Path path) {

}
