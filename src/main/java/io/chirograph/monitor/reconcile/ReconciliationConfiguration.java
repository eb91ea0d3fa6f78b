package io.chirograph.monitor.reconcile;

import io.chirograph.archive.Archive;
import io.chirograph.archive.PatientArchive;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.monitor.MonitorProperties;
import io.chirograph.monitor.ObjectObserver;
import io.chirograph.monitor.PacedArchive;
import io.chirograph.monitor.Repeating;
import io.chirograph.publishedlog.KnownKeys;
import io.chirograph.recording.Recorder;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// The regular examinations of all archives.
@Configuration(proxyBeanMethods = false)
public class ReconciliationConfiguration {
    private static final String SOURCE_RETENTION = "chirograph.query.source.retention";

    @Bean("archiveReconciliationHealthIndicator")
    ReconciledArchives reconciledArchives(
            ConfiguredArchives archives,
            ObjectProvider<VerifierKey> own,
            ObjectProvider<ObjectObserver> observers,
            Environment environment,
            Recorder recorder,
            MonitorProperties properties,
            Clock clock,
            @Value("${chirograph.data-dir:./data}") Path dataDirectory)
            throws IOException {
        List<VerifierKey> keys = own.stream().toList();
        List<ReconciledArchive> all = new ArrayList<>();
        for (ConfiguredArchive one : archives.readable()) {
            List<ObjectObserver> shown =
                    one.isSource() ? List.of() : observers.orderedStream().toList();
            VerifiedCheckpoints remembered = new VerifiedCheckpoints(memory(dataDirectory, one));
            ArchiveExpectations expected = expected(one, archives, keys, environment, dataDirectory);
            Archive whole = paced(one.archive(), properties);
            Archive news = paced(one.archive(), properties);
            all.add(new ReconciledArchive(
                    one.name(),
                    one.archive(),
                    new Reconciler(one.name(), whole, expected, remembered, shown, clock),
                    new NewEvents(
                            news, new Reconciler(one.name(), news, expected, remembered, List.of(), clock), remembered),
                    recorder,
                    properties,
                    clock));
        }
        return new ReconciledArchives(all);
    }

    /// What an archive is held against. Where the logs of others have an archive of their own, their keys are
    /// expected there, and the own log's and those before it everywhere else; the locks there are those that the
    /// configuration says the others ask for, if it does.
    public static ArchiveExpectations expected(
            ConfiguredArchive archive,
            ConfiguredArchives archives,
            List<VerifierKey> own,
            Environment environment,
            Path dataDirectory)
            throws IOException {
        Binder settings = Binder.get(environment);
        List<VerifierKey> keys = new ArrayList<>();
        if (!archive.isSource()) {
            keys.addAll(own);
            keys.addAll(KnownKeys.predecessors(dataDirectory));
        }
        if (archive.isSource() || archives.source().isEmpty()) {
            keys.addAll(KnownKeys.parse(settings.bind(KnownKeys.PROPERTY, Bindable.listOf(String.class))
                    .orElse(List.of())));
        }
        List<VerifierKey> known = keys.stream().distinct().toList();
        if (archive.isSource() && !settings.bind(SOURCE_RETENTION, String.class).isBound()) {
            return new ArchiveExpectations(known, null);
        }
        return ArchiveExpectations.of(
                known, archive.retention().rules(), archive.properties().lockMode());
    }

    /// What is remembered of an archive is nothing that another place under the same name must go on from.
    private static Path memory(Path dataDirectory, ConfiguredArchive archive) {
        byte[] location = archive.archive().describe().location().getBytes(StandardCharsets.UTF_8);
        return dataDirectory.resolve("monitor").resolve(archive.name() + "-" + UUID.nameUUIDFromBytes(location));
    }

    /// For reading only, and no faster than is allowed.
    public static Archive paced(Archive archive, MonitorProperties properties) {
        return new PatientArchive(new PacedArchive(
                archive,
                properties.requestsPerSecond(),
                properties.bytesPerSecond().toBytes()));
    }

    @Bean
    Repeating archiveExaminations(ReconciledArchives archives, MonitorProperties properties) {
        List<Repeating.Task> tasks = new ArrayList<>();
        for (ReconciledArchive archive : archives.archives()) {
            tasks.add(new Repeating.Task("reconcile-" + archive.name(), properties.reconcileAfter(), archive::whole));
            tasks.add(new Repeating.Task("follow-" + archive.name(), properties.followEvery(), () -> {
                archive.follow();
                return properties.followEvery();
            }));
        }
        return new Repeating(tasks, Duration.ZERO);
    }
}
