package io.chirograph.verifier.search;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.KeySearch;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.proof.CompactRange;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.verifier.judge.Expiry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finds calls by reading an archive, without index or server.
/// What it reads is verified on the way: every leaf goes into the tree, and the tree must have the signed
/// root.
///
/// Memory does not grow with the events; it does, by some dozen bytes each, with the calls.
/// @param clock by which the retention of events that are gone has run out, or has not
public record ArchiveSearch(Archive archive, List<VerifierKey> keys, InstantSource clock) {
    private static final int PAGE = 1000;

    public ArchiveSearch(Archive archive, List<VerifierKey> keys) {
        this(archive, keys, InstantSource.system());
    }

    /// An event that stands in a log as its key signed it.
    public record Sealed(String log, SegmentName segment, long position, EventView event) {}

    /// Is shown every event that a search reads; none of it is to be relied on before the search has ended without a
    /// failure.
    @FunctionalInterface
    public interface Watch {
        void seen(Sealed event);
    }

    /// What was found.
    /// @param logs each log that was searched, by id
    /// @param unknown logs that no key was given for; they were not searched
    /// @param failures why what was found is not to be relied on; empty when it is
    public record Result(
            Population population,
            Examined examined,
            Map<String, Checkpoint> logs,
            List<String> unknown,
            List<String> failures) {}

    /// Searches.
    /// @param ids the calls that are meant; null for those that the filter means
    /// @param at the logs to search and up to which signed size each; empty for all logs up to their newest one
    /// @throws ArchiveUnavailableException the archive could not be read: nothing is said about it
    public Result search(CallFilter filter, @Nullable List<UUID> ids, Map<String, Long> at)
            throws ArchiveUnavailableException {
        return search(filter, ids, at, event -> {});
    }

