package io.chirograph.applications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.chirograph.SettableClock;
import io.chirograph.content.capture.ContentCapture;
import io.chirograph.event.EventView;
import io.chirograph.event.UuidV7;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.gateway.call.Caller;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.identity.callers.Grants;
import io.chirograph.journal.Journal;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.recording.FakeJournal;
import io.chirograph.recording.Recorder;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is recorded of applications' events, once, whatever happens in between.
@Timeout(300)
class ApplicationEventsTest {
    private static final String DECISION = """
        {"type":"decision.recorded","time":"2026-11-30T09:00:00Z","data":{"decisionId":"d-1","operator":"ann",
         "decision":"approved","subject":"customer 7","reasoning":"write to bob@example.org",
         "calls":["01890a5d-ac96-774b-bcce-b302099a8057"]}}""";

    private static final RecordedAddress CLIENT = new RecordedAddress("10.0.0.1", null);

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-30T09:30:00Z"));

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private GatewayHarness gateway;

    @SuppressWarnings("NullAway.Init")
    private IdempotencyKeys keys;

    @SuppressWarnings("NullAway.Init")
    private ApplicationEvents events;

    private void start(String payload, String... settings) throws Exception {
        Path policy = Files.writeString(directory.resolve("policy.yml"), "version: 1\npayload: " + payload + "\n");
        String[] all = new String[settings.length + 1];
        all[0] = "policy.file=" + policy;
        System.arraycopy(settings, 0, all, 1, settings.length);
        gateway = GatewayHarness.start(all);
        open(gateway.bean(Recorder.class));
    }

    private void open(Recorder recorder) throws IOException {
        keys = IdempotencyKeys.open(directory, gateway.journal(), clock);
        events = events(recorder);
    }

    private ApplicationEvents events(Recorder recorder) {
        return events(recorder, gateway.journal());
    }

