package io.chirograph.verifier.bundle;

import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.ObjectLock;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.support.json.StrictJson;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.proof.ConsistencyProof;
import io.chirograph.tlog.proof.ConsistencyText;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.tlog.proof.TlogProof;
import io.chirograph.verifier.assurance.LogCoverage;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.Examined;
import io.chirograph.verifier.search.Population;
import io.chirograph.verifier.search.Sample;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Puts a bundle together out of what was read from an archive. What comes in is trusted; whoever reads the
/// bundle trusts nothing. One use each; not safe for several threads.
public final class BundleBuilder {
    private final long limit;
    private final TreeMap<String, byte[]> entries = new TreeMap<>();
    private final String madeAt;
    private final Map<String, Part> logs = new TreeMap<>();
    private @Nullable JsonNode storage;
    private @Nullable List<Manifest.Absent> absent;
    private @Nullable List<LogCoverage> coverage;
    private long size = PlainZip.END_SIZE;

    private record Part(
            VerifierKey key,
            SignedNote note,
            Checkpoint checkpoint,
            List<Long> checkpoints,
            TreeMap<Long, Manifest.Entry> events) {}

    /// @param limit how many bytes the bundle may have
    public BundleBuilder(Instant madeAt, long limit) {
        this.limit = limit;
        this.madeAt = madeAt.toString();
    }

    /// Begins with a log. All proofs of its events lead to this checkpoint.
    public BundleBuilder log(String id, VerifierKey key, SignedNote note)
            throws MalformedException, BundleTooLargeException {
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        logs.put(id, new Part(key, note, checkpoint, new ArrayList<>(List.of(checkpoint.size())), new TreeMap<>()));
        put(EntryNames.checkpoint(id, checkpoint.size()), note.bytes());
        return this;
    }

    public BundleBuilder event(
            String log, String id, String type, @Nullable UUID call, byte[] bytes, InclusionProof proof)
            throws BundleTooLargeException {
        Part part = part(log);
        String leaf = TreeHasher.leaf(bytes).toString();
        part.events().put(proof.index(), new Manifest.Entry(proof.index(), id, type, leaf, call));
        put(EntryNames.event(log, proof.index()), bytes);
        put(
                EntryNames.proof(log, proof.index()),
                TlogProof.of(proof, part.note()).bytes());
        return this;
    }

    /// Adds a further checkpoint of a log, for what is said over it.
    /// @param proof between it and the one that the event proofs lead to, from the smaller to the larger
    public BundleBuilder checkpoint(String log, SignedNote note, ConsistencyProof proof)
            throws MalformedException, BundleTooLargeException {
        Part part = part(log);
        long own = Checkpoint.parse(note.text()).size();
        if (part.checkpoints().contains(own)) {
            return this;
        }
        long main = part.checkpoint().size();
        ConsistencyText text =
                own < main ? new ConsistencyText(own, proof, part.note()) : new ConsistencyText(main, proof, note);
        part.checkpoints().add(own);
        put(EntryNames.checkpoint(log, own), note.bytes());
        put(EntryNames.consistency(log, own), text.bytes());
        return this;
    }

    /// Shows that a log's key was changed, by the old key's word.
    /// @param note the checkpoint that both keys signed; its last event, which names the new key, is here
    public BundleBuilder rotation(String log, SignedNote note, InclusionProof proof) throws BundleTooLargeException {
        put(
                EntryNames.rotation(log, proof.index() + 1),
                TlogProof.of(proof, note).bytes());
        return this;
    }

