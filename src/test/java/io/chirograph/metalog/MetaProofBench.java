package io.chirograph.metalog;

import io.chirograph.archive.Archive;
import io.chirograph.archive.Layout;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.LogLife;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.tlog.tile.TreeBuilder;
import io.chirograph.verifier.meta.MetaLog;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// How long the proof event → log → meta log takes with three logs of ten million events each, out of a
/// directory.
///
/// What is real: checkpoints, signatures, trees, the tiles that proofs read, the last segment of each log,
/// the meta log's newest round, and the code that makes and verifies proofs. What is not: entries but those
/// of the last segments are eight bytes each and are written nowhere, and of the lowest tiles only those are
/// written that are asked for.
///
/// Arguments: an empty directory, how many events a log has, how many entries the meta log has before its
/// last round.
public final class MetaProofBench {
    private static final int LOGS = 3;
    private static final int PROOFS = 500;
    private static final Retention UNTIL = new Retention(LockMode.NONE, Instant.parse("2027-01-01T00:00:00Z"));
    private static final LocalDate DATE = LocalDate.parse("2026-11-21");

    private final Archive archive;

    private MetaProofBench(Archive archive) {
        this.archive = archive;
    }

    public static void main(String[] args) throws Exception {
        long size = args.length > 1 ? Long.parseLong(args[1]) : 10_000_000;
        long entries = args.length > 2 ? Long.parseLong(args[2]) : 1_000_000;
        try (Archive archive = Archives.directory(Path.of(args[0]))) {
            new MetaProofBench(archive).run(size, entries);
        }
    }

    private void run(long size, long entries) throws Exception {
        Random random = new Random(1);
        List<Ed25519Signer> signers = new ArrayList<>();
        List<SignedNote> notes = new ArrayList<>();
        long[] positions = random.longs(PROOFS, 0, size).toArray();
        for (int i = 0; i < LOGS; i++) {
            Ed25519Signer signer = Ed25519Signer.generate("bench.example/log-" + i, new SecureRandom());
            signers.add(signer);
            notes.add(log(signer, size, positions, lines(size)));
        }
        Ed25519Signer meta = Ed25519Signer.generate("bench.example/meta", new SecureRandom());
        EventEncoder encoder = new EventEncoder("bench.example/meta", Clock.systemUTC());
        List<byte[]> round = new ArrayList<>();
        for (int i = 0; i < LOGS; i++) {
            String note = new String(notes.get(i).bytes(), StandardCharsets.UTF_8);
            String id = signers.get(i).verifierKey().logId();
            round.add(encoder.encode(new LogLife.Covered(id, note, Duration.ofMinutes(5)))
                    .canonical());
        }
        long behind = entries % TileId.WIDTH;
        SignedNote unused = log(meta, entries - behind + LOGS, new long[0], round);
        measure(signers, meta, size, positions);
    }

    /// The entries behind the last full tile of a log.
    private static List<byte[]> lines(long size) {
        List<byte[]> lines = new ArrayList<>();
        for (long position = size - size % TileId.WIDTH; position < size; position++) {
            lines.add(("{\"n\":" + position + "}").getBytes(StandardCharsets.UTF_8));
        }
        return lines;
    }

    private SignedNote log(Ed25519Signer signer, long size, long[] asked, List<byte[]> last) throws Exception {
        Layout layout = new Layout(signer.verifierKey().logId());
        long full = size / TileId.WIDTH;
        boolean[] wanted = new boolean[(int) full];
        for (long position : asked) {
            wanted[(int) Math.min(position / TileId.WIDTH, full - 1)] = true;
        }
        Arrays.fill(wanted, (int) (full - full % TileId.WIDTH), (int) full, true);
        TreeBuilder tree = TreeBuilder.empty();
        List<TileId> written = new ArrayList<>();
        for (long position = 0; position < full * TileId.WIDTH; position++) {
            Hash leaf = TreeHasher.leaf(entry(position));
            tree.append(leaf, tile -> {
                if (tile.id().level() > 0 || wanted[(int) tile.id().index()]) {
                    written.add(tile.id());
                    put(layout.tile(tile.id().path()), tile.bytes());
                }
            });
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (byte[] line : last) {
            tree.append(TreeHasher.leaf(line), tile -> {});
            lines.write(line);
            lines.write('\n');
        }
        if (!last.isEmpty()) {
            put(layout.segment(DATE, full * TileId.WIDTH, last.size()), SegmentCodec.encode(lines.toByteArray()));
        }
        SignedNote note =
                SignedNote.sign(new Checkpoint(signer.verifierKey().name(), tree.size(), tree.root()).text(), signer);
        put(layout.checkpoint(tree.size()), note.bytes());
        System.out.printf("%s: size %d, %d tiles written%n", layout.logId(), tree.size(), written.size());
        return note;
    }

    private static byte[] entry(long position) {
        return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
    }

    private void put(String key, byte[] bytes) {
        try {
            archive.put(key, bytes, UNTIL);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void measure(List<Ed25519Signer> signers, Ed25519Signer meta, long size, long[] positions)
            throws Exception {
        MetaLog metaLog = new MetaLog(meta.verifierKey(), archive);
        List<SealedTree> trees = signers.stream()
                .map(signer -> new SealedTree(
                        new PublishedLog(archive, signer.verifierKey().logId())))
                .toList();
        long[] nanos = new long[positions.length];
        for (int i = 0; i < positions.length; i++) {
            Ed25519Signer signer = signers.get(i % LOGS);
            long before = System.nanoTime();
            MetaLog.Proof covered = metaLog.covering(signer.verifierKey().logId(), positions[i], size)
                    .orElseThrow();
            InclusionProof proof =
                    InclusionProof.of(positions[i], size, trees.get(i % LOGS).at(size));
            nanos[i] = System.nanoTime() - before;
            Checkpoint log = SignedNote.open(
                    covered.entry().covered().note(), signer.verifierKey().name(), List.of(signer.verifierKey()));
            Checkpoint root = SignedNote.open(
                    covered.proof().checkpoint().getBytes(StandardCharsets.UTF_8),
                    meta.verifierKey().name(),
                    List.of(meta.verifierKey()));
            byte[] event = positions[i] < size - size % TileId.WIDTH
                    ? entry(positions[i])
                    : ("{\"n\":" + positions[i] + "}").getBytes(StandardCharsets.UTF_8);
            if (!proof.verify(TreeHasher.leaf(event), log)
                    || !covered.proof()
                            .proof()
                            .verify(TreeHasher.leaf(covered.entry().bytes()), root)) {
                throw new IllegalStateException("the proof of " + positions[i] + " does not hold");
            }
        }
        System.out.printf(
                "first proof of each log: %.1f, %.1f, %.1f ms%n", nanos[0] / 1e6, nanos[1] / 1e6, nanos[2] / 1e6);
        Arrays.sort(nanos);
        int count = nanos.length;
        System.out.printf(
                "%d proofs event, log, meta log: median %.2f ms, 99%% %.2f ms, slowest %.2f ms%n",
                count, nanos[count / 2] / 1e6, nanos[count * 99 / 100] / 1e6, nanos[count - 1] / 1e6);
    }
}
