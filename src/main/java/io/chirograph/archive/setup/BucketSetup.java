package io.chirograph.archive.setup;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.retention.LifecycleRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import tools.jackson.databind.json.JsonMapper;

/// Brings a bucket to its plan, step by step.
/// Says of each step what was found and done; may be repeated. What is stricter than the plan stays; a
/// bucket without Object Lock is refused.
final class BucketSetup {
    private final S3Client client;
    private final SetupPlan plan;
    private final List<SetupStep> steps = new ArrayList<>();

    BucketSetup(S3Client client, SetupPlan plan) {
        this.client = client;
        this.plan = plan;
    }

    /// @throws AwsServiceException the store refuses what every store has
    List<SetupStep> run() {
        String bucket = plan.settings().bucket();
        if (!prepare("bucket", bucket, plan.mode() != LockMode.NONE)) {
            return steps;
        }
        if (plan.mode() != LockMode.NONE) {
            defaultRetention(bucket);
        }
        publicAccess(bucket);
        encryption(bucket);
        String logBucket = plan.logBucket();
        if (logBucket != null && prepare("log bucket", logBucket, true)) {
            policy("log policy", logBucket, plan.logPolicy());
            logging(bucket, logBucket);
        }
        if (!plan.expiries().isEmpty()) {
            lifecycle(bucket);
        }
        policy("policy", bucket, plan.policy());
        return steps;
    }

    /// Bucket, lock and versions; answers whether the rest can follow.
    private boolean prepare(String what, String bucket, boolean locked) {
        if (found(() -> client.headBucket(request -> request.bucket(bucket))) == null) {
            change(what, bucket + ", created" + (locked ? " with Object Lock" : ""), () -> create(bucket, locked));
            return !plan.trial();
        }
        step(what, SetupStep.Outcome.FOUND, bucket);
        if (!locked) {
            return true;
        }
        ObjectLockConfiguration lock = lock(bucket);
        if (lock == null || !"Enabled".equals(lock.objectLockEnabledAsString())) {
            step(
                    "object lock",
                    SetupStep.Outcome.REFUSED,
                    bucket + " has none, and not every store can switch it on later: take a new bucket");
            return false;
        }
        step("object lock", SetupStep.Outcome.FOUND, "on");
        BucketVersioningStatus versions =
                client.getBucketVersioning(request -> request.bucket(bucket)).status();
        bring(
                "versions",
                versions == BucketVersioningStatus.ENABLED,
                "on",
                () -> client.putBucketVersioning(
                        request -> request.bucket(bucket).versioningConfiguration(v -> v.status("Enabled"))));
        return true;
    }

    private void create(String bucket, boolean locked) {
        String region = plan.settings().region();
        CreateBucketRequest.Builder request = CreateBucketRequest.builder().bucket(bucket);
        if (locked) {
            request.objectLockEnabledForBucket(true);
        }
        if (plan.store().isAws() && region != null && !region.equals("us-east-1")) {
            request.createBucketConfiguration(where -> where.locationConstraint(region));
        }
        client.createBucket(request.build());
    }

    private @Nullable ObjectLockConfiguration lock(String bucket) {
        try {
            return client.getObjectLockConfiguration(request -> request.bucket(bucket))
                    .objectLockConfiguration();
        } catch (AwsServiceException e) {
            if (e.statusCode() == 404 || isUnsupported(e)) {
                return null;
            }
            throw e;
        }
    }

    private void defaultRetention(String bucket) {
        ObjectLockConfiguration lock = lock(bucket);
        DefaultRetention found =
                lock == null || lock.rule() == null ? null : lock.rule().defaultRetention();
        boolean compliance =
                plan.mode() == LockMode.COMPLIANCE || (found != null && "COMPLIANCE".equals(found.modeAsString()));
        String mode = compliance ? "COMPLIANCE" : "GOVERNANCE";
        int days = Math.max(plan.days(), days(found));
        bring(
                "default retention",
                found != null && mode.equals(found.modeAsString()) && days == days(found),
                mode + ", " + days + " days",
                () -> client.putObjectLockConfiguration(request -> request.bucket(bucket)
                        .objectLockConfiguration(to -> to.objectLockEnabled("Enabled")
                                .rule(rule -> rule.defaultRetention(
                                        retention -> retention.mode(mode).days(days))))));
    }

