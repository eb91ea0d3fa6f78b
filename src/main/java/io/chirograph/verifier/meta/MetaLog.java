package io.chirograph.verifier.meta;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.Cosignatures;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.NewestBeside;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.tlog.proof.TlogProof;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a meta log from an archive: its newest round, and proofs of what is in it.
///
/// Only what its one key signed, and what leads to the signed root, is answered. Safe for many threads; the
/// newest round is remembered.
public final class MetaLog {
    private final VerifierKey key;
    private final Archive archive;
    private final PublishedLog log;
    private final SealedTree tree;
    private volatile @Nullable Round last;

    public MetaLog(VerifierKey key, Archive archive) {
        this.key = key;
        this.archive = archive;
        this.log = new PublishedLog(archive, key.logId());
        this.tree = new SealedTree(log);
    }

    /// An entry in its place.
    /// @param bytes the sealed event
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes that are handed on
    public record Entry(long position, byte[] bytes, CoveredCheckpoint covered) {}

    /// What the meta log says up to one of its checkpoints.
    /// @param segment the round's
    /// @param entries of the last round, by the covered log's id
    public record Round(SignedNote note, Checkpoint checkpoint, SegmentName segment, SortedMap<String, Entry> entries) {
        public long size() {
            return checkpoint.size();
        }
    }

    /// That a log's checkpoint is an entry.
    /// @param proof with the meta log's checkpoint and what witnesses said of that
    public record Proof(Entry entry, TlogProof proof) {}

    public VerifierKey key() {
        return key;
    }

    public PublishedLog published() {
        return log;
    }

    public SealedTree tree() {
        return tree;
    }

    /// The newest round; empty of a meta log that has not begun.
    /// @throws DamagedObjectException what is there is not what the key signed
    public Optional<Round> newest() throws ArchiveUnavailableException, DamagedObjectException, MalformedException {
        Round known = last;
        OptionalLong size = log.newestSize(known == null ? -1 : known.size());
        if (size.isEmpty()) {
            return Optional.empty();
        }
        if (known == null || known.size() != size.getAsLong()) {
            known = round(size.getAsLong());
            last = known;
        }
        return Optional.of(known);
    }

    /// The round that ends with the checkpoint of `size`, of which every entry leads to the signed root.
    /// @throws MalformedException it is not what the key signed, or holds what is no entry
    public Round round(long size) throws ArchiveUnavailableException, DamagedObjectException, MalformedException {
        byte[] bytes = log.checkpoint(size)
                .orElseThrow(() -> new MalformedException("checkpoint " + size + " of " + log.id() + " is not there"));
        Checkpoint signed = open(bytes);
        SegmentName segment = log.covering(size - 1, size).getLast();
        if (signed.size() != size || segment.end() != size) {
            throw new MalformedException("checkpoint " + size + " of " + log.id() + " signs size " + signed.size()
                    + ", and the segment there ends at " + segment.end());
        }
        List<byte[]> lines = new ArrayList<>();
        log.entries(segment, (position, entry) -> lines.add(entry));
        SortedMap<String, Entry> entries = new TreeMap<>();
        for (byte[] line : lines) {
            long position = segment.first() + entries.size();
            CoveredCheckpoint covered = CoveredCheckpoint.read(line, key.name());
            if (!prove(position, signed).verify(TreeHasher.leaf(line), signed)) {
                throw new MalformedException("entry " + position + " of " + log.id() + " does not lead to the root");
            }
            if (entries.put(covered.log(), new Entry(position, line, covered)) != null) {
                throw new MalformedException("the round of " + log.id() + " up to " + size + " has two of one log");
            }
        }
        return new Round(SignedNote.parse(bytes), signed, segment, entries);
    }

    private Checkpoint open(byte[] note) throws MalformedException {
        try {
            return SignedNote.open(note, key.name(), List.of(key));
        } catch (InvalidSignatureException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }

    private InclusionProof prove(long position, Checkpoint signed)
            throws ArchiveUnavailableException, MalformedException {
        try {
            return InclusionProof.of(position, signed.size(), tree.at(signed.size()));
        } catch (IOException e) {
            throw new ArchiveUnavailableException("the tree of " + log.id() + ": " + e.getMessage(), e);
        }
    }

    /// Proves that the newest checkpoint of a log, which must cover `position`, is an entry: under the newest
    /// checkpoint of the meta log that witnesses cosigned where that has one, else under the newest.
    /// @param most no larger checkpoint of the log is of use
    public Optional<Proof> covering(String covered, long position, long most)
            throws ArchiveUnavailableException, DamagedObjectException, MalformedException {
        Optional<Round> newest = newest();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong cosigned =
                NewestBeside.cosigned(archive, log.layout(), newest.get().size());
        if (cosigned.isPresent() && cosigned.getAsLong() < newest.get().size()) {
            Optional<Proof> proof = proof(round(cosigned.getAsLong()), covered, position, most);
            if (proof.isPresent()) {
                return proof;
            }
        }
        return proof(newest.get(), covered, position, most);
    }

    private Optional<Proof> proof(Round round, String covered, long position, long most)
            throws ArchiveUnavailableException, MalformedException {
        Entry entry = round.entries().get(covered);
        if (entry == null
                || entry.covered().size() <= position
                || entry.covered().size() > most) {
            return Optional.empty();
        }
        List<NoteSignature> lines = new ArrayList<>(round.note().signatures());
        lines.addAll(Cosignatures.of(archive, log.layout(), round.size()).values());
        SignedNote note = new SignedNote(round.note().text(), lines);
        return Optional.of(new Proof(entry, TlogProof.of(prove(entry.position(), round.checkpoint()), note)));
    }
}
