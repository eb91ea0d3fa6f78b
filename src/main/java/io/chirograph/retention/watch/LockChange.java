package io.chirograph.retention.watch;

import io.chirograph.archive.LockMode;
import io.chirograph.monitor.ObjectObserver.Observation;
import io.chirograph.retention.requests.UnexplainedChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that is otherwise at one version of an object than when it was last looked at.
/// @param version empty where the store keeps none
/// @param before until when it was locked
/// @param after until when it is locked
record LockChange(
        Kind kind,
        String archive,
        String key,
        String version,
        @Nullable Instant before,
        @Nullable Instant after) {
    /// What changed.
    enum Kind {
        PLACED("hold placed"),
        RELEASED("hold released"),
        LONGER("locked longer or firmer"),
        SHORTER("locked shorter or weaker");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    UnexplainedChange unexplained() {
        return new UnexplainedChange(kind.words, archive, key, before, after);
    }

    /// What is otherwise than before.
    /// @param before null where the object was never looked at: then only a hold is news
    static List<LockChange> between(LockSnapshotStore.@Nullable Seen before, Observation object) {
        LockSnapshotStore.Seen now = LockSnapshotStore.Seen.of(object.lock());
        List<LockChange> changes = new ArrayList<>();
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
    static LockChange gone(Observation object) {
        return of(Kind.RELEASED, object, null, LockSnapshotStore.Seen.of(null));
    }

    private static LockChange of(
            Kind kind, Observation object, LockSnapshotStore.@Nullable Seen before, LockSnapshotStore.Seen now) {
        return new LockChange(
                kind,
                object.archive(),
                object.key(),
                LockSnapshotStore.version(object),
                before == null ? null : before.until(),
                now.until());
    }

    /// Whether `one` locks less than `other`: in a weaker mode, or for less time.
    private static boolean isWeaker(LockSnapshotStore.Seen one, LockSnapshotStore.Seen other) {
        return one.mode().compareTo(other.mode()) > 0
                || (other.mode() != LockMode.NONE && date(one).isBefore(date(other)));
    }

    private static Instant date(LockSnapshotStore.Seen seen) {
        return seen.until() == null ? Instant.MIN : seen.until();
    }
}
