package io.chirograph.query.index.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.configured.Archives;
import io.chirograph.event.value.Outcome;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.index.TestLog;
import io.chirograph.query.lookup.SummaryReader;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Both engines say the same of the same logs, byte for byte, page after page, whatever stands in them.
class EnginesTest {
    /// What a text can be: empty, short, longer than an index has room for, and with every kind of character.
    private static final List<String> TEXTS = List.of(
            "acme",
            "Acme",
            "ACME-1",
            "a b",
            "a%b_c\\d",
            "o'brien \"x\" {y,z} :* & !",
            "nul\0inside",
            "\0",
            "\uFDD0",
            "\uFDD00",
            "\uFDD1",
            "straße İstanbul ıI ÅÅ é ﬁ",
            "日本語 テキスト",
            "😀 𝒳 \u200d",
            "tab\tline\nreturn\r\\.\\N",
            "x".repeat(1300),
            "y".repeat(3000) + "1",
            "y".repeat(3000) + "2",
            "é".repeat(3000),
            "word ".repeat(400),
            "a-b-c-d a-b");

    private static final Random RANDOM = new Random(7);

    @TempDir
    private static Path data;

    private static AuditServer files;
    private static AuditServer database;
    private static TestLog first;
    private static TestLog second;

    @BeforeAll
    static void start() throws Exception {
        PostgresServer.require();
        var archive = Archives.directory(data.resolve("archive"));
        first = new TestLog(archive, "example.com/chirograph/gw-1");
        second = new TestLog(archive, "example.com/chirograph/gw-2");
        fill(first);
        fill(second);
        String keys =
                first.followed().key().encode() + "," + second.followed().key().encode();
        files = AuditServer.start(data, keys, "--chirograph.query.index.type=sqlite")
                .ofAnything();
        IndexSettings settings = PostgresServer.shared().settings(data);
        database = AuditServer.start(
                        data,
                        keys,
                        "--chirograph.query.index.type=postgresql",
                        "--chirograph.query.index.url=" + settings.url(),
                        "--chirograph.query.index.username=" + settings.username(),
                        "--chirograph.query.index.tls=disable")
                .ofAnything();
        for (AuditServer server : List.of(files, database)) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> server.index().sizes().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum()
                            == first.events.size() + second.events.size());
        }
    }

    @AfterAll
    static void stop() {
        for (AuditServer server : new AuditServer[] {files, database}) {
            if (server != null) {
                server.close();
            }
        }
    }

    private static void fill(TestLog log) throws Exception {
        log.event("log.started", "{\"heartbeatMillis\":60000}");
        for (int i = 0; i < 42; i++) {
            String text = TEXTS.get(i % TEXTS.size());
            Map<String, String> words = new LinkedHashMap<>();
            words.put("provider", i % 2 == 0 ? "openai" : "anthropic");
            words.put("model", "model-" + i % 7);
            words.put("tenant", i % 3 == 0 ? text : "t" + i % 4);
            words.put("application", "app-" + i % 5);
            words.put("user", text);
            words.put("metadata.note", text + " order " + i);
            words.put("metadata.case", text);
            words.put("clientRequestId", "r-" + i);
            words.put("dataClass", "class-" + i % 3);
            if (i % 5 == 0) {
                words.put("cost", "0.00" + i + "000000000001");
            }
            switch (i % 6) {
                case 0 -> log.started(words);
                case 1 -> log.completed(log.started(words), Outcome.PROVIDER_ERROR, "m-" + i % 2);
                case 2 -> log.refused(words);
                default -> log.counted(words, 1L << i % 40, i, (1L << i % 20) - 1);
            }
            if (i % 10 == 4) {
                UUID call = log.ok(words);
                log.event(
                        "state.changed",
                        "{\"operator\":{\"id\":\"bot\"},\"related\":{\"calls\":[\"" + call
                                + "\",\"none\"]},\"metadata\":" + "{\"note\":\""
                                + (i % 20 == 4 ? "order" : "nul\\u0000") + "\"}}");
            }
            if (i % 25 == 3) {
                log.garbage("no event " + i);
                log.event("type." + "z".repeat(3000), "{\"said\":{\"operation\":\"o\"}}");
                log.event("type.\\u0000", "{\"callId\":\"" + log.next() + "\",\"outcome\":\"\\u0000\"}");
                log.event("log.heartbeat", "{\"sizes\":{\"exported\":" + i / 2 + "}}");
                log.after(Duration.ofMinutes(7));
                log.event("recording.lapsed", "{\"refused\":3}");
                log.event(
                        "archive.accessed",
                        "{\"summary\":{\"followedTo\":\"2026-11-21T10:00:00Z\",\"x\":\"\\u0000\"}}");
                log.after(Duration.ofHours(RANDOM.nextInt(40)));
            }
        }
        log.publish();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode same(String path) throws Exception {
        HttpResponse<byte[]> one = files.get(path);
        HttpResponse<byte[]> other = database.get(path);
        String body = new String(one.body(), StandardCharsets.UTF_8);
        String told = new String(other.body(), StandardCharsets.UTF_8);
        assertSame(path, withoutOwnId(body), withoutOwnId(told));
        assertThat(other.statusCode()).as(path + " " + body).isEqualTo(one.statusCode());
        assertThat(other.headers().firstValue("ETag")).isEqualTo(one.headers().firstValue("ETag"));
        return one.statusCode() == 200 && body.startsWith("{")
                ? JsonMapper.shared().readTree(body)
                : JsonMapper.shared().createObjectNode();
    }

    /// Each request that is refused has an id of its own.
    private static String withoutOwnId(String body) {
        return body.replaceAll("\"callId\":\"[0-9a-f-]*\",\"code", "");
    }

    /// Shows where they begin to differ: they are long.
    private static void assertSame(String what, String one, String other) {
        int at = 0;
        while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        int from = Math.max(0, at - 300);
        assertThat(other.substring(from, Math.min(other.length(), at + 300)))
                .as(what)
                .isEqualTo(one.substring(from, Math.min(one.length(), at + 300)));
    }

    /// Every page of a list; answers how many items it has.
    private static int pages(String path) throws Exception {
        int items = 0;
        String next = "";
        do {
            JsonNode page = same(path + (next.isEmpty() ? "" : "&cursor=" + next));
            items += page.path("items").size();
            next = page.path("next").asString("");
        } while (!next.isEmpty());
        return items;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&outcome=open",
                "&outcome!=ok",
                "&provider=openai&model=model-1*",
                "&tenant!=t1&durationMillis=1..1000",
                "&inputTokens=1000..&outcome=ok",
                "&cost=0.001..",
                "&from=2026-11-21T12:00:00Z&to=2026-11-24T00:00:00Z",
                "&metadata.case=a*",
                "&q=order",
                "&q=acme+order",
                "&q=ord*",
                "&q=a-b-c",
                "&q=b-c-d+order&provider=openai",
                "&dataClass=class-1&actor=app-3",
            })
    void listsAreTheSamePageAfterPage(String filter) throws Exception {
        int found = 0;
        for (String list : List.of("calls", "events", "timeline")) {
            for (String order : List.of("asc", "desc")) {
                found += pages(list + "?limit=110&order=" + order + filter);
            }
        }
        assertThat(found).isPositive();
    }

    @Test
    void typesAreTheSame() throws Exception {
        for (String type : List.of(
                "type=ai.call.*",
                "type!=ai.call.started",
                "type=log.heartbeat",
                "type=type.*",
                "type=malformed",
                "type=type." + "z".repeat(900) + "*",
                "type=state.changed&q=order")) {
            pages("events?limit=100&" + type);
            same("timeline?limit=100&" + type);
        }
    }

    @Test
    void everyTextIsFoundAlike() throws Exception {
        for (String text : TEXTS) {
            for (String filter : List.of("actor", "tenant", "metadata.case", "metadata.case!", "q")) {
                String given = text.substring(0, Math.min(text.length(), 1000));
                same("calls?limit=20&" + filter + "=" + encoded(given));
            }
            String beginning = text.substring(0, Math.min(text.length(), 300));
            for (String filter : List.of("metadata.case", "q")) {
                same("calls?limit=20&" + filter + "=" + encoded(beginning + "*"));
            }
            same("events?limit=20&q="
                    + encoded(text.substring(0, Math.min(text.length(), 200)).split("\\s+", 2)[0]));
        }
    }

    @Test
    void aBeginningThatIsLongerThanWhatIsIndexedIsRefused() throws Exception {
        String path = "calls?metadata.case=" + encoded("é".repeat(900) + "*");
        assertThat(files.get(path).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> refused = database.get(path);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("metadata.case", "bytes before its *");
    }

    @Test
    void figuresAreTheSame() throws Exception {
        for (String by : List.of("", "by=hour&", "by=day&", "by=month&")) {
            for (String group : List.of("", "group=tenant&", "group=actor,class,model,key,provider&")) {
                for (String filter : List.of("limit=3", "q=acme&outcome=ok", "tenant=t1")) {
                    same("summary?" + by + group + filter);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 40, 1000})
    void whatPagesCountOfTheNewestCallsIsTheSame(int most) throws Exception {
        for (Map<String, String[]> asked : List.of(
                Map.of("group", new String[] {"model"}),
                Map.of("by", new String[] {"day"}, "outcome", new String[] {"ok"}),
                Map.of("group", new String[] {"tenant"}, "q", new String[] {"order"}),
                Map.of("group", new String[] {"actor"}, "provider", new String[] {"openai"}))) {
            SummaryReader.Answer one = files.index().newest(QueryParameters.summary(asked), most);
            SummaryReader.Answer other = database.index().newest(QueryParameters.summary(asked), most);
            assertThat(one.items()).isNotEmpty();
            assertThat(other.items()).usingRecursiveComparison().isEqualTo(one.items());
            assertThat(other.total()).usingRecursiveComparison().isEqualTo(one.total());
            assertThat(other.since()).isEqualTo(one.since());
        }
        assertThat(database.index().newest("tenant", TEXTS))
                .isEqualTo(files.index().newest("tenant", TEXTS))
                .isNotEmpty();
    }

    @Test
    void singleAnswersAreTheSame() throws Exception {
        for (JsonNode call : same("calls?limit=15").path("items")) {
            String id = call.path("callId").asString();
            same("calls/" + id);
            same("calls/" + id + "/tools");
            same("timeline?namedBy=" + id);
        }
        for (JsonNode event : same("events?limit=25").path("items")) {
            same("events/" + event.path("event").path("id").asString(""));
            same("events/" + event.path("leafHash").asString(""));
            same("calls?namedBy=" + event.path("event").path("id").asString("x"));
        }
        same("coverage");
        same("coverage?from=2026-11-21T00:00:00Z&to=2026-12-01T00:00:00Z");
        same("ai-bom?from=2026-11-21T00:00:00Z&to=2026-11-30T00:00:00Z");
        same("questions");
        same("logs");
        for (TestLog log : List.of(first, second)) {
            String of = "logs/" + log.followed().id();
            long size = log.events.size();
            same(of + "/checkpoint");
            same(of + "/proof/consistency?from=3&to=" + size);
            for (int i = 0; i < size; i += 41) {
                same(of + "/proof/inclusion?index=" + i + "&size=" + size);
            }
            same(of + "/tile/0/000.p/" + size);
            same(of + "/tile/entries/000.p/" + size);
        }
    }

    @Test
    void exportsAreTheSame() throws Exception {
        for (String list : List.of("calls?", "events?", "timeline?actor=a*&")) {
            for (String format : List.of("csv", "ndjson", "parquet")) {
                HttpResponse<byte[]> one = files.get(list + "format=" + format);
                assertThat(one.statusCode())
                        .as(new String(one.body(), StandardCharsets.UTF_8))
                        .isEqualTo(200);
                assertThat(database.get(list + "format=" + format).body())
                        .as(list + format)
                        .isEqualTo(one.body());
            }
        }
    }
}
