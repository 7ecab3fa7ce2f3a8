package io.kerground.sample;

/**
 * How much is kept on disk.
 *
 * @param files the number of files
 * @param bytes their size in all
 */
public record StorageUse(long files, long bytes) {

}
