package io.chirograph.dataflow;

import io.chirograph.support.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a data flow can be written as.
enum FlowFormat {
    JSON("application/json"),
    MARKDOWN("text/markdown;charset=UTF-8"),
    SVG("image/svg+xml");

    private final String mediaType;

    FlowFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The format that is asked for by its word, else by `Accept`, else JSON.
    static FlowFormat asked(@Nullable String word, @Nullable String accept) {
        return Arrays.stream(values())
                .filter(one -> word == null
                        ? accept != null && accept.contains(one.mediaType.replaceAll(";.*", ""))
                        : one.word().equals(word))
                .findFirst()
                .orElse(JSON);
    }

    /// What a paper is written as, by its first character that is no space.
    static FlowFormat ofPaper(String paper) {
        String begin = paper.stripLeading();
        return begin.startsWith("{") ? JSON : begin.startsWith("<") ? SVG : MARKDOWN;
    }

    /// The same flow gives the same text. Every line ends in a line feed.
    String write(DataFlow flow) {
        return switch (this) {
            case JSON ->
                StrictJson.MAPPER
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(flow)
                                .replace(System.lineSeparator(), "\n")
                        + "\n";
            case MARKDOWN -> FlowMarkdown.of(flow);
            case SVG -> FlowSvg.of(flow);
        };
    }

    byte[] bytes(DataFlow flow) {
        return write(flow).getBytes(StandardCharsets.UTF_8);
    }
}
