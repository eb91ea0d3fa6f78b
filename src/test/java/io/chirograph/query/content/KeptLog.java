package io.chirograph.query.content;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.content.keys.KeyedDigests;
import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.facts.ApplicationEvent;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.KeptContent;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.event.value.PolicyFacts;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.TextDigest;
import io.chirograph.event.value.Trace;
import io.chirograph.publishedlog.PackCodec;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.query.index.TestLog;
import io.chirograph.support.digest.Sha256;
import io.chirograph.support.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A log of calls with content, and its packs, as an exporter writes them.
public final class KeptLog {
    public static final String CLASS = "standard";
    static final LocalDate DATE = LocalDate.parse("2026-11-21");
    private static final HexFormat HEX = HexFormat.of();

    public final TestLog log;
    private final Archive archive;
    private final List<PackRecord> lines = new ArrayList<>();
    private final Map<String, byte[]> large = new TreeMap<>();

    public KeptLog(TestLog log, Archive archive) {
        this.log = log;
        this.archive = archive;
    }

    /// One part's content, how it is kept and what is written of it.
    /// @param digestKey in hex; null for a plain digest
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Content(
            PayloadLevel level,
            @Nullable String mediaType,
            @Nullable String contentEncoding,
            byte[] wire,
            byte[] stored,
            @Nullable String digestKey,
            List<String> subjects,
            List<TextDigest> texts,
            @Nullable Digest wireDigest) {
        public static Content clear(@Nullable String mediaType, byte[] bytes) {
            return new Content(PayloadLevel.CLEAR, mediaType, null, bytes, bytes, null, List.of(), List.of(), null);
        }

        public static Content sealed(byte[] cms, List<String> subjects) {
            return new Content(
                    PayloadLevel.ENCRYPTED,
                    "application/pkcs7-mime; smime-type=authEnveloped-data",
                    null,
                    cms,
                    cms,
                    null,
                    subjects,
                    List.of(),
                    null);
        }

        Content as(PayloadLevel other, byte[] written) {
            return new Content(
                    other, mediaType, contentEncoding, wire, written, digestKey, subjects, texts, wireDigest);
        }

        Content keyed(String key) {
            return new Content(level, mediaType, contentEncoding, wire, stored, key, subjects, texts, wireDigest);
        }

        Content encoded(String encoding) {
            return new Content(level, mediaType, encoding, wire, stored, digestKey, subjects, texts, wireDigest);
        }

        Content with(List<TextDigest> more, @Nullable Digest ofWire) {
            return new Content(level, mediaType, contentEncoding, wire, stored, digestKey, subjects, more, ofWire);
        }

        Digest digest() {
            return digestKey == null
                    ? plain(stored)
                    : new Digest(
                            "hmac-sha256",
                            PackRecord.DIGEST_KEY,
                            HEX.formatHex(KeyedDigests.hmac(HEX.parseHex(digestKey), Sha256.of(stored))),
                            stored.length);
        }

        KeptContent kept() {
            return new KeptContent(
                    level,
                    CLASS,
                    mediaType,
                    digest(),
                    new TreeMap<>(Map.of("email", 2L)),
                    null,
                    List.of("r1"),
                    subjects,
                    false,
                    null);
        }

        Body body() {
            return new Body(wireDigest == null ? plain(wire) : wireDigest, mediaType, contentEncoding, texts, kept());
        }
    }

    static Digest plain(byte[] bytes) {
        return new Digest("sha256", null, Sha256.hex(bytes), bytes.length);
    }

    /// A call with both parts.
    public UUID call(Map<String, String> words, Content request, Content response) {
        return call(words, id -> request, id -> response);
    }

    /// The same with content that names its call.
    public UUID call(Map<String, String> words, Function<UUID, Content> of, Function<UUID, Content> answer) {
        UUID call = log.next();
        Content request = of.apply(call);
        Content response = answer.apply(call);
        log.started(call, words, request.body());
        line(call, log.events.size() - 1, "request", request);
        log.completed(call, Outcome.OK, "m", response.body());
        line(call, log.events.size() - 1, "response", response);
        return call;
    }

    /// An application's decision, whose reasoning is content that is kept so.
    /// @param level what policy decided
    /// @param reasoning null where there is none
    /// @param content what is kept of it; null for nothing
    public UUID decision(
            UUID id,
            Map<String, String> verified,
            PayloadLevel level,
            @Nullable Digest reasoning,
            @Nullable Content content) {
        TreeMap<String, Object> said = new TreeMap<>(Map.of("decisionId", "loan-4711", "decision", "approved"));
        if (reasoning != null) {
            said.put("reasoning", reasoning);
        }
        long position = log.fact(new ApplicationEvent(
                id,
                EventType.DECISION_RECORDED,
                EventType.DECISION_RECORDED.wire(),
                null,
                new Actor(new TreeMap<>(verified), new TreeMap<>()),
                new RecordedAddress("203.0.113.7", null),
                null,
                null,
                List.of(),
                said,
                content == null ? null : content.kept(),
                null,
                new TreeMap<>(),
                Trace.NONE,
                new PolicyFacts("allow", List.of(), "sha256:" + "0".repeat(64), level, CLASS, null)));
        if (content != null) {
            line(id, position, "data", content);
        }
        return id;
    }

    private void line(UUID call, long position, String part, Content content) {
        PackRecord.Head head = new PackRecord.Head(
                call,
                part,
                content.level().wire(),
                content.mediaType(),
                content.contentEncoding(),
                content.stored().length,
                content.digestKey());
        lines.add(
                content.stored().length <= PackRecord.MAX_INLINE
                        ? PackRecord.of(head, position, content.stored())
                        : new PackRecord(head, position, null, null, PackName.object(position, part)));
        large.put(position + part, content.stored());
    }

    /// Publishes the packs, then the segment, with what `change` makes of the lines.
    public PackName publish(UnaryOperator<List<PackRecord>> change) throws Exception {
        List<PackRecord> written = change.apply(new ArrayList<>(lines));
        lines.clear();
        PackName name = new PackName(CLASS, DATE, written.getFirst().position(), written.size());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (PackRecord line : written) {
            all.write(StrictJson.bytes(line));
            all.write('\n');
            if (line.object() != null) {
                put(
                        name.object(log.layout(), line.position(), line.head().part()),
                        Objects.requireNonNull(
                                large.get(line.position() + line.head().part())));
            }
        }
        put(name.key(log.layout()), PackCodec.encode(all.toByteArray()));
        log.publish();
        return name;
    }

    public PackName publish() throws Exception {
        return publish(all -> all);
    }

    private void put(String key, byte[] bytes) throws Exception {
        archive.put(key, bytes, new Retention(LockMode.NONE, Instant.parse("2026-12-31T00:00:00Z")));
    }
}
