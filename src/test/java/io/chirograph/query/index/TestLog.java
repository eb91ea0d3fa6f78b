package io.chirograph.query.index;

import com.github.luben.zstd.ZstdCompressCtx;
import io.chirograph.archive.Archive;
import io.chirograph.archive.Layout;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.event.Event;
import io.chirograph.event.EventType;
import io.chirograph.event.UuidV7;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.Cost;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.ModelContext;
import io.chirograph.event.value.ModelRequest;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.event.value.PolicyFacts;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.RefusalReason;
import io.chirograph.event.value.ResponseEnd;
import io.chirograph.event.value.SentCredential;
import io.chirograph.event.value.Timing;
import io.chirograph.event.value.Trace;
import io.chirograph.event.value.Usage;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.NoteSigner;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.proof.CompactRange;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A log that tests write and publish, with a clock of its own that goes on a millisecond at each event.
public final class TestLog {
    public static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final RecordedAddress CLIENT = new RecordedAddress("127.0.0.1", null);
    private static final Digest DIGEST = new Digest("sha256", null, "0".repeat(64), 0);
    private final Archive archive;
    private final NoteSigner signer;
    private final Ticking clock = new Ticking();
    private final EventEncoder encoder;
    private final UuidV7 ids = new UuidV7(clock);
    private final CompactRange range = CompactRange.empty();
    private final List<Event> pending = new ArrayList<>();
    public final List<Event> events = new ArrayList<>();

    private final String origin;

    public TestLog(Archive archive, String origin) throws Exception {
        this(archive, origin, key());
    }

    /// A log of a key that is there already.
    public TestLog(Archive archive, String origin, byte[] key) throws Exception {
        this.archive = archive;
        this.signer = Ed25519Signer.ofPkcs8(origin, key);
        this.encoder = new EventEncoder(origin, clock);
        this.origin = origin;
    }

    public static byte[] key() throws Exception {
        return KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
    }

    /// An index of whose full text each volume has so many items.
    public static IndexStore index(Path directory, int itemsOfVolume) throws Exception {
        return TestIndex.open(directory, itemsOfVolume);
    }

    public FollowedLog followed() {
        return new FollowedLog(signer.verifierKey(), archive);
    }

    NoteSigner signer() {
        return signer;
    }

    public Layout layout() {
        return new Layout(followed().id());
    }

    /// A call with the given words; `provider`, `model`, `application`, `tenant`, `team`, `user`, `traceId`,
    /// `clientRequestId` and `metadata.<key>` mean something.
    public UUID started(Map<String, String> words) {
        return started(words, new Body(DIGEST, "application/json", null, List.of(), null));
    }

    /// The same with a request of one's own.
    public UUID started(Map<String, String> words, Body request) {
        return started(ids.next(), words, request);
    }

    /// The id of a call to come.
    public UUID next() {
        return ids.next();
    }

    public UUID started(UUID call, Map<String, String> words, Body request) {
        TreeMap<String, Object> metadata = new TreeMap<>();
        words.forEach((name, value) -> {
            if (name.startsWith("metadata.")) {
                metadata.put(name.substring("metadata.".length()), value);
            }
        });
        add(encoder.encode(new CallStarted(
                call,
                actor(words),
                CLIENT,
                new CallStarted.Upstream(
                        words.getOrDefault("provider", "sandbox"), "sandbox", "openai", words.get("region")),
                new Http("POST", "/v1/chat/completions"),
                new ModelRequest(
                        words.getOrDefault("operation", "chat"),
                        words.getOrDefault("model", "m"),
                        new TreeMap<>(),
                        false),
                ModelContext.UNKNOWN,
                request,
                null,
                SentCredential.NONE,
                metadata,
                CallStarted.Agent.NONE,
                new TreeMap<>(),
                new Trace(null, words.get("traceId"), words.get("clientRequestId")),
                new PolicyFacts(
                        "allow",
                        List.of(words.getOrDefault("rule", "default")),
                        "sha256:" + "0".repeat(64),
                        PayloadLevel.DIGEST,
                        "default",
                        words.get("dataClass")),
                null,
                null)));
        return call;
    }

    /// A call that ended well after `millis`, with so many tokens in and out; `cost` in US dollars is one of its words.
    public UUID counted(Map<String, String> words, long input, long output, long millis) {
        UUID call = started(words);
        add(encoder.encode(new CallCompleted(
                call,
                Outcome.OK,
                null,
                200,
                new ModelResponse(
                                null,
                                null,
                                null,
                                List.of(),
                                new Usage(
                                        new TreeMap<>(Map.of(
                                                "gen_ai.usage.input_tokens",
                                                input,
                                                "gen_ai.usage.output_tokens",
                                                output)),
                                        new TreeMap<>(),
                                        true))
                        .with(cost(words.get("cost"))),
                null,
                null,
                new ResponseEnd(false, null, true, null, null),
                null,
                1,
                null,
                null,
                10L,
                new Timing(1L, millis))));
        return call;
    }

