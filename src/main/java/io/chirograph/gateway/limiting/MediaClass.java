package io.chirograph.gateway.limiting;

import io.chirograph.limits.LimitsProperties.Media;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Classes of what stands in a request, each with a ceiling of its tokens.
enum MediaClass {
    IMAGE,
    AUDIO,
    VIDEO,
    FILE,
    /// What is text all the same: a token for each byte.
    TEXT;

    private static final int BYTES_A_TOKEN = 16;
    private static final Set<String> TEXTS = Set.of("txt", "csv", "md", "html");

    /// Providers scale pictures down, so that their bytes say nothing; of all else they are the longer, the more it is.
    long tokens(long bytes, Media ceilings) {
        return switch (this) {
            case IMAGE -> ceilings.image();
            case AUDIO -> Math.max(ceilings.audio(), bytes / BYTES_A_TOKEN);
            case VIDEO -> Math.max(ceilings.video(), bytes / BYTES_A_TOKEN);
            case FILE -> Math.max(ceilings.file(), bytes / BYTES_A_TOKEN);
            case TEXT -> bytes;
        };
    }

    /// Of the name of a member or of a form's field; null for one that says none.
    static @Nullable MediaClass named(String name) {
        if (name.contains("image") || name.contains("screenshot") || name.equals("b64_json")) {
            return IMAGE;
        }
        if (name.contains("audio")) {
            return AUDIO;
        }
        if (name.contains("video")) {
            return VIDEO;
        }
        return name.contains("file") || name.contains("document") ? FILE : null;
    }

    /// Of a media type such as `image/png`, or of a format that is no media type where it is one of a text.
    static @Nullable MediaClass ofType(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        if (lower.startsWith("text/") || TEXTS.contains(lower)) {
            return TEXT;
        }
        int slash = lower.indexOf('/');
        if (slash < 0) {
            return null;
        }
        return switch (lower.substring(0, slash)) {
            case "image" -> IMAGE;
            case "audio" -> AUDIO;
            case "video" -> VIDEO;
            default -> FILE;
        };
    }
}
