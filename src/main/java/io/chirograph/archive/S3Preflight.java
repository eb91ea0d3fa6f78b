package io.chirograph.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/// Locks one small object for a day and then tries on it what must be refused. The only place that ever sends a
/// DELETE or a shorter date, and only for the version that it has itself just written below `preflight/`.
final class S3Preflight {
    private static final Duration LOCKED_FOR = Duration.ofDays(1);
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    /// Codes by which stores other than AWS say that a lock stands in the way.
    private static final Set<String> REFUSALS = Set.of("InvalidRequest", "ObjectLocked", "MethodNotAllowed");

    private final S3Client client;
    private final String bucket;
    private final String base;
    private final SortedMap<String, String> canaries = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();

    S3Preflight(S3Client client, String bucket, String base) {
        this.client = client;
        this.bucket = bucket;
        this.base = base;
    }

    PreflightReport run(S3Archive archive, LockMode mode, Instant now) throws ArchiveUnavailableException {
        if (mode == LockMode.NONE) {
            findings.add("no lock is asked for (chirograph.archive.lock-mode is NONE)");
            return new PreflightReport("none", canaries, findings);
        }
        String key = "preflight/" + NAME.format(now) + "-" + UUID.randomUUID();
        Instant until = now.plus(LOCKED_FOR).truncatedTo(ChronoUnit.SECONDS);
        ObjectLock lock = put(archive, key, new Retention(mode, until));
        if (lock == null || lock.version() == null) {
            findings.add("an object that was sent with a lock has none, or this identity may not see it");
            return new PreflightReport("none", canaries, findings);
        }
        boolean held = tryAll(base + key, lock);
        return new PreflightReport(held ? lock.mode().name() : "none", canaries, findings);
    }

    private static @Nullable ObjectLock put(S3Archive archive, String key, Retention retention)
            throws ArchiveUnavailableException {
        try {
            return archive.put(key, "canary\n".getBytes(US_ASCII), retention).lock();
        } catch (ArchiveConflictException e) {
            throw new ArchiveUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Answers whether the lock held; the plain delete, which only hides the object, goes last.
    private boolean tryAll(String key, ObjectLock lock) throws ArchiveUnavailableException {
        String version = lock.version();
        boolean shortened = isAllowed(
                "shorten",
                () -> client.putObjectRetention(request -> request.bucket(bucket)
                        .key(key)
                        .versionId(version)
                        .retention(retention -> retention
                                .mode(lock.mode().name())
                                .retainUntilDate(Instant.now().plus(Duration.ofMinutes(10))))));
        boolean deleted = isAllowed(
                "delete version",
                () -> client.deleteObject(
                        request -> request.bucket(bucket).key(key).versionId(version)));
        boolean bypassed = !deleted
                && isAllowed(
                        "delete version with bypass",
                        () -> client.deleteObject(request -> request.bucket(bucket)
                                .key(key)
                                .versionId(version)
                                .bypassGovernanceRetention(true)));
        if (!deleted
                && !bypassed
                && isAllowed(
                        "delete",
                        () -> client.deleteObject(
                                request -> request.bucket(bucket).key(key)))) {
            findings.add("this identity may hide objects behind delete markers; deny it s3:DeleteObject");
        }
        if (shortened) {
            findings.add("this identity may shorten a lock");
        }
        if (deleted) {
            findings.add("this identity may delete a locked object");
        }
        if (bypassed) {
            findings.add("this identity may bypass a lock; deny it s3:BypassGovernanceRetention");
        }
        return !shortened && !deleted && !bypassed;
    }

    private boolean isAllowed(String what, Supplier<?> attempt) throws ArchiveUnavailableException {
        try {
            S3Errors.ask(attempt);
            canaries.put(what, "allowed");
            return true;
        } catch (SdkException e) {
            if (!(e instanceof AwsServiceException refusal) || !S3Errors.isRefused(e)) {
                throw S3Errors.unavailable("preflight: " + what + " in s3://" + bucket, e);
            }
            String code = refusal.statusCode() + " " + S3Errors.code(refusal);
            boolean plain = isPlainRefusal(refusal);
            canaries.put(what, (plain ? "refused: " : "unclear: ") + code);
            if (!plain) {
                findings.add("the store answered " + code + " to \"" + what + "\": that proves nothing");
            }
            return false;
        }
    }

    /// A request that the store did not understand is none: it might do what it was asked if asked better.
    private static boolean isPlainRefusal(AwsServiceException answer) {
        return answer.statusCode() == 403 || REFUSALS.contains(S3Errors.code(answer));
    }
}
