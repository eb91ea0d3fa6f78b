package io.chirograph.archivecopy;

import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ExtendResult;
import io.chirograph.archive.ForwardingArchive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.verifier.MemoryArchive;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A store in memory that keeps locks, polices them, and ends as many puts as a test wants.
final class LockingTarget extends ForwardingArchive {
    enum Fault {
        REFUSED,
        DONE_AND_REPORTED_FAILED
    }

    final MemoryArchive objects;
    final Map<String, ObjectLock> locks = new HashMap<>();
    final Set<String> held = new HashSet<>();
    boolean forgetsLocks;
    boolean deniesLengthening;
    int puts;
    private int until = Integer.MAX_VALUE;
    private Fault fault = Fault.REFUSED;

    LockingTarget(MemoryArchive objects) {
        super(objects);
        this.objects = objects;
    }

    /// Every put behind this many fails from now on.
    void failBehind(int more, Fault how) {
        puts = 0;
        until = more;
        fault = how;
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException {
        boolean isFailing = puts++ >= until;
        if (isFailing && fault == Fault.REFUSED) {
            throw new ArchiveUnavailableException("refused " + key, null);
        }
        PutResult result;
        if (objects.keys(key).contains(key)) {
            if (!Arrays.equals(objects.bytes(key), content)) {
                throw new ArchiveConflictException("immutable key " + key + " was overwritten");
            }
            result = new PutResult.AlreadyThere(locks.get(key));
        } else {
            objects.write(key, content);
            if (retention.mode() != LockMode.NONE && !forgetsLocks) {
                locks.put(key, new ObjectLock(key, null, retention.mode(), retention.until(), false));
            }
            result = new PutResult.Stored(locks.get(key));
        }
        if (isFailing) {
            throw new ArchiveUnavailableException("nobody knows of " + key, null);
        }
        return result;
    }

    @Override
    public ExtendResult extend(String key, @Nullable String version, Retention to) {
        ObjectLock lock = locks.get(key);
        if (lock == null) {
            return new ExtendResult.WithoutLock();
        }
        if (deniesLengthening) {
            return new ExtendResult.Denied("AccessDenied");
        }
        boolean isShorter = lock.retainUntil() != null && to.until().isBefore(lock.retainUntil());
        if (isShorter && to.isAsFirm(lock)) {
            throw new AssertionError("the lock of " + key + " was to be shortened");
        }
        ObjectLock longer = new ObjectLock(key, version, to.mode(), to.until(), false);
        locks.put(key, longer);
        return new ExtendResult.Extended(longer);
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) {
        return Optional.ofNullable(locks.get(key));
    }

    @Override
    public boolean isHeld(String key) {
        return held.contains(key);
    }

    @Override
    public ArchiveDescription describe() {
        return new ArchiveDescription("fake", "the copy", "COMPLIANCE");
    }
}
