package io.chirograph.archive.s3;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Bounded;
import io.chirograph.archive.ExtendResult;
import io.chirograph.archive.Keys;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectTooLargeException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PreflightReport;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// An archive in an S3 bucket, whatever server stands behind it.
///
/// One put is: look whether the key is taken, one PUT with its lock in the headers (never multipart, where some
/// stores drop the lock), look at all versions of the key, read the lock back. `If-None-Match: *` is sent but
/// never relied on, for some stores ignore it on versioned buckets. Of two writers that race with different
/// bytes at most one is told that it wrote.
final class S3Archive implements Archive {
    /// Far more versions than any honest key gets; beyond them nobody compares.
    private static final int MAX_VERSIONS = 100;

    private final S3Settings settings;
    private final S3Client client;
    private final StoreClock clock;
    private final StoreCredentials credentials;
    private final S3Listing listing;
    private final String base;
    private volatile boolean conditional = true;
    /// What the last preflight found; null before the first.
    private volatile @Nullable LockTier proven;

    /// What the lock that was last read back says; null before the first.
    private volatile @Nullable LockTier seen;

    S3Archive(S3Settings settings, S3Client client) {
        this(
                settings,
                client,
                new StoreClock(InstantSource.system()),
                StoreCredentials.of(settings, InstantSource.system()));
    }

    S3Archive(S3Settings settings, S3Client client, StoreClock clock, StoreCredentials credentials) {
        this.settings = settings;
        this.client = client;
        this.clock = clock;
        this.credentials = credentials;
        this.listing = new S3Listing(client, settings);
        this.base = settings.base();
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException {
        Keys.check(key);
        Optional<ObjectVersion> taken = standing(key, content, null);
        if (taken.isPresent()) {
            return new PutResult.AlreadyThere(readBack(key, taken.get().version(), retention));
        }
        SdkException unknown = null;
        String written = null;
        try {
            written = send(key, content, retention);
        } catch (SdkException e) {
            if (S3Errors.isRefused(e)) {
                throw S3Errors.unavailable("PUT " + settings.location(key), e);
            }
            unknown = e;
        }
        Optional<ObjectVersion> stands = standing(key, content, written);
        if (stands.isPresent()) {
            return new PutResult.Stored(readBack(key, stands.get().version(), retention));
        }
        throw unknown == null
                ? new ArchiveUnavailableException(
                        "PUT " + settings.location(key) + " was answered with success, yet it is not listed", null)
                : S3Errors.unavailable("PUT " + settings.location(key), unknown);
    }

    /// One PUT; answers the version that it made, if the store has versions.
    private @Nullable String send(String key, byte[] content, Retention retention) {
        try {
            return S3Errors.ask(
                            () -> client.putObject(request(key, content, retention), RequestBody.fromBytes(content)))
                    .versionId();
        } catch (SdkException e) {
            if (!conditional || !S3Errors.isNotImplemented(e)) {
                throw e;
            }
            conditional = false;
            return send(key, content, retention);
        }
    }

    private PutObjectRequest request(String key, byte[] content, Retention retention) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(base + key)
                .contentLength((long) content.length)
                .contentMD5(md5(content))
                .serverSideEncryption(settings.sse())
                .ssekmsKeyId(settings.sseKmsKeyId());
        if (conditional) {
            request.ifNoneMatch("*");
        }
        if (retention.mode() != LockMode.NONE) {
            request.objectLockMode(retention.mode().name())
                    .objectLockRetainUntilDate(retention.until().truncatedTo(ChronoUnit.SECONDS));
        }
        return request.build();
    }

    /// The newest version of `key` when there is one and every version holds exactly `content`.
    /// @param written a version that the store has just acknowledged and whose bytes it has checked
    private Optional<ObjectVersion> standing(String key, byte[] content, @Nullable String written)
            throws ArchiveConflictException, ArchiveUnavailableException {
        List<ObjectVersion> versions = listing.versions(key, key, MAX_VERSIONS).stream()
                .filter(version -> version.key().equals(key))
                .toList();
        for (ObjectVersion version : versions) {
            if (version.deleteMarker()) {
                throw new ArchiveConflictException(
                        settings.location(key) + " has a delete marker, version " + version.version());
            }
            boolean ours = written != null && written.equals(version.version());
            if (version.size() != content.length || !(ours || holds(key, version, content))) {
                throw new ArchiveConflictException(
                        settings.location(key) + " already holds other bytes in version " + version.version());
            }
        }
        if (versions.size() == MAX_VERSIONS) {
            throw new ArchiveConflictException(settings.location(key) + " has " + MAX_VERSIONS + " versions and more");
        }
        return versions.stream().findFirst();
    }

    private boolean holds(String key, ObjectVersion version, byte[] content) throws ArchiveUnavailableException {
        byte[] stored = get(key, version.version(), content.length)
                .orElseThrow(() -> new ArchiveUnavailableException(
                        settings.location(key) + " is listed but cannot be read", null));
        return Arrays.equals(stored, content);
    }

