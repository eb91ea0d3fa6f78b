package io.chirograph.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.value.Outcome;
import io.chirograph.query.api.AuditServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Figures and timelines over real HTTP, and the record of whoever asked for them.
class SummaryApiTest {
    @TempDir
    private static Path data;

    private static AuditServer server;
    private static UUID call;
    private static UUID decision;

    @BeforeAll
    static void start() throws Exception {
        TestLog log = new TestLog(Archives.directory(data.resolve("archive")), "example.com/chirograph/gw-1");
        for (int i = 1; i <= 100; i++) {
            log.counted(Map.of("model", "gpt", "tenant", "acme", "user", "u" + i % 2), i, 2, i * 10L);
        }
        for (int i = 0; i < 10; i++) {
            log.counted(
                    Map.of(
                            "model",
                            "claude",
                            "tenant",
                            "globex",
                            "keyId",
                            "k1",
                            "dataClass",
                            "pii",
                            "cost",
                            "0.100000000003"),
                    7,
                    7,
                    5000);
        }
        log.completed(log.started(Map.of("model", "gpt", "tenant", "acme")), Outcome.TIMEOUT, "gpt");
        log.refused(Map.of("tenant", "acme"));
        call = log.started(Map.of("metadata.case", "C-1", "traceId", "a".repeat(32)));
        decision = log.event(
                "decision.recorded",
                "{\"actor\":{\"verified\":{\"tenant\":\"acme\"}},\"metadata\":{\"case\":\"C-1\"},"
                        + "\"said\":{\"decisionId\":\"D-1\"}}");
        log.publish();
        server = AuditServer.start(data, log.followed(), log.events.size());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = server.text("GET", path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    @Test
    void aSummarySaysHowManyHowTheyEndedAndHowLongTheyTook() throws Exception {
        JsonNode summary = json("summary");
        assertThat(summary.propertyNames()).containsExactly("items", "total", "asOf", "coverage");
        JsonNode total = summary.get("total");
        assertThat(total.get("calls").asLong()).isEqualTo(113);
        assertThat(total.get("refusals").asLong()).isEqualTo(1);
        assertThat(total.get("outcomes").toString()).isEqualTo("{\"ok\":110,\"open\":1,\"refused\":1,\"timeout\":1}");
        assertThat(total.get("inputTokens").asLong()).isEqualTo(5050 + 70 + 1);
        assertThat(total.get("outputTokens").asLong()).isEqualTo(200 + 70 + 2);
        assertThat(summary.at("/items/0/calls").asLong()).isEqualTo(113);
        JsonNode latency = json("summary?model=gpt&outcome=ok").at("/total/latencyMillis");
        assertThat(latency.get("calls").asLong()).isEqualTo(100);
        assertThat(latency.get("p50").asDouble()).isBetween(500.0, 525.0);
        assertThat(latency.get("p90").asDouble()).isBetween(900.0, 945.0);
        assertThat(latency.get("p99").asDouble()).isBetween(990.0, 1000.0);
        assertThat(latency.get("max").asLong()).isEqualTo(1000);
        assertThat(json("summary?outcome=open").at("/total/latencyMillis").isNull())
                .isTrue();
    }

    /// Money is decimal: no binary fraction is exact about this sum.
    @Test
    void aSummarySaysWhatCallsCostExactly() throws Exception {
        JsonNode cost = json("summary").at("/total/cost");
        assertThat(cost.toString()).isEqualTo("{\"amount\":\"1.00000000003\",\"currency\":\"USD\",\"calls\":10}");
        JsonNode byModel = json("summary?group=model");
        assertThat(byModel.at("/items/0/cost").isNull()).isTrue();
        assertThat(byModel.at("/items/1/cost/amount").asString()).isEqualTo("1.00000000003");
        assertThat(json("calls?limit=1&model=claude").at("/items/0/cost/amount").asString())
                .isEqualTo("0.100000000003");
        assertThat(server.text("GET", "summary?format=csv").body()).contains(",\"1.00000000003\",10,");
    }

    @ParameterizedTest
    @CsvSource({
        "0.100000000003, 10",
        "0.1.., 10",
        "..0.100000000003, 10",
        "0.100000000003..5, 10",
        "..0.100000000002, 0",
        "0.100000000004.., 0",
        "0, 0"
    })
    void callsAreFoundByWhatTheyCost(String cost, int calls) throws Exception {
        assertThat(json("calls?cost=" + cost).get("items").size()).isEqualTo(calls);
        assertThat(json("summary?cost=" + cost).at("/total/calls").asInt()).isEqualTo(calls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e3", "0.1234567890123", "1234567", "2..1", "..", ".5", "USD"})
    void whatIsNoAmountIsToldSo(String cost) throws Exception {
        HttpResponse<String> answer = server.text("GET", "calls?cost=" + cost);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("cost", cost, "US dollars");
    }

    @Test
    void aSummaryIsGroupedAndTheRestIsToldInOne() throws Exception {
        JsonNode byModel = json("summary?group=model,tenant&by=day");
        assertThat(byModel.at("/items/0/span").asString()).isEqualTo("2026-11-21");
        assertThat(byModel.at("/items/0/group").toString()).isEqualTo("{\"model\":\"gpt\",\"tenant\":\"acme\"}");
        assertThat(byModel.at("/items/0/calls").asLong()).isEqualTo(101);
        assertThat(byModel.at("/items/1/group").toString()).isEqualTo("{\"model\":\"claude\",\"tenant\":\"globex\"}");
        JsonNode one = json("summary?group=class&limit=1");
        assertThat(one.at("/items/0/group").toString()).isEqualTo("{}");
        assertThat(one.at("/items/0/calls").asLong()).isEqualTo(103);
        assertThat(one.at("/items/1/others").asBoolean()).isTrue();
        assertThat(one.at("/items/1/calls").asLong()).isEqualTo(10);
        assertThat(one.at("/total/calls").asLong()).isEqualTo(113);
        assertThat(json("summary?group=actor&limit=2&q=gpt")
                        .at("/items/0/group/actor")
                        .asString())
                .startsWith("u");
        for (String group : List.of("provider", "key", "actor", "tenant")) {
            assertThat(json("summary?by=hour&group=" + group)
                            .at("/items/0/span")
                            .asString())
                    .isEqualTo("2026-11-21T10:00:00Z");
        }
        assertThat(json("summary?from=2027-01-01T00:00:00Z&by=month&group=model")
                        .get("items")
                        .size())
                .isZero();
    }

    @Test
    void aTimelineHasTheCallsAndTheEventsOfACase() throws Exception {
        JsonNode timeline = json("timeline?metadata.case=C-1");
        assertThat(timeline.get("items").size()).isEqualTo(2);
        assertThat(timeline.at("/items/0/callId").asString()).isEqualTo(call.toString());
        assertThat(timeline.at("/items/0/outcome").asString()).isEqualTo("open");
        assertThat(timeline.at("/items/1/id").asString()).isEqualTo(decision.toString());
        assertThat(timeline.at("/items/1/event/data/said/decisionId").asString())
                .isEqualTo("D-1");
        JsonNode first = json("timeline?metadata.case=C-1&limit=1&order=desc");
        assertThat(first.at("/items/0/id").asString()).isEqualTo(decision.toString());
        String next = first.get("next").asString();
        assertThat(json("timeline?metadata.case=C-1&limit=1&order=desc&cursor=" + next)
                        .at("/items/0/callId")
                        .asString())
                .isEqualTo(call.toString());
        assertThat(json("timeline?traceId=" + "a".repeat(32)).get("items").size())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "summary?by=week, bad-value, by",
        "summary?group=colour, bad-value, group",
        "summary?group=model;model, bad-value, group",
        "summary?group=model;key;actor, bad-value, group",
        "summary?cursor=x, unknown-parameter, cursor",
        "summary?order=asc, unknown-parameter, order",
        "calls?by=day, unknown-parameter, by",
        "timeline, bad-value, metadata.<key>",
        "timeline?provider=sandbox, bad-value, metadata.<key>",
        "timeline?actor!=ann, bad-value, metadata.<key>",
        "calls?q=!!!, bad-value, q",
        "calls?provider!=a*b, bad-value, provider!"
    })
    void aBadQuestionIsRefusedByName(String path, String code, String field) throws Exception {
        HttpResponse<String> answer = server.text("GET", path.replace(';', ','));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.get("code").asString()).isEqualTo(code);
        assertThat(problem.get("field").asString()).isEqualTo(field);
    }

    @Test
    void negationStandsInAUrlAsItReads() throws Exception {
        assertThat(json("calls?model!=gpt&tenant!=globex&limit=1000")
                        .get("items")
                        .size())
                .isEqualTo(2);
        assertThat(json("calls?model=" + URLEncoder.encode("cl*,g", UTF_8))
                        .get("items")
                        .size())
                .isEqualTo(10);
    }

    @Test
    void eachOfTheseIsRecordedWithItsQuestion() throws Exception {
        server.recorded().takeReads();
        json("timeline?metadata.case=C-1");
        json("summary?group=model&by=day&q=gpt&model!=x");
        server.text("GET", "summary?by=week");
        List<AuditRead> reads = server.recorded().takeReads();
        assertThat(reads).hasSize(3);
        assertThat(reads.get(0).http().path()).isEqualTo("/audit/v1/timeline");
        assertThat(reads.get(0).results()).isEqualTo(2);
        assertThat(reads.get(1).query()).isEqualTo(Map.of("group", "model", "by", "day", "q", "gpt", "model!", "x"));
        assertThat(reads.get(2).status()).isEqualTo(400);
    }
}
