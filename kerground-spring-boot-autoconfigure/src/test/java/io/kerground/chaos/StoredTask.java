package io.kerground.chaos;

/**
 * A task as the tables hold it.
 *
 * @param token the token in its arguments
 * @param id the public id
 * @param status the stored number of its status
 * @param fence the number of its latest claim
 * @param response the stored response, or null
 */
record StoredTask(String token, String id, int status, long fence, String response) {

}
