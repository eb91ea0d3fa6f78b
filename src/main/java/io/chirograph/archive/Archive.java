package io.chirograph.archive;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A store of immutable objects.
///
/// Keys are relative to the archive's prefix, made of `[A-Za-z0-9._=/-]`, never starting with `/` and without
/// empty, `.` or `..` segments. Safe for many threads. Listing order is byte order of the keys.
public interface Archive extends AutoCloseable {
    /// Stores `content` under `key`, once, locked until `retention` says. On return the object is durable and
    /// its lock, where the store has locks, has been read back.
    ///
    /// Identical bytes under an existing key are harmless ([PutResult.AlreadyThere]); an unknown outcome is
    /// settled by reading back before this returns or throws.
    /// @throws ArchiveConflictException other bytes stand under `key`: fatal, never retried
    /// @throws ArchiveUnavailableException worth another try with the same bytes
    PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException;

    /// The bytes of the newest version under `key`, at most `maxBytes` of them (more is an error, not a cut).
    default Optional<byte[]> get(String key, long maxBytes) throws ArchiveUnavailableException {
        return get(key, null, maxBytes);
    }

    /// The bytes of one version; of the newest where that is null.
    Optional<byte[]> get(String key, @Nullable String version, long maxBytes) throws ArchiveUnavailableException;

    /// The same bytes as a stream, for objects that do not fit into memory. Whoever asked closes it. A
    /// read of it that fails is worth another try from the start.
    default Optional<InputStream> open(String key, @Nullable String version) throws ArchiveUnavailableException {
        return get(key, version, Integer.MAX_VALUE - 8).<InputStream>map(bytes -> new ByteArrayInputStream(bytes));
    }

    /// Up to `max` keys that start with `prefix` and are greater than `after`, in byte order.
    List<String> list(String prefix, String after, int max) throws ArchiveUnavailableException;

    /// The distinct next path segments (without `/`) below `prefix` (empty, or ending in `/`), in byte order.
    List<String> segments(String prefix) throws ArchiveUnavailableException;

    /// Every version of every key that starts with `prefix` and is not less than `from`, delete markers
    /// included, up to `max` of them, in key order.
    List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException;

    /// Up to `max` names below `prefix` (ending in `/`) that can be no key, or stand for something that is no object,
    /// in no order. Nothing here writes them and no other listing shows them; they may hold any character.
    List<String> strays(String prefix, int max) throws ArchiveUnavailableException;

    /// The lock of the newest version under `key` (or of `version`), as the store reports it: it names the
    /// version where the store keeps versions.
    Optional<ObjectLock> lock(String key, @Nullable String version) throws ArchiveUnavailableException;

    /// Whether a legal hold lies on the newest version under `key`; false where there is no object.
    /// @throws ArchiveUnavailableException also where this credential may not see holds: [#lock] says none then
    default boolean isHeld(String key) throws ArchiveUnavailableException {
        return lock(key, null).map(ObjectLock::legalHold).orElse(false);
    }

    /// Moves the lock of one version on, to a later date or a firmer mode or both; a lock that is as good already is
    /// left alone, and none is ever made weaker or shorter. Safe to repeat.
    /// @param version as listed; null where the store keeps none
    /// @throws ArchiveUnavailableException worth another try
    default ExtendResult extend(String key, @Nullable String version, Retention to) throws ArchiveUnavailableException {
        return new ExtendResult.WithoutLock();
    }

    /// Finds out what this store's locks are worth, with an object of its own below `preflight/` that is locked
    /// for a day: whether this identity can delete or shorten it. Nothing else is touched.
    /// @param mode the lock that the archive's objects ask for
    default PreflightReport preflight(LockMode mode, Instant now) throws ArchiveUnavailableException {
        String finding = "a " + describe().kind() + " is not WORM: whoever may write there may also delete";
        return new PreflightReport("none", Collections.emptySortedMap(), List.of(finding));
    }

    /// How far this process's clock is ahead of the store's at least, negative where it is behind; empty when no
    /// answer has told yet.
    default Optional<Duration> clockSkew() {
        return Optional.empty();
    }

    /// When the credential that the store is asked with ends; empty where it has no known end.
    default Optional<Instant> credentialExpires() {
        return Optional.empty();
    }

    /// The id, no secret, of the access key that the store was last asked with; empty where there is none.
    default Optional<String> accessKeyId() {
        return Optional.empty();
    }

    /// Where the store says that its objects are; empty where it says nothing, or not to this credential.
    default Optional<String> region() throws ArchiveUnavailableException {
        return Optional.empty();
    }

    /// What this store is and promises.
    ArchiveDescription describe();

    @Override
    void close();
}
