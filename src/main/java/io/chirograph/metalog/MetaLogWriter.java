package io.chirograph.metalog;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.event.EventType;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.LogLife;
import io.chirograph.exporter.SealedObject;
import io.chirograph.exporter.SplitViewGuard;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.NoteSigner;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.SigningException;
import io.chirograph.tlog.tile.TreeBuilder;
import io.chirograph.verifier.meta.CoveredCheckpoint;
import io.chirograph.verifier.meta.MetaLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes rounds of the meta log: write, look, sign. One thread.
final class MetaLogWriter {
    /// No meta log covers more logs.
    static final int MAX_LOGS = 1000;

    private final NoteSigner signer;
    private final ConfiguredArchive target;
    private final MetaLog log;
    private final List<CoveredLog> logs;
    private final EventEncoder encoder;
    private final Duration interval;
    private final Clock clock;
    private @Nullable Head head;

    /// The published end, and what continuing it needs.
    /// @param checkpoint null where there is none
    private record Head(
            TreeBuilder tree,
            @Nullable LocalDate date,
            @Nullable SealedObject checkpoint,
            SortedMap<String, CoveredCheckpoint> covered) {
        static final Head NONE = new Head(TreeBuilder.empty(), null, null, new TreeMap<>());

        long size() {
            return tree.size();
        }
    }

    /// A segment that is to be published.
    private record Batch(SegmentName name, SealedObject segment, List<byte[]> lines) {}

    /// @param target where it is published
    MetaLogWriter(NoteSigner signer, ConfiguredArchive target, List<CoveredLog> logs, Duration interval, Clock clock) {
        if (logs.size() > MAX_LOGS) {
            throw new IllegalArgumentException(
                    "chirograph.meta-log must cover at most " + MAX_LOGS + " logs, was " + logs.size());
        }
        this.signer = signer;
        this.target = target;
        this.log = new MetaLog(signer.verifierKey(), target.archive());
        this.logs = List.copyOf(logs);
        this.encoder = new EventEncoder(signer.verifierKey().name(), clock);
        this.interval = interval;
        this.clock = clock;
    }

    /// What the meta log says now.
    /// @param refused why a log's newest checkpoint is no entry, by its id
    record Result(long size, SortedMap<String, CoveredCheckpoint> covered, SortedMap<String, String> refused) {}

    /// When the newest round was taken; empty of a meta log that has not begun.
    Optional<Instant> last() throws ArchiveUnavailableException, ExportStoppedException {
        return head().covered().values().stream().map(CoveredCheckpoint::time).max(Instant::compareTo);
    }

    /// Publishes what was left unsigned, or a new round.
    /// @throws ExportStoppedException somebody else writes this log, or the archive does not hold what was
    ///     published: never again
    /// @throws ArchiveUnavailableException worth another try
    Result round()
            throws ArchiveUnavailableException, ArchiveConflictException, ExportStoppedException, IOException,
                    SigningException {
        requireAlone();
        Head from = head();
        SortedMap<String, String> refused = new TreeMap<>();
        SortedMap<String, CoveredCheckpoint> now = new TreeMap<>(from.covered());
        for (CoveredLog one : logs) {
            try {
                one.newest(from.covered().get(one.id()), clock.instant()).ifPresent(next -> now.put(one.id(), next));
            } catch (RefusedCheckpointException e) {
                refused.put(one.id(), String.valueOf(e.getMessage()));
            }
        }
        Batch batch = left(from).orElse(null);
        if (batch == null) {
            if (now.isEmpty()) {
                return new Result(0, now, refused);
            }
            batch = made(from, now);
        }
        head = null; // whatever fails from here on is found in the archive again
        Head next = publish(from, batch);
        head = next;
        return new Result(next.size(), next.covered(), refused);
    }

    /// What this process published last has to be the end still.
    private void requireAlone() throws ArchiveUnavailableException, ExportStoppedException {
        Head known = head;
        long newest =
                known == null ? 0 : log.published().newestSize(known.size()).orElse(0);
        if (known != null && newest != known.size()) {
            throw new ExportStoppedException("the meta log ends at " + newest + " and not at " + known.size()
                    + ", where this process left it: does another one write it?");
        }
    }

    private Head head() throws ArchiveUnavailableException, ExportStoppedException {
        Head known = head;
        if (known == null) {
            known = read();
            head = known;
        }
        return known;
    }

    private Head read() throws ArchiveUnavailableException, ExportStoppedException {
        try {
            Optional<MetaLog.Round> newest = log.newest();
            if (newest.isEmpty()) {
                return Head.NONE;
            }
            MetaLog.Round round = newest.get();
            TreeBuilder tree = log.tree().builder(round.size());
            if (!tree.root().equals(round.checkpoint().root())) {
                throw new ExportStoppedException("tiles and segments in the archive give the root " + tree.root()
                        + " of the meta log at size " + round.size() + ", its checkpoint signs "
                        + round.checkpoint().root());
            }
            SortedMap<String, CoveredCheckpoint> covered = new TreeMap<>();
            round.entries().forEach((id, entry) -> covered.put(id, entry.covered()));
            SealedObject note = new SealedObject(
                    layout().checkpoint(round.size()), round.note().bytes());
            return new Head(tree, round.segment().date(), note, covered);
        } catch (DamagedObjectException | MalformedException e) {
            throw new ExportStoppedException(
                    "the archive does not hold the meta log that was published: " + e.getMessage());
        }
    }

