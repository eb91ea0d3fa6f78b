package io.chirograph.exporter;

import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.note.SigningException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The batches of one log, each sealed once, for all archives: the same bytes under the same names everywhere.
///
/// The next batch is sealed by whoever comes first to the end of what is sealed, in a required archive; so there is
/// never more than one batch that no required archive has. Those that lag behind are served from what is staged. What
/// is staged goes when every archive has it, and its oldest part earlier where it takes more than
/// `chirograph.exporter.max-staged`: the rest is then copied from a required archive that has it.
///
/// Two histories cannot come of it: what was ever sealed is known here from cursors and staged batches, and nothing is
/// sealed below that. A data directory without any cursor asks every required archive before it seals for the first
/// time; where others keep the journal, so does every process at its start, for another one may have gone on.
///
/// Safe for the threads of all exporters.
final class BatchQueue {
    private final ExportedLog log;
    private final Staging staging;
    private final BatchSealer sealer;
    private final BatchInterval pace;
    private final FlushPolicy patience;
    private final Map<String, Boolean> required = new HashMap<>();
    private final Map<String, Long> reached = new HashMap<>();
    private final Set<String> recovered = new HashSet<>();
    private final Set<String> unasked = new HashSet<>();
    private NavigableMap<Long, Staging.Staged> staged = new TreeMap<>();
    private boolean opened;
    private boolean known;
    private boolean behind;
    private long end;

    sealed interface Next {
        record Nothing() implements Next {}

        record Staged(SealedBatch batch) implements Next {}

        record Fresh(BatchSealer.Sealed batch) implements Next {}

        record Elsewhere() implements Next {}
    }

    BatchQueue(ExportedLog log, List<ConfiguredArchive> archives) {
        this.log = log;
        this.staging = log.staging();
        this.sealer = new BatchSealer(log);
        this.pace = new BatchInterval(log.properties());
        this.patience = new FlushPolicy(log);
        archives.forEach(archive -> required.put(archive.name(), archive.required()));
    }

    /// Reads what this data directory remembers; asks no archive. Done once, whoever comes first.
    synchronized void open() throws IOException, ExportStoppedException {
        if (opened) {
            return;
        }
        staging.takeUpOlderFormat();
        staging.tidy();
        staged = staging.batches();
        List<ExportCursor> cursors = staging.cursors();
        end = staged.isEmpty() ? 0 : staged.lastEntry().getValue().to();
        for (ExportCursor cursor : cursors) {
            end = Math.max(end, cursor.size());
        }
        known = !cursors.isEmpty();
        for (String archive : required.keySet()) {
            reached.put(archive, staging.cursor(archive).map(ExportCursor::size).orElse(0L));
            if ((!known || log.journal().isShared()) && isRequired(archive)) {
                unasked.add(archive);
            }
        }
        opened = true;
    }

    private boolean isRequired(String archive) {
        return Boolean.TRUE.equals(required.get(archive));
    }

    /// Behind the last position that was ever sealed from here; 0 when this directory knows of none.
    synchronized long end() {
        return end;
    }

    synchronized boolean isKnown() {
        return known;
    }

    synchronized Optional<SealedBatch> stagedFrom(long from) throws IOException, ExportStoppedException {
        return read(staged.get(from));
    }

    synchronized Optional<SealedBatch> stagedTo(long to) throws IOException, ExportStoppedException {
        return read(staged.values().stream()
                .filter(one -> one.to() == to)
                .findFirst()
                .orElse(null));
    }

    private Optional<SealedBatch> read(Staging.@Nullable Staged found) throws IOException, ExportStoppedException {
        return found == null ? Optional.empty() : Optional.of(staging.batch(found));
    }

    /// What `archive` gets next; seals a batch if that is for this archive to do, and one is due.
    /// @param from where the archive's log ends
    /// @param flush whatever is there is due
    synchronized Next next(String archive, LogHead from, ExportState state, boolean flush)
            throws IOException, ExportStoppedException, JournalCorruptException, SigningException {
        if (log.journal().isShared() && !unasked.isEmpty()) {
            return new Next.Nothing();
        }
        SealedBatch there = stagedFrom(from.size()).orElse(null);
        if (there != null) {
            return new Next.Staged(there);
        }
        if (from.size() < end) {
            return new Next.Elsewhere();
        }
        if (!isRequired(archive) || !unasked.isEmpty() || !isDue(from, state, flush)) {
            return new Next.Nothing();
        }
        BatchSealer.Sealed next = sealer.next(from);
        staged.put(from.size(), staging.seal(next.batch()));
        end = next.batch().to();
        pace.published(next.batch().size());
        behind = next.isFull();
        return new Next.Fresh(next);
    }

