package io.chirograph.query.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.LiveFiles;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.content.keys.KeyedDigests;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.facts.ArchiveChecked;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.facts.PayloadErased;
import io.chirograph.event.value.ContentRead;
import io.chirograph.event.value.TextDigest;
import io.chirograph.identity.development.DevelopmentOperators;
import io.chirograph.identity.operators.Role;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.content.KeptLog.Content;
import io.chirograph.query.index.TestLog;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Content over real HTTP, behind the real doors, out of packs in a directory.
class ContentApiTest {
    private static final byte[] PROMPT = "{\"messages\":[{\"content\":\"CANARY-prompt é\"}]}".getBytes(UTF_8);
    private static final byte[] PAGE = "<html><script>alert('CANARY-page')</script>".getBytes(UTF_8);
    private static final String KEY = "0f".repeat(32);

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static String reader;
    private static String auditor;
    private static byte[] image;
    private static UUID both;
    private static UUID keyed;
    private static UUID zipped;
    private static UUID huge;
    private static UUID erased;
    private static UUID halfErased;
    private static UUID bare;
    private static UUID open;
    private static UUID refused;
    private static UUID texts;
    private static UUID altered;
    private static UUID swapped;
    private static UUID unlisted;
    private static UUID shortened;

    private static Content clear(@Nullable String type, byte[] bytes) {
        return Content.clear(type, bytes);
    }

