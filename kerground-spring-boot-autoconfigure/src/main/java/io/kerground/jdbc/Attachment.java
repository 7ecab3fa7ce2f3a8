package io.kerground.jdbc;

import io.kerground.core.ClaimScope;
import io.kerground.core.TaskIntake;

/**
 * An engine that takes what the writer claims for it.
 *
 * @param scope what it takes
 * @param intake says how much it takes, and is handed that
 */
record Attachment(ClaimScope scope, TaskIntake intake) {

}
