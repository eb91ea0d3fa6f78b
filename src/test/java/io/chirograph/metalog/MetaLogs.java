package io.chirograph.metalog;

import io.chirograph.SettableClock;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.TestLog;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.MemoryArchive;
import io.chirograph.verifier.meta.MetaLog;
import io.chirograph.verifier.meta.MetaLogCheck;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.VerificationReport;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// Logs in one archive, and a meta log over them.
final class MetaLogs {
    static final Duration INTERVAL = Duration.ofMinutes(5);
    static final String ORIGIN = "example.com/chirograph/meta";

    final MemoryArchive archive = new MemoryArchive();
    final SettableClock clock = new SettableClock(TestLog.START);
    final Ed25519Signer signer = Ed25519Signer.generate(ORIGIN, new SecureRandom());
    final List<TestLog> logs = new ArrayList<>();

    MetaLogs(int count) throws Exception {
        for (int i = 1; i <= count; i++) {
            logs.add(new TestLog(archive, "example.com/chirograph/gw-" + i));
        }
    }

    /// Each log goes on by so many calls.
    void grow(int calls) throws Exception {
        for (TestLog log : logs) {
            for (int i = 0; i < calls; i++) {
                log.ok(Map.of());
            }
            log.publish();
        }
    }

    List<VerifierKey> keys() {
        return logs.stream().map(log -> log.followed().key()).toList();
    }

    String id(int log) {
        return logs.get(log).followed().id();
    }

    String id() {
        return signer.verifierKey().logId();
    }

    List<CoveredLog> covered() {
        return FollowedLogs.of(keys(), archive).logs().stream()
                .map(CoveredLog::new)
                .toList();
    }

    /// A process that has just begun.
    MetaLogWriter writer() {
        return writer(archive);
    }

    MetaLogWriter writer(Archive through) {
        return new MetaLogWriter(signer, main(through), covered(), INTERVAL, clock);
    }

    static ConfiguredArchive main(Archive archive) {
        Binder none = new Binder(new MapConfigurationPropertySource(Map.of()));
        var properties = none.bindOrCreate("chirograph.archive", ArchiveProperties.class);
        return new ConfiguredArchive("main", archive, ObjectRetention.configured(none, properties), true);
    }

    MetaLog reader() {
        return new MetaLog(signer.verifierKey(), archive);
    }

    VerificationReport verify() throws Exception {
        return verify(keys());
    }

    VerificationReport verify(List<VerifierKey> given) throws Exception {
        List<VerifierKey> all = new ArrayList<>(given);
        all.add(signer.verifierKey());
        VerificationReport report =
                new ArchiveVerifier(archive, Progress.NONE, VerificationOptions.NONE).verify(all, Map.of());
        return new MetaLogCheck(archive, signer.verifierKey(), all).check(report);
    }

    /// The codes of what fails, of logs and of the meta log about them.
    static List<String> failures(VerificationReport report) {
        return Stream.concat(report.findings().stream(), report.logs().stream().flatMap(log -> log.findings().stream()))
                .map(Finding::kind)
                .filter(kind -> kind.severity() == io.chirograph.verifier.report.Severity.FAILURE)
                .map(kind -> kind.code())
                .distinct()
                .toList();
    }
}