    @BeforeAll
    static void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        KeptLog kept = new KeptLog(log, archive);
        image = new byte[300];
        new Random(1).nextBytes(image);
        byte[] large = new byte[3 << 20];
        new Random(2).nextBytes(large);
        Map<String, String> acme = Map.of("tenant", "acme");
        both = kept.call(acme, clear("application/json", PROMPT), clear("text/html; charset=utf-8", PAGE));
        keyed = kept.call(
                acme,
                clear("application/json", PROMPT).keyed(KEY),
                clear("image/png", image).keyed(KEY));
        zipped = kept.call(acme, clear("application/json", image).encoded("gzip"), clear("text/event-stream", PAGE));
        huge = kept.call(acme, clear(null, large), clear("x\u0001y", PAGE));
        erased = kept.call(acme, Content.sealed(image, List.of("s1", "s2")), Content.sealed(image, List.of("s1")));
        halfErased = kept.call(acme, Content.sealed(image, List.of("s2", "s3")), clear("text/plain", PAGE));
        bare = log.ok(acme);
        open = log.started(acme);
        refused = log.refused(acme);
        Digest first = KeptLog.plain("Hello, CANARY-text".getBytes(UTF_8));
        Digest second = KeptLog.plain("Other".getBytes(UTF_8));
        texts = kept.call(
                acme,
                clear("application/json", PROMPT),
                clear("text/event-stream", PAGE)
                        .with(List.of(new TextDigest(0, 0, first), new TextDigest(1, 0, second)), null));
        kept.publish();
        altered = kept.call(acme, clear("application/json", PROMPT), clear("text/plain", PAGE));
        swapped = kept.call(acme, clear("application/json", PROMPT), clear("text/plain", PROMPT));
        unlisted = kept.call(acme, clear("application/json", PROMPT), clear("text/plain", PAGE));
        shortened = kept.call(acme, clear("application/json", PROMPT), clear("text/plain", PAGE));
        kept.publish(lines -> lines.stream()
                .filter(line -> !line.head().callId().equals(unlisted))
                .map(ContentApiTest::damage)
                .toList());
        log.fact(new PayloadErased.Key("s1", "asked for", new UUID(1, 1)));
        log.fact(new PayloadErased.Key("s2", "asked for", new UUID(1, 2)));
        log.fact(new PayloadErased.Key("s", "asked for", new UUID(1, 3)));
        log.fact(new ArchiveChecked(new TreeMap<>(Map.of("archive", "main", "retentionDays", 10L))));
        log.publish();
        server = AuditServer.start(data, log.followed(), log.events.size());
        reader = token(Role.PAYLOAD_READER, "rea");
        auditor = token(Role.AUDITOR, "aud");
    }

    private static PackRecord damage(PackRecord line) {
        UUID call = line.head().callId();
        byte[] other = PROMPT.clone();
        other[5] ^= 1;
        if (call.equals(altered)) {
            return PackRecord.of(
                    line.head(), line.position(), line.head().part().equals("request") ? other : PAGE);
        }
        if (call.equals(swapped)) {
            PackRecord.Head head = line.head();
            return PackRecord.of(
                    new PackRecord.Head(
                            new UUID(7, 7), head.part(), head.level(), head.mediaType(), null, head.length(), null),
                    line.position(),
                    PROMPT);
        }
        if (call.equals(shortened)) {
            PackRecord.Head head = line.head();
            byte[] cut = {1, 2, 3};
            return PackRecord.of(
                    new PackRecord.Head(call, head.part(), head.level(), head.mediaType(), null, cut.length, null),
                    line.position(),
                    cut);
        }
        return line;
    }

    private static String token(Role role, String subject) {
        return DevelopmentOperators.in(data.resolve("dev"), Clock.systemUTC())
                .token(role, subject, Duration.ofHours(1));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return server.raw(reader, "GET", "/audit/v1/" + path, "", headers);
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static void assertProblem(HttpResponse<byte[]> response, int status, String code) {
        String body = new String(response.body(), UTF_8);
        assertThat(response.statusCode()).as(body).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(response).get("code").asString()).as(body).isEqualTo(code);
        assertThat(body).doesNotContain("CANARY");
    }

    private static ContentRead lastRead() {
        List<AuditRead> reads = server.recorded().takeReads();
        return Objects.requireNonNull(reads.getLast().content());
    }

    @Test
    void theFactsSayHowEachPartIsKept() throws Exception {
        JsonNode facts = json(get("calls/" + both + "/content"));
        assertThat(facts.propertyNames()).containsExactly("callId", "request", "response");
        JsonNode request = facts.get("request");
        assertThat(request.get("level").asString()).isEqualTo("clear");
        assertThat(request.get("state").asString()).isEqualTo("stored");
        assertThat(request.get("class").asString()).isEqualTo(KeptLog.CLASS);
        assertThat(request.get("mediaType").asString()).isEqualTo("application/json");
        assertThat(request.get("length").asLong()).isEqualTo(PROMPT.length);
        assertThat(request.at("/digest/value").asString())
                .isEqualTo(KeptLog.plain(PROMPT).value());
        assertThat(request.at("/findings/email").asLong()).isEqualTo(2);
        assertThat(request.at("/recipients/0").asString()).isEqualTo("r1");
        assertThat(request.get("subjects").isEmpty()).isTrue();
        assertThat(request.get("reason").isNull()).isTrue();
        assertThat(request.get("reference").isNull()).isTrue();
        assertThat(request.get("link").asString()).isEqualTo("/audit/v1/calls/" + both + "/content/request");
        assertThat(json(get("calls/" + bare + "/content")).at("/response/state").asString())
                .isEqualTo("none");
        JsonNode unended = json(get("calls/" + open + "/content"));
        assertThat(unended.at("/request/state").asString()).isEqualTo("none");
        assertThat(unended.at("/response/state").asString()).isEqualTo("pending");
        assertThat(unended.at("/response/level").asString()).isEqualTo("pending");
        JsonNode nothing = json(get("calls/" + refused + "/content"));
        assertThat(nothing.at("/response/state").asString()).isEqualTo("none");
        assertThat(nothing.at("/response/level").asString()).isEqualTo("nothing");
        JsonNode gone = json(get("calls/" + erased + "/content")).get("request");
        assertThat(gone.get("state").asString()).isEqualTo("erased");
        assertThat(gone.get("link").isNull()).isTrue();
        assertThat(gone.get("destroyed").size()).isEqualTo(2);
    }

    @Test
    void theStoredBytesComeAsADownloadThatNothingRenders() throws Exception {
        HttpResponse<byte[]> page = get("calls/" + both + "/content/response", "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo(PAGE);
        Map<String, List<String>> headers = page.headers().map();
        assertThat(headers.get("content-type")).containsExactly("application/octet-stream");
        assertThat(headers.get("chirograph-content-type")).containsExactly("text/html; charset=utf-8");
        assertThat(headers.get("content-disposition"))
                .containsExactly("attachment; filename=\"" + both + "-response.txt\"");
        assertThat(headers.get("x-content-type-options")).containsExactly("nosniff");
        assertThat(headers.get("content-security-policy")).containsExactly("sandbox; default-src 'none'");
        assertThat(headers.get("cache-control")).containsExactly("no-store");
        assertThat(headers.get("chirograph-content-level")).containsExactly("clear");
        assertThat(headers.get("chirograph-content-opened")).containsExactly("false");
        assertThat(page.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void everyWayOfKeepingComesBackByteForByte() throws Exception {
        assertThat(get("calls/" + both + "/content/request").body()).isEqualTo(PROMPT);
        assertThat(get("calls/" + keyed + "/content/request").body()).isEqualTo(PROMPT);
        HttpResponse<byte[]> png = get("calls/" + keyed + "/content/response");
        assertThat(png.body()).isEqualTo(image);
        assertThat(png.headers().firstValue("Content-Disposition").orElse("")).contains(".bin\"");
        HttpResponse<byte[]> gzip = get("calls/" + zipped + "/content/request");
        assertThat(gzip.body()).isEqualTo(image);
        assertThat(gzip.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(gzip.headers().firstValue("Chirograph-Content-Encoding")).hasValue("gzip");
        assertThat(gzip.headers().firstValue("Content-Disposition").orElse("")).contains("-request.json.gz\"");
        assertThat(get("calls/" + zipped + "/content/response")
                        .headers()
                        .firstValue("Content-Disposition")
                        .orElse(""))
                .contains("-response.sse\"");
        HttpResponse<byte[]> large = get("calls/" + huge + "/content/request");
        assertThat(large.body()).hasSize(3 << 20);
        assertThat(large.headers().firstValue("Chirograph-Content-Type")).isEmpty();
        HttpResponse<byte[]> sealed = get("calls/" + halfErased + "/content/request");
        assertThat(sealed.body()).isEqualTo(image);
        assertThat(sealed.headers().firstValue("Content-Disposition").orElse(""))
                .contains("-request.cms\"");
        // what is no header's text becomes none
        assertThat(get("calls/" + huge + "/content/response").headers().firstValue("Chirograph-Content-Type"))
                .isEmpty();
    }

    @Test
    void headAnswersAsGetAndIsARead() throws Exception {
        server.recorded().takeReads();
        HttpResponse<byte[]> head = server.raw(reader, "HEAD", "/audit/v1/calls/" + both + "/content/request", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length")).hasValue("" + PROMPT.length);
        assertThat(lastRead().callId()).isEqualTo(both);
    }

    @Test
    void aReadIsRecordedWithCallPartAndReasonBeforeItGoesOut() throws Exception {
        server.recorded().takeReads();
        assertThat(get("calls/" + both + "/content/request", "Chirograph-Reason", " case 7 ")
                        .statusCode())
                .isEqualTo(200);
        AuditRead read = server.recorded().takeReads().getLast();
        assertThat(read.role()).isEqualTo("payload-reader");
        assertThat(read.reader().verified()).containsEntry("subject", "rea");
        assertThat(read.results()).isEqualTo(1);
        assertThat(read.content()).isEqualTo(new ContentRead("content", both, "request", "case 7", null, null));
        server.recorded().unavailable = true;
        try {
            HttpResponse<byte[]> refused = get("calls/" + both + "/content/request");
            assertProblem(refused, 503, "recording-unavailable");
            assertThat(refused.headers().firstValue("Content-Disposition")).isEmpty();
        } finally {
            server.recorded().unavailable = false;
        }
    }

    @Test
    void aRefusedReadIsRecordedToo() throws Exception {
        server.recorded().takeReads();
        assertProblem(get("calls/" + new UUID(0, 0) + "/content/request"), 404, "not-found");
        AuditRead read = server.recorded().takeReads().getLast();
        assertThat(read.status()).isEqualTo(404);
        assertThat(read.content()).isEqualTo(new ContentRead("content", new UUID(0, 0), "request", null, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "calls/%s/content",
                "calls/%s/content/request",
                "calls/%s/content/response",
                "calls/%s/%%63ontent"
            })
    void anAuditorAloneReadsNoContent(String path) throws Exception {
        HttpResponse<byte[]> response = server.raw(auditor, "GET", "/audit/v1/" + path.formatted(both), "");
        assertProblem(response, 403, "role-missing");
        assertProblem(server.raw(reader, "GET", "/audit/v1/calls/" + both, ""), 403, "role-missing");
    }

    @ParameterizedTest
    @CsvSource({
        "/audit/v1/calls/%s/content/nothing, 404, not-found",
        "/audit/v1/calls/%s/content/request/x, 404, not-found",
        "/audit/v1/calls/%s/content/REQUEST, 404, not-found",
        "/audit/v1/calls/%s/content/request?x=1, 400, unknown-parameter",
        "/audit/v1/calls/%s/content/request?form=clear, 400, bad-value",
        "/audit/v1/calls/%s/content?form=stored, 400, unknown-parameter",
        "/audit/v1/calls/xyz/content, 400, bad-value",
        "/audit/v1/calls/%%2e%%2e/content, 400, path-refused",
        "/audit/v1/calls/%s/content/..%%2frequest, 400, path-refused",
        "/audit/v1/calls/%s//content/request, 400, path-refused",
        "/audit/v1/calls/%s/content;a=b/request, 400, path-refused",
        "/audit/v1/calls/%s/content/request%%00, 400, path-refused"
    })
    void aPathThatIsNoneOfAPartReadsNothing(String path, int status, String code) throws Exception {
        HttpResponse<byte[]> response = server.raw(reader, "GET", path.formatted(both), "");
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(status);
        assertThat(new String(response.body(), UTF_8)).doesNotContain("CANARY");
        if (response.headers().firstValue("Content-Type").orElse("").contains("problem")) {
            assertThat(json(response).get("code").asString()).isEqualTo(code);
        }
    }

    @Test
    void aReasonIsShortAndOneLine() throws Exception {
        String path = "calls/" + both + "/content/request";
        assertThat(get(path, "Chirograph-Reason", "x".repeat(1024)).statusCode())
                .isEqualTo(200);
        assertProblem(get(path, "Chirograph-Reason", "x".repeat(1025)), 400, "bad-value");
        assertProblem(get(path, "Chirograph-Reason", "a\tb"), 400, "bad-value");
        assertProblem(get(path, "Chirograph-Reason", "a", "Chirograph-Reason", "b"), 400, "bad-value");
    }

    @Test
    void whatIsNotWhatWasSealedNeverGoesOut() throws Exception {
        for (UUID call : List.of(altered, swapped, unlisted, shortened)) {
            assertProblem(get("calls/" + call + "/content/request"), 500, "content-damaged");
        }
        assertThat(get("calls/" + altered + "/content/response").body()).isEqualTo(PAGE);
    }

    @Test
    void whatIsNotKeptAndWhatIsErasedSaysSo() throws Exception {
        assertProblem(get("calls/" + bare + "/content/request"), 404, "content-none");
        assertProblem(get("calls/" + open + "/content/response"), 404, "content-pending");
        assertProblem(get("calls/" + open + "/content/request"), 404, "content-none");
        assertProblem(get("calls/" + refused + "/content/response"), 404, "content-none");
        assertProblem(get("calls/" + erased + "/content/request"), 410, "content-erased");
        assertProblem(get("calls/" + erased + "/content/response"), 410, "content-erased");
        assertThat(get("calls/" + halfErased + "/content/request").statusCode()).isEqualTo(200);
    }

    @Test
    void theIndexHoldsNoContent() throws Exception {
        assertThat(get("calls/" + both + "/content/request").body()).isEqualTo(PROMPT);
        LiveFiles.read(data, (file, bytes) -> {
            if (!file.startsWith(data.resolve("archive"))) {
                assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("CANARY");
            }
        });
    }

    private static JsonNode ask(UUID call, String part, String member, String value) throws Exception {
        HttpResponse<byte[]> response = question(call, part, member, value);
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
        return json(response);
    }

    private static HttpResponse<byte[]> question(UUID call, String part, String member, String value) throws Exception {
        String body =
                JsonMapper.shared().writeValueAsString(Map.of("callId", call.toString(), "part", part, member, value));
        return server.raw(reader, "POST", "/audit/v1/digests", body, "Content-Type", "application/json");
    }

    @Test
    void aTextIsComparedAndRecordedNowhere() throws Exception {
        server.recorded().takeReads();
        JsonNode wire = ask(both, "request", "text", new String(PROMPT, UTF_8));
        assertThat(wire.get("matches").asBoolean()).isTrue();
        assertThat(wire.get("what").asString()).isEqualTo("request");
        AuditRead read = server.recorded().takeReads().getLast();
        assertThat(read.content()).isEqualTo(new ContentRead("digest", both, "request", null, null, true));
        assertThat(read.question()).isNull();
        assertThat(read.toString())
                .doesNotContain("CANARY")
                .doesNotContain(KeptLog.plain(PROMPT).value());

        String base64 = java.util.Base64.getEncoder().encodeToString(image);
        assertThat(ask(keyed, "response", "data", base64).get("what").asString())
                .isEqualTo("response");
        JsonNode text = ask(texts, "response", "text", "Hello, CANARY-text");
        assertThat(text.get("what").asString()).isEqualTo("text");
        assertThat(text.get("choice").asLong()).isZero();
        assertThat(ask(texts, "response", "text", "Other").get("choice").asLong())
                .isEqualTo(1);
        JsonNode no = ask(texts, "response", "text", "Hello, CANARY-texT");
        assertThat(no.get("matches").asBoolean()).isFalse();
        assertThat(no.has("what")).isFalse();
        assertThat(lastRead().matches()).isFalse();
    }

    @Test
    void aBadQuestionIsRefusedWithoutAnyOfItsText() throws Exception {
        assertProblem(question(both, "request", "data", "CANARY%%"), 400, "bad-value");
        assertProblem(question(both, "both", "text", "CANARY"), 400, "bad-value");
        assertProblem(question(new UUID(0, 0), "request", "text", "CANARY"), 404, "not-found");
        assertProblem(
                server.raw(
                        reader,
                        "POST",
                        "/audit/v1/digests",
                        "{\"callId\":\"" + both + "\",\"part\":\"request\",\"text\":\"CANARY\",\"data\":\"\"}",
                        "Content-Type",
                        "application/json"),
                400,
                "bad-value");
        assertProblem(
                server.raw(reader, "POST", "/audit/v1/digests", "{\"CANARY\":1}", "Content-Type", "text/plain"),
                415,
                "bad-request");
        assertProblem(
                server.raw(auditor, "POST", "/audit/v1/digests", "{}", "Content-Type", "application/json"),
                403,
                "role-missing");
        assertProblem(question(both, "request", "text", "x".repeat((8 << 20) + 1)), 400, "content-too-large");
        assertThat(server.raw(reader, "GET", "/audit/v1/digests", "").statusCode())
                .isEqualTo(405);
    }

    @Test
    void aDigestUnderAKeyTakesThatKey() throws Exception {
        byte[] key = new byte[32];
        byte[] text = "short".getBytes(UTF_8);
        Digest digest = new Digest(
                "hmac-sha256",
                "t1",
                HexFormat.of().formatHex(KeyedDigests.hmac(key, io.chirograph.support.digest.Sha256.of(text))),
                text.length);
        JsonNode body = JsonMapper.shared()
                .readTree("{\"digest\":{\"alg\":\"hmac-sha256\",\"keyId\":\"t1\",\"value\":\"" + digest.value()
                        + "\",\"length\":5}}");
        RecordedDigests recorded = RecordedDigests.of(new KeptPart(KeptPart.Part.REQUEST, null, false, body));
        assertThat(recorded.compare(text, id -> id.equals("t1") ? key : null).matches())
                .isTrue();
        assertThat(recorded.compare("shorT".getBytes(UTF_8), id -> key).matches())
                .isFalse();
        RecordedDigests.Answer without = recorded.compare(text, DigestKeys.NONE);
        assertThat(without.matches()).isFalse();
        assertThat(without.compared()).isEmpty();
        assertThat(without.missingKeys()).containsExactly("t1");
    }

    @ParameterizedTest
    @CsvSource({"3, 410, content-expired, expired", "100000, 500, content-damaged, missing"})
    void aPackThatIsGoneIsExpiredOnlyAfterItsRetention(long days, int status, String code, String state)
            throws Exception {
        Path other = Files.createDirectory(data.resolveSibling(data.getFileName() + "-gone-" + days));
        Archive archive = Archives.directory(other.resolve("archive"));
        TestLog gone = new TestLog(archive, "example.com/chirograph/gw-3");
        KeptLog kept = new KeptLog(gone, archive);
        UUID call = kept.call(Map.of(), clear("text/plain", PAGE), clear("text/plain", PAGE));
        PackName pack = kept.publish();
        gone.fact(new ArchiveChecked(new TreeMap<>(Map.of("archive", "main", "retentionDays", days))));
        gone.publish();
        Files.delete(other.resolve("archive").resolve(pack.key(gone.layout())));
        try (AuditServer second = AuditServer.start(other, gone.followed(), gone.events.size())) {
            String token = DevelopmentOperators.in(other.resolve("dev"), Clock.systemUTC())
                    .token(Role.PAYLOAD_READER, "rea", Duration.ofHours(1));
            String path = "/audit/v1/calls/" + call + "/content";
            assertProblem(second.raw(token, "GET", path + "/request", ""), status, code);
            assertThat(json(second.raw(token, "GET", path, ""))
                            .at("/request/state")
                            .asString())
                    .isEqualTo(state);
        }
    }
}
