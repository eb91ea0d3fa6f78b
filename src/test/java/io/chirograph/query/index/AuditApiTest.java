package io.chirograph.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.configured.Archives;
import io.chirograph.event.Event;
import io.chirograph.event.value.Outcome;
import io.chirograph.query.api.AuditServer;
import io.chirograph.tlog.TreeHasher;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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

/// The auditors' API over real HTTP, behind the real doors, over a log in a directory.
class AuditApiTest {
    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static UUID ok;

    @BeforeAll
    static void start() throws Exception {
        log = new TestLog(Archives.directory(data.resolve("archive")), "example.com/chirograph/gw-1");
        ok = log.ok(Map.of(
                "application", "shop", "tenant", "acme", "provider", "openai", "model", "gpt", "metadata.env", "test"));
        UUID open = log.started(Map.of("tenant", "open"));
        log.completed(log.started(Map.of()), Outcome.PROVIDER_ERROR, "m");
        log.refused(Map.of());
        log.publish();
        assertThat(open).isNotNull();
        server = AuditServer.start(data, log.followed(), 6);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path);
    }

    private static HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return server.text(method, path);
    }

    private static JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        return JsonMapper.shared().readTree(answer.body());
    }

    @Test
    void aListSaysWhatItIsCompleteTo() throws Exception {
        JsonNode list = json("calls");
        assertThat(list.propertyNames()).containsExactly("items", "next", "asOf", "coverage");
        assertThat(list.get("items").size()).isEqualTo(4);
        assertThat(list.get("next").isNull()).isTrue();
        assertThat(list.get("asOf").get(0).get("log").asString())
                .isEqualTo(log.followed().id());
        assertThat(list.get("asOf").get(0).get("size").asLong()).isEqualTo(6);
    }

    @Test
    void aCallSaysWhoWhatAndHow() throws Exception {
        JsonNode call = json("calls/" + ok);
        assertThat(call.get("callId").asString()).isEqualTo(ok.toString());
        assertThat(call.get("outcome").asString()).isEqualTo("ok");
        assertThat(call.get("provider").asString()).isEqualTo("openai");
        assertThat(call.get("model").asString()).isEqualTo("gpt");
        assertThat(call.at("/actor/verified/application").asString()).isEqualTo("shop");
        assertThat(call.at("/metadata/env").asString()).isEqualTo("test");
        assertThat(call.get("status").asInt()).isEqualTo(200);
        assertThat(call.get("events").size()).isEqualTo(2);
        assertThat(call.at("/events/1/event/data/outcome").asString()).isEqualTo("ok");
        assertThat(json("calls?outcome=refused").at("/items/0/code").asString()).isEqualTo("key-unknown");
        assertThat(json("calls?outcome=open").at("/items/0/outcome").asString()).isEqualTo("open");
    }

    @Test
    void anEventComesWithItsSealAndItsExactBytes() throws Exception {
        Event sealed = log.events.getFirst();
        String leaf = TreeHasher.leaf(sealed.canonical()).toString();
        JsonNode event = json("events/" + sealed.id());
        assertThat(event).isEqualTo(json("events/" + leaf));
        assertThat(event.get("leafHash").asString()).isEqualTo(leaf);
        assertThat(event.get("index").asLong()).isZero();
        assertThat(event.get("log").asString()).isEqualTo(log.followed().id());
        assertThat(event.get("segment").asString())
                .isEqualTo(log.followed().id() + "/events/dt=2026-11-21/0000000000000000-6.jsonl.zst");
        assertThat(event.at("/checkpoint/size").asLong()).isEqualTo(6);
        assertThat(event.at("/checkpoint/note").asString()).startsWith("example.com/chirograph/gw-1\n6\n");
        assertThat(event.has("lock")).isTrue();
        String body = get("events/" + sealed.id()).body();
        assertThat(body).endsWith("\"event\":" + new String(sealed.canonical(), UTF_8) + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "calls?colour=red, unknown-parameter, colour",
        "events?metadata.=x, unknown-parameter, metadata.",
        "calls?tenant=a&tenant=b, duplicate-parameter, tenant",
        "calls?limit=0, bad-value, limit",
        "calls?limit=1001, bad-value, limit",
        "calls?limit=x, bad-value, limit",
        "calls?limit=%2B1, bad-value, limit",
        "calls?from=yesterday, bad-value, from",
        "calls?to=2026-11-21, bad-value, to",
        "calls?from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z, bad-value, from",
        "calls?from=%2B999999999-01-01T00:00:00Z, bad-value, from",
        "calls?outcome=fine, bad-value, outcome",
        "events?type=call, bad-value, type",
        "calls?traceId=xyz, bad-value, traceId",
        "calls?model=, bad-value, model",
        "calls?cursor=abc, bad-value, cursor",
        "calls?cursor=%21, bad-value, cursor",
        "calls/xyz, bad-value, callId",
        "calls/01A1FD8C-6CA0-7007-BA6F-B10C5BA527E6, bad-value, callId",
        "events/xyz, bad-value, id",
        "events/sha256:00, bad-value, id",
        "events/sha256:00?x=1, unknown-parameter, x"
    })
    void aBadQuestionIsRefusedByName(String path, String code, String field) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.get("code").asString()).isEqualTo(code);
        assertThat(problem.get("field").asString()).isEqualTo(field);
        assertThat(problem.get("detail").asString()).contains(field);
    }

    @Test
    void aCursorIsGoodForItsOwnQueryOnly() throws Exception {
        String next = json("calls?limit=1").get("next").asString();
        assertThat(json("calls?limit=2&cursor=" + next).get("items").size()).isEqualTo(2);
        assertThat(get("calls?limit=1&tenant=acme&cursor=" + next).statusCode()).isEqualTo(400);
        assertThat(get("events?limit=1&cursor=" + next).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "calls/00000000-0000-7000-8000-000000000000",
                "events/00000000-0000-7000-8000-000000000000",
                "events/sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "nothing",
                "calls/"
            })
    void whatIsNotThereIsAProblem(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"not-found\"");
    }

    @Test
    void headAnswersAsGetWithoutABody() throws Exception {
        HttpResponse<String> head = send("HEAD", "calls");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length"))
                .isEqualTo(get("calls").headers().firstValue("Content-Length"));
        assertThat(send("HEAD", "calls?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void parametersInABodyAreNotParameters() throws Exception {
        assertThat(send("POST", "calls").statusCode()).isEqualTo(405);
    }
}
