package io.chirograph.gateway.dialect;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;

/// A wire format that several providers may share. Stateless; safe for many threads.
public interface Dialect {
    /// Its name in configuration and events: `openai`, `anthropic`, `generic`.
    String name();

    /// The dialect that reads an operation: this one, or one of those that it is made of.
    default Dialect of(Operation operation) {
        return this;
    }

    /// What a request does, from its method and the raw path below the provider's base URL.
    Operation operation(String method, String rawPath);

    /// Reads a whole request body. Never throws for what the body holds: what cannot be read is absent from
    /// the result.
    /// @param body opens the body as it came from the wire; called at most once
    RequestFacts readRequest(
            Operation operation,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            InputStreamSource body);

    /// A reader for one response to `operation`.
    /// @param header the response's header by lower-case name, null when absent
    ResponseObserver response(Operation operation, int status, UnaryOperator<@Nullable String> header);

    /// Where responses to an operation name absolute URLs of the provider.
    default ResponseUrls urls(Operation operation) {
        return ResponseUrls.COMMON;
    }

    /// The dialect's own shape of an error body, with the fields of RFC 9457 beside it (`application/json`,
    /// UTF-8).
    byte[] error(ErrorFacts error);
}
