package io.chirograph.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;
import tools.jackson.databind.json.JsonMapper;

/// Responses to refused requests on the operators' paths: RFC 9457 problems with a stable `code`.
public final class Problems {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
            .build();

    private Problems() {}

    /// @param detail for a person; names the offending field and value, never a secret
    public static ProblemDetail of(ErrorCode code, String detail) {
        return of(code, HttpStatus.valueOf(code.status()), detail);
    }

    /// @param status another one than the code's own
    public static ProblemDetail of(ErrorCode code, HttpStatus status, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(status.getReasonPhrase());
        problem.setProperty("code", code.code());
        return problem;
    }

    /// With `field` and `value` where they are known.
    public static ProblemDetail of(ApiException e) {
        ProblemDetail problem = of(e.code(), e.detail());
        if (e.field() != null) {
            problem.setProperty("field", e.field());
        }
        if (e.value() != null) {
            problem.setProperty("value", e.value());
        }
        return problem;
    }

    /// The problem as a controller's response, with `Retry-After` where a retry may help.
    public static ResponseEntity<ProblemDetail> response(ApiException e) {
        Duration retryAfter = e.retryAfter();
        ResponseEntity.BodyBuilder response =
                response(HttpStatusCode.valueOf(e.code().status()));
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, seconds(retryAfter));
        }
        return response.body(of(e));
    }

    public static ResponseEntity<ProblemDetail> response(ErrorCode code, String detail) {
        return response(new ApiException(code, detail));
    }

    public static ResponseEntity.BodyBuilder response(HttpStatusCode status) {
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    /// Writes the problem as the whole response of a filter, with `Retry-After` where a retry may help.
    public static void write(HttpServletResponse response, ApiException e) throws IOException {
        retryAfter(response, e);
        byte[] body = JSON.writeValueAsBytes(of(e));
        response.setStatus(e.code().status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /// Sets `Retry-After` where a retry may help.
    public static void retryAfter(HttpServletResponse response, ApiException e) {
        if (e.retryAfter() != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, seconds(e.retryAfter()));
        }
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toSeconds()));
    }
}
