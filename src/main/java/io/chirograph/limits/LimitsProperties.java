package io.chirograph.limits;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `chirograph.limits.*`: how calls are estimated, and how many subjects are told apart.
/// @param outputTokens what a call that names no `max_tokens` may answer
/// @param mediaTokens the least that an image, a recording or a file in a request counts
/// @param referenceTokens what something counts that a request only refers to, as the provider keeps it
/// @param subjects of one limit that are told apart
@ConfigurationProperties("chirograph.limits")
public record LimitsProperties(
        @DefaultValue("16384") int outputTokens,
        @DefaultValue("4096") int mediaTokens,
        @DefaultValue("32768") int referenceTokens,
        @DefaultValue("10000") int subjects) {
    private static final int MOST_TOKENS = 100_000_000;
    private static final int MOST_SUBJECTS = 1_000_000;

    public LimitsProperties {
        check("output-tokens", outputTokens, MOST_TOKENS);
        check("media-tokens", mediaTokens, MOST_TOKENS);
        check("reference-tokens", referenceTokens, MOST_TOKENS);
        check("subjects", subjects, MOST_SUBJECTS);
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "chirograph.limits." + name + " must be from 1 to " + most + ", was " + value);
        }
    }
}
