package io.chirograph.keys;

import io.chirograph.identity.Problems;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/// A change of a gateway key that cannot be made; nothing has changed.
final class GatewayKeyRefused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient ProblemDetail problem;

    private GatewayKeyRefused(ProblemDetail problem) {
        super(problem.getDetail());
        this.problem = problem;
    }

    ProblemDetail problem() {
        return problem;
    }

    static GatewayKeyRefused noSuchKey(String id) {
        return new GatewayKeyRefused(Problems.of(HttpStatus.NOT_FOUND, "not-found", "No gateway key is '" + id + "'."));
    }

    static GatewayKeyRefused exists(String id) {
        return new GatewayKeyRefused(Problems.of(
                HttpStatus.CONFLICT,
                "key-exists",
                "A gateway key is or was '" + id + "', here or in the configuration; an id is never given twice."));
    }

    static GatewayKeyRefused configured(String id) {
        return new GatewayKeyRefused(Problems.of(
                HttpStatus.CONFLICT,
                "key-configured",
                "The gateway key '" + id + "' stands in the configuration and is changed there."));
    }

    static GatewayKeyRefused disabled(String id) {
        return new GatewayKeyRefused(Problems.of(
                HttpStatus.CONFLICT, "key-disabled", "The gateway key '" + id + "' is disabled, for good."));
    }

    static GatewayKeyRefused rotating(String id) {
        return new GatewayKeyRefused(Problems.of(
                HttpStatus.CONFLICT,
                "key-rotating",
                "The gateway key '" + id + "' was rotated and its former secret still works; an overlap of PT0S ends"
                        + " both of its secrets at once."));
    }
}
