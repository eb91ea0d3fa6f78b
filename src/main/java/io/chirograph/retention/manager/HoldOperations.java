package io.chirograph.retention.manager;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ExtendResult;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.Retention;
import io.chirograph.archive.RetentionStore;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.retention.scope.ScopeResolver;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Does at the store what a retention manager wants, object by object. What fails for one object does not keep the
/// others from being done; everything may be repeated, and goes on where it failed.
public record HoldOperations(RetentionStore store, ScopeResolver scopes) {
    /// @param done versions that were changed
    /// @param left versions that are as wanted already, or are to stay as they are
    /// @param failed why, by key and version
    public record Outcome(long done, long left, SortedMap<String, String> failed) {}

    @FunctionalInterface
    private interface Act {
        /// Whether anything had to be done.
        boolean on(ObjectVersion version) throws ArchiveUnavailableException;
    }

    /// Puts every version of every object in the scope under hold.
    public Outcome place(ObjectScope scope) throws ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        return each(scopes.versions(scope), version -> {
            if (isHeld(version)) {
                return false;
            }
            store.hold(version.key(), version.version(), true);
            return true;
        });
    }

    /// Lifts the holds on the objects in these scopes, but for those in a scope of `others`.
    public Outcome release(List<ObjectScope> released, List<ObjectScope> others)
            throws ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        Set<String> kept = new HashSet<>();
        for (ObjectScope other : others) {
            scopes.versions(other).forEach(version -> kept.add(name(version)));
        }
        TreeMap<String, ObjectVersion> wanted = new TreeMap<>();
        for (ObjectScope scope : released) {
            scopes.versions(scope).forEach(version -> wanted.put(name(version), version));
        }
        return each(List.copyOf(wanted.values()), version -> {
            if (kept.contains(name(version)) || !isHeld(version)) {
                return false;
            }
            store.hold(version.key(), version.version(), false);
            return true;
        });
    }

    /// Lengthens every lock in the scope; one that reaches as far already stays as it is.
    /// @param until the date; null to move each object's own by `by`
    public Outcome extend(ObjectScope scope, @Nullable Instant until, @Nullable Duration by)
            throws ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        return each(scopes.versions(scope), version -> {
            ObjectLock lock = lock(version);
            Instant present = lock.retainUntil();
            if (present == null) {
                throw withoutLock();
            }
            Instant wanted = (until == null ? present.plus(by == null ? Duration.ZERO : by) : until)
                    .truncatedTo(ChronoUnit.SECONDS);
            if (!wanted.isAfter(present)) {
                return false;
            }
            Retention later = new Retention(lock.mode(), wanted);
            return switch (store.archive().extend(version.key(), version.version(), later)) {
                case ExtendResult.Extended _ -> true;
                case ExtendResult.WithoutLock _ -> throw withoutLock();
                case ExtendResult.Denied denied ->
                    throw new ArchiveUnavailableException(
                            "PUT RETENTION is denied to this credential: " + denied.reason(), null);
            };
        });
    }

    private static ArchiveUnavailableException withoutLock() {
        return new ArchiveUnavailableException("it has no lock that could be lengthened", null);
    }

    /// The dates until which the objects of a scope are locked: the earliest first.
    public List<Instant> dates(ObjectScope scope) throws ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        return locks(scope).stream()
                .flatMap(lock -> Stream.ofNullable(lock.retainUntil()))
                .sorted()
                .toList();
    }

    /// What the store says of every object in a scope that it holds.
    public List<ObjectLock> held(ObjectScope scope)
            throws ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        return locks(scope).stream().filter(ObjectLock::legalHold).toList();
    }

    private List<ObjectLock> locks(ObjectScope scope)
            throws ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        List<ObjectLock> locks = new ArrayList<>();
        for (ObjectVersion version : scopes.versions(scope)) {
            locks.add(lock(version));
        }
        return locks;
    }

    public static String name(ObjectVersion version) {
        return version.key() + " " + version.version();
    }

    private boolean isHeld(ObjectVersion version) throws ArchiveUnavailableException {
        return lock(version).legalHold();
    }

    private ObjectLock lock(ObjectVersion version) throws ArchiveUnavailableException {
        return store.archive()
                .lock(version.key(), version.version())
                .orElseThrow(() -> new ArchiveUnavailableException("it is not there any more", null));
    }

    private static Outcome each(List<ObjectVersion> versions, Act act) {
        long done = 0;
        long left = 0;
        SortedMap<String, String> failed = new TreeMap<>();
        for (ObjectVersion version : versions) {
            try {
                if (act.on(version)) {
                    done++;
                } else {
                    left++;
                }
            } catch (ArchiveUnavailableException | IllegalArgumentException e) {
                failed.put(name(version), String.valueOf(e.getMessage()));
            }
        }
        return new Outcome(done, left, failed);
    }
}
