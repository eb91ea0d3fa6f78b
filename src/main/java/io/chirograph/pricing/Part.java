package io.chirograph.pricing;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a price is for. Tokens are priced by the million, everything else by the piece.
enum Part {
    INPUT("input", true),
    OUTPUT("output", true),
    CACHE_READ("cache-read", true),
    /// Written to a cache that has one lifetime.
    CACHE_WRITE("cache-write", true),
    CACHE_WRITE_5M("cache-write-5m", true),
    CACHE_WRITE_1H("cache-write-1h", true),
    AUDIO_INPUT("audio-input", true),
    AUDIO_OUTPUT("audio-output", true),
    AUDIO_CACHE_READ("audio-cache-read", true),
    IMAGE_INPUT("image-input", true),
    IMAGE_OUTPUT("image-output", true),
    IMAGE_CACHE_READ("image-cache-read", true),
    VIDEO_INPUT("video-input", true),
    REQUEST("request", false),
    SECOND("second", false),
    IMAGE("image", false),
    WEB_SEARCH("web-search", false);

    private static final Map<String, Part> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(part -> part.word, Function.identity()));

    private final String word;
    private final boolean isTokens;

    Part(String word, boolean isTokens) {
        this.word = word;
        this.isTokens = isTokens;
    }

    String word() {
        return word;
    }

    boolean isTokens() {
        return isTokens;
    }

    boolean isOutput() {
        return this == OUTPUT || this == AUDIO_OUTPUT || this == IMAGE_OUTPUT;
    }

    static @Nullable Part named(String word) {
        return BY_NAME.get(word);
    }
}
