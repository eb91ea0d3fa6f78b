package io.chirograph.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.s3.S3Settings;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.event.Event;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.LogLife;
import io.chirograph.event.value.LogSizes;
import io.chirograph.faults.FaultProxy;
import io.chirograph.rgw.RgwServer;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.VerificationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Journal to a locked bucket on a real store, with the identity that a gateway has.
class ExporterRgwIT {
    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryStaging staging = new MemoryStaging();
    private FaultProxy proxy;
    private Archive writer;
    private Archive auditor;

    @BeforeEach
    void openBucket() throws Exception {
        RgwServer server = RgwServer.shared();
        String bucket = server.createBucket(true);
        server.allowWriter(bucket, "audit/gw");
        proxy = new FaultProxy(server.port());
        proxy.hold(Duration.ofMillis(200));
        writer = archive(server, bucket, "WRITER", proxy.endpoint());
        auditor = archive(server, bucket, "AUDITOR", server.endpoint());
    }

    @AfterEach
    void close() throws Exception {
        writer.close();
        auditor.close();
        proxy.close();
    }

    private static Archive archive(RgwServer server, String bucket, String user, String endpoint) {
        return Archives.s3(new S3Settings(
                bucket,
                "audit/gw",
                endpoint,
                null,
                true,
                server.accessKey(user),
                server.secretKey(user),
                null,
                null,
                null));
    }

    private Exporter exporter() {
        ArchiveProperties locked = new ArchiveProperties(
                ArchiveProperties.Type.S3,
                null,
                Unclassed.bucket("unused", ""),
                LockMode.COMPLIANCE,
                Duration.ofDays(1),
                LockTier.COMPLIANCE,
                null);
        ConfiguredArchives archives = Unclassed.only(writer, locked);
        ExportedLog log = new ExportedLog(
                journal,
                Bench.RING,
                staging,
                Bench.properties(100),
                new SettableClock(Instant.now()),
                new AtomicLong()::get);
        return Exporters.of(log, archives).all().getFirst();
    }

    private void record(int count) {
        EventEncoder encoder = new EventEncoder(Bench.SIGNER.verifierKey().name(), new SettableClock(Bench.NOON));
        for (int i = 0; i < count; i++) {
            LogSizes sizes = new LogSizes(journal.nextSequence(), 0, 0, 0, 0);
            Event event = encoder.encode(new LogLife.Heartbeat(Duration.ofMinutes(1), sizes, null));
            journal.add(new String(event.canonical(), UTF_8), Bench.NOON);
        }
    }

    private static void drain(Exporter exporter) {
        Exporter.Step last = exporter.step(true);
        for (int i = 0; i < 200 && last != Exporter.Step.IDLE && last != Exporter.Step.STOPPED; i++) {
            last = exporter.step(true);
        }
        assertThat(last).isEqualTo(Exporter.Step.IDLE);
    }

    /// By the verifier's own code, with the auditor's rights.
    private void verify() throws Exception {
        VerificationReport report = new ArchiveVerifier(auditor, Progress.NONE, VerificationOptions.NONE)
                .verify(List.of(Bench.SIGNER.verifierKey()), Map.of());
        assertThat(report.exitCode(false)).as("%s", report).isZero();
        assertThat(report.logs().getFirst().size()).isEqualTo(journal.nextSequence());
    }

    @Test
    void everyObjectIsLockedAndTheWholeIsOneLog() throws Exception {
        record(250);
        drain(exporter());
        record(310);
        drain(exporter());
        List<String> keys = auditor.list("", "", 100);
        assertThat(keys).filteredOn(key -> key.contains("/tile/")).hasSize(2);
        assertThat(keys).filteredOn(key -> key.contains("/checkpoints/")).hasSize(7);
        for (String key : keys) {
            ObjectLock lock = auditor.lock(key, null).orElseThrow();
            assertThat(lock.mode()).as(key).isEqualTo(LockMode.COMPLIANCE);
        }
        assertThat(journal.confirmed()).isEqualTo(560);
        verify();
    }

    @Test
    void anUnreliableNetworkChangesNothing() throws Exception {
        Random random = new Random(20261121);
        FaultProxy.Fault[] kinds = FaultProxy.Fault.values();
        proxy.faults(n -> random.nextInt(5) == 0 ? kinds[random.nextInt(kinds.length)] : FaultProxy.Fault.NONE);
        for (int round = 0; round < 3; round++) {
            record(130);
            drain(exporter());
            journal.restart();
        }
        List<String> keys = auditor.list("", "", 1000);
        assertThat(auditor.versions("", "", 1000)).hasSameSizeAs(keys);
        assertThat(keys).filteredOn(key -> key.contains("/events/")).hasSize(6);
        verify();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "LATE", "SLOW_BYTES"})
    void anOutageOfAnyKindIsTriedAgainForAsLongAsItLasts(FaultProxy.Fault outage) throws Exception {
        record(130);
        Exporter exporter = exporter();
        drain(exporter);
        record(130);
        proxy.faults(n -> outage);
        for (int i = 0; i < 5; i++) {
            assertThat(exporter.step(true)).as("try %d", i).isEqualTo(Exporter.Step.FAILED);
        }
        proxy.faults(n -> FaultProxy.Fault.NONE);
        drain(exporter);
        assertThat(journal.confirmed()).isEqualTo(260);
        verify();
    }
}
