package io.chirograph.limits;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `chirograph.limits.*`: how calls are estimated, and how many subjects are told apart.
/// @param outputTokens what a call that names no `max_tokens` may answer, where neither its route nor its alias says it
/// @param mediaTokens in the place of the next four, where they are not set
/// @param imageTokens what a picture in a request counts
/// @param audioTokens the least that a recording counts
/// @param videoTokens the least that a video counts
/// @param fileTokens the least that any other file counts
/// @param referenceTokens what something counts that a request only refers to, as the provider keeps it
/// @param subjects of one limit that are told apart
@ConfigurationProperties("chirograph.limits")
public record LimitsProperties(
        @DefaultValue("16384") int outputTokens,
        @Nullable Integer mediaTokens,
        @Nullable Integer imageTokens,
        @Nullable Integer audioTokens,
        @Nullable Integer videoTokens,
        @Nullable Integer fileTokens,
        @DefaultValue("32768") int referenceTokens,
        @DefaultValue("10000") int subjects) {
    private static final int MOST_TOKENS = 100_000_000;
    private static final int MOST_SUBJECTS = 1_000_000;

    public LimitsProperties {
        check("output-tokens", outputTokens, MOST_TOKENS);
        check("media-tokens", mediaTokens);
        check("image-tokens", imageTokens);
        check("audio-tokens", audioTokens);
        check("video-tokens", videoTokens);
        check("file-tokens", fileTokens);
        check("reference-tokens", referenceTokens, MOST_TOKENS);
        check("subjects", subjects, MOST_SUBJECTS);
    }

    /// Ceilings of what is no text, by its class.
    public record Media(int image, int audio, int video, int file) {
        static final Media USUAL = new Media(10_240, 4096, 65_536, 16_384);
    }

    public Media media() {
        Media usual = mediaTokens == null ? Media.USUAL : new Media(mediaTokens, mediaTokens, mediaTokens, mediaTokens);
        return new Media(
                Objects.requireNonNullElse(imageTokens, usual.image),
                Objects.requireNonNullElse(audioTokens, usual.audio),
                Objects.requireNonNullElse(videoTokens, usual.video),
                Objects.requireNonNullElse(fileTokens, usual.file));
    }

    private static void check(String name, @Nullable Integer value) {
        if (value != null) {
            check(name, value, MOST_TOKENS);
        }
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "chirograph.limits." + name + " must be from 1 to " + most + ", was " + value);
        }
    }
}
