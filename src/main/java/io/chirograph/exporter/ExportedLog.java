package io.chirograph.exporter;

import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// The log of one data directory, as all of its exporters know it.
/// @param keys its signing keys
/// @param staging what of an export survives a crash
/// @param nanos a clock that never steps, as [System#nanoTime]
public record ExportedLog(
        Journal journal,
        KeyRing keys,
        Staging staging,
        ExporterProperties properties,
        Clock clock,
        LongSupplier nanos) {
    private static final String WAY_OUT = "; nothing more is published of this log, which chirograph log succeed ends";

    public LogIdentity identity() {
        return LogIdentity.of(keys.history().keys().getFirst());
    }

    /// Remembers how far `archive` has come; durable on return.
    void moveCursor(String archive, long size, Hash root) throws IOException, JournalCorruptException {
        staging.moveCursor(
                archive,
                new ExportCursor(
                        identity().origin(),
                        identity().id(),
                        size,
                        root,
                        before(size).orElse(null)));
    }

    /// The record before `size` as the journal has it now; empty where that is this machine's own, or holds it no more.
    private Optional<ExportCursor.Last> before(long size) throws IOException, JournalCorruptException {
        if (!journal.isShared() || size == 0 || journal.firstSequence() >= size || journal.nextSequence() < size) {
            return Optional.empty();
        }
        AtomicReference<ExportCursor.Last> found = new AtomicReference<>();
        journal.read(size - 1, stored -> {
            found.set(new ExportCursor.Last(
                    stored.epoch(), TreeHasher.leaf(stored.entry().payload())));
            return false;
        });
        return Optional.ofNullable(found.get());
    }

    /// Holds what was published against a journal that others keep: where that gave out positions twice, what is there
    /// now is another history.
    /// @throws ExportStoppedException the last record that was published is another one, or is gone
    void requireSame(ExportCursor published) throws IOException, JournalCorruptException, ExportStoppedException {
        ExportCursor.Last last = published.last();
        if (!journal.isShared() || last == null) {
            return;
        }
        long at = published.size() - 1;
        Optional<ExportCursor.Last> now = before(published.size());
        if (now.isEmpty() && isFurthest(published)) {
            throw new ExportStoppedException("the journal no longer holds record " + at
                    + ", the last one published, so nobody can tell whether it goes on from there" + WAY_OUT);
        }
        if (now.isPresent() && !now.get().equals(last)) {
            throw new ExportStoppedException("record " + at + ", the last one published, has the hash "
                    + last.leaf().hex() + " of epoch " + last.epoch() + ", and in the journal "
                    + now.get().leaf().hex() + " of epoch " + now.get().epoch()
                    + ": positions were given out twice" + WAY_OUT);
        }
    }

    /// Holds a sealed batch, and what it goes on from, against such a journal before its checkpoint says that it is the
    /// log.
    /// @throws ExportStoppedException its last record is another one by now, or is gone
    void requireSame(String archive, SealedBatch batch)
            throws IOException, JournalCorruptException, ExportStoppedException {
        Optional<ExportCursor> published = staging.cursor(archive);
        if (published.isPresent()) {
            requireSame(published.get());
        }
        if (journal.firstSequence() >= batch.to()) {
            return;
        }
        Hash sealed;
        try {
            sealed = batch.leaves().getLast();
        } catch (DamagedObjectException e) {
            throw new ExportStoppedException("a staged batch to " + batch.to() + " is damaged: " + e.getMessage());
        }
        Optional<ExportCursor.Last> now = before(batch.to());
        if (now.isEmpty() || !now.get().leaf().equals(sealed)) {
            throw new ExportStoppedException("record " + (batch.to() - 1) + " was sealed with the hash " + sealed.hex()
                    + ", and the journal "
                    + now.map(one -> "has " + one.leaf().hex()).orElse("ends before it")
                    + ": positions were given out twice" + WAY_OUT);
        }
    }

    /// Another archive may lag so far behind that its last record was let go of.
    private boolean isFurthest(ExportCursor cursor) throws IOException, ExportStoppedException {
        return staging.cursors().stream().allMatch(other -> other.size() <= cursor.size());
    }

    Layout layout() {
        return new Layout(identity().id());
    }
}
