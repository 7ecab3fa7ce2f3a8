package io.kerground.sample;

import org.springframework.http.HttpStatus;

/**
 * An uploaded file that the service does not take.
 */
class RefusedUploadException extends RuntimeException {

	private final HttpStatus status;

	private final String reason;

	RefusedUploadException(HttpStatus status, String reason) {
		super(reason);
		this.status = status;
		this.reason = reason;
	}

	HttpStatus status() {
		return this.status;
	}

	String reason() {
		return this.reason;
	}

}
