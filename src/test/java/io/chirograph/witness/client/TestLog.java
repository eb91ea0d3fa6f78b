package io.chirograph.witness.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdCompressCtx;
import io.chirograph.archive.Archive;
import io.chirograph.archive.Layout;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.tile.TreeBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// A log that grows in a directory archive as the exporter would have it.
public final class TestLog {
    public static final String ORIGIN = "example.com/chirograph/gw-1";
    private static final Retention RETENTION = new Retention(LockMode.NONE, Instant.parse("2027-01-01T00:00:00Z"));

    public final Archive archive;
    public final Ed25519Signer signer;
    public final Layout layout;
    public final PublishedLog log;
    private final List<String> story = new ArrayList<>();
    private TreeBuilder tree = TreeBuilder.empty();
    private LocalDate date = LocalDate.of(2026, 11, 21);

    public TestLog(Path directory) throws Exception {
        this(directory, Ed25519Signer.ofSeed(ORIGIN, new byte[32]));
    }

    public TestLog(Path directory, Ed25519Signer signer) {
        this(Archives.directory(directory), signer);
    }

    TestLog(Archive archive, Ed25519Signer signer) {
        this.archive = archive;
        this.signer = signer;
        this.layout = new Layout(signer.verifierKey().logId());
        this.log = new PublishedLog(archive, layout.logId());
    }

    /// Seals `count` further entries in one segment and publishes a checkpoint.
    public TestLog grow(int count) throws Exception {
        return grow(count, "entry");
    }

    public TestLog grow(int count, String what) throws Exception {
        long first = tree.size();
        StringBuilder lines = new StringBuilder();
        for (long i = first; i < first + count; i++) {
            String entry = "{\"%s\":%d}".formatted(what, i);
            story.add(entry);
            lines.append(entry).append('\n');
            tree.append(TreeHasher.leaf(entry.getBytes(UTF_8)), tile -> {
                try {
                    archive.put(layout.tile(tile.id().path()), tile.bytes(), RETENTION);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        try (ZstdCompressCtx zstd = new ZstdCompressCtx().setChecksum(true)) {
            put(
                    layout.segment(date, first, count),
                    zstd.compress(lines.toString().getBytes(UTF_8)));
        }
        put(layout.checkpoint(size()), note());
        return this;
    }

    public TestLog nextDay() {
        date = date.plusDays(1);
        return this;
    }

    void put(String key, byte[] bytes) throws Exception {
        archive.put(key, bytes, RETENTION);
    }

    public long size() {
        return tree.size();
    }

    byte[] note() throws Exception {
        return SignedNote.sign(checkpoint().text(), signer).bytes();
    }

    public Checkpoint checkpoint() {
        return new Checkpoint(signer.verifierKey().name(), size(), tree.root());
    }

    public CheckpointOffer offer() throws Exception {
        return CheckpointOffer.parse(note());
    }

    TreeBuilder tree() {
        return tree;
    }
}
