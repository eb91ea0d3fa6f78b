package io.chirograph.archive.retention;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Classes that come with the program; `docs/retention.md` names the source of each figure. A code never changes:
/// journals and staged batches carry it.
public enum RetentionPreset {
    SOC2(1, "P400D"),
    EU_AI_ACT(2, "P190D"),
    HIPAA(3, "P6Y"),
    SEC_17A_4(4, "P6Y"),
    INDEFINITE(5, null);

    private final byte code;
    private final @Nullable String duration;

    RetentionPreset(int code, @Nullable String duration) {
        this.code = (byte) code;
        this.duration = duration;
    }

    byte code() {
        return code;
    }

    RetentionSpan span() {
        return duration == null ? new RetentionSpan.Indefinite() : RetentionSpan.For.parse(duration);
    }

    /// How long it keeps: an ISO-8601 duration, or `indefinite`.
    public String keeps() {
        return duration == null ? "indefinite" : duration;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<RetentionPreset> named(String wire) {
        return Arrays.stream(values())
                .filter(preset -> preset.wire().equals(wire))
                .findFirst();
    }

    static String names() {
        return String.join(
                ", ", Arrays.stream(values()).map(RetentionPreset::wire).toList());
    }
}
