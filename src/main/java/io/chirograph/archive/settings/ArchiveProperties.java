package io.chirograph.archive.settings;

import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.s3.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where objects go, how firmly and how long they are held.
/// @param directory of a directory archive; null for `archive` in the data directory
/// @param lockMode what to ask the store for; null is COMPLIANCE for s3 and NONE for a directory
/// @param retention how long from an object's put, where no class of `chirograph.retention` says otherwise
/// @param requireTier what the store's locks must be worth at least; null asks for nothing
/// @param accessLog where the store logs who reads past this program; null where it does not, or nobody
///     follows it
@ConfigurationProperties("chirograph.archive")
public record ArchiveProperties(
        @DefaultValue("directory") Type type,
        @Nullable Path directory,
        @Nullable S3Settings s3,
        @Nullable LockMode lockMode,
        @DefaultValue("P400D") Duration retention,
        @Nullable LockTier requireTier,
        @Nullable AccessLogProperties accessLog) {
    public enum Type {
        DIRECTORY,
        S3
    }

    public ArchiveProperties {
        if (retention.compareTo(Duration.ofDays(1)) < 0 || retention.compareTo(Duration.ofDays(36_500)) > 0) {
            throw new IllegalArgumentException(
                    "chirograph.archive.retention is " + retention + ", expected P1D to P36500D");
        }
        if (type == Type.S3 && s3 == null) {
            throw new IllegalArgumentException(
                    "chirograph.archive.s3.bucket is not set, and chirograph.archive.type is s3");
        }
        if (type == Type.DIRECTORY && lockMode != null && lockMode != LockMode.NONE) {
            throw new IllegalArgumentException(
                    "chirograph.archive.lock-mode is " + lockMode + ", but a directory has no locks");
        }
        if (accessLog != null && s3 == null) {
            throw new IllegalArgumentException(
                    "chirograph.archive.access-log is set, but chirograph.archive.type is " + type + ", not s3");
        }
        lockMode = lockMode != null ? lockMode : type == Type.S3 ? LockMode.COMPLIANCE : LockMode.NONE;
        if (requireTier != null && !best(type, lockMode).suffices(requireTier)) {
            throw new IllegalArgumentException("chirograph.archive.require-tier is " + requireTier
                    + ", more than chirograph.archive.lock-mode " + lockMode + " can give");
        }
    }

    /// What objects are sent with unless their class says otherwise.
    public LockMode mode() {
        return lockMode == null ? LockMode.NONE : lockMode;
    }

    private static LockTier best(Type type, LockMode mode) {
        return mode == LockMode.NONE && type == Type.S3 ? LockTier.BUCKET_LOCK : LockTier.of(mode);
    }

    /// Whether an object with this lock (null: with none) may count as kept. Of a bucket's own lock an object
    /// shows nothing; there the preflight's word counts alone.
    public boolean suffices(@Nullable ObjectLock lock) {
        return requireTier == null
                || requireTier == LockTier.BUCKET_LOCK
                || LockTier.of(lock).suffices(requireTier);
    }

    /// Whether a store that was found to be worth this may be written to; one of which nothing is known yet may.
    public boolean suffices(ArchiveDescription store) {
        LockTier found = LockTier.of(store.tier());
        return requireTier == null || found == null || found.suffices(requireTier);
    }

    public Path directoryIn(Path dataDirectory) {
        return directory == null ? dataDirectory.resolve("archive") : directory;
    }
}