    private static int days(@Nullable DefaultRetention found) {
        if (found == null) {
            return 0;
        }
        return found.days() != null ? found.days() : found.years() != null ? found.years() * 365 : 0;
    }

    /// Ceph takes a policy with any `Allow` for a public one, and refuses it where public policies are blocked;
    /// with `BlockPublicAcls` it refuses the owner's own PUT. So it is asked for `IgnorePublicAcls` alone, but what
    /// is on there stays on.
    private void publicAccess(String bucket) {
        optional("public access", () -> {
            PublicAccessBlockConfiguration found =
                    found(() -> client.getPublicAccessBlock(request -> request.bucket(bucket))
                            .publicAccessBlockConfiguration());
            boolean all = plan.store().isAws();
            PublicAccessBlockConfiguration wanted = PublicAccessBlockConfiguration.builder()
                    .blockPublicAcls(all || (found != null && Boolean.TRUE.equals(found.blockPublicAcls())))
                    .ignorePublicAcls(true)
                    .blockPublicPolicy(all || (found != null && Boolean.TRUE.equals(found.blockPublicPolicy())))
                    .restrictPublicBuckets(all || (found != null && Boolean.TRUE.equals(found.restrictPublicBuckets())))
                    .build();
            String text = all ? "blocked" : "by ACL ignored; this store takes policies such as ours for public ones";
            bring(
                    "public access",
                    wanted.equals(found),
                    text,
                    () -> client.putPublicAccessBlock(
                            request -> request.bucket(bucket).publicAccessBlockConfiguration(wanted)));
        });
    }

    private void encryption(String bucket) {
        String sse = plan.settings().sse();
        if (sse == null) {
            return;
        }
        optional("encryption", () -> {
            ServerSideEncryptionByDefault found = encryptionOf(bucket);
            boolean isThere = found != null && (sse.equals(found.sseAlgorithmAsString()) || sse.equals("AES256"));
            bring(
                    "encryption",
                    isThere,
                    found != null && isThere ? found.sseAlgorithmAsString() : sse,
                    () -> client.putBucketEncryption(request -> request.bucket(bucket)
                            .serverSideEncryptionConfiguration(to -> to.rules(ServerSideEncryptionRule.builder()
                                    .applyServerSideEncryptionByDefault(by -> by.sseAlgorithm(sse)
                                            .kmsMasterKeyID(plan.settings().sseKmsKeyId()))
                                    .build()))));
        });
    }

