package io.chirograph.event.facts;

import io.chirograph.event.Event;
import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.ContentRead;
import io.chirograph.event.value.Cost;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.KeptContent;
import io.chirograph.event.value.LogSizes;
import io.chirograph.event.value.LogSuccession;
import io.chirograph.event.value.ModelContext;
import io.chirograph.event.value.ModelRequest;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.event.value.Operator;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.event.value.PolicyFacts;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.RefusalReason;
import io.chirograph.event.value.ResponseEnd;
import io.chirograph.event.value.Returned;
import io.chirograph.event.value.Sent;
import io.chirograph.event.value.SentCredential;
import io.chirograph.event.value.Shown;
import io.chirograph.event.value.TextDigest;
import io.chirograph.event.value.Timing;
import io.chirograph.event.value.ToolCalls;
import io.chirograph.event.value.Trace;
import io.chirograph.event.value.Usage;
import io.chirograph.policy.model.Limit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Facts of every kind from one seed: empty, ordinary, odd and far too long.
public final class RandomFacts {
    private static final String[] PIECES = {
        "a",
        "Z",
        "0",
        "-",
        " ",
        "\"",
        "\\",
        "\n",
        "\u0000",
        "\u001f",
        "\u007f",
        "\u00e9",
        "\u20ac",
        "\ud83d\ude00",
        "\ud800",
        "\udc00",
        "</script>",
        "gpt-4.1",
        "{",
        "\u2028"
    };
    static final List<String> TOKENS = List.of(
            "gen_ai.usage.input_tokens",
            "gen_ai.usage.output_tokens",
            "gen_ai.usage.cache_read.input_tokens",
            "gen_ai.usage.cache_creation.input_tokens",
            "gen_ai.usage.reasoning.output_tokens",
            "gen_ai.usage.text.input_tokens",
            "gen_ai.usage.text.output_tokens",
            "gen_ai.usage.audio.input_tokens",
            "gen_ai.usage.audio.output_tokens",
            "gen_ai.usage.image.input_tokens",
            "gen_ai.usage.video.input_tokens",
            "cacheWrite5mInputTokens",
            "cacheWrite1hInputTokens",
            "imageOutputTokens");
    private static final int[] LENGTHS = {0, 1, 3, 20, 300, 5000};

    private final Random random;

    public RandomFacts(long seed) {
        random = new Random(seed);
    }

