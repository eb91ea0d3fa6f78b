package io.chirograph.gateway.sandbox;

import io.chirograph.gateway.dialect.RequestFacts;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/// What one request to the sandbox asks for.
/// @param digest the body's SHA-256 in hex
/// @param length the body's length
record SandboxRequest(String model, RequestFacts facts, String digest, long length) {
    static final String MODEL = "sandbox";
    static final String SLOW = "sandbox-slow";

    SandboxText text() {
        return SandboxText.of(digest, length, number("gen_ai.request.max_tokens", Long.MAX_VALUE));
    }

    boolean stream() {
        return facts.stream();
    }

    boolean slow() {
        return model.equals(SLOW);
    }

    String quotedModel() {
        return quoted(model);
    }

    long number(String name, long otherwise) {
        return facts.parameters().get(name) instanceof Long value ? value : otherwise;
    }

    boolean is(String name, Object value) {
        return value.equals(facts.parameters().get(name));
    }

    /// As a JSON string; a lone surrogate, which JSON cannot hold, as `?`.
    static String quoted(String text) {
        String writable = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return JsonMapper.shared().writeValueAsString(writable);
    }
}