    private @Nullable ServerSideEncryptionByDefault encryptionOf(String bucket) {
        return found(
                () -> client
                        .getBucketEncryption(request -> request.bucket(bucket))
                        .serverSideEncryptionConfiguration()
                        .rules()
                        .stream()
                        .map(ServerSideEncryptionRule::applyServerSideEncryptionByDefault)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    private void logging(String bucket, String logBucket) {
        optional("access log", () -> {
            LoggingEnabled found =
                    client.getBucketLogging(request -> request.bucket(bucket)).loggingEnabled();
            if (found != null) {
                boolean same = logBucket.equals(found.targetBucket());
                step(
                        "access log",
                        same ? SetupStep.Outcome.FOUND : SetupStep.Outcome.REFUSED,
                        "goes into " + found.targetBucket() + (same ? "" : ", and not into " + logBucket));
                return;
            }
            change(
                    "access log",
                    "into " + logBucket,
                    () -> client.putBucketLogging(request -> request.bucket(bucket)
                            .bucketLoggingStatus(to -> to.loggingEnabled(
                                    log -> log.targetBucket(logBucket).targetPrefix(bucket + "/")))));
        });
    }

    /// Rules of ours are added; those that are there stay, but for ours with other days.
    private void lifecycle(String bucket) {
        optional("lifecycle", () -> {
            List<LifecycleRule> found = Objects.requireNonNullElse(
                    found(() -> client.getBucketLifecycleConfiguration(request -> request.bucket(bucket))
                            .rules()),
                    List.of());
            List<LifecycleRule> wanted =
                    plan.expiries().stream().map(BucketSetup::rule).toList();
            List<String> ours = wanted.stream().map(LifecycleRule::id).toList();
            String text = String.join(
                    ", ",
                    plan.expiries().stream()
                            .map(expiry -> expiry.prefix() + " after " + expiry.days() + " days")
                            .toList());
            boolean there = plan.expiries().stream()
                    .allMatch(expiry -> found.stream()
                            .anyMatch(rule -> expiry.id().equals(rule.id())
                                    && rule.expiration() != null
                                    && Objects.equals(rule.expiration().days(), expiry.days())
                                    && rule.noncurrentVersionExpiration() != null
                                    && Objects.equals(
                                            rule.noncurrentVersionExpiration().noncurrentDays(), expiry.hiddenDays())));
            List<LifecycleRule> all = new ArrayList<>(wanted);
            found.stream().filter(rule -> !ours.contains(rule.id())).forEach(all::add);
            bring(
                    "lifecycle",
                    there,
                    text,
                    () -> client.putBucketLifecycleConfiguration(
                            request -> request.bucket(bucket).lifecycleConfiguration(to -> to.rules(all))));
        });
    }

    private static LifecycleRule rule(LifecycleRules.Rule wanted) {
        return LifecycleRule.builder()
                .id(wanted.id())
                .status("Enabled")
                .filter(filter -> filter.prefix(wanted.prefix()))
                .expiration(after -> after.days(wanted.days()))
                .noncurrentVersionExpiration(after -> after.noncurrentDays(wanted.hiddenDays()))
                .build();
    }

    private void policy(String what, String bucket, @Nullable String wanted) {
        if (wanted == null) {
            return;
        }
        optional(what, () -> {
            String found = found(() ->
                    client.getBucketPolicy(request -> request.bucket(bucket)).policy());
            JsonMapper json = JsonMapper.shared();
            if (found != null && json.readTree(found).equals(json.readTree(wanted))) {
                step(what, SetupStep.Outcome.FOUND, "as it should be");
            } else if (found != null && !plan.replacePolicy()) {
                step(
                        what,
                        SetupStep.Outcome.REFUSED,
                        "the bucket has another one; --replace-policy puts ours in its place");
            } else {
                change(
                        what,
                        "put",
                        () -> client.putBucketPolicy(
                                request -> request.bucket(bucket).policy(wanted)));
            }
        });
    }

    /// What the store answers; null for 404, there is none.
    private static <T> @Nullable T found(Supplier<@Nullable T> request) {
        try {
            return request.get();
        } catch (AwsServiceException e) {
            if (e.statusCode() == 404) {
                return null;
            }
            throw e;
        }
    }

    private void bring(String what, boolean isThere, String text, Runnable action) {
        if (isThere) {
            step(what, SetupStep.Outcome.FOUND, text);
        } else {
            change(what, text, action);
        }
    }

    private void change(String what, String text, Runnable action) {
        if (plan.trial()) {
            step(what, SetupStep.Outcome.WOULD_CHANGE, text);
            return;
        }
        action.run();
        step(what, SetupStep.Outcome.CHANGED, text);
    }

    /// What not every store has.
    private void optional(String what, Runnable action) {
        try {
            action.run();
        } catch (AwsServiceException e) {
            String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
            step(
                    what,
                    isUnsupported(e) ? SetupStep.Outcome.UNSUPPORTED : SetupStep.Outcome.REFUSED,
                    "the store answered " + e.statusCode() + " " + code);
        }
    }

    private static boolean isUnsupported(AwsServiceException e) {
        return e.statusCode() == 501 || e.statusCode() == 405;
    }

    private void step(String what, SetupStep.Outcome outcome, String text) {
        steps.add(new SetupStep(what, outcome, text));
    }
}
