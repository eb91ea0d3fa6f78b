package io.chirograph.keys;

import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.value.Actor;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.identity.callers.GatewayKeyDatabase;
import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.GatewayKeys;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.internal.DiskJournal;
import io.chirograph.recording.OfflineLog;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.RetentionCodes;
import io.chirograph.state.State;
import io.chirograph.tlog.note.NoteSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/// A stopped gateway, whose journal's lock each act takes meanwhile. The next start exports what is recorded.
/// @param dataDirectory of the gateway, which must have run
/// @param state opens where its keys are
/// @param log its origin and first signing key
record StoppedGateway(
        Path dataDirectory,
        Supplier<State> state,
        JournalProperties limits,
        LogProperties log,
        RetentionCodes codes,
        Clock clock) {
    static StoppedGateway of(Environment environment, LogProperties log) {
        Binder binder = Binder.get(environment);
        return new StoppedGateway(
                Path.of(environment.getProperty("chirograph.data-dir", "./data")),
                () -> State.of(environment),
                binder.bindOrCreate("chirograph.journal", JournalProperties.class),
                log,
                ObjectRetention.configured(binder).rules()::codeOf,
                Clock.systemUTC());
    }

    @FunctionalInterface
    interface Act<T> {
        T on(GatewayKeyRegister register) throws IOException, RecordingUnavailable;
    }

    /// @param configured the keys that the configuration names
    /// @throws IOException another process has the data directory, or there is none
    <T> T act(List<GatewayKeyEntry> configured, Act<T> act)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        try (DiskJournal journal = DiskJournal.open(directory(), limits, clock);
                State opened = state.get();
                GatewayKeyDatabase database = GatewayKeyDatabase.open(opened)) {
            OfflineLog offline = new OfflineLog(journal, log.requiredOrigin(), clock, codes);
            GatewayKeyRegister register = new GatewayKeyRegister(database, new GatewayKeys(configured), offline, clock);
            offline.begin();
            try {
                return act.on(register);
            } finally {
                offline.end();
            }
        }
    }

    /// Lets another key sign the log.
    /// @throws IOException another process has the data directory, or there is none
    KeyRotation.Rotated rotate(RotationRequest request)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        Path directory = directory();
        NoteSigner first = SigningKeyFile.load(log.requiredSigningKey(), log.requiredOrigin(), log.passphrase());
        KeyRing ring = KeyRing.open(first, dataDirectory, log.passphrase());
        try (DiskJournal journal = DiskJournal.open(directory, limits, clock)) {
            OfflineLog offline = new OfflineLog(journal, log.requiredOrigin(), clock, codes);
            return new KeyRotation(ring, journal, offline::recordAlone)
                    .rotate(request.reason(), request.revokedFrom(), user());
        }
    }

    /// Records one fact. The next start exports it.
    /// @throws IOException another process has the data directory, or there is none
    void record(Fact fact) throws IOException, JournalCorruptException, RecordingUnavailable {
        try (DiskJournal journal = DiskJournal.open(directory(), limits, clock)) {
            new OfflineLog(journal, log.requiredOrigin(), clock, codes).recordAlone(fact);
        }
    }

    private Path directory() throws IOException {
        Path directory = limits.directoryIn(dataDirectory);
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no journal in " + directory + "; is it the right --data-dir?");
        }
        return directory;
    }

    /// Who runs an offline command; nobody checks it.
    static Actor user() {
        return new Actor(new TreeMap<>(), new TreeMap<>(Map.of("user", System.getProperty("user.name", "unknown"))));
    }
}
