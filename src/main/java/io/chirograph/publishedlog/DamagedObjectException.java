package io.chirograph.publishedlog;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A missing or damaged object of a log.
/// Reading it again does not help.
public final class DamagedObjectException extends Exception {
    private final Damage damage;
    private final String log;
    private final @Nullable String object;
    private final @Nullable Long position;
    private final String expected;
    private final @Nullable String found;

    /// What can be wrong with an object by itself; findings of a verifier bear the same names.
    public enum Damage {
        SEGMENT_MISSING,
        SEGMENT_TRUNCATED,
        SEGMENT_ALTERED,
        SEGMENT_COUNT,
        EVENT_MALFORMED,
        TILE_MISSING,
        TILE_ALTERED,
        CHECKPOINT_MALFORMED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// @param object its key; null when it is not known which one
    /// @param position the first position that it concerns; null when it concerns none
    public DamagedObjectException(
            Damage damage,
            String log,
            @Nullable String object,
            @Nullable Long position,
            String expected,
            @Nullable String found) {
        super("%s in %s%s: expected %s, found %s"
                .formatted(
                        damage,
                        PrintableText.of(object == null ? log : object),
                        position == null ? "" : " at " + position,
                        expected,
                        found == null ? "nothing" : PrintableText.of(found)));
        this.damage = damage;
        this.log = log;
        this.object = object;
        this.position = position;
        this.expected = expected;
        this.found = found;
    }

    public Damage damage() {
        return damage;
    }

    public String log() {
        return log;
    }

    public @Nullable String object() {
        return object;
    }

    public @Nullable Long position() {
        return position;
    }

    public String expected() {
        return expected;
    }

    public @Nullable String found() {
        return found;
    }
}
