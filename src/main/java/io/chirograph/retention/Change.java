package io.chirograph.retention;

import io.chirograph.archive.LockMode;
import io.chirograph.monitor.ObjectObserver.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that is otherwise at one version of an object than when it was last looked at.
///
/// @param version empty where the store keeps none
/// @param before until when it was locked
/// @param after until when it is locked
record Change(
        Kind kind,
        String archive,
        String key,
        String version,
        @Nullable Instant before,
        @Nullable Instant after) {
    /// What changed.
    enum Kind {
        PLACED,
        RELEASED,
        LONGER,
        SHORTER
    }

    /// What is otherwise than before.
    ///
    /// @param before null where the object was never looked at: then only a hold is news
    static List<Change> between(SeenLocks.@Nullable Seen before, Observation object) {
        SeenLocks.Seen now = SeenLocks.Seen.of(object.lock());
        List<Change> changes = new ArrayList<>();
        if (now.held() != (before != null && before.held())) {
            changes.add(of(now.held() ? Kind.PLACED : Kind.RELEASED, object, before, now));
        }
        if (before != null && isWeaker(now, before)) {
            changes.add(of(Kind.SHORTER, object, before, now));
        } else if (before != null && isWeaker(before, now)) {
            changes.add(of(Kind.LONGER, object, before, now));
        }
        return changes;
    }

    /// A hold that went away with its object.
    static Change gone(Observation object) {
        return new Change(Kind.RELEASED, object.archive(), object.key(), SeenLocks.version(object), null, null);
    }

    private static Change of(Kind kind, Observation object, SeenLocks.@Nullable Seen before, SeenLocks.Seen now) {
        return new Change(
                kind,
                object.archive(),
                object.key(),
                SeenLocks.version(object),
                before == null ? null : before.until(),
                now.until());
    }

    /// Whether `one` locks less than `other`: in a weaker mode, or for less time.
    private static boolean isWeaker(SeenLocks.Seen one, SeenLocks.Seen other) {
        return one.mode().compareTo(other.mode()) > 0
                || (other.mode() != LockMode.NONE && date(one).isBefore(date(other)));
    }

    private static Instant date(SeenLocks.Seen seen) {
        return seen.until() == null ? Instant.MIN : seen.until();
    }
}
