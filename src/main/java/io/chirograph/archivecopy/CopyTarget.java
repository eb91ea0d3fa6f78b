package io.chirograph.archivecopy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ExtendResult;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectTooLargeException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PatientArchive;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.archive.RetentionStore;
import io.chirograph.publishedlog.PackName;
import io.chirograph.support.digest.Sha256;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Puts objects where the copy goes, each with a lock that is no weaker and no shorter than its source's.
///
/// A put whose outcome is not known is repeated a few times; a name that holds other bytes ends the copy. One thread.
final class CopyTarget {
    /// Nothing that is carried has more bytes.
    private static final long MAX_OBJECT = PackName.MAX_OBJECT;

    private final Archive source;
    private final Archive target;
    private final Terms terms;
    private final Counts counts = new Counts();

    /// @param configured what an object gets that is put now, by the target's own configuration, whether its source
    ///     has a lock (the flag) or not; null where the target is none of the configuration
    /// @param holds does legal holds; null where nobody may
    /// @param trial whether nothing is put
    /// @param unlocked whether locks and holds are left behind
    /// @param pause before the first repetition
    record Terms(
            @Nullable BiFunction<String, Boolean, Retention> configured,
            @Nullable RetentionStore holds,
            boolean trial,
            boolean unlocked,
            InstantSource clock,
            Duration pause) {}

    /// What came of it.
    static final class Counts {
        long put;
        long bytes;
        long there;
        long locked;
        long lengthened;
        long held;
        long heldHere;

        @Nullable
        String withoutHold;
    }

    /// @param source is asked for locks
    CopyTarget(Archive source, Archive target, Terms terms) {
        this.source = source;
        this.target = target;
        this.terms = terms;
    }

    Counts counts() {
        return counts;
    }

    void put(CarriedObject object) throws CopyStoppedException, ArchiveUnavailableException {
        if (terms.trial()) {
            look(object);
            return;
        }
        ObjectLock lock = source.lock(object.key(), object.version()).orElse(null);
        Retention kept = kept(object.key(), lock);
        Retention asked = asked(object.key(), kept);
        PutResult result = stored(object, asked);
        boolean isNew = result instanceof PutResult.Stored;
        if (isNew) {
            counts.put++;
            counts.bytes += object.bytes().length;
        } else {
            counts.there++;
        }
        ObjectLock found = kept == null ? result.lock() : locked(object.key(), kept, result.lock());
        if (isNew && asked.mode() != LockMode.NONE && !asked.isAsFirm(found)) {
            throw new CopyStoppedException("the lock of " + object.key() + " in "
                    + target.describe().location() + " must be " + asked.mode() + ", as configured, and is not");
        }
        if (found != null && found.mode() != LockMode.NONE) {
            counts.locked++;
        }
        if (lock != null && lock.legalHold() && !terms.unlocked()) {
            hold(object.key(), found);
        }
    }

    /// What a put would come to.
    private void look(CarriedObject object) throws CopyStoppedException, ArchiveUnavailableException {
        boolean isAlone = target.describe().kind().equals("directory");
        if (isAlone && target.lock(object.key(), null).isEmpty()) {
            // a file has no versions, and one lookup is cheaper than a listing of all its neighbours
            counts.put++;
            counts.bytes += object.bytes().length;
            return;
        }
        VersionedKey there = new VersionedKeys(target, object.key(), object.key()).next();
        if (there == null || !there.key().equals(object.key())) {
            counts.put++;
            counts.bytes += object.bytes().length;
            return;
        }
        for (ObjectVersion version : there.versions()) {
            if (version.deleteMarker() || !Arrays.equals(read(version), object.bytes())) {
                throw conflict(object, null);
            }
        }
        counts.there++;
    }

    private byte @Nullable [] read(ObjectVersion version) throws ArchiveUnavailableException {
        try {
            return target.get(version.key(), version.version(), MAX_OBJECT).orElse(null);
        } catch (ObjectTooLargeException e) {
            return null;
        }
    }