    /// The lock that the store reports after a put; null when it has none or does not let us see it.
    private @Nullable ObjectLock readBack(String key, @Nullable String version, Retention asked)
            throws ArchiveUnavailableException {
        if (asked.mode() == LockMode.NONE) {
            seen = proven == LockTier.BUCKET_LOCK ? LockTier.BUCKET_LOCK : LockTier.NONE;
            return null;
        }
        ObjectLock found;
        try {
            found = retention(key, version);
        } catch (SdkException e) {
            if (!S3Errors.isDenied(e)) {
                throw S3Errors.unavailable("GET RETENTION " + settings.location(key), e);
            }
            return null;
        }
        seen = LockTier.of(found);
        return found.mode() == LockMode.NONE ? null : found;
    }

    private ObjectLock retention(String key, @Nullable String version) {
        ObjectLockRetention found = null;
        try {
            found = S3Errors.ask(() -> client.getObjectRetention(request ->
                            request.bucket(settings.bucket()).key(base + key).versionId(version)))
                    .retention();
        } catch (SdkException e) {
            if (!S3Errors.isNoLock(e)) {
                throw e;
            }
        }
        String mode = found == null ? null : found.modeAsString();
        return new ObjectLock(
                key,
                version,
                mode == null ? LockMode.NONE : LockMode.valueOf(mode),
                found == null ? null : found.retainUntilDate(),
                false);
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
            throws ArchiveUnavailableException {
        Keys.check(key);
        try (ResponseInputStream<GetObjectResponse> in = S3Errors.ask(() -> client.getObject(
                request -> request.bucket(settings.bucket()).key(base + key).versionId(version)))) {
            try {
                return Optional.of(Bounded.read(in, maxBytes, settings.location(key)));
            } catch (ObjectTooLargeException e) {
                in.abort();
                throw e;
            }
        } catch (SdkException e) {
            if (S3Errors.isNoObject(e)) {
                return Optional.empty();
            }
            throw S3Errors.unavailable("GET " + settings.location(key), e);
        } catch (IOException e) {
            throw new ArchiveUnavailableException("GET " + settings.location(key) + ": " + e, e);
        }
    }

    @Override
    public Optional<InputStream> open(String key, @Nullable String version) throws ArchiveUnavailableException {
        Keys.check(key);
        try {
            ResponseInputStream<GetObjectResponse> in = S3Errors.ask(() -> client.getObject(
                    request -> request.bucket(settings.bucket()).key(base + key).versionId(version)));
            return Optional.of(new Streamed(in));
        } catch (SdkException e) {
            if (S3Errors.isNoObject(e)) {
                return Optional.empty();
            }
            throw S3Errors.unavailable("GET " + settings.location(key), e);
        }
    }

    /// Closing an object that is half read would read the rest of it first.
    private static final class Streamed extends FilterInputStream {
        private final ResponseInputStream<GetObjectResponse> response;
        private boolean ended;

        Streamed(ResponseInputStream<GetObjectResponse> response) {
            super(response);
            this.response = response;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            ended |= read < 0;
            return read;
        }

        @Override
        public int read(byte[] to, int at, int length) throws IOException {
            int read = super.read(to, at, length);
            ended |= read < 0;
            return read;
        }

        @Override
        public void close() throws IOException {
            if (ended) {
                super.close();
            } else {
                response.abort();
            }
        }
    }

    @Override
    public List<String> list(String prefix, String after, int max) throws ArchiveUnavailableException {
        return listing.keys(prefix, after, max);
    }

    @Override
    public List<String> segments(String prefix) throws ArchiveUnavailableException {
        return listing.segments(prefix);
    }

    @Override
    public List<String> strays(String prefix, int max) throws ArchiveUnavailableException {
        return listing.strays(prefix, max);
    }

    @Override
    public List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        return listing.versions(prefix, from, max);
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) throws ArchiveUnavailableException {
        Keys.check(key);
        try {
            String one = version == null ? newest(key) : version;
            ObjectLock found = retention(key, one);
            return Optional.of(new ObjectLock(key, one, found.mode(), found.retainUntil(), legalHold(key, one)));
        } catch (SdkException e) {
            if (S3Errors.isNoObject(e)) {
                return Optional.empty();
            }
            throw S3Errors.unavailable("GET RETENTION " + settings.location(key), e);
        }
    }

