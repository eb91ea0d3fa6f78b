package io.chirograph.gateway.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The text of one response: the same for the same request.
/// @param id a few hex digits of the request's digest
/// @param words each with the space before it, where there is one
/// @param cut whether the caller's bound on tokens cut it short
record SandboxText(String id, List<String> words, boolean cut, long inputTokens) {
    private static final String[] VOCABULARY = {
        "deed", "seal", "ink", "quill", "parchment", "witness", "copy", "half", "word", "margin", "wax", "clerk",
        "scroll", "ledger", "tally", "oath", "charter", "notary", "archive", "entry", "leaf", "root", "line", "page"
    };
    private static final long MAX_INPUT_TOKENS = 1_000_000;

    /// @param digest the request body's SHA-256 in hex
    /// @param length the request body's length
    /// @param maxTokens the caller's bound; a word is a token
    static SandboxText of(String digest, long length, long maxTokens) {
        String id = digest.substring(0, 12);
        var random = new Random(Long.parseLong(id, 16));
        List<String> words = new ArrayList<>(List.of("Sandbox", " answer", " " + id + ":"));
        int more = 8 + random.nextInt(16);
        for (int i = 0; i < more; i++) {
            words.add(" " + VOCABULARY[random.nextInt(VOCABULARY.length)]);
        }
        boolean cut = maxTokens < words.size();
        List<String> kept = cut ? words.subList(0, (int) Math.max(1, maxTokens)) : words;
        return new SandboxText(id, List.copyOf(kept), cut, Math.clamp(length / 4, 1, MAX_INPUT_TOKENS));
    }

    String whole() {
        return String.join("", words);
    }

    long outputTokens() {
        return words.size();
    }
}