    /// An event of each type.
    public Map<EventType, Event> events(EventEncoder encoder) {
        Map<EventType, Event> events = new EnumMap<>(Map.of(
                EventType.CALL_STARTED,
                        encoder.encode(random.nextBoolean() ? started() : new BatchLine.Started(started(), place())),
                EventType.CALL_COMPLETED,
                        encoder.encode(random.nextBoolean() ? completed() : new BatchLine.Ended(completed(), place())),
                EventType.CALL_REFUSED,
                        random.nextBoolean()
                                ? encoder.encode(refused())
                                : encoder.encode(refusalSummary(EventType.CALL_REFUSED)),
                EventType.ARCHIVE_CHECKED, encoder.encode(new ArchiveChecked(archiveFacts())),
                EventType.RECORDING_LAPSED, encoder.encode(new LogLife.Lapsed(time(), time(), number())),
                EventType.KEY_ROTATED,
                        random.nextBoolean()
                                ? encoder.encode(new KeyRotated(
                                        text(), text(), text(), maybe(this::number), actor(), new UUID(0, 0)))
                                : encoder.encode(new CredentialRotated(
                                        text(),
                                        text(),
                                        text(),
                                        maybe(this::text),
                                        maybe(() -> Instant.ofEpochMilli(number() >>> 24)),
                                        text(),
                                        operator())),
                EventType.LOG_STARTED,
                        encoder.encode(new LogLife.Started(
                                text(),
                                text(),
                                random.nextBoolean(),
                                Duration.ofMillis(number() >>> 1),
                                sizes(),
                                maybe(this::text),
                                maybe(this::text),
                                maybe(this::succession),
                                maybe(this::number))),
                EventType.LOG_STOPPED, encoder.encode(new LogLife.Stopped(text(), sizes(), maybe(this::number))),
                EventType.LOG_RECOVERED,
                        encoder.encode(new LogLife.Recovered(
                                number(),
                                maybe(this::text),
                                number(),
                                sizes(),
                                maybe(this::number),
                                maybe(this::number))),
                EventType.LOG_HEARTBEAT,
                        encoder.encode(new LogLife.Heartbeat(Duration.ofMillis(number() >>> 1), sizes(), null))));
        events.put(
                EventType.LOG_COVERED,
                encoder.encode(new LogLife.Covered(
                        "gw-1-073ca0c1", "example.com/gw-1\n1\n", Duration.ofSeconds(1 + (number() >>> 1) % 86_400))));
        events.put(EventType.HOLD_REQUESTED, encoder.encode(holdRequested()));
        events.put(EventType.ARCHIVE_ACCESSED, encoder.encode(archiveAccessed()));
        events.put(EventType.HOLD_PLACED, encoder.encode(holdObserved(true)));
        events.put(EventType.HOLD_RELEASED, encoder.encode(holdObserved(false)));
        events.put(EventType.RETENTION_REQUESTED, encoder.encode(retentionRequested()));
        events.put(EventType.RETENTION_CHANGED, encoder.encode(retentionChanged()));
        events.put(
                EventType.CONFIG_CHANGED,
                encoder.encode(new ConfigChanged(
                        text(), values(random.nextInt(40)), values(random.nextInt(40)), text(), operator())));
        events.put(
                EventType.PERMISSION_CHANGED,
                random.nextBoolean()
                        ? encoder.encode(said(EventType.PERMISSION_CHANGED, "subject", "object"))
                        : encoder.encode(new PermissionChanged(
                                text(),
                                text(),
                                values(random.nextInt(40)),
                                values(random.nextInt(40)),
                                text(),
                                operator())));
        events.put(
                EventType.DOCUMENT_PROCESSED,
                encoder.encode(said(EventType.DOCUMENT_PROCESSED, "documentDigest", "operation")));
        events.put(
                EventType.DECISION_RECORDED,
                encoder.encode(said(EventType.DECISION_RECORDED, "decisionId", "decision")));
        events.put(EventType.STATE_CHANGED, encoder.encode(said(EventType.STATE_CHANGED, "entity", "after")));
        events.put(EventType.APPLICATION, encoder.encode(said(EventType.APPLICATION, "case", "what")));
        UUID request = new UUID(random.nextLong(), random.nextLong());
        events.put(
                EventType.ERASURE_REQUESTED,
                encoder.encode(new ErasureRequested(
                        request,
                        text(),
                        Collections.nCopies(random.nextInt(40), text()),
                        text(),
                        text(),
                        maybe(this::text),
                        operator())));
        events.put(EventType.KEY_DESTROYED, encoder.encode(new PayloadErased.Key(text(), text(), request)));
        events.put(EventType.PAYLOAD_ERASED, encoder.encode(new PayloadErased(text(), request, number())));
        events.put(
                EventType.LIMIT_WARNED,
                encoder.encode(new LimitWarned(
                        counted(),
                        List.of("requests", "tokens", "cost").get(random.nextInt(3)),
                        new BigDecimal(BigInteger.valueOf(1 + Math.abs(number() % 1000_000)), 2),
                        new BigDecimal(BigInteger.valueOf(Math.abs(number() % 1000_000)), 3),
                        1 + random.nextInt(100))));
        events.put(EventType.USAGE_RECONCILED, encoder.encode(usageReconciled()));
        events.put(
                EventType.MCP_LIST_CHANGED,
                encoder.encode(new McpListChanged(
                        request,
                        text(),
                        List.of("tools", "prompts", "resourceTemplates").get(random.nextInt(3)),
                        random.nextBoolean(),
                        Math.abs(number() % 2000),
                        Math.abs(number() % 2000),
                        Stream.generate(() -> new McpListChanged.Change(
                                        text(),
                                        maybe(this::digest),
                                        maybe(this::digest),
                                        random.nextBoolean() ? List.of() : List.of("description", "other")))
                                .limit(random.nextInt(80))
                                .toList(),
                        Math.abs(number() % 2000))));
        events.put(EventType.CALL_ATTEMPTED, encoder.encode(attempted()));
        events.put(
                EventType.SWITCH_THROWN,
                encoder.encode(new SwitchThrown(
                        List.of("all", "provider", "model", "tenant", "key").get(random.nextInt(5)),
                        maybe(this::text),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        text(),
                        operator())));
        events.put(
                EventType.ACCESS_AUTHENTICATED,
                random.nextBoolean()
                        ? encoder.encode(access())
                        : encoder.encode(refusalSummary(EventType.ACCESS_AUTHENTICATED)));
        events.put(EventType.AUDIT_READ, encoder.encode(auditRead()));
        events.put(
                EventType.LINK_CREATED,
                encoder.encode(new AuditorDesk.LinkCreated(
                        request,
                        text(),
                        maybe(() -> request),
                        values(random.nextInt(40)),
                        values(random.nextInt(40)),
                        time(),
                        operator())));
        events.put(EventType.LINK_REVOKED, encoder.encode(new AuditorDesk.LinkRevoked(request, operator())));
        events.put(
                EventType.REQUEST_CHANGED,
                encoder.encode(new AuditorDesk.RequestChanged(
                        request,
                        List.copyOf(EnumSet.allOf(AuditorDesk.RequestChanged.Action.class))
                                .get(random.nextInt(4)),
                        text(),
                        maybe(this::text),
                        maybe(() -> LocalDate.of(2026, 1, 1).plusDays(random.nextInt(365))),
                        maybe(this::text),
                        Collections.nCopies(random.nextInt(40), text()),
                        operator())));
        events.put(
                EventType.QUESTION_CHANGED,
                encoder.encode(new AuditorDesk.QuestionChanged(
                        text(), random.nextBoolean(), text(), text(), maybe(this::text), operator())));
        return events;
    }

