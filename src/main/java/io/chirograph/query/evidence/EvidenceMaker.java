package io.chirograph.query.evidence;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectTooLargeException;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.publishedlog.Cosignatures;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.NewestBeside;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.query.api.LogReader;
import io.chirograph.query.coverage.CoverageReader;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.PopulationReader;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.verifier.assurance.LogCoverage;
import io.chirograph.verifier.bundle.Bundle;
import io.chirograph.verifier.bundle.BundleBuilder;
import io.chirograph.verifier.bundle.BundleTooLargeException;
import io.chirograph.verifier.meta.MetaLog;
import io.chirograph.verifier.search.CallRow;
import io.chirograph.verifier.search.Population;
import io.chirograph.verifier.timestamp.TimeStampToken;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes evidence to carry away, as of the same signed checkpoints and out of one archive.
///
/// Safe for many threads; few files are made at once, for each is made in memory.
/// @param metaLog the meta log whose entries are proved with the checkpoints; null for none
public record EvidenceMaker(
        LogReader logs,
        Archive archive,
        Clock clock,
        EvidenceBounds bounds,
        @Nullable MetaLog metaLog,
        Semaphore places) {
    private static final Logger LOG = LoggerFactory.getLogger(EvidenceMaker.class);
    private static final int MAX_LOCKS = 200;
    private static final int AT_ONCE = 2;

    public EvidenceMaker(LogReader logs, Archive archive, Clock clock, EvidenceBounds bounds) {
        this(logs, archive, clock, bounds, null);
    }

    public EvidenceMaker(
            LogReader logs, Archive archive, Clock clock, EvidenceBounds bounds, @Nullable MetaLog metaLog) {
        this(logs, archive, clock, bounds, metaLog, new Semaphore(AT_ONCE, true));
    }

    /// Evidence of no more than may be seen.
    public EvidenceMaker within(AuditScope limits) {
        return new EvidenceMaker(logs.within(limits), archive, clock, bounds, metaLog, places);
    }

    IndexReader index() {
        return logs.index();
    }

    /// Answers evidence, as a file that nobody may cache.
    public static void send(HttpServletResponse response, Bundle bundle, String name) throws IOException {
        response.setContentType("application/zip");
        response.setContentLengthLong(bundle.size());
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        response.setHeader("Cache-Control", "no-store");
        bundle.write(response.getOutputStream());
    }

    /// The evidence of one call; empty when no such call is indexed.
    public Optional<Bundle> call(UUID call) throws SQLException, LogRefusedException, ArchiveUnavailableException {
        places.acquireUninterruptibly();
        try {
            Map<String, IndexedHead> heads = heads();
            List<IndexedEvent> events = events(heads, List.of(call));
            if (events.isEmpty()) {
                return Optional.empty();
            }
            heads.keySet().retainAll(events.stream().map(IndexedEvent::log).collect(Collectors.toSet()));
            return Optional.of(
                    begin(heads, events).coverage(coverage(heads, Map.of())).call(call));
        } catch (BundleTooLargeException e) {
            throw tooLarge("callId", call.toString(), String.valueOf(e.getMessage()));
        } finally {
            places.release();
        }
    }

    /// The evidence of an event that belongs to no call.
    /// @param id its id
    Bundle event(IndexedEvent event, UUID id) throws SQLException, LogRefusedException, ArchiveUnavailableException {
        places.acquireUninterruptibly();
        try {
            Map<String, IndexedHead> heads = heads();
            heads.keySet().retainAll(List.of(event.log()));
            return begin(heads, List.of(event))
                    .coverage(coverage(heads, Map.of()))
                    .event(id);
        } catch (BundleTooLargeException e) {
            throw tooLarge("id", id.toString(), String.valueOf(e.getMessage()));
        } finally {
            places.release();
        }
    }

    /// The evidence of a population.
    public Bundle population(EvidenceQuestion question)
            throws SQLException, LogRefusedException, ArchiveUnavailableException {
        return population(question, (calls, sizes) -> {}, calls -> {});
    }

    /// Whose content may be taken away.
    @FunctionalInterface
    public interface Allowed {
        /// @param calls whose content would be in one file
        /// @throws ApiException not of all of them
        void require(List<UUID> calls);
    }

    /// The evidence of a population.
    /// @param found is told, before it is handed out, which calls it holds and what it is as of
    /// @param allowed is asked before content is read
    Bundle population(EvidenceQuestion question, BiConsumer<List<UUID>, Map<String, Long>> found, Allowed allowed)
            throws SQLException, LogRefusedException, ArchiveUnavailableException {
        places.acquireUninterruptibly();
        try {
            Map<String, IndexedHead> heads = heads();
            List<String> unknown = unknown(heads);
            PopulationReader.Answer answer =
                    index().now(now -> reader(now, heads).read(question.filter(), question.ids(), unknown));
            Population shown = question.sample() == null
                    ? answer.population()
                    : answer.population().draw(question.sample());
            if (shown.count() > bounds.calls()) {
                throw new ApiException(
                        ErrorCode.POPULATION_TOO_LARGE,
                        "The query means " + shown.count() + " calls, and one file holds the events of "
                                + bounds.calls() + ". Give 'sample' and 'seed', or narrow the query.",
                        "sample",
                        "");
            }
            List<UUID> calls = shown.rows().stream().map(CallRow::id).toList();
            found.accept(calls, sizes(heads));
            List<IndexedEvent> events = events(heads, calls);
            BundleBuilder builder = begin(heads, events)
                    .coverage(coverage(heads, question.filter().given()));
            if (question.content()) {
                allowed.require(calls);
                new EvidenceContent(archive, index()).into(builder, events);
            }
            return builder.population(
                    question.filter(), question.ids(), question.sample(), answer.population(), answer.examined());
        } catch (BundleTooLargeException e) {
            throw tooLarge("query", "", String.valueOf(e.getMessage()));
        } finally {
            places.release();
        }
    }

    private static ApiException tooLarge(String field, String value, String why) {
        return new ApiException(
                ErrorCode.EVIDENCE_TOO_LARGE,
                "What you ask for does not fit into one file: " + why
                        + (field.equals("query")
                                ? ". Narrow it, or draw a smaller sample."
                                : ". Its events can be read one by one."),
                field,
                value);
    }

    private Map<String, IndexedHead> heads() throws SQLException, LogRefusedException {
        Map<String, IndexedHead> heads = new TreeMap<>();
        logs.heads().forEach(head -> heads.put(head.log().id(), head));
        return heads;
    }

    /// Who stands for the logs, and when something did not work in the period that is asked about.
    private List<LogCoverage> coverage(Map<String, IndexedHead> heads, Map<String, String> filters)
            throws SQLException {
        return index().now(now -> new CoverageReader(now.at(sizes(heads)))
                .read(CoverageReader.period(filters))
                .items());
    }

    /// The logs that the archive holds and the index does not: what they say is not known. A meta log has no calls.
    private List<String> unknown(Map<String, IndexedHead> heads) throws ArchiveUnavailableException {
        return PublishedLog.ids(archive).stream()
                .filter(id -> metaLog == null || !id.equals(metaLog.key().logId()))
                .filter(id -> index().scope().seesLog(id) && !heads.containsKey(id))
                .toList();
    }

    private static Map<String, Long> sizes(Map<String, IndexedHead> heads) {
        Map<String, Long> sizes = new TreeMap<>();
        heads.forEach((id, head) -> sizes.put(id, head.size()));
        return sizes;
    }

    private PopulationReader reader(AsOf now, Map<String, IndexedHead> heads) {
        return new PopulationReader(now.at(sizes(heads)), bounds.population());
    }

    private List<IndexedEvent> events(Map<String, IndexedHead> heads, List<UUID> calls) throws SQLException {
        return index().now(now -> {
            PopulationReader reader = reader(now, heads);
            List<IndexedEvent> events = new ArrayList<>();
            long size = 0;
            for (UUID call : calls) {
                List<IndexedEvent> own = reader.events(call);
                events.addAll(own);
                size += own.stream().mapToLong(event -> event.bytes().length).sum();
                if (calls.size() > 1 && size > bounds.bytes()) {
                    throw tooLarge("query", "", "the events alone are more than " + bounds.bytes() + " bytes");
                }
            }
            return events;
        });
    }

    /// Everything but what the evidence is about. A log without an event in it is there by its checkpoint.
    private BundleBuilder begin(Map<String, IndexedHead> heads, List<IndexedEvent> events)
            throws SQLException, LogRefusedException, ArchiveUnavailableException, BundleTooLargeException {
        BundleBuilder builder = new BundleBuilder(clock.instant(), bounds.bytes());
        Set<String> objects = new LinkedHashSet<>();
        try {
            for (IndexedHead head : heads.values()) {
                List<KeyHistory.Rotation> rotations = rotations(head);
                builder.log(head.log().id(), head.log().key(), head.note());
                objects.add(new Layout(head.log().id()).checkpoint(head.size()));
                List<IndexedEvent> own = own(head, events, rotations);
                List<InclusionProof> proofs = proofs(head, own);
                long last = -1;
                for (int i = 0; i < own.size(); i++) {
                    IndexedEvent event = own.get(i);
                    last = Math.max(last, event.position());
                    builder.event(
                            event.log(),
                            String.valueOf(event.id()),
                            event.type(),
                            event.call(),
                            event.bytes(),
                            proofs.get(i));
                    index().segment(event).ifPresent(objects::add);
                }
                Set<Long> sizes = said(builder, head, last);
                for (KeyHistory.Rotation rotation : rotations) {
                    rotation(builder, head, rotation, !sizes.contains(rotation.size()));
                }
            }
        } catch (MalformedException e) {
            throw new IllegalStateException("a checkpoint that was verified cannot be read any more", e);
        }
        return locks(builder, objects);
    }

    /// The changes of the log's key up to the checkpoint.
    private List<KeyHistory.Rotation> rotations(IndexedHead head) throws ArchiveUnavailableException {
        return head.log().history().rotations().stream()
                .filter(rotation -> rotation.size() <= head.size())
                .toList();
    }

    private List<IndexedEvent> own(IndexedHead head, List<IndexedEvent> events, List<KeyHistory.Rotation> rotations)
            throws SQLException {
        TreeMap<Long, IndexedEvent> own = new TreeMap<>();
        for (IndexedEvent event : events) {
            if (event.log().equals(head.log().id())) {
                own.put(event.position(), event);
            }
        }
        for (KeyHistory.Rotation rotation : rotations) {
            index().event(head.log().id(), rotation.position()).ifPresent(event -> own.put(event.position(), event));
        }
        return List.copyOf(own.values());
    }

    /// The checkpoint that both keys signed, and that the event which names the new one is its last.
    private void rotation(BundleBuilder builder, IndexedHead head, KeyHistory.Rotation rotation, boolean missing)
            throws SQLException, LogRefusedException, ArchiveUnavailableException, BundleTooLargeException,
                    MalformedException {
        if (missing && !earlier(builder, head, rotation.size())) {
            throw new LogRefusedException(head.log().id(), "checkpoint " + rotation.size() + " is gone");
        }
        LogReader.Inclusion made = logs.inclusion(head, rotation.position(), rotation.size());
        SignedNote note = logs.note(head, rotation.size(), made.root());
        if (note == null) {
            throw new LogRefusedException(head.log().id(), "checkpoint " + rotation.size() + " is gone");
        }
        builder.rotation(head.log().id(), note, made.proof());
    }

    private List<InclusionProof> proofs(IndexedHead head, List<IndexedEvent> events) throws SQLException {
        return logs.ask(head, tree -> {
            HashReader hashes = tree.at(head.size());
            List<InclusionProof> proofs = new ArrayList<>(events.size());
            for (IndexedEvent event : events) {
                proofs.add(InclusionProof.of(event.position(), head.size(), hashes));
            }
            return proofs;
        });
    }

    /// Cosignatures and time stamps: of the checkpoint itself, and the newest ones of an earlier checkpoint
    /// that covers the events.
    /// @return the sizes of the checkpoints that are there now
    private Set<Long> said(BundleBuilder builder, IndexedHead head, long last)
            throws SQLException, LogRefusedException, ArchiveUnavailableException, BundleTooLargeException,
                    MalformedException {
        Layout layout = new Layout(head.log().id());
        TreeSet<Long> sizes = new TreeSet<>(Set.of(head.size()));
        addCovering(sizes, NewestBeside.cosigned(archive, layout, head.size()), last);
        addCovering(sizes, NewestBeside.stamped(archive, layout, head.size()), last);
        MetaLog.Proof covered = covered(head, last);
        if (covered != null) {
            sizes.add(covered.entry().covered().size());
        }
        TreeSet<Long> there = new TreeSet<>();
        for (long size : sizes.descendingSet()) {
            if (size < head.size() && !earlier(builder, head, size)) {
                continue;
            }
            there.add(size);
            if (covered != null && covered.entry().covered().size() == size) {
                builder.covered(layout.logId(), size, covered.entry().bytes(), covered.proof());
            }
            for (NoteSignature line : Cosignatures.of(archive, layout, size).values()) {
                builder.cosignature(layout.logId(), size, "%08x".formatted(line.keyId()), line);
            }
            try {
                Optional<byte[]> response = archive.get(layout.timestamp(size), TimeStampToken.MAX_SIZE);
                if (response.isPresent()) {
                    builder.timestamp(layout.logId(), size, response.get());
                }
            } catch (ObjectTooLargeException e) {
                LOG.warn("it is no time stamp: {}", e.getMessage());
            }
        }
        return there;
    }

    /// The meta log's newest entry about a checkpoint that covers the events, or about any where there are none.
    private MetaLog.@Nullable Proof covered(IndexedHead head, long last) throws ArchiveUnavailableException {
        if (metaLog == null) {
            return null;
        }
        try {
            return metaLog.covering(head.log().id(), last, head.size()).orElse(null);
        } catch (DamagedObjectException | MalformedException e) {
            LOG.warn("evidence goes without the meta log: {}", e.getMessage());
            return null;
        }
    }

    private static void addCovering(Set<Long> sizes, OptionalLong found, long last) {
        if (found.isPresent() && found.getAsLong() > Math.max(0, last)) {
            sizes.add(found.getAsLong());
        }
    }

    private boolean earlier(BundleBuilder builder, IndexedHead head, long size)
            throws SQLException, LogRefusedException, ArchiveUnavailableException, BundleTooLargeException,
                    MalformedException {
        LogReader.Consistency proof = logs.consistency(head, size, head.size());
        SignedNote note = logs.note(head, size, proof.fromRoot());
        if (note == null) {
            return false;
        }
        builder.checkpoint(head.log().id(), note, proof.proof());
        return true;
    }

    private BundleBuilder locks(BundleBuilder builder, Set<String> objects) throws ArchiveUnavailableException {
        List<ObjectLock> locks = new ArrayList<>();
        for (String key : objects.stream().limit(MAX_LOCKS).toList()) {
            archive.lock(key, null).ifPresent(locks::add);
        }
        return builder.storage(archive.describe(), locks, Math.max(0, objects.size() - MAX_LOCKS));
    }
}
