package io.chirograph.query.questions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.configured.Archives;
import io.chirograph.event.EventType;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.facts.LogLife;
import io.chirograph.event.facts.RefusalFact;
import io.chirograph.event.value.LogSizes;
import io.chirograph.event.value.Outcome;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.TestLog;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Saved questions over real HTTP, about one log in which each hour something else goes wrong.
class QuestionApiTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String DAY = "2026-11-21T";

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static final List<UUID> TO_A = new ArrayList<>();

    private static LogSizes sizes(long exported) {
        return new LogSizes(log.events.size(), 0, exported, 0, 0);
    }

    private static void start() {
        log.fact(new LogLife.Started(
                "1", "example.com/chirograph/gw-1", false, MINUTE, sizes(0), null, null, null, null));
    }

    private static Instant at(String time) {
        return Instant.parse(DAY + time + ":00Z");
    }

    private static void silentUntil(String time) {
        log.after(Duration.between(log.events.getLast().time(), at(time)));
    }

    private static void beats(String until, boolean exports) {
        long exported = log.events.size();
        while (log.events.getLast().time().plus(MINUTE).isBefore(at(until))) {
            log.after(MINUTE.minusMillis(1));
            log.fact(new LogLife.Heartbeat(MINUTE, sizes(exports ? log.events.size() : exported), null));
        }
    }

    private static void beats(String until) {
        beats(until, true);
    }

    @BeforeAll
    static void begin() throws Exception {
        log = new TestLog(Archives.directory(data.resolve("archive")), "example.com/chirograph/gw-1");
        start();
        beats("10:30");
        for (int i = 0; i < 3; i++) {
            TO_A.add(log.ok(Map.of("provider", "a")));
        }
        beats("12:20");
        log.fact(new LogLife.Lapsed(at("12:10"), at("12:20"), 31));
        beats("12:55");
        silentUntil("12:56");
        beats("13:05");
        log.fact(new LogLife.Lapsed(at("12:50"), at("13:05"), 2));
        beats("14:10");
        silentUntil("14:40");
        beats("15:20");
        silentUntil("15:50");
        log.fact(new LogLife.Recovered(0, null, 0, sizes(9), null, null));
        start();
        beats("16:20");
        log.fact(new LogLife.Stopped("shutdown", sizes(log.events.size()), null));
        silentUntil("16:50");
        start();
        beats("17:10");
        beats("17:40", false);
        beats("18:30");
        log.garbage("none");
        beats("19:30");
        log.completed(log.started(Map.of("provider", "a")), Outcome.TIMEOUT, "m");
        beats("20:30");
        UUID open = log.started(Map.of("provider", "b"));
        assertThat(open).isNotNull();
        beats("21:30");
        log.fact(new RefusalFact.Summary(
                EventType.CALL_REFUSED,
                "192.0.2.0/24",
                new TreeMap<>(Map.of("key-unknown", 7L)),
                at("21:29"),
                at("21:30")));
        beats("22:30");
        log.publish();
        List<String> settings = new ArrayList<>(List.of(
                "--chirograph.query.questions.no-p.says=No call goes to provider p",
                "--chirograph.query.questions.no-p.last=PT2H"));
        question(settings, "no-p", "calls?provider=p", "none");
        question(settings, "no-a", "calls?provider=a", "none");
        question(settings, "two-a", "calls?provider=a", "at-most-2");
        question(settings, "three-a", "calls?provider=a", "at-most-3");
        question(settings, "some-a", "calls?provider=a", "at-least-3");
        question(settings, "many-a", "calls?provider=a", "at-least-4");
        question(settings, "no-refusal", "calls?code=key-unknown", "none");
        question(settings, "no-failure", "calls?outcome!=ok,refused&provider!=none", "none");
        question(settings, "no-decision", "events?type=decision.recorded", "none");
        question(settings, "no-beat", "events?type=log.heartbeat", "none");
        server = AuditServer.start(data, log.followed().key().encode(), settings.toArray(String[]::new));
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> server.index().sizes().containsValue((long) log.events.size()));
    }

    private static void question(List<String> settings, String name, String ask, String expect) {
        settings.add("--chirograph.query.questions." + name + ".ask=" + ask);
        settings.add("--chirograph.query.questions." + name + ".expect=" + expect);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<byte[]> answer = server.get(path);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static JsonNode ask(String name, String from, String to) throws Exception {
        return get("questions/" + name + "?from=" + DAY + from + ":00Z&to=" + DAY + to + ":00Z");
    }

    private static List<String> kinds(JsonNode answer) {
        List<String> kinds = new ArrayList<>();
        answer.get("reasons").forEach(reason -> kinds.add(reason.get("kind").asString()));
        return kinds.stream().distinct().toList();
    }

    /// From, to, and what is not complete in between.
    @ParameterizedTest
    @CsvSource({
        "10:01, 12:00, ''",
        "12:00, 12:30, recording-lapsed",
        "12:12, 12:13, recording-lapsed",
        "12:30, 12:52, recording-lapsed",
        "12:30, 12:45, ''",
        "13:10, 14:00, ''",
        "14:00, 14:20, silence",
        "14:20, 14:30, silence",
        "14:30, 15:00, silence",
        "14:50, 15:10, ''",
        "15:10, 15:30, unclean-stop",
        "15:30, 15:40, unclean-stop",
        "15:40, 16:00, unclean-stop",
        "16:00, 17:00, ''",
        "17:20, 17:30, export-late",
        "17:50, 18:20, ''",
        "18:00, 19:00, unreadable",
        "18:40, 19:00, ''",
        "20:00, 21:00, ''",
        "21:00, 22:00, summed-refusals",
        "21:40, 22:00, ''",
        "09:00, 11:00, not-covered",
        "22:00, 23:00, not-covered",
        "23:00, 23:30, not-covered"
    })
    void nothingFoundHoldsOnlyWhereThePeriodIsComplete(String from, String to, String kind) throws Exception {
        JsonNode answer = ask("no-p", from, to);
        assertThat(answer.get("count").asLong()).isZero();
        if (kind.isEmpty()) {
            assertThat(kinds(answer)).isEmpty();
            assertThat(answer.get("holds").asString()).isEqualTo("yes");
        } else {
            assertThat(kinds(answer)).contains(kind);
            assertThat(answer.get("holds").asString()).isEqualTo("unknown");
        }
        assertThat(answer.at("/asOf/0/size").asLong()).isEqualTo(log.events.size());
    }

    @Test
    void whatIsFoundDecidesWhateverIsMissing() throws Exception {
        JsonNode no = ask("no-a", "09:00", "23:00");
        assertThat(no.get("holds").asString()).isEqualTo("no");
        assertThat(no.get("count").asLong()).isEqualTo(4);
        assertThat(no.at("/items/0/callId").asString())
                .isEqualTo(TO_A.getFirst().toString());
        assertThat(kinds(no)).contains("not-covered", "recording-lapsed", "silence");
        assertThat(ask("some-a", "09:00", "23:00").get("holds").asString()).isEqualTo("yes");
        assertThat(ask("two-a", "09:00", "23:00").get("holds").asString()).isEqualTo("no");
        assertThat(ask("many-a", "09:00", "18:00").get("holds").asString()).isEqualTo("unknown");
    }

    @Test
    void withinACompletePeriodTheCountDecides() throws Exception {
        Map<String, String> expected = Map.of(
                "no-a", "no", "two-a", "no", "three-a", "yes", "some-a", "yes", "many-a", "no", "no-decision", "yes");
        for (Map.Entry<String, String> one : expected.entrySet()) {
            JsonNode answer = ask(one.getKey(), "10:01", "12:00");
            assertThat(answer.get("holds").asString()).as(one.getKey()).isEqualTo(one.getValue());
        }
        JsonNode many = ask("no-beat", "10:01", "12:00");
        assertThat(many.get("items")).hasSize(QuestionReader.SHOWN);
        assertThat(many.get("more").asBoolean()).isTrue();
    }

    @Test
    void anOpenCallLeavesUnknownWhatOnlyItsEndCouldSay() throws Exception {
        assertThat(kinds(ask("no-failure", "20:00", "21:00"))).containsExactly("open-calls");
        assertThat(ask("no-p", "20:00", "21:00").get("holds").asString()).isEqualTo("yes");
        assertThat(ask("no-failure", "19:00", "20:00").get("holds").asString()).isEqualTo("no");
        assertThat(ask("no-failure", "21:00", "22:00").get("holds").asString())
                .as("asks about no refusal")
                .isEqualTo("yes");
        assertThat(kinds(ask("no-refusal", "21:00", "22:00"))).containsExactly("summed-refusals");
    }

    @Test
    void aPeriodThatEndedJustNowIsNotSettled() throws Exception {
        Instant last = log.events.getLast().time();
        JsonNode answer = get("questions/no-p?from=" + DAY + "21:40:00Z&to=" + last.minusSeconds(30));
        assertThat(kinds(answer)).containsExactly("not-settled");
        assertThat(answer.get("holds").asString()).isEqualTo("unknown");
        JsonNode settled = get("questions/no-p?from=" + DAY + "21:40:00Z&to=" + last.minusSeconds(61));
        assertThat(settled.get("holds").asString()).isEqualTo("yes");
    }

    @Test
    void theUsualPeriodIsWholeHoursThatAreOver() throws Exception {
        JsonNode answer = get("questions/no-p");
        Instant from = Instant.parse(answer.get("from").asString());
        Instant to = Instant.parse(answer.get("to").asString());
        assertThat(Duration.between(from, to)).isEqualTo(Duration.ofHours(2));
        assertThat(answer.get("to").asString()).endsWith(":00:00Z");
        assertThat(answer.get("holds").asString()).isEqualTo("unknown");
        JsonNode month = get("questions/no-a?last=P1M");
        assertThat(month.get("from").asString()).endsWith("-01T00:00:00Z");
    }

    @Test
    void questionsAreListedAndAskingIsARead() throws Exception {
        JsonNode list = get("questions");
        assertThat(list.get("items")).hasSize(10);
        server.recorded().takeReads();
        ask("no-a", "10:01", "12:00");
        AuditRead read = server.recorded().takeReads().getFirst();
        assertThat(read.query()).containsEntry("from", DAY + "10:01:00Z");
        assertThat(read.results()).isEqualTo(3);
        assertThat(Objects.requireNonNull(read.shown()).calls())
                .containsExactlyElementsOf(TO_A.stream().map(UUID::toString).toList());
        get("questions/no-p?last=PT3H");
        assertThat(server.recorded().takeReads().getFirst().query()).containsEntry("last", "PT3H");
        assertThat(server.anonymous("questions").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-a",
                "no-a?from=2026-11-21T10:00:00Z",
                "no-a?to=2026-11-21T10:00:00Z",
                "no-a?from=x&to=2026-11-21T10:00:00Z",
                "no-a?from=2026-11-21T10:00:00Z&to=2026-11-21T10:00:00Z",
                "no-a?from=-1000000-01-01T00:00:00Z&to=2026-11-21T10:00:00Z",
                "no-a?from=2026-11-21T10:00:00Z&to=%2B9999999-11-21T10:00:00Z",
                "no-a?last=P1Y",
                "no-a?last=PT1D",
                "no-a?last=P99999M",
                "no-p?last=P1D&to=2026-11-21T10:00:00Z",
                "no-a?last=P1D&provider=b",
                "no-a?last=P1D&last=P2D"
            })
    void aBadPeriodIsRefused(String path) throws Exception {
        HttpResponse<byte[]> answer = server.get("questions/" + path);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(400);
        assertThat(server.get("questions/none?last=P1D").statusCode()).isEqualTo(404);
        assertThat(server.send("PUT", "questions/no-a", "{}").statusCode()).isEqualTo(405);
    }
}
