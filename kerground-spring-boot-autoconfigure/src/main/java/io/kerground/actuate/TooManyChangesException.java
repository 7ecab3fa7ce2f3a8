package io.kerground.actuate;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * As many changes of many tasks as may run at the same time are under way.
 */
@SuppressWarnings("serial")
final class TooManyChangesException extends InvalidEndpointRequestException {

	TooManyChangesException() {
		super("Too many changes", "as many changes as may run at the same time are under way");
	}

}
