package io.chirograph.event.facts;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.Cost;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.KeptContent;
import io.chirograph.event.value.ModelContext;
import io.chirograph.event.value.ModelRequest;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.event.value.PolicyFacts;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.RefusalReason;
import io.chirograph.event.value.ResponseEnd;
import io.chirograph.event.value.Returned;
import io.chirograph.event.value.Sent;
import io.chirograph.event.value.SentCredential;
import io.chirograph.event.value.TextDigest;
import io.chirograph.event.value.Timing;
import io.chirograph.event.value.ToolCalls;
import io.chirograph.event.value.Trace;
import io.chirograph.event.value.Usage;
import io.chirograph.policy.model.Limit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// Facts for tests: ordinary ones, and the worst that the types allow.
public final class SampleFacts {
    private static final String HUGE = "\u0001".repeat(70_000);

    private SampleFacts() {}

    public static CallStarted started(
            UUID callId, SortedMap<String, Object> parameters, SortedMap<String, Object> metadata) {
        return new CallStarted(
                callId,
                new Actor(new TreeMap<>(Map.of("application", "shop", "keyId", "k1")), new TreeMap<>()),
                new RecordedAddress("127.0.0.1", null),
                new CallStarted.Upstream("openai", "openai", "openai", null),
                new Http("POST", "/v1/chat/completions"),
                new ModelRequest("chat", "gpt-4.1", parameters, true),
                ModelContext.UNKNOWN,
                new Body(digest(17), "application/json", null, List.of(), null),
                null,
                SentCredential.NONE,
                metadata,
                new CallStarted.Agent("s-1", "a-1", null, 0),
                new TreeMap<>(),
                Trace.NONE,
                policy(),
                null,
                null);
    }

    public static CallCompleted completed(UUID callId) {
        return new CallCompleted(
                callId,
                Outcome.OK,
                null,
                200,
                new ModelResponse(
                        "gpt-4.1-2025-04-14",
                        "chatcmpl-1",
                        "req-1",
                        List.of("stop"),
                        new Usage(
                                new TreeMap<>(
                                        Map.of("gen_ai.usage.input_tokens", 12L, "gen_ai.usage.output_tokens", 34L)),
                                new TreeMap<>(Map.of("prompt_tokens", 12L, "completion_tokens", 34L)),
                                true)),
                new Body(digest(1024), "text/event-stream", null, List.of(new TextDigest(0, 0, digest(99))), kept()),
                null,
                new ResponseEnd(true, true, true, null, null),
                null,
                1,
                null,
                null,
                1000L,
                new Timing(120L, 340L));
    }

    public static CallRefused refused(UUID callId, String peer) {
        return new CallRefused(
                callId,
                new Actor(new TreeMap<>(), new TreeMap<>()),
                null,
                new RefusalReason("key-unknown", 401, "Authorization", null),
                new Http("POST", "/v1/chat/completions"),
                Trace.NONE,
                null,
                new RecordedAddress(peer, null),
                null);
    }

    public static Digest digest(long length) {
        return new Digest("sha256", null, "ab".repeat(32), length);
    }

    /// Erasable content of two persons, encrypted.
    public static KeptContent kept() {
        return new KeptContent(
                PayloadLevel.ENCRYPTED,
                "personal",
                "text/event-stream",
                digest(1500),
                new TreeMap<>(),
                null,
                List.of("sha256:0123456789abcdef"),
                List.of("0".repeat(32), "1".repeat(32)),
                true,
                null);
    }

    public static PolicyFacts policy() {
        return new PolicyFacts(
                "allow", List.of("default-allow"), "sha256:" + "0".repeat(64), PayloadLevel.DIGEST, "standard", null);
    }

