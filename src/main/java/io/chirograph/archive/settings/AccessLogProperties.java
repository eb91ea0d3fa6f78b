package io.chirograph.archive.settings;

import io.chirograph.archive.Keys;
import io.chirograph.archive.s3.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where a store logs who asks it for what, and how that log is followed.
/// @param bucket where the store puts its log; of a log in a bucket
/// @param prefix what stands before the names of the log's objects, without slash at either end
/// @param region of that bucket; the archive's own when not set
/// @param credentialsFile a credential that may list and read that bucket; the archive's own when not set
/// @param files of a log that the store writes into files, one for each of its daemons
/// @param principals who else is this program itself, as the log names them; a `*` at the end stands for
///     any rest
/// @param window how late a record may come, and how long records are known again that come twice
/// @param alarmAfter how old the newest record may be before the follower counts as behind
/// @param perMinute how many requests of others, of one minute, are an event each
/// @param perObject how many of one principal to one object, of one minute, are
public record AccessLogProperties(
        Type type,
        @Nullable String bucket,
        @Nullable String prefix,
        @Nullable String region,
        @Nullable Path credentialsFile,
        @DefaultValue List<Path> files,
        @DefaultValue List<String> principals,
        @DefaultValue("1m") Duration poll,
        @DefaultValue("1h") Duration summariseEvery,
        @DefaultValue("2d") Duration window,
        @Nullable Duration alarmAfter,
        @DefaultValue("60") int perMinute,
        @DefaultValue("5") int perObject) {
    private static final String AT = "chirograph.archive.access-log.";
    private static final int MOST = 32;

    /// What a log is written as.
    public enum Type {
        S3_SERVER,
        CLOUDTRAIL,
        CEPH_OPS;

        public boolean isFile() {
            return this == CEPH_OPS;
        }

        /// The name, as it is configured and recorded.
        public String word() {
            return switch (this) {
                case S3_SERVER -> "s3-server";
                case CLOUDTRAIL -> "cloudtrail";
                case CEPH_OPS -> "ceph-ops";
            };
        }
    }

    public AccessLogProperties {
        files = List.copyOf(files);
        principals = List.copyOf(principals);
        if (type == null) {
            throw new IllegalArgumentException(AT + "type is not set, expected s3-server, cloudtrail or ceph-ops");
        }
        check(type.isFile() == (bucket == null), "bucket", bucket, type.isFile() ? "none" : "a bucket name", type);
        check(
                bucket == null || bucket.matches("[A-Za-z0-9._-]{3,255}"),
                "bucket",
                bucket,
                "a bucket name of 3 to 255 letters, digits and . _ -",
                type);
        prefix = prefix == null ? "" : prefix;
        check(
                prefix.isEmpty() || Arrays.stream(prefix.split("/", -1)).allMatch(Keys::isSegment),
                "prefix",
                prefix,
                "names of letters, digits and . _ = - between slashes",
                type);
        check(type.isFile() != files.isEmpty(), "files", files, type.isFile() ? "1 to 32 files" : "none", type);
        check(files.size() <= MOST, "files", files.size(), "at most 32 files", type);
        check(principals.size() <= MOST, "principals", principals.size(), "at most 32 of them", type);
        check(principals.stream().noneMatch(String::isBlank), "principals", principals, "no empty one", type);
        check(within(poll, Duration.ofSeconds(1), Duration.ofHours(1)), "poll", poll, "1s to 1h", type);
        check(
                within(summariseEvery, Duration.ofMinutes(1), Duration.ofDays(1)),
                "summarise-every",
                summariseEvery,
                "1m to 1d",
                type);
        check(within(window, Duration.ofHours(1), Duration.ofDays(14)), "window", window, "1h to 14d", type);
        alarmAfter = alarmAfter != null ? alarmAfter : Duration.ofHours(type == Type.S3_SERVER ? 24 : 2);
        check(
                within(alarmAfter, Duration.ofMinutes(1), Duration.ofDays(14)),
                "alarm-after",
                alarmAfter,
                "1m to 14d",
                type);
        check(perMinute >= 1 && perMinute <= 10_000, "per-minute", perMinute, "1 to 10000", type);
        check(perObject >= 1 && perObject <= perMinute, "per-object", perObject, "1 to per-minute", type);
    }

    private static void check(boolean holds, String name, @Nullable Object value, String expected, Type type) {
        if (!holds) {
            throw new IllegalArgumentException(
                    AT + name + " is " + value + ", expected " + expected + " where its type is " + type.word());
        }
    }

    private static boolean within(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    /// How old the newest record may be.
    public Duration behindAfter() {
        return alarmAfter == null ? Duration.ofHours(2) : alarmAfter;
    }

    /// The bucket that the log is in, asked as the archive's own is.
    public S3Settings in(S3Settings archive) {
        S3Settings log = new S3Settings(
                String.valueOf(bucket),
                prefix,
                archive.endpoint(),
                region == null ? archive.region() : region,
                archive.pathStyle(),
                archive.accessKeyId(),
                archive.secretAccessKey(),
                null,
                null,
                archive.credentialsFile());
        return credentialsFile == null ? log : log.withCredential(null, null, credentialsFile);
    }
}
