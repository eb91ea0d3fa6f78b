package io.chirograph.accesslog;

import io.chirograph.accesslog.format.LogFormat;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.s3.S3Settings;
import io.chirograph.archive.settings.AccessLogProperties;
import io.chirograph.monitor.Repeating;
import io.chirograph.recording.Recorder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// A follower for each archive whose store's access log is configured.
@Configuration(proxyBeanMethods = false)
class AccessLogConfiguration {
    @Bean("directReadsHealthIndicator")
    DirectReads directReads(
            ConfiguredArchives archives,
            Recorder recorder,
            Clock clock,
            @Value("${chirograph.data-dir:./data}") Path dataDirectory) {
        List<Follower> followers = new ArrayList<>();
        for (ConfiguredArchive archive : archives.readable()) {
            AccessLogProperties log = archive.properties().accessLog();
            S3Settings bucket = archive.properties().s3();
            if (log != null && bucket != null) {
                Path file = dataDirectory.resolve("accesslog").resolve(archive.name() + ".db");
                followers.add(new Follower(
                        terms(archive.name(), log, bucket),
                        source(log, bucket, clock),
                        () -> Stream.concat(
                                        Stream.ofNullable(bucket.accessKeyId()),
                                        archive.archive().accessKeyId().stream())
                                .collect(Collectors.toSet()),
                        recorder,
                        file,
                        clock));
            }
        }
        return new DirectReads(
                archives.readable().stream().map(ConfiguredArchive::name).toList(), followers);
    }

    private static Follower.Terms terms(String archive, AccessLogProperties log, S3Settings bucket) {
        return new Follower.Terms(
                archive,
                log.type().word(),
                new Requesters(bucket.bucket(), bucket.base(), log.principals()),
                log.poll(),
                log.summariseEvery(),
                log.window(),
                log.behindAfter(),
                log.perMinute(),
                log.perObject());
    }

    private static LogSource source(AccessLogProperties log, S3Settings bucket, Clock clock) {
        LogFormat format = switch (log.type()) {
            case S3_SERVER -> LogFormat.S3_SERVER;
            case CLOUDTRAIL -> LogFormat.CLOUDTRAIL;
            case CEPH_OPS -> LogFormat.CEPH_OPS;
        };
        return log.type().isFile()
                ? new LogFiles(log.files(), format)
                : new LogObjects(Archives.s3(log.in(bucket)), format, log.window(), clock);
    }

    @Bean
    Repeating accessLogFollowing(DirectReads reads) {
        return new Repeating(
                reads.followers().stream()
                        .map(follower -> new Repeating.Task(
                                "access-log-" + follower.standing().archive(), Duration.ofSeconds(1), follower::run))
                        .toList(),
                Duration.ofSeconds(2));
    }
}
