package io.chirograph.keys;

import io.chirograph.event.value.Actor;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.identity.callers.GatewayKeyDatabase;
import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.GatewayKeys;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.internal.DiskJournal;
import io.chirograph.recording.OfflineLog;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.RetentionCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Changes the gateway keys of a stopped gateway, whose journal's lock it takes meanwhile.
/// @param dataDirectory of the gateway, which must have run
/// @param configured the keys that its configuration names
record OfflineGatewayKeys(
        Path dataDirectory,
        JournalProperties limits,
        LogProperties log,
        RetentionCodes codes,
        List<GatewayKeyEntry> configured,
        Clock clock) {
    /// What an operator does.
    @FunctionalInterface
    interface Act<T> {
        T on(GatewayKeyRegister register) throws IOException, RecordingUnavailable;
    }

    /// @throws IOException another process has the data directory, or there is none
    <T> T act(Act<T> act) throws IOException, JournalCorruptException, RecordingUnavailable {
        Path directory = limits.directoryIn(dataDirectory);
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no journal in " + directory + "; is it the right --data-dir?");
        }
        try (DiskJournal journal = DiskJournal.open(directory, limits, clock);
                GatewayKeyDatabase database = GatewayKeyDatabase.open(dataDirectory)) {
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

    /// Who runs an offline command; nobody checks it.
    static Actor user() {
        return new Actor(new TreeMap<>(), new TreeMap<>(Map.of("user", System.getProperty("user.name", "unknown"))));
    }
}