    /// The source's lock, while it lasts; null where there is none.
    private @Nullable Retention kept(String key, @Nullable ObjectLock lock) throws CopyStoppedException {
        Instant until = lock == null ? null : lock.retainUntil();
        if (lock == null
                || until == null
                || lock.mode() == LockMode.NONE
                || !until.isAfter(terms.clock().instant())
                || terms.unlocked()) {
            return null;
        }
        if (target.describe().kind().equals("directory")) {
            throw new CopyStoppedException(key + " is locked until " + until + ", and "
                    + target.describe().location()
                    + " has no locks; --without-locks copies it all the same, and says so");
        }
        return new Retention(lock.mode(), until);
    }

    /// The firmer and longer of the source's lock and what is configured.
    private Retention asked(String key, @Nullable Retention kept) {
        Instant now = terms.clock().instant();
        Retention own = terms.configured() == null || terms.unlocked()
                ? new Retention(LockMode.NONE, now)
                : terms.configured().apply(key, kept != null);
        if (kept == null) {
            return own;
        }
        LockMode mode = own.mode().compareTo(kept.mode()) < 0 ? own.mode() : kept.mode();
        Instant until = own.mode() != LockMode.NONE && own.until().isAfter(kept.until()) ? own.until() : kept.until();
        return new Retention(mode, until);
    }

    private PutResult stored(CarriedObject object, Retention asked)
            throws CopyStoppedException, ArchiveUnavailableException {
        try {
            return PatientArchive.repeated(() -> target.put(object.key(), object.bytes(), asked), terms.pause());
        } catch (ArchiveConflictException e) {
            throw conflict(object, e);
        }
    }

    private CopyStoppedException conflict(CarriedObject object, @Nullable Exception cause)
            throws ArchiveUnavailableException {
        StringBuilder there = new StringBuilder();
        VersionedKey key = new VersionedKeys(target, object.key(), object.key()).next();
        if (key != null && key.key().equals(object.key())) {
            for (ObjectVersion version :
                    key.versions().subList(0, Math.min(8, key.versions().size()))) {
                byte[] bytes = version.deleteMarker() ? null : read(version);
                there.append(there.isEmpty() ? "" : ", ")
                        .append(
                                version.deleteMarker()
                                        ? "a delete marker"
                                        : bytes == null ? "something larger than any object of a log" : digest(bytes));
            }
        }
        String message = target.describe().location() + " already holds something else under " + object.key() + ": "
                + (there.isEmpty() ? "something that is no object" : there) + " there, " + digest(object.bytes())
                + " in " + source.describe().location();
        return cause == null ? new CopyStoppedException(message) : new CopyStoppedException(message, cause);
    }

    private static String digest(byte[] bytes) {
        return "sha256:" + Sha256.hex(bytes);
    }

    /// The lock that the target reports, which is as good as the source's by then.
    private ObjectLock locked(String key, Retention kept, @Nullable ObjectLock found)
            throws CopyStoppedException, ArchiveUnavailableException {
        if (found != null && isAsGood(found, kept)) {
            return found;
        }
        ExtendResult result = target.extend(key, found == null ? null : found.version(), kept);
        if (result instanceof ExtendResult.Extended(ObjectLock longer) && isAsGood(longer, kept)) {
            counts.lengthened++;
            return longer;
        }
        String why = switch (result) {
            case ExtendResult.Extended(ObjectLock lock) -> "it is locked until " + lock.retainUntil();
            case ExtendResult.Denied(String reason) -> reason;
            case ExtendResult.WithoutLock() -> "it has no lock";
        };
        throw new CopyStoppedException("the lock of " + key + " in "
                + target.describe().location() + " must be " + kept.mode() + " until " + kept.until()
                + ", as in the source, and is not: " + why);
    }

    private static boolean isAsGood(ObjectLock lock, Retention kept) {
        Instant until = lock.retainUntil();
        return until != null
                && kept.isAsFirm(lock)
                && !until.isBefore(kept.until().truncatedTo(ChronoUnit.SECONDS));
    }

    private void hold(String key, @Nullable ObjectLock found) throws ArchiveUnavailableException {
        counts.held++;
        RetentionStore holds = terms.holds();
        if (holds != null) {
            holds.hold(key, found == null ? null : found.version(), true);
            counts.heldHere++;
        } else if (target.isHeld(key)) {
            counts.heldHere++;
        } else if (counts.withoutHold == null) {
            counts.withoutHold = key;
        }
    }
}