    @Override
    public ExtendResult extend(String key, @Nullable String version, Retention to) throws ArchiveUnavailableException {
        ObjectLock found = lock(key, version).orElse(null);
        Instant until = found == null ? null : found.retainUntil();
        if (found == null || until == null || to.mode() == LockMode.NONE) {
            return new ExtendResult.WithoutLock();
        }
        Instant asked = to.until().truncatedTo(ChronoUnit.SECONDS);
        if (!until.isBefore(asked) && to.isAsFirm(found)) {
            return new ExtendResult.Extended(found);
        }
        LockMode mode = to.isAsFirm(found) ? found.mode() : to.mode();
        Instant later = until.isAfter(asked) ? until : asked;
        try {
            S3Errors.ask(() -> client.putObjectRetention(request -> request.bucket(settings.bucket())
                    .key(base + key)
                    .versionId(found.version())
                    .retention(retention -> retention.mode(mode.name()).retainUntilDate(later))));
        } catch (SdkException e) {
            if (S3Errors.isDenied(e)) {
                return new ExtendResult.Denied(String.valueOf(e.getMessage()));
            }
            throw S3Errors.unavailable("PUT RETENTION " + settings.location(key), e);
        }
        return lock(key, found.version())
                .<ExtendResult>map(ExtendResult.Extended::new)
                .orElseGet(ExtendResult.WithoutLock::new);
    }

    /// A header says so to whoever may list the bucket; the location is for those with a right of its own. There AWS
    /// names no place for its oldest region, and an old word for another.
    @Override
    public Optional<String> region() throws ArchiveUnavailableException {
        try {
            String said = S3Errors.ask(() -> client.headBucket(request -> request.bucket(settings.bucket())))
                    .bucketRegion();
            if (said == null || said.isBlank()) {
                said = S3Errors.ask(() -> client.getBucketLocation(request -> request.bucket(settings.bucket())))
                        .locationConstraintAsString();
            }
            if (said == null || said.isBlank()) {
                return settings.endpoint() == null ? Optional.of("us-east-1") : Optional.empty();
            }
            return Optional.of(said.equals("EU") ? "eu-west-1" : said);
        } catch (SdkException e) {
            if (S3Errors.isRefused(e) || S3Errors.isNotImplemented(e)) {
                return Optional.empty();
            }
            throw S3Errors.unavailable("HEAD s3://" + settings.bucket(), e);
        }
    }

    /// The id of the newest version; null where the store keeps none, or has no such object.
    private @Nullable String newest(String key) throws ArchiveUnavailableException {
        try {
            return S3Errors.ask(() -> client.headObject(
                            request -> request.bucket(settings.bucket()).key(base + key)))
                    .versionId();
        } catch (NoSuchKeyException e) {
            return null;
        } catch (SdkException e) {
            if (!S3Errors.isDenied(e)) {
                throw e;
            }
            // Whoever may not read what is in it may still see that it is there, and its lock.
            return listing.versions(key, key, MAX_VERSIONS).stream()
                    .filter(version -> version.key().equals(key))
                    .map(ObjectVersion::version)
                    .findFirst()
                    .orElse(null);
        }
    }

    @Override
    public boolean isHeld(String key) throws ArchiveUnavailableException {
        Keys.check(key);
        try {
            return askHold(key, newest(key));
        } catch (SdkException e) {
            if (S3Errors.isNoObject(e)) {
                return false;
            }
            throw S3Errors.unavailable("GET LEGAL HOLD " + settings.location(key), e);
        }
    }

    /// What may not be seen counts as none.
    private boolean legalHold(String key, @Nullable String version) {
        try {
            return askHold(key, version);
        } catch (SdkException e) {
            if (S3Errors.isDenied(e)) {
                return false;
            }
            throw e;
        }
    }

    private boolean askHold(String key, @Nullable String version) {
        try {
            return S3Errors.ask(() -> client.getObjectLegalHold(request -> request.bucket(settings.bucket())
                                    .key(base + key)
                                    .versionId(version)))
                            .legalHold()
                            .status()
                    == ObjectLockLegalHoldStatus.ON;
        } catch (SdkException e) {
            if (S3Errors.isNoLock(e)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public PreflightReport preflight(LockMode mode, Instant now) throws ArchiveUnavailableException {
        PreflightReport report = new S3Preflight(this, client, settings.bucket(), base).run(mode, now);
        proven = LockTier.of(report.tier());
        return report;
    }

    @Override
    public Optional<Duration> clockSkew() {
        return clock.ahead();
    }

    @Override
    public Optional<Instant> credentialExpires() {
        return credentials.expires();
    }

    @Override
    public Optional<String> accessKeyId() {
        return credentials.accessKeyId();
    }

    @Override
    public ArchiveDescription describe() {
        return new ArchiveDescription("s3", settings.location(), tier());
    }

    /// The less of what was proven and what was seen: a lock that is there may be one that we can break.
    private String tier() {
        LockTier tried = proven;
        LockTier read = seen;
        if (tried == null || read == null) {
            return tried != null ? tried.toString() : read != null ? read.toString() : "unknown";
        }
        return (tried.suffices(read) ? read : tried).toString();
    }

    @Override
    public void close() {
        client.close();
    }

    static String md5(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5, which S3 asks for beside a lock", e);
        }
    }
}
