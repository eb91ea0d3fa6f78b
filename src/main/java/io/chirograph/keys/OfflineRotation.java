package io.chirograph.keys;

import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.internal.DiskJournal;
import io.chirograph.recording.OfflineLog;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.RetentionCodes;
import io.chirograph.tlog.note.NoteSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/// Rotates the key of a stopped gateway, whose journal's lock it takes meanwhile. The next start exports it.
/// @param dataDirectory of the gateway, which must have run
record OfflineRotation(
        Path dataDirectory, JournalProperties limits, LogProperties log, RetentionCodes codes, Clock clock) {
    /// @throws IOException another process has the data directory, or there is none
    KeyRotation.Rotated rotate(RotationRequest request)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        Path directory = limits.directoryIn(dataDirectory);
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no journal in " + directory + "; is it the right --data-dir?");
        }
        NoteSigner first = SigningKeyFile.load(log.requiredSigningKey(), log.requiredOrigin(), log.passphrase());
        KeyRing ring = KeyRing.open(first, dataDirectory, log.passphrase());
        try (DiskJournal journal = DiskJournal.open(directory, limits, clock)) {
            OfflineLog offline = new OfflineLog(journal, log.requiredOrigin(), clock, codes);
            return new KeyRotation(ring, journal, offline::recordAlone)
                    .rotate(request.reason(), request.revokedFrom(), OfflineGatewayKeys.user());
        }
    }
}