    /// The same.
    /// @param watch is shown every event once, in the order of logs and positions
    public Result search(CallFilter filter, @Nullable List<UUID> ids, Map<String, Long> at, Watch watch)
            throws ArchiveUnavailableException {
        TreeMap<String, Checkpoint> logs = new TreeMap<>();
        List<String> unknown = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (String id : logIds(at)) {
            Optional<VerifierKey> key =
                    keys.stream().filter(one -> one.logId().equals(id)).findFirst();
            if (key.isEmpty()) {
                unknown.add(id);
                continue;
            }
            try {
                logs.put(id, signed(id, key.get(), at));
            } catch (UnsoundLogException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        Examined.Counter counter = new Examined.Counter(filter);
        CallCollector collector = CallCollector.first(filter, ids, counter);
        collect(logs, collector, counter, watch, failures);
        collector.end();
        if (!collector.late().isEmpty()) {
            CallCollector again = CallCollector.again(filter, collector.late());
            collect(logs, again, null, event -> {}, new ArrayList<>());
            again.recount(counter);
            again.end();
            collector.replace(again);
        }
        return new Result(collector.found(), counter.done(), logs, unknown, failures);
    }

    /// The event at a position of a log that a key was given for, proven against the newest signed size; empty where
    /// the
    /// log ends before it.
    /// @throws UnsoundLogException it does not lead to the signed root, or is not there
    public Optional<Sealed> event(VerifierKey key, long position)
            throws ArchiveUnavailableException, UnsoundLogException {
        PublishedLog log = new PublishedLog(archive, key.logId());
        Checkpoint signed = signed(key.logId(), key, Map.of());
        if (position >= signed.size()) {
            return Optional.empty();
        }
        try {
            SegmentName segment = log.covering(position, position + 1).getLast();
            List<byte[]> found = new ArrayList<>(1);
            log.entries(segment, (at, entry) -> {
                if (at == position) {
                    found.add(entry);
                }
            });
            InclusionProof proof = InclusionProof.of(position, signed.size(), new SealedTree(log).at(signed.size()));
            if (!proof.verify(TreeHasher.leaf(found.getFirst()), signed)) {
                throw new UnsoundLogException("the event at " + position + " of log " + log.id()
                        + " does not lead to the signed root; 'chirograph verify' says why");
            }
            return Optional.of(new Sealed(log.id(), segment, position, EventView.read(found.getFirst())));
        } catch (DamagedObjectException | MalformedEventException e) {
            throw new UnsoundLogException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            if (e.getCause() instanceof ArchiveUnavailableException unavailable) {
                throw unavailable;
            }
            throw new UnsoundLogException(String.valueOf(e.getMessage()));
        }
    }

    private Set<String> logIds(Map<String, Long> at) throws ArchiveUnavailableException {
        if (!at.isEmpty()) {
            return new TreeSet<>(at.keySet());
        }
        TreeSet<String> ids = new TreeSet<>(PublishedLog.ids(archive));
        keys.forEach(key -> ids.add(key.logId()));
        return ids;
    }

    private Checkpoint signed(String id, VerifierKey key, Map<String, Long> at)
            throws ArchiveUnavailableException, UnsoundLogException {
        PublishedLog log = new PublishedLog(archive, id);
        OptionalLong size = at.isEmpty() ? log.newestSize() : OptionalLong.of(at.getOrDefault(id, 0L));
        if (size.isEmpty()) {
            throw new UnsoundLogException("log " + id + " has no checkpoint");
        }
        Optional<byte[]> note = log.checkpoint(size.getAsLong());
        if (note.isEmpty()) {
            throw new UnsoundLogException("log " + id + " has no checkpoint of size " + size.getAsLong());
        }
        try {
            Checkpoint checkpoint =
                    new KeySearch(log).proven(key).orElse(KeyHistory.of(key)).open(note.get());
            if (checkpoint.size() == size.getAsLong()) {
                return checkpoint;
            }
            throw new UnsoundLogException("checkpoint " + size.getAsLong() + " of log " + id + " is of another size");
        } catch (MalformedException | InvalidSignatureException e) {
            throw new UnsoundLogException("checkpoint " + size.getAsLong() + " of log " + id + ": " + e.getMessage());
        }
    }

    private void collect(
            Map<String, Checkpoint> logs,
            CallCollector collector,
            Examined.@Nullable Counter counter,
            Watch watch,
            List<String> failures)
            throws ArchiveUnavailableException {
        for (Map.Entry<String, Checkpoint> log : logs.entrySet()) {
            Scan scan = new Scan(
                    new PublishedLog(archive, log.getKey()), log.getValue(), collector, watch, new Expiry(clock));
            try {
                scan.run();
                failures.addAll(scan.goneTooSoon());
            } catch (UnsoundLogException | DamagedObjectException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
            if (counter != null) {
                long size = log.getValue().size();
                counter.log(new Examined.Range(log.getKey(), size, scan.events, size - scan.events, scan.malformed));
            }
        }
    }

    /// Positions that no segment holds.
    /// @param next the segment behind them; null at the end
    private record Gap(long from, long to, @Nullable String next) {}

    /// One pass over one log.
    private static final class Scan {
        private final PublishedLog log;
        private final Checkpoint signed;
        private final CallCollector collector;
        private final Watch watch;
        private final CompactRange range = CompactRange.empty();
        private final Expiry expiry;
        private final List<Gap> gaps = new ArrayList<>();
        private long events;
        private long malformed;

        Scan(PublishedLog log, Checkpoint signed, CallCollector collector, Watch watch, Expiry expiry) {
            this.log = log;
            this.signed = signed;
            this.collector = collector;
            this.watch = watch;
            this.expiry = expiry;
        }

        /// What is not there although no retention that the log itself states has run out.
        List<String> goneTooSoon() {
            return gaps.stream()
                    .filter(gap -> !expiry.mayBeGone(gap.next()))
                    .map(gap -> "the events of log " + log.id() + " from " + gap.from() + " to " + (gap.to() - 1)
                            + " are not there, and nothing says that their retention has run out;"
                            + " 'chirograph verify' says more")
                    .toList();
        }

        void run() throws ArchiveUnavailableException, DamagedObjectException, UnsoundLogException {
            SegmentName last = null;
            while (range.size() < signed.size()) {
                List<SegmentName> next = log.published(last, PAGE);
                for (SegmentName segment : next) {
                    last = segment;
                    if (range.size() < signed.size()) {
                        fill(Math.min(segment.first(), signed.size()), log.key(segment));
                    }
                    if (segment.first() < signed.size()) {
                        read(segment);
                    }
                }
                if (next.size() < PAGE) {
                    fill(signed.size(), null);
                }
            }
            if (!range.root().equals(signed.root())) {
                throw new UnsoundLogException("the events of log " + log.id() + " up to " + signed.size()
                        + " do not have the signed root; 'chirograph verify' says where");
            }
        }

        private void read(SegmentName segment)
                throws ArchiveUnavailableException, DamagedObjectException, UnsoundLogException {
            if (segment.first() != range.size() || segment.end() > signed.size()) {
                throw new UnsoundLogException("segment " + log.key(segment) + " does not follow at " + range.size());
            }
            log.entries(segment, (position, entry) -> {
                range.append(TreeHasher.leaf(entry));
                events++;
                try {
                    EventView event = EventView.read(entry);
                    expiry.event(event);
                    collector.event(log.id(), position, event);
                    watch.seen(new Sealed(log.id(), segment, position, event));
                } catch (MalformedEventException e) {
                    malformed++;
                }
            });
        }

        /// Where events are not there any more their leaf hashes stand in the tiles.
        private void fill(long end, @Nullable String next)
                throws ArchiveUnavailableException, DamagedObjectException, UnsoundLogException {
            if (range.size() < end) {
                gaps.add(new Gap(range.size(), end, next));
            }
            while (range.size() < end) {
                long index = range.size() / TileId.WIDTH;
                Tile tile = log.tile(TileId.full(0, index))
                        .orElseThrow(() -> new UnsoundLogException("the events of log " + log.id() + " from "
                                + range.size() + " on are not there, and no tile holds their hashes"));
                for (Hash leaf : tile.hashes().subList((int) (range.size() % TileId.WIDTH), TileId.WIDTH)) {
                    if (range.size() < end) {
                        range.append(leaf);
                    }
                }
            }
        }
    }

    /// A log is not what its key signed, as far as can be seen.
    public static final class UnsoundLogException extends Exception {
        UnsoundLogException(String message) {
            super(message, null, false, false);
        }
    }
}
