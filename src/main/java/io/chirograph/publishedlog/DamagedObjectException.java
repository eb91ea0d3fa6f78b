package io.chirograph.publishedlog;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A missing or damaged object of a log.
/// Reading it again does not help.
public final class DamagedObjectException extends Exception {
    private final transient Facts facts;

    /// What can be wrong with an object by itself; findings of a verifier bear the same names.
    public enum Damage {
        SEGMENT_MISSING,
        SEGMENT_TRUNCATED,
        SEGMENT_ALTERED,
        SEGMENT_COUNT,
        EVENT_MALFORMED,
        TILE_MISSING,
        TILE_ALTERED,
        CHECKPOINT_MALFORMED,
        PAYLOAD_MISSING,
        PAYLOAD_DAMAGED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// @param object its key; null when it is not known which one
    /// @param position the first position that it concerns; null when it concerns none
    public record Facts(
            Damage damage,
            String log,
            @Nullable String object,
            @Nullable Long position,
            String expected,
            @Nullable String found) {
        @Override
        public String toString() {
            String where =
                    PrintableText.of(object == null ? log : object) + (position == null ? "" : " at " + position);
            String what = found == null ? "nothing" : PrintableText.of(found);
            return damage + " in " + where + ": expected " + expected + ", found " + what;
        }
    }

    DamagedObjectException(Facts facts) {
        super(facts.toString());
        this.facts = facts;
    }

    DamagedObjectException(Facts facts, Exception cause) {
        super(facts.toString(), cause);
        this.facts = facts;
    }

    public Facts facts() {
        return facts;
    }
}