    private ApplicationEvents events(Recorder recorder, Journal journal) {
        return new ApplicationEvents(
                EventReaderTest.reader(Map.of()),
                new EventRecorder(
                        gateway.bean(PolicyDecisionPoint.class),
                        gateway.bean(ContentCapture.class),
                        recorder,
                        gateway.bean(UuidV7.class)),
                keys,
                journal,
                Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() throws IOException {
        keys.close();
        gateway.close();
    }

    private static Caller caller(String tenant, @Nullable String user) {
        TreeMap<String, String> verified = new TreeMap<>(Map.of("application", "shop", "tenant", tenant, "keyId", "k"));
        if (user != null) {
            verified.put("subject", user);
        }
        return new Caller(new Actor(verified, new TreeMap<>()), "k", Grants.UNLIMITED, user != null, false, List.of());
    }

    private static Submission submission(Caller caller, String body, @Nullable String key, String... headers) {
        Headers all = new Headers();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        return new Submission(caller, all, CLIENT, body.getBytes(StandardCharsets.UTF_8), key, bytes -> true);
    }

    private ApplicationEvents.Taken take(String body, @Nullable String key, String... headers) {
        return events.take(submission(caller("acme", null), body, key, headers));
    }

    private Refusal refused(String body, @Nullable String key) {
        return Objects.requireNonNull(catchThrowableOfType(Refusal.class, () -> take(body, key)));
    }

    private List<EventView> recorded() {
        return gateway.journal().events().stream()
                .filter(event -> !event.data().path("said").isMissingNode())
                .toList();
    }

    private EventView only() {
        assertThat(recorded()).hasSize(1);
        return recorded().getFirst();
    }

    private static void assertValid(EventView event) throws IOException {
        String schema = Files.readString(Path.of("docs/schema", event.type() + ".json"));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(JsonMapper.shared().readTree(schema))
                        .validate(event.data()))
                .as("%s", event.data())
                .isEmpty();
    }

    @Test
    void anEventSaysWhoWhatAndWhenAndItsContentIsBesideIt() throws Exception {
        start("clear");
        UUID id = take(DECISION, null, "chirograph-metadata", "{\"case\":\"4711\"}")
                .ids()
                .getFirst();
        EventView event = only();
        JsonNode data = event.data();
        assertThat(event.type()).isEqualTo("decision.recorded");
        assertThat(event.subject()).isEqualTo(id.toString());
        assertThat(data.path("actor").path("verified").path("tenant").asString())
                .isEqualTo("acme");
        assertThat(data.path("operator").path("id").asString()).isEqualTo("ann");
        assertThat(data.path("operator").path("how").asString()).isEqualTo("asserted");
        assertThat(data.path("occurredAt").asString()).startsWith("2026-11-30T09:00:00");
        assertThat(data.path("related").path("calls").get(0).asString()).startsWith("01890a5d");
        assertThat(data.path("metadata").path("case").asString()).isEqualTo("4711");
        assertThat(data.path("said").propertyNames())
                .containsExactlyInAnyOrder("decision", "decisionId", "reasoning", "subject");
        assertThat(data.path("said").path("reasoning").path("length").asInt()).isEqualTo(24);
        assertThat(data.path("kept").path("level").asString()).isEqualTo("clear");
        assertThat(data.toString()).doesNotContain("bob@");
        assertThat(new String(
                        Objects.requireNonNull(gateway.journal().content(id.toString(), ContentPart.DATA)),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"reasoning\":\"write to bob@example.org\"}");
        assertValid(event);
    }

    @Test
    void whatIsKeptOfContentIsWhatPolicySays() throws Exception {
        start("redacted");
        UUID id = take(DECISION, null).ids().getFirst();
        assertThat(only().data().path("kept").path("findings").size()).isPositive();
        assertThat(new String(
                        Objects.requireNonNull(gateway.journal().content(id.toString(), ContentPart.DATA)),
                        StandardCharsets.UTF_8))
                .contains("reasoning")
                .doesNotContain("bob@");
        UUID less = take(DECISION, null, "chirograph-payload", "nothing").ids().getFirst();
        EventView event = recorded().getLast();
        assertThat(event.data().path("said").path("reasoning").path("alg").asString())
                .isEqualTo("none");
        assertThat(event.data().path("kept").isMissingNode()).isTrue();
        assertThat(gateway.journal().content(less.toString(), ContentPart.DATA)).isNull();
        assertValid(event);
    }

    @Test
    void theClassOfTheDataDecidesAndPersonsArePseudonyms() throws Exception {
        start("""
            clear
            data-classes:
              - {name: internal}
              - {name: personal, payload: digest, pseudonyms: true}
            data-class: internal
            """);
        take(DECISION.replaceFirst("\\{", "{\"dataClass\":\"personal\","), null);
        JsonNode data = only().data();
        assertThat(data.path("dataClass").asString()).isEqualTo("personal");
        assertThat(data.path("kept").isMissingNode()).isTrue();
        assertThat(data.path("operator").path("id").asString()).startsWith("p:");
        assertThat(data.path("said").path("subject").asString()).startsWith("p:");
        assertThat(data.path("said").path("decision").asString()).isEqualTo("approved");
        Refusal refusal = refused(DECISION.replaceFirst("\\{", "{\"dataClass\":\"secret\","), null);
        assertThat(refusal.field()).isEqualTo("dataClass");
        assertThat(recorded()).hasSize(1);
    }

    @Test
    void noGatewayKeyIsCopiedIntoAnEvent() throws Exception {
        start("clear");
        gateway.add("spare", "acme", Grants.UNLIMITED);
        String key = gateway.key("spare");
        for (String member : List.of("\"d-1\"", "\"ann\"", "\"customer 7\"")) {
            Refusal refusal = refused(DECISION.replace(member, "\"see " + key + "\""), null);
            assertThat(refusal.code()).isEqualTo(ErrorCode.KEY_MISPLACED);
            assertThat(refusal.detail() + refusal.value()).doesNotContain(key);
        }
        assertThat(recorded()).isEmpty();
    }

    @Test
    void anOperatorIsVerifiedWhereTheUsersTokenProvesJustThatOne() throws Exception {
        start("clear");
        events.take(submission(caller("acme", "ann"), DECISION, null));
        events.take(submission(caller("acme", "bob"), DECISION, null));
        assertThat(recorded())
                .extracting(event -> event.data().path("operator").path("how").asString())
                .containsExactly("verified", "asserted");
    }

    @Test
    void aBatchIsRecordedWholeOrNotAtAll() throws Exception {
        start("clear");
        List<UUID> ids =
                take("[" + (DECISION + ",").repeat(499) + DECISION + "]", null).ids();
        assertThat(recorded())
                .extracting(EventView::subject)
                .isEqualTo(ids.stream().map(UUID::toString).toList());
        assertThat(refused("[" + DECISION + "," + DECISION.replace("\"d-1\"", "1") + "]", null)
                        .field())
                .isEqualTo("[1].data.decisionId");
        String large = DECISION.replace("write to", "x".repeat(300_000));
        assertThat(refused("[" + large + "," + large + "]", null).code()).isEqualTo(ErrorCode.EVENTS_TOO_MANY);
        gateway.journal().mood(FakeJournal.Mood.FULL);
        Refusal full = refused("[" + DECISION + "," + DECISION + "]", null);
        assertThat(full.code()).isEqualTo(ErrorCode.RECORDING_UNAVAILABLE);
        assertThat(full.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        gateway.journal().mood(FakeJournal.Mood.WORKS);
        assertThat(recorded()).hasSize(500);
        UUID alone = take(large, null).ids().getFirst();
        assertThat(gateway.journal().content(alone.toString(), ContentPart.DATA))
                .hasSizeGreaterThan(300_000);
    }

    @Test
    void anEventThatIsTooLargeIsNamed() throws Exception {
        start("clear");
        String many = IntStream.range(0, 600)
                .mapToObj(i -> "\"m" + i + "\":\"" + "v".repeat(80) + "\"")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        String large = "{\"type\":\"state.changed\",\"data\":{\"entity\":\"e\",\"after\":{" + many + "}}}";
        Refusal refusal = refused("[" + DECISION + "," + large + "]", null);
        assertThat(refusal.code()).isEqualTo(ErrorCode.EVENT_TOO_LARGE);
        assertThat(refusal.field()).isEqualTo("[1].data");
        String fits = large.replaceAll("\"m5\\d\\d\":\"v+\",", "").replaceAll("\"m4\\d\\d\":\"v+\",", "");
        take(fits, null);
        assertThat(only().data().path("said").path("after").size()).isEqualTo(401);
        assertThat(only().data().has("truncated") || only().data().has("omitted"))
                .isFalse();
    }

    @Test
    void aKeyIsRecordedOnceForADay() throws Exception {
        start("clear");
        ApplicationEvents.Taken first = take("[" + DECISION + "," + DECISION + "]", "key-1");
        ApplicationEvents.Taken again = take("[" + DECISION + "," + DECISION + "]", "key-1");
        assertThat(first.isRepeated()).isFalse();
        assertThat(first.places()).hasSize(2);
        assertThat(again).isEqualTo(new ApplicationEvents.Taken(first.ids(), first.places(), true));
        assertThat(recorded()).hasSize(2);
        assertThat(recorded()
                        .getFirst()
                        .data()
                        .path("idempotencyKey")
                        .path("length")
                        .asInt())
                .isEqualTo(5);
        Refusal reused = refused(DECISION, "key-1");
        assertThat(reused.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(reused.status()).isEqualTo(422);
        assertThat(events.take(submission(caller("other", null), DECISION, "key-1"))
                        .isRepeated())
                .isFalse();

        keys.close();
        open(gateway.bean(Recorder.class));
        assertThat(take("[" + DECISION + "," + DECISION + "]", "key-1").ids()).isEqualTo(first.ids());
        clock.set(clock.instant().plus(Duration.ofHours(24)).plusMillis(1));
        assertThat(take(DECISION, "key-1").isRepeated()).isFalse();
    }

    @Test
    void whatIsRefusedLeavesTheKeyFree() throws Exception {
        start("clear");
        assertThat(refused("{}", "key-1").code()).isEqualTo(ErrorCode.EVENT_TYPE_UNKNOWN);
        gateway.journal().mood(FakeJournal.Mood.FULL);
        assertThat(refused(DECISION, "key-1").code()).isEqualTo(ErrorCode.RECORDING_UNAVAILABLE);
        gateway.journal().mood(FakeJournal.Mood.WORKS);
        assertThat(take("[" + DECISION + "]", "key-1").isRepeated()).isFalse();
        assertThat(recorded()).hasSize(1);
    }

    /// Stands for the process dying: nothing that comes after it is done.
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /// A recorder whose process dies before or after its commit.
    private Recorder dying(boolean afterCommit) {
        Recorder real = gateway.bean(Recorder.class);
        return (Recorder) java.lang.reflect.Proxy.newProxyInstance(
                Recorder.class.getClassLoader(), new Class<?>[] {Recorder.class}, (proxy, method, arguments) -> {
                    boolean isBatch =
                            method.getName().equals("record") && arguments.length == 1 && arguments[0] instanceof List;
                    if (isBatch && !afterCommit) {
                        throw new Killed();
                    }
                    Object result = method.invoke(real, arguments);
                    if (isBatch) {
                        throw new Killed();
                    }
                    return result;
                });
    }

    private void restarted() throws IOException {
        keys.close();
        open(gateway.bean(Recorder.class));
    }

    @Test
    void killedBeforeTheCommitARepetitionIsRecordedOnce() throws Exception {
        start("clear");
        events = events(dying(false));
        assertThatThrownBy(() -> take(DECISION, "key-1")).isInstanceOf(Killed.class);
        assertThat(recorded()).isEmpty();
        restarted();
        ApplicationEvents.Taken taken = take(DECISION, "key-1");
        assertThat(taken.isRepeated()).isFalse();
        assertThat(only().subject()).isEqualTo(taken.ids().getFirst().toString());
        assertThat(take(DECISION, "key-1").ids()).isEqualTo(taken.ids());
    }

    @Test
    void killedBehindTheCommitARepetitionGetsWhatIsRecorded() throws Exception {
        start("clear");
        take(DECISION, "key-0");
        events = events(dying(true));
        assertThatThrownBy(() -> take("[" + DECISION + "," + DECISION + "]", "key-1"))
                .isInstanceOf(Killed.class);
        events(gateway.bean(Recorder.class)).take(submission(caller("acme", null), DECISION, null));
        assertThat(recorded()).hasSize(4);
        restarted();
        assertThat(refused(DECISION, "key-1").code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED);
        ApplicationEvents.Taken taken = take("[" + DECISION + "," + DECISION + "]", "key-1");
        assertThat(taken.isRepeated()).isTrue();
        assertThat(taken.ids().stream().map(UUID::toString))
                .containsExactly(recorded().get(1).subject(), recorded().get(2).subject());
        List<EventView> all = gateway.journal().events();
        assertThat(taken.places().stream()
                        .map(place -> all.get((int) place.position()).subject()))
                .containsExactly(recorded().get(1).subject(), recorded().get(2).subject());
        assertThat(recorded()).hasSize(4);
    }

    @Test
    void whereTheOutcomeIsUnknownNobodyGuesses() throws Exception {
        start("clear");
        gateway.journal().mood(FakeJournal.Mood.FAILS_AFTER_WRITING);
        assertThat(refused(DECISION, "key-1").code()).isEqualTo(ErrorCode.RECORDING_UNAVAILABLE);
        assertThat(refused(DECISION, "key-1").code()).isEqualTo(ErrorCode.RECORDING_UNAVAILABLE);
        restarted();
        assertThat(take(DECISION, "key-1").ids().getFirst().toString()).isEqualTo(only().subject());
    }

    private static Journal beginsAtItsEnd(FakeJournal real) {
        return (Journal) java.lang.reflect.Proxy.newProxyInstance(
                Journal.class.getClassLoader(),
                new Class<?>[] {Journal.class},
                (proxy, method, arguments) -> method.getName().equals("firstSequence")
                        ? (Object) real.nextSequence()
                        : method.invoke(real, arguments));
    }

    @Test
    void whereTheJournalBeginsBehindAnOpenKeyNobodyGuesses() throws Exception {
        start("clear");
        events = events(dying(true));
        assertThatThrownBy(() -> take(DECISION, "key-1")).isInstanceOf(Killed.class);
        keys.close();
        Journal later = beginsAtItsEnd(gateway.journal());
        keys = IdempotencyKeys.open(directory, later, clock);
        events = events(gateway.bean(Recorder.class));
        assertThat(refused(DECISION, "key-1").code()).isEqualTo(ErrorCode.RECORDING_UNAVAILABLE);
        assertThat(recorded()).hasSize(1);
    }

    @Test
    void whereTheJournalHasThemNoMoreARepetitionHasTheIdsAlone() throws Exception {
        start("clear");
        ApplicationEvents.Taken first = take(DECISION, "key-1");
        keys.close();
        Journal later = beginsAtItsEnd(gateway.journal());
        keys = IdempotencyKeys.open(directory, later, clock);
        ApplicationEvents.Taken again =
                events(gateway.bean(Recorder.class), later).take(submission(caller("acme", null), DECISION, "key-1"));
        assertThat(again).isEqualTo(new ApplicationEvents.Taken(first.ids(), List.of(), true));
    }

    @Test
    void aRefusalOfAKnownCallerIsAnEventThatSaysWhereAndNotWhat() throws Exception {
        start("clear");
        Refusal refusal = refused(DECISION.replace("\"approved\"", "{\"secret\":1}"), "key-1");
        assertThat(refusal.field()).isEqualTo("data.decision");
        EventRefusals refusals = refusals();
        refusals.refused(refusal, caller("acme", "ann"), CLIENT, "POST");
        refusals.refused(new Refusal(ErrorCode.RECORDING_UNAVAILABLE, "no"), caller("acme", "ann"), CLIENT, "POST");

        List<EventView> events = gateway.journal().events().stream()
                .filter(event -> event.type().equals("ai.call.refused"))
                .toList();
        assertThat(events).hasSize(1);
        assertValid(events.getFirst());
        JsonNode data = events.getFirst().data();
        assertThat(data.at("/code").asString("")).isEqualTo(refusal.code().code());
        assertThat(data.at("/field").asString("")).isEqualTo("data.decision");
        assertThat(data.at("/value").isMissingNode()).isTrue();
        assertThat(data.at("/http/path").asString("")).isEqualTo("/v1/events");
        assertThat(data.at("/actor/verified/subject").asString("")).isEqualTo("ann");
    }

    @Test
    void aRefusalHidesPersonsWherePolicyDoes() throws Exception {
        start("clear\ndata-classes:\n  - {name: personal, pseudonyms: true}\ndata-class: personal");
        refusals().refused(refused("{}", null), caller("acme", "ann"), CLIENT, "POST");

        JsonNode data = gateway.journal().events().getLast().data();
        assertThat(data.at("/actor/verified/subject").asString("")).startsWith("p:");
        assertThat(data.toString()).doesNotContain("ann").doesNotContain("10.0.0.1");
    }

    private EventRefusals refusals() {
        return new EventRefusals(
                gateway.bean(PolicyDecisionPoint.class),
                gateway.bean(ContentCapture.class),
                gateway.bean(Recorder.class),
                gateway.bean(UuidV7.class));
    }

    @Test
    void aRepetitionDuringTheCommitWaitsForIt() throws Exception {
        start("clear");
        CountDownLatch committing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        LongPredicate slow = bytes -> {
            committing.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        };
        Submission first = submission(caller("acme", null), DECISION, "key-1");
        Submission held =
                new Submission(first.caller(), first.headers(), first.client(), first.body(), first.key(), slow);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ApplicationEvents.Taken> one = threads.submit(() -> events.take(held));
            committing.await();
            List<Future<ApplicationEvents.Taken>> others = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> take(DECISION, "key-1")))
                    .toList();
            assertThat(others).noneMatch(Future::isDone);
            goOn.countDown();
            for (Future<ApplicationEvents.Taken> other : others) {
                assertThat(other.get())
                        .isEqualTo(new ApplicationEvents.Taken(
                                one.get().ids(), one.get().places(), true));
            }
        }
        assertThat(recorded()).hasSize(1);
    }

    @Test
    void thereIsABoundOnKeys() throws Exception {
        start("clear");
        keys.close();
        keys = IdempotencyKeys.open(directory, gateway.journal(), clock, 2);
        events = events(gateway.bean(Recorder.class));
        take(DECISION, "key-1");
        take(DECISION, "key-2");
        assertThat(refused(DECISION, "key-3").code()).isEqualTo(ErrorCode.STATE_UNAVAILABLE);
        assertThat(take(DECISION, "key-1").isRepeated()).isTrue();
        clock.set(clock.instant().plus(Duration.ofHours(25)));
        take(DECISION, "key-3");
        assertThat(recorded()).hasSize(3);
    }
}
