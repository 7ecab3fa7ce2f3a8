/**
 * Processes that are killed, stopped and cut from power while they send and work, and the
 * check of what they leave behind.
 */
package io.kerground.chaos;