    private Layout layout() {
        return log.published().layout();
    }

    /// What a process wrote that ended before it signed.
    private Optional<Batch> left(Head from) throws ArchiveUnavailableException, ExportStoppedException {
        PublishedLog published = log.published();
        Optional<SegmentName> name = published.segmentFrom(from.size());
        if (name.isEmpty()) {
            return Optional.empty();
        }
        List<byte[]> lines = new ArrayList<>();
        byte[] object;
        try {
            object = published.object(name.get());
            new SegmentCodec(layout(), name.get()).read(object, (position, entry) -> lines.add(entry));
        } catch (DamagedObjectException e) {
            throw new ExportStoppedException("a segment that no checkpoint covers is damaged: " + e.getMessage());
        }
        for (byte[] line : lines) {
            requireOurs(from, line, published.key(name.get()));
        }
        return Optional.of(new Batch(name.get(), new SealedObject(published.key(name.get()), object), lines));
    }

    /// Whoever has no key can write a segment; none of his entries is signed.
    private void requireOurs(Head from, byte[] line, String object)
            throws ArchiveUnavailableException, ExportStoppedException {
        try {
            CoveredCheckpoint entry =
                    CoveredCheckpoint.read(line, signer.verifierKey().name());
            CoveredCheckpoint before = from.covered().get(entry.log());
            if (before != null && before.isSameNote(entry.note())) {
                return;
            }
            CoveredLog of = logs.stream()
                    .filter(one -> one.id().equals(entry.log()))
                    .findFirst()
                    .orElseThrow(() -> new MalformedException("log " + entry.log() + " is not followed"));
            of.requireExtended(before, entry);
        } catch (MalformedException | RefusedCheckpointException e) {
            throw new ExportStoppedException(
                    "the archive holds " + object + ", which this process would not have written: " + e.getMessage());
        }
    }

    private Batch made(Head from, SortedMap<String, CoveredCheckpoint> now) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<byte[]> lines = new ArrayList<>();
        for (CoveredCheckpoint one : now.values()) {
            String note = new String(one.note(), StandardCharsets.UTF_8);
            byte[] line = encoder.encode(new LogLife.Covered(one.log(), note, interval))
                    .canonical();
            lines.add(line);
            bytes.writeBytes(line);
            bytes.write('\n');
        }
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        LocalDate before = from.date();
        LocalDate date = before != null && today.isBefore(before) ? before : today;
        SegmentName name = new SegmentName(date, from.size(), lines.size());
        return new Batch(name, new SealedObject(name.key(layout()), SegmentCodec.encode(bytes.toByteArray())), lines);
    }

    /// The checkpoint's PUT is the commit point.
    private Head publish(Head from, Batch batch)
            throws ArchiveUnavailableException, ArchiveConflictException, ExportStoppedException, SigningException {
        TreeBuilder tree = from.tree().copy();
        List<SealedObject> objects = new ArrayList<>(List.of(batch.segment()));
        SortedMap<String, CoveredCheckpoint> covered = new TreeMap<>();
        for (byte[] line : batch.lines()) {
            CoveredCheckpoint entry = read(line);
            covered.put(entry.log(), entry);
            tree.append(
                    TreeHasher.leaf(line),
                    tile -> objects.add(new SealedObject(layout().tile(tile.id().path()), tile.bytes())));
        }
        Checkpoint checkpoint = new Checkpoint(signer.verifierKey().name(), tree.size(), tree.root());
        SealedObject note = new SealedObject(
                layout().checkpoint(tree.size()),
                SignedNote.sign(checkpoint.text(), signer).bytes());
        for (SealedObject object : objects) {
            put(object);
        }
        objects.add(note);
        new SplitViewGuard(archive(), layout()).behind(from.size(), from.date(), from.checkpoint(), objects, Set.of());
        put(note);
        return new Head(tree, batch.name().date(), note, covered);
    }

    private CoveredCheckpoint read(byte[] line) {
        try {
            return CoveredCheckpoint.read(line, signer.verifierKey().name());
        } catch (MalformedException e) {
            throw new IllegalStateException("an entry of this process's own is none", e);
        }
    }

    private Archive archive() {
        return target.archive();
    }

    private void put(SealedObject object) throws ArchiveUnavailableException, ArchiveConflictException {
        byte code = target.retention().rules().codeOf(EventType.LOG_COVERED.wire());
        Set<Byte> codes = object.key().startsWith(layout().events()) ? Set.of(code) : Set.of();
        var result = archive()
                .put(object.key(), object.bytes(), target.retention().of(object.key(), codes, clock.instant()));
        if (!target.properties().suffices(result.lock())
                || !target.properties().suffices(archive().describe())) {
            throw new ArchiveUnavailableException(
                    object.key() + " is stored without the lock that chirograph.archive.require-tier asks for", null);
        }
    }
}