    private UsageReconciled usageReconciled() {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (int i = random.nextInt(40); i > 0; i--) {
            counts.put(text(), number());
        }
        LocalDate from = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(365));
        return new UsageReconciled(
                text(),
                maybe(this::text),
                from,
                from.plusDays(1 + random.nextInt(90)),
                List.of("holds", "differs", "unchecked").get(random.nextInt(3)),
                maybe(this::text),
                counts,
                number(),
                Stream.<SortedMap<String, Object>>generate(() ->
                                new TreeMap<>(Map.of("day", text(), "model", text(), "reportedRequests", number())))
                        .limit(random.nextInt(100))
                        .toList(),
                maybe(this::digest),
                maybe(this::digest),
                counts,
                operator());
    }

    private AccessAuthenticated access() {
        return new AccessAuthenticated(
                text(),
                actor(),
                text(),
                list(),
                new AccessAuthenticated.Means(text(), maybe(this::text), maybe(this::text)),
                new AccessAuthenticated.Mfa(random.nextBoolean(), random.nextBoolean(), list(), maybe(this::text)),
                maybe(() -> new RefusalReason(text(), random.nextInt())),
                client());
    }

    private RecordedAddress client() {
        return new RecordedAddress(text(), maybe(this::text));
    }

    private AuditRead auditRead() {
        SortedMap<String, Long> sizes = new TreeMap<>();
        for (int i = random.nextInt(40); i > 0; i--) {
            sizes.put(text(), number());
        }
        return new AuditRead(
                operator(),
                text(),
                new Http(text(), text()),
                values(random.nextInt(40)),
                maybe(this::digest),
                maybe(() -> new ContentRead(
                        List.of("facts", "content", "opened", "digest").get(random.nextInt(4)),
                        maybe(() -> new UUID(random.nextLong(), random.nextLong())),
                        maybe(this::text),
                        maybe(this::text),
                        maybe(() -> new UUID(random.nextLong(), random.nextLong())),
                        maybe(random::nextBoolean))),
                random.nextInt(),
                number(),
                maybe(() -> new Shown(ids(), ids(), random.nextInt(2000), maybe(this::digest))),
                maybe(this::text),
                sizes,
                values(random.nextInt(3)),
                client());
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (int i = random.nextInt(2) * Shown.MOST; i > 0; i--) {
            ids.add(new UUID(random.nextLong(), random.nextLong()).toString());
        }
        return ids;
    }

    /// What an application says was checked before: only the rest is odd.
    private ApplicationEvent said(EventType type, String... members) {
        SortedMap<String, Object> said = new TreeMap<>();
        for (String member : members) {
            said.put(member, "m".repeat(1 + random.nextInt(200)));
        }
        if (type == EventType.DECISION_RECORDED) {
            said.put("reasoning", new Digest("sha256", null, "0".repeat(64), random.nextInt(100)));
        }
        String name = type == EventType.APPLICATION ? "com.example.odd" : type.wire();
        return new ApplicationEvent(
                new UUID(random.nextLong(), random.nextLong()),
                type,
                name,
                type == EventType.APPLICATION ? digest() : null,
                actor(),
                client(),
                maybe(() -> new Operator(text(), random.nextBoolean())),
                maybe(this::time),
                words(200),
                said,
                maybe(this::kept),
                maybe(this::digest),
                scalars(random.nextInt(40)),
                trace(),
                policy());
    }

    private Actor operator() {
        return new Actor(texts(random.nextInt(8)), texts(1 + random.nextInt(40)));
    }

    private Timing.Marks marks() {
        List<Long> numbers = random.longs(random.nextInt(Timing.Marks.MOST), 0, 1L << 53)
                .boxed()
                .toList();
        return new Timing.Marks(numbers, numbers);
    }

    private HoldRequested holdRequested() {
        boolean place = random.nextBoolean();
        return new HoldRequested(
                place ? HoldRequested.Action.PLACE : HoldRequested.Action.RELEASE,
                text(),
                place ? scope() : maybe(this::scope),
                text(),
                actor());
    }

    private ArchiveAccessed archiveAccessed() {
        return new ArchiveAccessed(
                text(), text(), random.nextBoolean() ? storeAccess() : null, random.nextBoolean() ? accesses() : null);
    }

    private ArchiveAccessed.Access storeAccess() {
        return new ArchiveAccessed.Access(
                random.nextBoolean(),
                time(),
                maybe(this::text),
                maybe(this::text),
                maybe(this::text),
                text(),
                text(),
                maybe(this::text),
                maybe(this::text),
                maybe(random::nextInt),
                maybe(this::text),
                maybe(this::number),
                maybe(this::text),
                maybe(this::text));
    }

    private ArchiveAccessed.Summary accesses() {
        List<ArchiveAccessed.Beyond> beyond = Stream.generate(
                        () -> new ArchiveAccessed.Beyond(text(), text(), number(), number(), time(), time(), text()))
                .limit(random.nextInt(40))
                .toList();
        return new ArchiveAccessed.Summary(
                time(),
                time(),
                maybe(this::time),
                new TreeMap<>(Map.of(text(), number())),
                new TreeMap<>(Map.of("list", number())),
                number(),
                number(),
                number(),
                number(),
                number(),
                beyond,
                words(40));
    }

    private HoldObserved holdObserved(boolean placed) {
        return new HoldObserved(placed, text(), number(), words(40), maybe(this::text), maybe(this::id));
    }

    private RetentionRequested retentionRequested() {
        boolean dated = random.nextBoolean();
        return new RetentionRequested(
                dated ? time() : null, dated ? null : Duration.ofMillis(number() >>> 1), scope(), text(), actor());
    }

    private RetentionChanged retentionChanged() {
        RetentionChanged.Cause[] causes = RetentionChanged.Cause.values();
        return new RetentionChanged(
                text(),
                number(),
                words(40),
                maybe(this::time),
                maybe(this::time),
                random.nextBoolean(),
                causes[random.nextInt(causes.length)],
                maybe(this::id));
    }

    private List<String> words(int most) {
        return Stream.generate(this::text).limit(random.nextInt(most)).toList();
    }

    private ObjectScope scope() {
        return switch (random.nextInt(3)) {
            case 0 -> ObjectScope.prefix("log/".repeat(1 + random.nextInt(100)) + "x");
            case 1 ->
                ObjectScope.ids(Stream.generate(this::id)
                        .limit(1 + random.nextInt(ObjectScope.MOST_IDS))
                        .toList());
            default ->
                new ObjectScope(
                        Stream.generate(() -> "l".repeat(1 + random.nextInt(255)))
                                .limit(random.nextInt(ObjectScope.MOST_LOGS))
                                .toList(),
                        LocalDate.ofEpochDay(random.nextInt(30_000)),
                        maybe(() -> LocalDate.ofEpochDay(40_000)),
                        List.of(),
                        null);
        };
    }

    private LogSuccession succession() {
        Actor operator = new Actor(texts(random.nextInt(8)), texts(1 + random.nextInt(40)));
        return new LogSuccession(text(), text(), text(), number(), text(), number(), number(), text(), operator);
    }

    private CallStarted started() {
        SortedMap<String, Object> parameters = values(random.nextInt(100));
        ModelRequest.NAMED_PARAMETERS.stream()
                .sorted()
                .filter(name -> random.nextBoolean())
                .forEach(name -> parameters.put(name, value(0)));
        return new CallStarted(
                id(),
                caller(),
                client(),
                new CallStarted.Upstream(text(), text(), text(), maybe(this::text)),
                new Http(text(), text(), texts(random.nextInt(40))),
                new ModelRequest(
                        text(),
                        maybe(this::text),
                        parameters,
                        random.nextBoolean(),
                        new ModelRequest.ToolResults(list(), random.nextInt(3))),
                context(),
                body(),
                maybe(() -> new Sent(digest(), maybe(this::text))),
                new SentCredential(
                        random.nextBoolean() ? SentCredential.Whose.GATEWAY : SentCredential.Whose.CALLER,
                        List.copyOf(texts(random.nextInt(8)).values()),
                        maybe(this::token)),
                scalars(random.nextInt(40)),
                new CallStarted.Agent(maybe(this::text), maybe(this::text), maybe(this::text), maybe(random::nextInt)),
                texts(random.nextInt(6)),
                trace(),
                policy().on(maybe(this::route)),
                maybe(() -> new CallStarted.Held(
                        number(),
                        number(),
                        maybe(() -> new BigDecimal(BigInteger.valueOf(Math.abs(number() % 1000_000)), 6)),
                        Stream.generate(this::counted)
                                .limit(1 + random.nextInt(Limit.MOST))
                                .toList())),
                maybe(this::id));
    }

    private CallStarted.Counted counted() {
        SortedMap<String, String> subject = new TreeMap<>();
        List.of("key", "user", "model", "metadata.case").stream()
                .filter(word -> random.nextBoolean())
                .forEach(word -> subject.put(word, text()));
        return new CallStarted.Counted(
                "per-key." + random.nextInt(100), "0123456789abcdef".repeat(2), time(), time(), subject);
    }

    private PolicyFacts.Route route() {
        return new PolicyFacts.Route(
                text(),
                Stream.generate(() -> new PolicyFacts.Target(text(), text(), maybe(random::nextInt), maybe(this::text)))
                        .limit(random.nextInt(20))
                        .toList());
    }

    private CallAttempted attempted() {
        CallAttempted.Before[] before = CallAttempted.Before.values();
        return new CallAttempted(
                id(),
                random.nextInt(),
                text(),
                maybe(random::nextInt),
                before[random.nextInt(before.length)],
                new CallStarted.Upstream(text(), text(), text(), maybe(this::text)),
                maybe(this::text),
                maybe(this::text),
                maybe(() -> new Sent(digest(), maybe(this::text))),
                number(),
                new SentCredential(SentCredential.Whose.GATEWAY, list(), maybe(this::token)),
                policy().on(maybe(this::route)));
    }

    private SentCredential.Token token() {
        return new SentCredential.Token(
                text(),
                maybe(this::text),
                maybe(this::text),
                maybe(this::text),
                maybe(this::text),
                maybe(this::text),
                time());
    }

    private CallCompleted.Served served() {
        return new CallCompleted.Served(
                text(),
                maybe(this::text),
                maybe(this::text),
                Stream.generate(() ->
                                new CallCompleted.Failed(text(), maybe(this::text), text(), maybe(random::nextInt)))
                        .limit(random.nextInt(20))
                        .toList(),
                Stream.generate(() -> new CallCompleted.Skipped(text(), maybe(this::text), text()))
                        .limit(random.nextInt(20))
                        .toList());
    }

    private ModelContext context() {
        SortedMap<String, SortedSet<String>> names = new TreeMap<>();
        SortedMap<String, Long> counts = new TreeMap<>();
        ModelContext.LISTS.stream().filter(list -> random.nextInt(3) == 0).forEach(list -> {
            names.put(list, new TreeSet<>(list()));
            counts.put(list, number());
        });
        return new ModelContext(
                names,
                Stream.generate(this::digest).limit(random.nextInt(40)).toList(),
                counts,
                number(),
                maybe(this::digest),
                maybe(random::nextBoolean),
                maybe(random::nextBoolean));
    }

    private CallCompleted completed() {
        Outcome[] outcomes = Outcome.values();
        return new CallCompleted(
                id(),
                outcomes[random.nextInt(outcomes.length)],
                maybe(this::text),
                maybe(random::nextInt),
                new ModelResponse(
                        maybe(this::text),
                        maybe(this::text),
                        maybe(this::text),
                        list(),
                        usage(),
                        maybe(this::text),
                        maybe(this::text),
                        toolCalls(),
                        maybe(this::digest),
                        maybe(this::cost)),
                maybe(this::body),
                maybe(() -> new Returned(maybe(this::digest), list(), list())),
                new ResponseEnd(
                        maybe(random::nextBoolean),
                        maybe(random::nextBoolean),
                        maybe(random::nextBoolean),
                        maybe(random::nextBoolean),
                        maybe(random::nextBoolean)),
                maybe(this::id),
                maybe(random::nextInt),
                maybe(this::served),
                maybe(() -> new CallCompleted.Lines(
                        id(), random.nextInt(9), random.nextInt(9), random.nextInt(9), random.nextInt(9), list())),
                maybe(this::number),
                new Timing(maybe(this::number), maybe(this::number), maybe(this::marks)));
    }

    private BatchLine.Place place() {
        return new BatchLine.Place(id(), random.nextInt(99), null, null);
    }

    private Cost cost() {
        String table = "sha256:" + "0".repeat(64);
        return random.nextBoolean()
                ? Cost.unknown("usage-missing", table)
                : new Cost(
                        new BigDecimal(BigInteger.valueOf(number()).abs(), random.nextInt(30)),
                        null,
                        table,
                        maybe(this::text),
                        maybe(this::text));
    }

    private ToolCalls toolCalls() {
        return new ToolCalls(
                Stream.generate(() -> new ToolCalls.Call(
                                maybe(this::text), maybe(this::text), maybe(this::digest), maybe(this::digest)))
                        .limit(random.nextInt(80))
                        .toList(),
                random.nextInt(3));
    }

    private Usage usage() {
        SortedMap<String, Long> tokens = new TreeMap<>();
        TOKENS.stream().filter(name -> random.nextBoolean()).forEach(name -> tokens.put(name, number()));
        SortedMap<String, Number> reported = new TreeMap<>();
        for (int i = random.nextInt(80); i > 0; i--) {
            reported.put(text(), random.nextBoolean() ? number() : random.nextDouble());
        }
        return new Usage(tokens, reported, maybe(random::nextBoolean));
    }

    private CallRefused refused() {
        return new CallRefused(
                id(),
                caller(),
                maybe(this::text),
                new RefusalReason(text(), random.nextInt(), maybe(this::text), maybe(this::text)),
                new Http(maybe(this::text), maybe(this::text)),
                trace(),
                maybe(this::policy),
                client(),
                maybe(this::id));
    }

    private RefusalFact.Summary refusalSummary(EventType type) {
        SortedMap<String, Long> codes = new TreeMap<>();
        for (int i = random.nextInt(40) + 1; i > 0; i--) {
            codes.put(text(), number());
        }
        return new RefusalFact.Summary(type, text(), codes, time(), time());
    }

    private SortedMap<String, Object> archiveFacts() {
        SortedMap<String, Object> facts = values(random.nextInt(50));
        ArchiveChecked.NAMED.stream()
                .sorted()
                .filter(name -> random.nextBoolean())
                .forEach(name -> facts.put(name, value(0)));
        return facts;
    }

    private Actor actor() {
        return new Actor(texts(random.nextInt(8)), texts(random.nextInt(40)));
    }

    /// One whose token says who acts for it.
    private Actor caller() {
        return new Actor(
                texts(random.nextInt(8)),
                texts(random.nextInt(40)),
                Stream.generate(() -> texts(random.nextInt(4)))
                        .limit(random.nextInt(10))
                        .toList());
    }

    private Trace trace() {
        return new Trace(maybe(this::text), maybe(this::text), maybe(this::text));
    }

    private PolicyFacts policy() {
        PayloadLevel[] levels = PayloadLevel.values();
        return new PolicyFacts(
                text(),
                list(),
                text(),
                levels[random.nextInt(levels.length)],
                maybe(() -> levels[random.nextInt(levels.length)]),
                text(),
                maybe(this::text));
    }

    private Body body() {
        List<TextDigest> texts = new ArrayList<>();
        for (int i = random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(2); i > 0; i--) {
            texts.add(new TextDigest(random.nextInt(), random.nextInt(), digest()));
        }
        return new Body(digest(), maybe(this::text), maybe(this::text), texts, maybe(this::kept));
    }

    private KeptContent kept() {
        PayloadLevel[] levels = PayloadLevel.values();
        SortedMap<String, Long> findings = new TreeMap<>();
        for (int i = random.nextInt(3) == 0 ? random.nextInt(80) : 0; i > 0; i--) {
            findings.put(text(), number());
        }
        return new KeptContent(
                levels[random.nextInt(levels.length)],
                maybe(this::text),
                maybe(this::text),
                maybe(this::digest),
                findings,
                maybe(this::text),
                list(),
                list(),
                random.nextBoolean(),
                maybe(this::text));
    }

    private Digest digest() {
        return new Digest(text(), maybe(this::text), text(), number());
    }

    private LogSizes sizes() {
        return new LogSizes(number(), number(), number(), number(), random.nextInt());
    }

    private Instant time() {
        return Instant.ofEpochMilli(random.nextLong(0, 4_102_444_800_000L));
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private long number() {
        return random.nextInt(4) == 0 ? random.nextLong() : random.nextInt();
    }

    private List<String> list() {
        List<String> list = new ArrayList<>();
        for (int i = random.nextInt(40); i > 0; i--) {
            list.add(text());
        }
        return list;
    }

    private SortedMap<String, String> texts(int size) {
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            map.put(text(), text());
        }
        return map;
    }

    private SortedMap<String, Object> scalars(int size) {
        SortedMap<String, Object> map = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            map.put(text(), scalar());
        }
        return map;
    }

    private SortedMap<String, Object> values(int size) {
        SortedMap<String, Object> map = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            map.put(text(), value(0));
        }
        return map;
    }

    private Object value(int depth) {
        int kind = random.nextInt(depth < 4 ? 8 : 6);
        return switch (kind) {
            case 6 -> List.of(value(depth + 1), value(depth + 1));
            case 7 -> Map.of(text(), value(depth + 1));
            case 5 -> digest();
            default -> scalar();
        };
    }

    private Object scalar() {
        return switch (random.nextInt(7)) {
            case 0 -> random.nextBoolean();
            case 1 -> number();
            case 2 -> Double.longBitsToDouble(random.nextLong());
            case 3 -> random.nextDouble();
            case 4 -> new BigInteger(random.nextInt(1, 300), random);
            case 5 -> new BigDecimal(new BigInteger(random.nextInt(1, 300), random), random.nextInt(-400, 400));
            default -> text();
        };
    }

    private String text() {
        int length = LENGTHS[random.nextInt(random.nextInt(8) == 0 ? LENGTHS.length : LENGTHS.length - 2)];
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextInt(3) == 0 ? null : value.get();
    }
}