    public static CallStarted worstStarted(UUID callId) {
        SortedMap<String, String> texts = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            texts.put("\u0002".repeat(i + 1) + HUGE.substring(0, 500), HUGE);
        }
        return new CallStarted(
                callId,
                new Actor(texts, texts, Collections.nCopies(64, texts)),
                new RecordedAddress(HUGE, null),
                new CallStarted.Upstream(HUGE, HUGE, HUGE, HUGE),
                new Http(HUGE, HUGE, texts),
                new ModelRequest(
                        HUGE,
                        HUGE,
                        worstMap(),
                        true,
                        new ModelRequest.ToolResults(Collections.nCopies(500, HUGE), Long.MAX_VALUE)),
                worstContext(),
                worstBody(),
                new Sent(worstBody().digest(), HUGE),
                new SentCredential(
                        SentCredential.Whose.GATEWAY,
                        Collections.nCopies(500, HUGE),
                        new SentCredential.Token(HUGE, HUGE, HUGE, HUGE, HUGE, HUGE, Instant.EPOCH)),
                worstMap(),
                new CallStarted.Agent(HUGE, HUGE, HUGE, Integer.MAX_VALUE),
                texts,
                new Trace(HUGE, HUGE, HUGE),
                new PolicyFacts(
                        HUGE,
                        Collections.nCopies(500, HUGE),
                        HUGE,
                        PayloadLevel.ENCRYPTED,
                        PayloadLevel.REFERENCE,
                        HUGE,
                        HUGE,
                        new PolicyFacts.Route(
                                HUGE,
                                Collections.nCopies(
                                        PolicyFacts.Route.MOST,
                                        new PolicyFacts.Target(HUGE, HUGE, Integer.MAX_VALUE, HUGE)))),
                new CallStarted.Held(
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        new BigDecimal("9".repeat(30)),
                        Collections.nCopies(Limit.MOST, worstCounted())),
                callId);
    }

    /// A limit with the longest id, told apart by as many words as it can be, of characters that JSON escapes.
    private static CallStarted.Counted worstCounted() {
        SortedMap<String, String> subject = new TreeMap<>();
        for (int i = 0; i < 4; i++) {
            subject.put("metadata." + i + "x".repeat(63), "\u0002".repeat(500));
        }
        return new CallStarted.Counted("x".repeat(63), "0".repeat(32), Instant.EPOCH, Instant.EPOCH, subject);
    }

    private static ModelContext worstContext() {
        SortedMap<String, SortedSet<String>> names = new TreeMap<>();
        SortedMap<String, Long> counts = new TreeMap<>();
        for (String list : ModelContext.LISTS) {
            SortedSet<String> all = new TreeSet<>();
            for (int i = 0; i < ModelContext.MOST; i++) {
                all.add("\u0002".repeat(i + 1) + HUGE);
            }
            names.put(list, all);
            counts.put(list, Long.MAX_VALUE);
        }
        return new ModelContext(
                names,
                Collections.nCopies(ModelContext.MOST, digest(Long.MAX_VALUE)),
                counts,
                Long.MAX_VALUE,
                digest(Long.MAX_VALUE),
                true,
                false);
    }

    public static CallCompleted worstCompleted(UUID callId) {
        return new CallCompleted(
                callId,
                Outcome.PROVIDER_ERROR,
                HUGE,
                Integer.MAX_VALUE,
                new ModelResponse(
                        HUGE,
                        HUGE,
                        HUGE,
                        Collections.nCopies(500, HUGE),
                        worstUsage(),
                        HUGE,
                        HUGE,
                        new ToolCalls(
                                Collections.nCopies(
                                        500,
                                        new ToolCalls.Call(HUGE, HUGE, new Digest(HUGE, HUGE, HUGE, Long.MAX_VALUE))),
                                Long.MAX_VALUE),
                        new Digest(HUGE, HUGE, HUGE, Long.MAX_VALUE),
                        new Cost(new BigDecimal("9".repeat(64)), null, "sha256:" + "0".repeat(64), HUGE, HUGE)),
                worstBody(),
                new Returned(digest(Long.MAX_VALUE), Collections.nCopies(500, HUGE), Collections.nCopies(500, HUGE)),
                new ResponseEnd(true, true, false, true, false),
                callId,
                Integer.MIN_VALUE,
                new CallCompleted.Served(
                        HUGE,
                        HUGE,
                        HUGE,
                        Collections.nCopies(500, new CallCompleted.Failed(HUGE, HUGE, HUGE, Integer.MIN_VALUE)),
                        Collections.nCopies(500, new CallCompleted.Skipped(HUGE, HUGE, HUGE))),
                new CallCompleted.Lines(callId, 1L << 40, 1L << 40, 1L << 40, 1L << 40, Collections.nCopies(500, HUGE)),
                Long.MIN_VALUE,
                new Timing(
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        new Timing.Marks(
                                Collections.nCopies(Timing.Marks.MOST, (1L << 53) - 1),
                                Collections.nCopies(Timing.Marks.MOST, (1L << 53) - 1))));
    }

    /// The same of a line of a batch.
    public static BatchLine.Started worstLine(UUID callId) {
        return new BatchLine.Started(worstStarted(callId), new BatchLine.Place(callId, Integer.MAX_VALUE, HUGE, null));
    }

    public static CallRefused worstRefused(UUID callId) {
        CallStarted started = worstStarted(callId);
        return new CallRefused(
                callId,
                started.actor(),
                HUGE,
                new RefusalReason(HUGE, 999, HUGE, HUGE),
                new Http(HUGE, HUGE),
                started.trace(),
                started.policy().on(null), // a refused call goes no way
                started.client(),
                callId);
    }

    public static SortedMap<String, Object> worstMap() {
        Digest digest = new Digest(HUGE, HUGE, HUGE, Long.MAX_VALUE);
        Object nested = digest;
        for (int depth = 0; depth < 6; depth++) {
            SortedMap<String, Object> level = new TreeMap<>();
            for (int i = 0; i < 40; i++) {
                level.put("\u0002".repeat(i + 1) + HUGE.substring(0, 500), nested);
            }
            nested = level;
        }
        SortedMap<String, Object> map = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            map.put(
                    "\u0003".repeat(i + 1) + HUGE.substring(0, 500),
                    i % 3 == 0 ? nested : i % 3 == 1 ? digest : new ArrayList<>(Collections.nCopies(100, HUGE)));
        }
        ModelRequest.NAMED_PARAMETERS.forEach(name -> map.put(name, digest));
        ArchiveChecked.NAMED.forEach(name -> map.put(name, map.get("gen_ai.request.seed")));
        return map;
    }

    private static Body worstBody() {
        Digest digest = new Digest(HUGE, HUGE, HUGE, Long.MAX_VALUE);
        TextDigest text = new TextDigest(Integer.MAX_VALUE, Integer.MIN_VALUE, digest);
        return new Body(digest, HUGE, HUGE, Collections.nCopies(500, text), worstKept());
    }

    private static KeptContent worstKept() {
        SortedMap<String, Long> findings = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            findings.put("\u0002".repeat(i + 1) + HUGE.substring(0, 500), Long.MIN_VALUE);
        }
        return new KeptContent(
                PayloadLevel.ENCRYPTED,
                HUGE,
                HUGE,
                new Digest(HUGE, HUGE, HUGE, Long.MAX_VALUE),
                findings,
                HUGE,
                Collections.nCopies(500, HUGE),
                Collections.nCopies(500, HUGE),
                false,
                HUGE);
    }

    private static Usage worstUsage() {
        SortedMap<String, Number> reported = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            reported.put("\u0002".repeat(i + 1) + HUGE.substring(0, 500), i % 2 == 0 ? Long.MIN_VALUE : 1e300);
        }
        SortedMap<String, Long> tokens = new TreeMap<>();
        RandomFacts.TOKENS.forEach(name -> tokens.put(name, Long.MIN_VALUE));
        return new Usage(tokens, reported, false);
    }
}
