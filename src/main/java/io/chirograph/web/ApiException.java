package io.chirograph.web;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request that the program itself refuses; its response and its event are made of it.
///
/// The detail is for people and names the offending field and value; neither holds a secret. Without a stack trace.
public class ApiException extends RuntimeException {
    private final ErrorCode code;
    private final @Nullable String field;
    private final @Nullable String value;
    private final @Nullable Duration retryAfter;

    public ApiException(ErrorCode code, String detail) {
        this(code, detail, null, null, code.retryAfter());
    }

    /// @param field which part of the request is to blame
    /// @param value what stands there; null where nothing does, or where it may be a secret
    public ApiException(ErrorCode code, String detail, @Nullable String field, @Nullable String value) {
        this(code, detail, field, value, code.retryAfter());
    }

    /// @param retryAfter how long to wait; null where a retry cures nothing
    public ApiException(
            ErrorCode code,
            String detail,
            @Nullable String field,
            @Nullable String value,
            @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.code = code;
        this.field = field;
        this.value = value;
        this.retryAfter = retryAfter;
    }

    /// A parameter of a query, or a member of a body, whose value it cannot have.
    /// @param rule what it must be
    public static ApiException badParameter(String name, String value, String rule) {
        return new ApiException(
                ErrorCode.BAD_VALUE,
                "Parameter '" + name + "' is '" + value + "'; it must be " + rule + ".",
                name,
                value);
    }

    public static ApiException notFound(String detail) {
        return new ApiException(ErrorCode.NOT_FOUND, detail);
    }

    public ErrorCode code() {
        return code;
    }

    public int status() {
        return code.status();
    }

    public String detail() {
        return Objects.requireNonNull(getMessage());
    }

    public @Nullable String field() {
        return field;
    }

    public @Nullable String value() {
        return value;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
