package io.chirograph.archive.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PreflightReport;
import io.chirograph.archive.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Tries on one small object what the store must refuse.
/// The object is locked for a day where locks are asked for. The only place that sends a DELETE, a shorter
/// date or a legal hold, and only for the object that it has just written below `preflight/`. A hold that it
/// was let place it tries to lift again.
final class S3Preflight {
    private static final Duration LOCKED_FOR = Duration.ofDays(1);
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss").withZone(ZoneOffset.UTC);
    private static final byte[] FIRST = "canary\n".getBytes(US_ASCII);
    private static final byte[] SECOND = "another\n".getBytes(US_ASCII);
    private static final int MAX_VERSIONS = 100;

    /// Codes by which stores other than AWS say that a lock stands in the way, whatever the status.
    private static final Set<String> REFUSALS =
            Set.of("InvalidRequest", "ObjectLocked", "MethodNotAllowed", "ObjectLockedByBucketPolicy");

    private final S3Archive archive;
    private final S3Client client;
    private final String bucket;
    private final String base;
    private final SortedMap<String, String> canaries = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();

    S3Preflight(S3Archive archive, S3Client client, String bucket, String base) {
        this.archive = archive;
        this.client = client;
        this.bucket = bucket;
        this.base = base;
    }

    PreflightReport run(LockMode mode, Instant now) throws ArchiveUnavailableException {
        String key = "preflight/" + NAME.format(now) + "-" + UUID.randomUUID();
        Retention retention = new Retention(mode, now.plus(LOCKED_FOR).truncatedTo(ChronoUnit.SECONDS));
        ObjectLock lock;
        try {
            lock = put(key, retention);
        } catch (ArchiveUnavailableException e) {
            if (mode == LockMode.NONE
                    || !(e.getCause() instanceof SdkException response && S3Errors.isNoLock(response))) {
                throw e;
            }
            findings.add("the store takes no object with a lock, so nothing can be archived: " + e.getMessage());
            return report(LockTier.NONE);
        }
        if (mode == LockMode.NONE) {
            return report(withoutLock(key));
        }
        if (lock == null || lock.version() == null) {
            findings.add("an object that was sent with a lock has none, or this identity may not see it");
            return report(LockTier.NONE);
        }
        boolean replaced = isReplaced(key, retention);
        boolean held = tryAll(base + key, lock);
        tryHold(base + key, lock);
        return report(held && !replaced ? LockTier.of(lock) : LockTier.NONE);
    }

    private PreflightReport report(LockTier tier) {
        return new PreflightReport(tier.toString(), canaries, findings);
    }

    private @Nullable ObjectLock put(String key, Retention retention) throws ArchiveUnavailableException {
        try {
            return archive.put(key, FIRST, retention).lock();
        } catch (ArchiveConflictException e) {
            throw new ArchiveUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    /// A store without Object Lock may still refuse to replace and to delete what is there. That an identity has
    /// no right to delete is no lock: only that it cannot replace either what it was just let write is one.
    private LockTier withoutLock(String key) throws ArchiveUnavailableException {
        findings.add("no lock is asked for (chirograph.archive.lock-mode is NONE)");
        boolean replaced = isAllowed(
                "overwrite",
                () -> client.putObject(
                        request -> request.bucket(bucket).key(base + key), RequestBody.fromBytes(SECOND)));
        boolean deleted = isAllowed("delete", () -> delete(base + key, null, null));
        boolean unclear = canaries.values().stream().anyMatch(result -> result.startsWith("unclear"));
        return !replaced && !deleted && !unclear ? LockTier.BUCKET_LOCK : LockTier.NONE;
    }

    /// Puts other bytes under the same key and answers whether the first ones went with that, or the list of
    /// versions does not show that it happened.
    private boolean isReplaced(String key, Retention retention) throws ArchiveUnavailableException {
        boolean allowed = isAllowed(
                "overwrite",
                () -> client.putObject(
                        request -> request.bucket(bucket)
                                .key(base + key)
                                .contentMD5(S3Archive.md5(SECOND))
                                .objectLockMode(retention.mode().name())
                                .objectLockRetainUntilDate(retention.until()),
                        RequestBody.fromBytes(SECOND)));
        if (!allowed) {
            return false;
        }
        List<ObjectVersion> versions = archive.versions(key, key, MAX_VERSIONS);
        ObjectVersion first = versions.isEmpty() ? null : versions.getLast();
        boolean stands = versions.size() == 2
                && first != null
                && archive.get(key, first.version(), FIRST.length)
                        .filter(found -> Arrays.equals(found, FIRST))
                        .isPresent();
        canaries.put("overwrite", stands ? "visible: a second version beside the first" : "allowed");
        if (!stands) {
            findings.add("a second PUT under a key replaces the first invisibly");
        }
        return !stands;
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
        boolean deleted = isAllowed("delete version", () -> delete(key, version, null));
        boolean bypassed = !deleted && isAllowed("delete version with bypass", () -> delete(key, version, true));
        if (!deleted && !bypassed && isAllowed("delete", () -> delete(key, null, null))) {
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

    /// Holds are the retention manager's. They say nothing about what the lock is worth.
    private void tryHold(String key, ObjectLock lock) throws ArchiveUnavailableException {
        if (canaries.getOrDefault("delete version", "").equals("allowed")
                || canaries.getOrDefault("delete version with bypass", "").equals("allowed")) {
            return;
        }
        boolean placed = isAllowed("place hold", () -> hold(key, lock, "ON"));
        boolean lifted = isAllowed("lift hold", () -> hold(key, lock, "OFF"));
        if (placed || lifted) {
            findings.add("this identity may place or lift legal holds; deny it s3:PutObjectLegalHold");
        }
        if (placed && !lifted) {
            findings.add("the hold on the canary " + key + " could not be lifted again");
        }
    }

    private Object delete(String key, @Nullable String version, @Nullable Boolean bypass) {
        return client.deleteObject(
                request -> request.bucket(bucket).key(key).versionId(version).bypassGovernanceRetention(bypass));
    }

    private Object hold(String key, ObjectLock lock, String status) {
        return client.putObjectLegalHold(request ->
                request.bucket(bucket).key(key).versionId(lock.version()).legalHold(hold -> hold.status(status)));
    }

    private boolean isAllowed(String what, Supplier<?> attempt) throws ArchiveUnavailableException {
        try {
            S3Errors.ask(attempt);
            canaries.put(what, "allowed");
            return true;
        } catch (SdkException e) {
            if (!(e instanceof AwsServiceException refusal) || !isAnswer(refusal)) {
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

    private static boolean isAnswer(AwsServiceException response) {
        return !S3Errors.isAboutCredentials(response)
                && (S3Errors.isRefused(response) || REFUSALS.contains(S3Errors.code(response)));
    }

    /// A request that the store did not understand is none: it might do what it was asked if asked better.
    private static boolean isPlainRefusal(AwsServiceException response) {
        return response.statusCode() == 403 || REFUSALS.contains(S3Errors.code(response));
    }
}
