package io.chirograph.exporter;

import io.chirograph.SettableClock;
import io.chirograph.archive.Archive;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.Passphrase;
import io.chirograph.journal.Journal;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.NoteSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.util.unit.DataSize;

/// One exporter with everything around it, as a test wants it.
final class Bench {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    static final NoteSigner SIGNER = signer(7);
    /// Of nobody who rotates.
    static final KeyRing RING = ring(SIGNER, Path.of("no-such-directory"));

    final SettableClock clock = new SettableClock(NOON);
    final AtomicLong nanos = new AtomicLong();
    final Exporters exporters;
    final ExportState state;
    final Exporter exporter;

    Bench(Journal journal, Archive archive, Staging staging, int maxEvents) {
        this(journal, archive, staging, maxEvents, SIGNER);
    }

    Bench(Journal journal, Archive archive, Staging staging, int maxEvents, NoteSigner signer) {
        this(journal, archive, staging, maxEvents, ring(signer, Path.of("no-such-directory")));
    }

    Bench(Journal journal, Archive archive, Staging staging, int maxEvents, KeyRing keys) {
        this(journal, Unclassed.only(archive, directory()), staging, properties(maxEvents), keys);
    }

    Bench(Journal journal, ConfiguredArchives archives, Staging staging, ExporterProperties properties, KeyRing keys) {
        exporters = Exporters.of(new ExportedLog(journal, keys, staging, properties, clock, nanos::get), archives);
        exporter = exporters.all().getFirst();
        state = exporter.state();
    }

    static Staging staging(Path directory) {
        return new Staging(directory.resolve("staging"));
    }

    static ExporterProperties properties(int maxEvents) {
        return properties(maxEvents, DataSize.ofGigabytes(1));
    }

    static ExporterProperties properties(int maxEvents, DataSize maxStaged) {
        return new ExporterProperties(
                true,
                maxEvents,
                DataSize.ofKilobytes(64),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofSeconds(1),
                0,
                maxStaged);
    }

    static ArchiveProperties directory() {
        return new ArchiveProperties(
                ArchiveProperties.Type.DIRECTORY, null, null, null, Duration.ofDays(400), null, null);
    }

    static KeyRing ring(NoteSigner signer, Path dataDirectory) {
        try {
            return KeyRing.open(signer, dataDirectory, Passphrase.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static NoteSigner signer(int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        try {
            return Ed25519Signer.ofSeed("example.com/chirograph/gw-1", key);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    /// Steps until nothing is left to do, or no step can do it.
    Exporter.Step run() {
        return run(exporter);
    }

    /// The same for one of several.
    static Exporter.Step run(Exporter exporter) {
        Exporter.Step last = exporter.step(true);
        while (last == Exporter.Step.PUBLISHED) {
            last = exporter.step(true);
        }
        return last;
    }
}
