package io.chirograph.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.SettableClock;
import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.PreflightReport;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.settings.ArchiveProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

class ArchiveCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path directory;

    private final RecordedChecks recorder = new RecordedChecks();
    private final List<String> ended = new ArrayList<>();

    private ArchiveCheck check() {
        return check(Archives.directory(directory), null);
    }

    private ArchiveCheck check(Archive archive, @Nullable LockTier required) {
        ArchiveProperties properties = new ArchiveProperties(
                ArchiveProperties.Type.S3,
                null,
                Unclassed.bucket("audit", ""),
                required == null ? LockMode.NONE : LockMode.COMPLIANCE,
                Duration.ofDays(400),
                required,
                null);
        return new ArchiveCheck(Unclassed.only(archive, properties).main(), recorder, new SettableClock(NOW));
    }

    private static ArchiveChecks only(ArchiveCheck check) {
        return new ArchiveChecks(List.of(check));
    }

    /// A store that answers checks with these tiers in turn; null for no answer.
    private static Archive found(@Nullable String... tiers) {
        Iterator<@Nullable String> next = Arrays.asList(tiers).iterator();
        return (Archive) Proxy.newProxyInstance(
                Archive.class.getClassLoader(), new Class<?>[] {Archive.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("describe")) {
                        return new ArchiveDescription("s3", "s3://audit", "unknown");
                    }
                    String tier = next.next();
                    if (tier == null) {
                        throw new ArchiveUnavailableException("no answer", null);
                    }
                    return new PreflightReport(tier, new TreeMap<>(), List.of("a finding"));
                });
    }

    @Test
    void aTierBelowTheRequiredOneStopsTheStart() {
        ArchiveCheck check = check(found("GOVERNANCE"), LockTier.COMPLIANCE);
        RequiredTiers tiers = new RequiredTiers(List.of(check), Duration.ofSeconds(1), e -> ended.add(e.getMessage()));
        check.run();
        assertThatThrownBy(tiers::start)
                .isInstanceOf(LockTierTooLow.class)
                .hasMessageContaining("s3://audit were found to be worth \"GOVERNANCE\"")
                .hasMessageContaining("chirograph.archive.require-tier is \"COMPLIANCE\"")
                .hasMessageContaining("a finding");
        assertThat(recorder.recorded)
                .as("what was found is recorded all the same")
                .hasSize(1);
        assertThat(ended).isEmpty();
    }

    @Test
    void aStoreThatIsAwayStopsNothingUntilItAnswers() {
        ArchiveCheck check = check(found(null, "none", "COMPLIANCE"), LockTier.BUCKET_LOCK);
        RequiredTiers tiers = new RequiredTiers(List.of(check), Duration.ofSeconds(1), e -> ended.add(e.getMessage()));
        check.run();
        tiers.start();
        assertThat(tiers.isRunning()).isTrue();
        assertThat(ended).isEmpty();
        check.run();
        assertThat(ended).singleElement().asString().contains("\"none\"", "\"bucket-lock\"");
        assertThat(check.isBroken()).isTrue();
        check.run();
        assertThat(ended).hasSize(1);
        assertThat(check.isBroken()).isFalse();
    }

    @Test
    void whatIsLostLaterIsAnAlarmAndNoEnd() {
        ArchiveCheck check = check(found("COMPLIANCE", "none"), LockTier.GOVERNANCE);
        RequiredTiers tiers = new RequiredTiers(List.of(check), Duration.ofSeconds(1), e -> ended.add(e.getMessage()));
        check.run();
        tiers.start();
        check.run();
        assertThat(ended).isEmpty();
        assertThat(check.isBroken()).isTrue();
        assertThat(only(check).health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void whatWasFoundIsRecordedAndShown() {
        ArchiveCheck check = check();
        assertThat(only(check).health().getDetails()).containsEntry("tier", "unknown");
        assertThat(check.run()).isTrue();
        assertThat(recorder.recorded)
                .singleElement()
                .satisfies(facts -> assertThat(facts)
                        .containsEntry("kind", "directory")
                        .containsEntry("location", directory.toString())
                        .containsEntry("tier", "none")
                        .containsEntry("mode", "NONE")
                        .containsEntry("retentionDays", 400L)
                        .containsEntry("retentionDaysByClass", new TreeMap<>(Map.of("default", 400L))));
        assertThat(only(check).health().getDetails())
                .containsEntry("tier", "none")
                .containsEntry("checked", NOW.toString())
                .doesNotContainKey("lastFailure");
    }

    @Test
    void metricsTellWhenAndWhetherLocksHold() {
        ArchiveCheck check = check();
        var registry = new SimpleMeterRegistry();
        only(check).bindTo(registry);
        assertThat(registry.get("chirograph.archive.last.check").gauge().value())
                .isZero();
        assertThat(registry.get("chirograph.archive.tier")
                        .tags("archive", "main", "tier", "unknown")
                        .gauge()
                        .value())
                .isEqualTo(1);
        check.run();
        assertThat(registry.get("chirograph.archive.tier")
                        .tags("archive", "main", "tier", "none")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("chirograph.archive.last.check").gauge().value())
                .isEqualTo((double) NOW.getEpochSecond());
        assertThat(registry.get("chirograph.archive.locks.broken").gauge().value())
                .as("a directory is not asked for locks")
                .isZero();
    }

    @Test
    void whatCannotBeRecordedIsTriedAgain() {
        ArchiveCheck check = check();
        recorder.unavailable = true;
        assertThat(check.run()).isFalse();
        assertThat(only(check).health().getDetails()).containsEntry("lastFailure", "the journal is full");
        recorder.unavailable = false;
        assertThat(check.run()).isTrue();
        assertThat(check.failure()).isNull();
    }

    @Test
    void itChecksAtTheStartAndAgainAfterAFailure() {
        recorder.unavailable = true;
        ArchiveCheck check = check();
        Repeating schedule = new MonitorConfiguration().archiveChecking(only(check), Settings.with("retry", "5ms"));
        schedule.start();
        Awaitility.await().until(() -> check.failure() != null);
        recorder.unavailable = false;
        Awaitility.await().until(() -> recorder.count() == 1);
        schedule.stop();
        assertThat(schedule.isRunning()).isFalse();
    }
}