    private static @Nullable Cost cost(@Nullable String dollars) {
        return dollars == null
                ? null
                : new Cost(new BigDecimal(dollars), null, "sha256:" + "0".repeat(64), "a line", "standard");
    }

    /// An event of any type with this data, a JSON object.
    public UUID event(String type, String data) {
        UUID id = ids.next();
        Instant time = clock.instant();
        String json = "{\"data\":" + data
                + ",\"datacontenttype\":\"application/json\",\"dataschema\":\"urn:chirograph:schema:" + type
                + ":1\",\"id\":\"" + id + "\",\"source\":\"//" + origin + "\",\"specversion\":\"1.0\","
                + "\"time\":\"" + time + "\",\"type\":\"" + type + "\"}";
        add(new Event(id, EventType.LOG_HEARTBEAT, time, json.getBytes(StandardCharsets.UTF_8)));
        return id;
    }

    public void completed(UUID call, Outcome outcome, String model) {
        completed(call, outcome, model, null);
    }

    /// The same with a response of one's own.
    public void completed(UUID call, Outcome outcome, String model, @Nullable Body response) {
        add(encoder.encode(new CallCompleted(
                call,
                outcome,
                null,
                200,
                new ModelResponse(
                        model,
                        "r",
                        "p",
                        List.of("stop"),
                        new Usage(
                                new TreeMap<>(
                                        Map.of("gen_ai.usage.input_tokens", 1L, "gen_ai.usage.output_tokens", 2L)),
                                new TreeMap<>(),
                                true)),
                response,
                null,
                new ResponseEnd(false, null, true, null, null),
                null,
                1,
                null,
                null,
                10L,
                new Timing(1L, 2L, marks(response)))));
    }

    /// A stream comes in two halves, 300 ms apart.
    private static Timing.@Nullable Marks marks(@Nullable Body response) {
        if (response == null || !"text/event-stream".equals(response.contentType())) {
            return null;
        }
        long length = response.digest().length();
        return new Timing.Marks(List.of(0L, 300L), List.of(length / 2, length));
    }

    public UUID refused(Map<String, String> words) {
        UUID call = ids.next();
        add(encoder.encode(new CallRefused(
                call,
                actor(words),
                "sandbox",
                new RefusalReason("key-unknown", 401),
                new Http("POST", "/v1"),
                Trace.NONE,
                null,
                CLIENT,
                null)));
        return call;
    }

    public UUID ok(Map<String, String> words) {
        UUID call = started(words);
        completed(call, Outcome.OK, words.getOrDefault("model", "m") + "-2026");
        return call;
    }

    /// An event of any kind; answers its position.
    public long fact(Fact fact) {
        add(encoder.encode(fact));
        return events.size() - 1L;
    }

    /// Lets time pass.
    public TestLog after(Duration time) {
        clock.millis += time.toMillis();
        return this;
    }

    /// Bytes that are no event.
    public void garbage(String text) {
        add(new Event(ids.next(), EventType.LOG_HEARTBEAT, clock.instant(), text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Publishes what was written since: a segment and a checkpoint.
    public void publish() throws Exception {
        publishSegment(pending);
        publishCheckpoint();
    }

    void publishSegment(List<Event> batch) throws Exception {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        long first = range.size();
        for (Event event : batch) {
            lines.write(event.canonical());
            lines.write('\n');
            range.append(TreeHasher.leaf(event.canonical()));
        }
        LocalDate date = batch.getFirst().time().atZone(ZoneOffset.UTC).toLocalDate();
        try (ZstdCompressCtx zstd = new ZstdCompressCtx().setChecksum(true)) {
            put(layout().segment(date, first, batch.size()), zstd.compress(lines.toByteArray()));
        }
        batch.clear();
    }

    void publishCheckpoint() throws Exception {
        put(
                layout().checkpoint(range.size()),
                SignedNote.sign(new Checkpoint(signer.verifierKey().name(), range.size(), range.root()).text(), signer)
                        .bytes());
    }

    /// A checkpoint by the log's own key over a root that the events do not have.
    void publishWrongCheckpoint() throws Exception {
        put(
                layout().checkpoint(range.size()),
                SignedNote.sign(
                                new Checkpoint(signer.verifierKey().name(), range.size(), TreeHasher.emptyRoot())
                                        .text(),
                                signer)
                        .bytes());
    }

    List<Event> pending() {
        return pending;
    }

    private void put(String key, byte[] content) throws Exception {
        archive.put(key, content, new Retention(LockMode.NONE, START.plusSeconds(86_400)));
    }

    private void add(Event event) {
        pending.add(event);
        events.add(event);
    }

    private static Actor actor(Map<String, String> words) {
        TreeMap<String, String> verified = new TreeMap<>();
        for (String name : List.of("application", "tenant", "team", "keyId")) {
            if (words.containsKey(name)) {
                verified.put(name, words.get(name));
            }
        }
        TreeMap<String, String> asserted = new TreeMap<>();
        if (words.containsKey("user")) {
            asserted.put("user", words.get("user"));
        }
        return new Actor(verified, asserted);
    }

    private static final class Ticking extends Clock {
        private long millis = START.toEpochMilli();

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis++);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