    public BundleBuilder cosignature(String log, long size, String keyId, NoteSignature line)
            throws BundleTooLargeException {
        put(EntryNames.cosignature(log, size, keyId), (line.line() + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /// Adds that a checkpoint is an entry of a meta log.
    /// @param entry the sealed event
    /// @param proof with the meta log's checkpoint, cosignatures in it
    public BundleBuilder covered(String log, long size, byte[] entry, TlogProof proof) throws BundleTooLargeException {
        put(EntryNames.covered(log, size), entry);
        put(EntryNames.coveredProof(log, size), proof.bytes());
        return this;
    }

    public BundleBuilder timestamp(String log, long size, byte[] response) throws BundleTooLargeException {
        put(EntryNames.timestamp(log, size), response);
        return this;
    }

    /// From here on the bundle holds the content that its events name, and says what of it is not here.
    public BundleBuilder withContent() {
        absent = new ArrayList<>();
        return this;
    }

    /// @throws BundleTooLargeException so many bytes more are too many
    public void requireRoom(long bytes) throws BundleTooLargeException {
        if (bytes > limit - size) {
            throw new BundleTooLargeException(limit);
        }
    }

    /// Adds content that one of the events names.
    /// @param bytes as they are stored
    public BundleBuilder content(UUID call, PackRecord.Head head, byte[] bytes) throws BundleTooLargeException {
        put(EntryNames.content(call, head.part()), bytes);
        put(EntryNames.contentHead(call, head.part()), head.encode());
        return this;
    }

    /// Says that content is not here that one of the events names.
    /// @param why `absent` from the archive, or `damaged` there
    public BundleBuilder withoutContent(UUID call, String part, String why) {
        Objects.requireNonNull(absent).add(new Manifest.Absent(call, part, why));
        return this;
    }

    /// Says who stood for each log and when something did not work.
    public BundleBuilder coverage(List<LogCoverage> ofLogs) {
        coverage = List.copyOf(ofLogs);
        return this;
    }

    private record Storage(
            String kind,
            String location,
            String tier,
            boolean writeOnce,
            String note,
            int unread,
            List<Lock> objects) {}

    private record Lock(String key, String version, String mode, String retainUntil, boolean legalHold) {
        static Lock of(ObjectLock lock) {
            return new Lock(
                    lock.key(),
                    Objects.toString(lock.version(), ""),
                    lock.mode().name(),
                    Objects.toString(lock.retainUntil(), ""),
                    lock.legalHold());
        }
    }

    /// Says where the objects are stored and how they are locked, as the store reported it.
    public BundleBuilder storage(ArchiveDescription archive, List<ObjectLock> locks, int unread) {
        String tier = tier(archive, locks);
        boolean worm = tier.equals("COMPLIANCE");
        String note = worm ? "locked by the store until the dates given" : noWorm(archive);
        List<Lock> objects = locks.stream().map(Lock::of).toList();
        storage = StrictJson.MAPPER.valueToTree(
                new Storage(archive.kind(), archive.location(), tier, worm, note, unread, objects));
        return this;
    }

    /// What this process knows of the store from its checks; where it made none, what the weakest lock says.
    private static String tier(ArchiveDescription archive, List<ObjectLock> locks) {
        if (LockTier.of(archive.tier()) != null || locks.isEmpty()) {
            return archive.tier();
        }
        return locks.stream()
                .map(LockTier::of)
                .max(Comparator.naturalOrder())
                .orElse(LockTier.NONE)
                .toString();
    }

    private static String noWorm(ArchiveDescription archive) {
        return archive.kind().equals("directory")
                ? "a directory is not write-once: whoever administers it can change and delete; change shows,"
                        + " deletion of the end does not"
                : "the store did not report a lock of mode COMPLIANCE";
    }

    public Bundle call(UUID call) throws BundleTooLargeException {
        return done(Manifest.CALL, Manifest.Subject.call(call), null);
    }

    /// The evidence of an event that belongs to no call.
    public Bundle event(UUID event) throws BundleTooLargeException {
        return done(Manifest.EVENT, Manifest.Subject.event(event), null);
    }

    /// The evidence of a population.
    /// @param ids what was asked for by name; null for a query
    /// @param sample null when all of it is in the bundle
    public Bundle population(
            CallFilter filter,
            @Nullable List<UUID> ids,
            @Nullable Sample sample,
            Population population,
            Examined examined)
            throws BundleTooLargeException {
        put(EntryNames.POPULATION, population.csv());
        if (sample != null) {
            put(EntryNames.SAMPLE, population.draw(sample).csv());
        }
        return done(
                Manifest.POPULATION,
                Manifest.Subject.population(filter, ids, sample),
                Manifest.Found.of(filter, ids, population, examined));
    }

    private Bundle done(String kind, Manifest.Subject subject, Manifest.@Nullable Found population)
            throws BundleTooLargeException {
        List<Manifest.Log> parts = new ArrayList<>();
        logs.forEach((id, part) -> parts.add(new Manifest.Log(
                id,
                part.checkpoint().origin(),
                part.key().encode(),
                part.checkpoint().size(),
                part.checkpoint().root().toString(),
                part.checkpoints().stream().sorted().toList(),
                List.copyOf(part.events().values()))));
        Manifest.Content content = absent == null ? null : new Manifest.Content(List.copyOf(absent));
        Manifest manifest =
                new Manifest(Manifest.FORMAT, kind, madeAt, subject, parts, storage, population, content, coverage);
        put(EntryNames.MANIFEST, CanonicalJson.encode(manifest));
        put(
                EntryNames.VERIFY,
                VerificationInstructions.of(subject, parts, content != null).getBytes(StandardCharsets.UTF_8));
        put(EntryNames.SUMS, Bundle.digests(entries));
        return new Bundle(entries);
    }

    private Part part(String log) {
        Part part = logs.get(log);
        if (part == null) {
            throw new IllegalArgumentException("log " + log + " was not begun with");
        }
        return part;
    }

    private void put(String name, byte[] content) throws BundleTooLargeException {
        size += PlainZip.size(name, content.length);
        if (size > limit || entries.size() == Bundle.MAX_ENTRIES) {
            throw new BundleTooLargeException(limit);
        }
        if (entries.putIfAbsent(name, content.clone()) != null && !EntryNames.SUMS.equals(name)) {
            throw new IllegalStateException("two entries of the name " + name);
        }
    }
}
