package io.chirograph.gateway.sandbox;

import io.chirograph.gateway.dialect.RequestFacts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/// One request to the sandbox and the text of its response: the same for the same request.
/// @param id a few hex digits of the request's digest
/// @param words each with the space before it, where there is one
/// @param cut whether the caller's bound on tokens cut the text short; a word is a token
record SandboxRequest(String model, RequestFacts facts, String id, List<String> words, boolean cut, long inputTokens) {
    static final String MODEL = "sandbox";
    static final String SLOW = "sandbox-slow";
    private static final String[] VOCABULARY = {
        "deed", "seal", "ink", "quill", "parchment", "witness", "copy", "half", "word", "margin", "wax", "clerk",
        "scroll", "ledger", "tally", "oath", "charter", "notary", "archive", "entry", "leaf", "root", "line", "page"
    };
    private static final long MAX_INPUT_TOKENS = 1_000_000;

    /// @param digest the body's SHA-256 in hex
    /// @param length the body's length
    static SandboxRequest of(String model, RequestFacts facts, String digest, long length) {
        String id = digest.substring(0, 12);
        var random = new Random(Long.parseLong(id, 16));
        List<String> words = new ArrayList<>(List.of("Sandbox", " answer", " " + id + ":"));
        int more = 8 + random.nextInt(16);
        for (int i = 0; i < more; i++) {
            words.add(" " + VOCABULARY[random.nextInt(VOCABULARY.length)]);
        }
        long most = facts.parameters().get("gen_ai.request.max_tokens") instanceof Long value ? value : Long.MAX_VALUE;
        boolean cut = most < words.size();
        List<String> kept = cut ? words.subList(0, (int) Math.max(1, most)) : words;
        long inputTokens = Math.clamp(length / 4, 1, MAX_INPUT_TOKENS);
        return new SandboxRequest(model, facts, id, List.copyOf(kept), cut, inputTokens);
    }

    String whole() {
        return String.join("", words);
    }

    long outputTokens() {
        return words.size();
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
