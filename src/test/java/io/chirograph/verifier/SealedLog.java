package io.chirograph.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdCompressCtx;
import io.chirograph.archive.Layout;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.SigningException;
import io.chirograph.tlog.tile.TreeBuilder;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes a log into an archive the way the exporter does, in as few lines as possible: events are added, then
/// sealed into a segment with tiles and a checkpoint.
public final class SealedLog {
    static final String ORIGIN = "example.com/chirograph/gw-1";

    public final MemoryArchive archive;
    public final Ed25519Signer signer;
    public final Layout layout;
    public final List<String> segments = new ArrayList<>();
    private final List<byte[]> batch = new ArrayList<>();
    private TreeBuilder tree = TreeBuilder.empty();
    private Ed25519Signer current;
    private @Nullable Ed25519Signer retiring;
    private Instant now = Instant.parse("2026-11-21T09:00:00Z");
    private long events;

    public SealedLog() throws MalformedException {
        this(new MemoryArchive(), ORIGIN);
    }

    public SealedLog(MemoryArchive archive, String origin) throws MalformedException {
        this(archive, origin, 0);
    }

    /// @param seed of the first key; see [#key(int)]
    SealedLog(MemoryArchive archive, String origin, int seed) throws MalformedException {
        this.archive = archive;
        this.signer = signer(origin, seed);
        this.current = signer;
        this.layout = new Layout(signer.verifierKey().logId());
    }

    /// Lets time pass.
    public SealedLog after(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    public SealedLog event(String type, String subject, Map<String, ?> data) {
        batch.add(bytes(type, subject, data));
        return this;
    }

    SealedLog raw(byte[] entry) {
        batch.add(entry);
        return this;
    }

    /// An event's bytes; a second passes with each.
    byte[] bytes(String type, String subject, Map<String, ?> data) {
        now = now.plusSeconds(1);
        Map<String, Object> envelope = new HashMap<>();
        envelope.put("specversion", "1.0");
        envelope.put("id", new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L + events++).toString());
        envelope.put("source", "//" + signer.verifierKey().name());
        envelope.put("type", type);
        envelope.put("time", now.toString());
        if (!subject.isEmpty()) {
            envelope.put("subject", subject);
        }
        envelope.put("data", data);
        return CanonicalJson.encode(envelope);
    }

    public SealedLog start() {
        return event("log.started", "", Map.of("heartbeatMillis", 60_000));
    }

    public SealedLog stop() {
        return event("log.stopped", "", Map.of("reason", "shutdown"));
    }

    public SealedLog call(String id) {
        return event("ai.call.started", id, Map.of("callId", id))
                .event("ai.call.completed", id, Map.of("callId", id, "outcome", "ok"));
    }

    public SealedLog calls(int count) {
        for (int i = 0; i < count; i++) {
            call("call-" + events);
        }
        return this;
    }

    /// Seals the batch: segment, tiles, checkpoint.
    public SealedLog seal() throws SigningException {
        long first = tree.size();
        String key = layout.segment(date(batch.getFirst()), first, batch.size());
        archive.write(key, segment(batch));
        segments.add(key);
        batch.forEach(entry -> tree.append(
                TreeHasher.leaf(entry),
                tile -> archive.write(layout.tile(tile.id().path()), tile.bytes())));
        batch.clear();
        return checkpoint();
    }

    public SealedLog checkpoint() throws SigningException {
        archive.write(layout.checkpoint(tree.size()), note(new Checkpoint(origin(), tree.size(), tree.root())));
        return this;
    }

    /// Another key takes over behind the batch, which is sealed by both.
    public SealedLog rotate(int seed) throws SigningException, MalformedException {
        return rotate(seed, Map.of());
    }

    public SealedLog rotate(int seed, Map<String, ?> more) throws SigningException, MalformedException {
        Ed25519Signer next = key(seed);
        Map<String, Object> data = new HashMap<>(more);
        data.put("key", next.verifierKey().encode());
        data.put("previousKey", current.verifierKey().encode());
        data.put("reason", "scheduled");
        event("key.rotated", "", data);
        retiring = current;
        current = next;
        seal();
        retiring = null;
        return this;
    }

    /// Signs with another key from now on, without a word.
    SealedLog signWith(Ed25519Signer key) {
        current = key;
        return this;
    }

    public Ed25519Signer key(int seed) throws MalformedException {
        return signer(origin(), seed);
    }

    private static Ed25519Signer signer(String origin, int seed) throws MalformedException {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Ed25519Signer.ofSeed(origin, bytes);
    }

    /// As the keys of now sign it.
    byte[] note(Checkpoint checkpoint) throws SigningException {
        Ed25519Signer before = retiring;
        return before == null
                ? checkpoint.sign(current).bytes()
                : checkpoint.sign(before, current).bytes();
    }

    /// When the last event happened.
    public Instant now() {
        return now;
    }

    public String origin() {
        return signer.verifierKey().name();
    }

    public long size() {
        return tree.size();
    }

    public String key() {
        return signer.verifierKey().encode();
    }

    /// The entries of a segment, to be changed and written back with [#segment(List)].
    public List<byte[]> entries(String key) throws DamagedObjectException {
        List<byte[]> entries = new ArrayList<>();
        SegmentName name =
                SegmentName.parse(key.substring(layout.events().length())).orElseThrow();
        new SegmentCodec(layout, name).read(archive.bytes(key), (position, entry) -> entries.add(entry));
        return entries;
    }

    public static byte[] segment(List<byte[]> entries) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            lines.writeBytes(entry);
            lines.write('\n');
        }
        try (ZstdCompressCtx zstd = new ZstdCompressCtx().setChecksum(true)) {
            return zstd.compress(lines.toByteArray());
        }
    }

    private static LocalDate date(byte[] entry) {
        String json = new String(entry, UTF_8);
        int at = json.indexOf("\"time\":\"") + 8;
        return at < 8
                ? LocalDate.of(2026, 11, 21)
                : Instant.parse(json.substring(at, json.indexOf('"', at)))
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate();
    }
}
