package io.kerground.sample;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers bad input with a problem (RFC 9457); Spring's own exceptions get one as well.
 */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

	static ErrorResponseException of(HttpStatus status, String detail) {
		ErrorResponseException problem = new ErrorResponseException(status);
		problem.setDetail(detail);
		return problem;
	}

	@ExceptionHandler
	ProblemDetail refused(RefusedUploadException ex) {
		return ProblemDetail.forStatusAndDetail(ex.status(), ex.reason());
	}

	@ExceptionHandler
	ProblemDetail illegal(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(ex.getMessage()));
	}

}