    /// Forgets what this process sealed, for another one of the same log went on in its place, up to `size`.
    synchronized void overtaken(long size) throws IOException {
        for (Staging.Staged one : new ArrayList<>(staged.values())) {
            staging.unseal(one);
            staged.remove(one.from());
        }
        end = size;
    }

    /// Makes the batch behind `edge` one that another process cut, and of which an archive has the segment; even where
    /// this one had sealed another. Who was paused before it signs its own then signs the same.
    /// @param left segments that begin there
    synchronized void adopt(LogHead edge, List<SegmentName> left)
            throws IOException, ExportStoppedException, JournalCorruptException, SigningException {
        Staging.Staged own = staged.get(edge.size());
        SegmentName other = left.stream()
                .filter(one -> own == null || one.end() != own.to())
                .findFirst()
                .orElse(null);
        boolean isFree =
                own == null ? edge.size() >= end : reached.values().stream().allMatch(size -> size <= edge.size());
        if (other == null || !isFree) {
            return;
        }
        if (own != null) {
            staging.unseal(own);
            staged.remove(own.from());
        }
        SealedBatch again = sealer.again(edge, other).batch();
        staged.put(edge.size(), staging.seal(again));
        end = again.to();
    }

    private boolean isDue(LogHead from, ExportState state, boolean flush) {
        long waiting = log.journal().nextSequence() - from.size();
        return waiting >= log.properties().maxEvents()
                || (waiting > 0 && (flush || behind || patience.isOver(from.size(), state, pace.age())));
    }

    /// Says that everything below `size` is in `archive`, and that its cursor says so: the journal may let go of what
    /// all required ones have, and nobody needs the batches that all have.
    synchronized void reached(String archive, long size) throws IOException {
        reached.put(archive, size);
        recovered.add(archive);
        unasked.remove(archive);
        end = Math.max(end, size);
        forget();
        if (required.keySet().stream().allMatch(name -> !isRequired(name) || recovered.contains(name))) {
            log.journal().confirm(reached(true).min().orElse(0));
        }
    }

    private void forget() throws IOException {
        long needed = reached(false).min().orElse(0);
        long most = reached(true).max().orElse(0);
        long kept = staged.values().stream().mapToLong(Staging.Staged::bytes).sum();
        for (Staging.Staged oldest : new ArrayList<>(staged.values())) {
            boolean held = oldest.to() <= most;
            if (oldest.to() > needed && (kept <= log.properties().maxStaged().toBytes() || !held)) {
                return;
            }
            staging.unseal(oldest);
            staged.remove(oldest.from());
            kept -= oldest.bytes();
        }
    }

    private LongStream reached(boolean onlyRequired) {
        return reached.entrySet().stream()
                .filter(one -> !onlyRequired || isRequired(one.getKey()))
                .mapToLong(Map.Entry::getValue);
    }

    /// How far the archive that leads has come; without end while that was not looked up.
    synchronized long leading() {
        return opened ? reached(false).max().orElse(0) : Long.MAX_VALUE;
    }

    /// The other archives that are known to hold positions from `from` on, required ones first, `main` before all.
    synchronized List<String> holders(String except, long from) {
        return reached.keySet().stream()
                .filter(name -> !name.equals(except) && reached.getOrDefault(name, 0L) > from)
                .sorted(Comparator.comparing((String name) -> !isRequired(name))
                        .thenComparing(name -> !name.equals(ConfiguredArchive.MAIN))
                        .thenComparing(name -> name))
                .toList();
    }

    /// Whether the records from `from` on, which the journal no longer holds, can still come to `archive`.
    synchronized boolean supplies(String archive, long from) {
        return staged.containsKey(from) || !holders(archive, from).isEmpty();
    }
}
