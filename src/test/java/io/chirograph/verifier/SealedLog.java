package io.chirograph.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdCompressCtx;
import io.chirograph.archive.Layout;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PackCodec;
import io.chirograph.publishedlog.PackDigest;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.support.json.StrictJson;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.SignedNote;
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
import java.util.Objects;
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
    public final List<String> packs = new ArrayList<>();
    private final List<byte[]> batch = new ArrayList<>();
    private final List<KeptBytes> content = new ArrayList<>();
    private int largestInline = PackRecord.MAX_INLINE;
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

    /// Content that is kept.
    /// @param digestKey in hex; null for a plain digest
    /// @param subjects keys that are needed to open it
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Kept(
            String part,
            String retentionClass,
            String level,
            byte[] bytes,
            @Nullable String digestKey,
            List<String> subjects) {
        public static Kept clear(String part, String text) {
            return new Kept(part, "standard", "clear", text.getBytes(UTF_8), null, List.of());
        }

        public Kept in(String name) {
            return new Kept(part, name, level, bytes, digestKey, subjects);
        }

        public Kept keyed(String key) {
            return new Kept(part, retentionClass, level, bytes, key, subjects);
        }

        public Kept of(String... keys) {
            return new Kept(part, retentionClass, level, bytes, digestKey, List.of(keys));
        }

        Map<String, Object> inEvent() {
            PackDigest made = PackDigest.of(bytes, digestKey);
            Map<String, Object> digest = new HashMap<>(Map.of("length", bytes.length));
            digest.put("alg", digestKey == null ? "sha256" : "hmac-sha256");
            digest.put("value", digestKey == null ? made.plain() : Objects.requireNonNull(made.keyed()));
            if (digestKey != null) {
                digest.put("keyId", PackRecord.DIGEST_KEY);
            }
            return Map.of("level", level, "class", retentionClass, "digest", digest, "subjects", subjects);
        }

        public PackRecord.Head head(UUID call) {
            return new PackRecord.Head(call, part, level, "text/plain", null, bytes.length, digestKey);
        }
    }

    private record KeptBytes(long position, UUID call, Kept kept) {}

    /// A call of which something is kept: of the request with its first event, of the response with its last.
    public SealedLog call(UUID id, Kept... kept) {
        Map<String, Object> started = new HashMap<>(Map.of("callId", id.toString()));
        Map<String, Object> completed = new HashMap<>(Map.of("callId", id.toString(), "outcome", "ok"));
        long first = tree.size() + batch.size();
        for (Kept one : kept) {
            boolean request = one.part().equals("request");
            (request ? started : completed).put(one.part(), Map.of("kept", one.inEvent()));
            content.add(new KeptBytes(request ? first : first + 1, id, one));
        }
        return event("ai.call.started", id.toString(), started).event("ai.call.completed", id.toString(), completed);
    }

    /// Content of more bytes is written beside its pack.
    public SealedLog inlineUpTo(int bytes) {
        largestInline = bytes;
        return this;
    }

    private void pack(LocalDate date) {
        content.stream().map(one -> one.kept().retentionClass()).distinct().forEach(name -> {
            List<KeptBytes> own = content.stream()
                    .filter(one -> one.kept().retentionClass().equals(name))
                    .toList();
            PackName pack = new PackName(name, date, own.getFirst().position(), own.size());
            List<byte[]> lines = new ArrayList<>();
            for (KeptBytes one : own) {
                PackRecord.Head head = one.kept().head(one.call());
                if (one.kept().bytes().length > largestInline) {
                    String object = PackName.object(one.position(), head.part());
                    archive.write(
                            pack.object(layout, one.position(), head.part()),
                            one.kept().bytes());
                    lines.add(StrictJson.bytes(new PackRecord(head, one.position(), null, null, object)));
                } else {
                    lines.add(StrictJson.bytes(
                            PackRecord.of(head, one.position(), one.kept().bytes())));
                }
            }
            archive.write(pack.key(layout), segment(lines));
            packs.add(pack.key(layout));
        });
        content.clear();
    }

    /// The lines of a pack, to be changed and written back with [#segment(List)].
    public List<PackRecord> records(String key) throws DamagedObjectException {
        List<PackRecord> records = new ArrayList<>();
        new PackCodec(layout, PackName.of(layout, key).orElseThrow()).read(archive.bytes(key), records::add);
        return records;
    }

    public static byte[] packOf(List<PackRecord> records) {
        return segment(records.stream().map(StrictJson::bytes).toList());
    }

    /// Seals the batch: packs, segment, tiles, checkpoint.
    public SealedLog seal() throws SigningException {
        long first = tree.size();
        pack(date(batch.getFirst()));
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
                ? SignedNote.sign(checkpoint.text(), current).bytes()
                : SignedNote.sign(checkpoint.text(), before, current).bytes();
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
