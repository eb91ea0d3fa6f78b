package io.chirograph.query.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.content.envelope.Certified;
import io.chirograph.content.envelope.CmsSealer;
import io.chirograph.content.envelope.ContentSealer.Inside;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.facts.ArchiveChecked;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.facts.PayloadErased;
import io.chirograph.event.value.ContentRead;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.identity.development.DevelopmentOperators;
import io.chirograph.identity.operators.Role;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.content.KeptLog.Content;
import io.chirograph.query.index.TestLog;
import io.chirograph.tlog.TreeHasher;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The reasoning of decisions that applications recorded, at each level, over real HTTP.
class EventContentTest {
    private static final byte[] REASONING = "{\"reasoning\":\"CANARY: income covers the rate\"}".getBytes(UTF_8);
    private static final byte[] REDACTED = "{\"reasoning\":\"[email:0123456789abcdef] agreed\"}".getBytes(UTF_8);
    private static final Digest DIGEST = KeptLog.plain("CANARY: income covers the rate".getBytes(UTF_8));

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static String reader;
    private static UUID clear;
    private static UUID redacted;
    private static UUID encrypted;
    private static UUID othersSecret;
    private static UUID erased;
    private static UUID digest;
    private static UUID nothing;
    private static UUID silent;
    private static UUID swapped;
    private static UUID call;

    @BeforeAll
    static void start() throws Exception {
        Certified mine = Certified.ec("secp256r1");
        Certified another = Certified.ec("secp256r1");
        Archive archive = Archives.directory(data.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        KeptLog kept = new KeptLog(log, archive);
        Content plain = Content.clear("application/json", REASONING);
        clear = decision(kept, PayloadLevel.CLEAR, plain);
        redacted = decision(kept, PayloadLevel.REDACTED, plain.as(PayloadLevel.REDACTED, REDACTED));
        encrypted = log.next();
        kept.decision(encrypted, Map.of(), PayloadLevel.ENCRYPTED, DIGEST, sealed(encrypted, mine));
        othersSecret = log.next();
        kept.decision(othersSecret, Map.of(), PayloadLevel.ENCRYPTED, DIGEST, sealed(othersSecret, another));
        erased = decision(kept, PayloadLevel.ENCRYPTED, Content.sealed(REASONING, List.of("s1")));
        digest = decision(kept, PayloadLevel.DIGEST, null);
        nothing = decision(kept, PayloadLevel.NOTHING, null);
        silent = kept.decision(log.next(), Map.of(), PayloadLevel.CLEAR, null, null);
        swapped = decision(kept, PayloadLevel.CLEAR, plain);
        call = kept.call(Map.of(), plain, plain);
        kept.publish(lines -> lines.stream().map(EventContentTest::swap).toList());
        log.fact(new PayloadErased.Key("s1", "asked for", new UUID(1, 1)));
        log.publish();
        server = AuditServer.start(
                data,
                log.followed().key().encode(),
                "--chirograph.content.private-key=" + mine.keyFile(data, "auditor"),
                "--chirograph.content.certificate=" + mine.certificateFile(data, "auditor"));
        Awaitility.await()
                .until(() -> new String(server.get("logs").body(), UTF_8).contains("\"size\":" + log.events.size()));
        reader = token(data, Role.PAYLOAD_READER);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static UUID decision(KeptLog kept, PayloadLevel level, @Nullable Content content) {
        return kept.decision(
                kept.log.next(), Map.of(), level, level == PayloadLevel.NOTHING ? DIGEST.withheld() : DIGEST, content);
    }

    private static Content sealed(UUID event, Certified to) throws Exception {
        ByteArrayOutputStream cms = new ByteArrayOutputStream();
        try (OutputStream out = new CmsSealer(List.of(to.recipient()))
                .seal(new Inside(event, "data", "application/json", null), List.of(), false, cms)) {
            out.write(REASONING);
        }
        return Content.sealed(cms.toByteArray(), List.of());
    }

    private static PackRecord swap(PackRecord line) {
        PackRecord.Head head = line.head();
        return head.callId().equals(swapped)
                ? PackRecord.of(
                        new PackRecord.Head(
                                clear, head.part(), head.level(), head.mediaType(), null, head.length(), null),
                        line.position(),
                        REASONING)
                : line;
    }

    private static String token(Path data, Role role) {
        return DevelopmentOperators.in(data.resolve("dev"), Clock.systemUTC()).token(role, "rea", Duration.ofHours(1));
    }

    private static HttpResponse<byte[]> get(Object event, String rest, String... headers) throws Exception {
        return server.raw(reader, "GET", "/audit/v1/events/" + event + "/content" + rest, "", headers);
    }

    private static JsonNode facts(UUID event) throws Exception {
        HttpResponse<byte[]> answer = get(event, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode facts = JsonMapper.shared().readTree(answer.body());
        assertThat(facts.propertyNames()).containsExactly("id", "data");
        assertThat(facts.get("id").asString()).isEqualTo(event.toString());
        return facts.get("data");
    }

    private static void assertFacts(UUID event, String level, String state) throws Exception {
        JsonNode facts = facts(event);
        assertThat(facts.get("level").asString()).isEqualTo(level);
        assertThat(facts.get("state").asString()).isEqualTo(state);
        if (state.equals("stored")) {
            assertThat(facts.get("link").asString()).isEqualTo("/audit/v1/events/" + event + "/content/data");
        } else {
            assertThat(facts.get("link").isNull()).isTrue();
        }
    }

    private static void assertProblem(HttpResponse<byte[]> response, int status, String code) {
        String body = new String(response.body(), UTF_8);
        assertThat(response.statusCode()).as(body).isEqualTo(status);
        assertThat(JsonMapper.shared().readTree(body).get("code").asString()).isEqualTo(code);
        assertThat(body).doesNotContain("CANARY");
    }

    @Test
    void inTheClearItComesAsItWasSaid() throws Exception {
        assertFacts(clear, "clear", "stored");
        HttpResponse<byte[]> answer = get(clear, "/data");
        assertThat(answer.body()).isEqualTo(REASONING);
        assertThat(answer.headers().firstValue("Chirograph-Content-Level")).hasValue("clear");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("ETag")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"" + clear + "-data.json\"");
        HttpResponse<byte[]> head = server.raw(reader, "HEAD", "/audit/v1/events/" + clear + "/content/data", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void redactedItComesAsItWasWritten() throws Exception {
        assertFacts(redacted, "redacted", "stored");
        assertThat(get(redacted, "/data").body()).isEqualTo(REDACTED);
    }

    @Test
    void encryptedItComesOpenedWhereItIsForThisKey() throws Exception {
        assertFacts(encrypted, "encrypted", "stored");
        server.recorded().takeReads();
        HttpResponse<byte[]> opened = get(encrypted, "/data");
        assertThat(opened.body()).isEqualTo(REASONING);
        assertThat(opened.headers().firstValue("Chirograph-Content-Opened")).hasValue("true");
        assertThat(lastRead()).isEqualTo(new ContentRead("opened", encrypted, "data", null, null, null));
        assertThat(new String(get(encrypted, "/data?form=stored").body(), UTF_8))
                .doesNotContain("CANARY");
        assertProblem(get(othersSecret, "/data"), 503, "content-unavailable");
        assertThat(get(othersSecret, "/data?form=stored").statusCode()).isEqualTo(200);
    }

    @Test
    void withItsSubjectsKeyItIsGone() throws Exception {
        assertFacts(erased, "encrypted", "erased");
        assertProblem(get(erased, "/data"), 410, "content-erased");
    }

    @Test
    void ofADigestAndOfNothingThereIsNone() throws Exception {
        assertFacts(digest, "digest", "none");
        assertProblem(get(digest, "/data"), 404, "content-none");
        assertFacts(nothing, "nothing", "none");
        assertProblem(get(nothing, "/data"), 404, "content-none");
        assertFacts(silent, "nothing", "none");
        assertProblem(get(silent, "/data"), 404, "content-none");
    }

    @Test
    void whatIsOfAnotherEventNeverGoesOut() throws Exception {
        assertProblem(get(swapped, "/data"), 500, "content-damaged");
    }

    @Test
    void aLeafHashNamesItToo() throws Exception {
        byte[] bytes = log.events.stream()
                .filter(event -> event.id().equals(clear))
                .findFirst()
                .orElseThrow()
                .canonical();
        String name = "sha256:" + TreeHasher.leaf(bytes).hex();
        server.recorded().takeReads();
        assertThat(get(name, "/data", "Chirograph-Reason", "case 7").body()).isEqualTo(REASONING);
        assertThat(lastRead()).isEqualTo(new ContentRead("content", clear, "data", "case 7", null, null));
    }

    @Test
    void eachReadIsRecordedAndOneThatCannotBeIsRefused() throws Exception {
        server.recorded().takeReads();
        get(clear, "");
        assertThat(lastRead()).isEqualTo(new ContentRead("facts", clear, null, null, null, null));
        get(new UUID(0, 0), "/data");
        AuditRead refused = server.recorded().takeReads().getLast();
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.role()).isEqualTo("payload-reader");
        assertThat(refused.content()).isEqualTo(new ContentRead("content", new UUID(0, 0), "data", null, null, null));
        server.recorded().unavailable = true;
        try {
            assertProblem(get(clear, "/data"), 503, "recording-unavailable");
        } finally {
            server.recorded().unavailable = false;
        }
    }

    private static ContentRead lastRead() {
        return Objects.requireNonNull(server.recorded().takeReads().getLast().content());
    }

    @Test
    void anAuditorAloneReadsNone() throws Exception {
        String auditor = token(data, Role.AUDITOR);
        for (String path : List.of("", "/data")) {
            assertProblem(
                    server.raw(auditor, "GET", "/audit/v1/events/" + clear + "/content" + path, ""),
                    403,
                    "role-missing");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/request, 404, not-found",
        "/data/x, 404, not-found",
        "/data?x=1, 400, unknown-parameter",
        "/data?form=clear, 400, bad-value",
        "?form=stored, 400, unknown-parameter"
    })
    void whatIsNoPartOfItReadsNothing(String rest, int status, String code) throws Exception {
        assertProblem(get(clear, rest), status, code);
    }

    @Test
    void whatIsNoApplicationsEventHasNone() throws Exception {
        UUID started = log.events.stream()
                .filter(event -> new String(event.canonical(), UTF_8).contains(call.toString()))
                .findFirst()
                .orElseThrow()
                .id();
        assertProblem(get(started, ""), 404, "not-found");
        assertProblem(get(started, "/data"), 404, "not-found");
        assertProblem(get(call, "/data"), 404, "not-found");
        assertProblem(get("xyz", "/data"), 400, "bad-value");
    }

    @ParameterizedTest
    @CsvSource({"3, 410, content-expired, expired", "100000, 500, content-damaged, missing"})
    void aPackThatIsGoneIsExpiredOnlyAfterItsRetention(long days, int status, String code, String state)
            throws Exception {
        Path other = Files.createDirectory(data.resolveSibling(data.getFileName() + "-events-" + days));
        Archive archive = Archives.directory(other.resolve("archive"));
        TestLog gone = new TestLog(archive, "example.com/chirograph/gw-3");
        KeptLog kept = new KeptLog(gone, archive);
        UUID event = decision(kept, PayloadLevel.CLEAR, Content.clear("application/json", REASONING));
        PackName pack = kept.publish();
        gone.fact(new ArchiveChecked(new TreeMap<>(Map.of("archive", "main", "retentionDays", days))));
        gone.publish();
        Files.delete(other.resolve("archive").resolve(pack.key(gone.layout())));
        try (AuditServer second = AuditServer.start(other, gone.followed(), gone.events.size())) {
            String path = "/audit/v1/events/" + event + "/content";
            String token = token(other, Role.PAYLOAD_READER);
            assertProblem(second.raw(token, "GET", path + "/data", ""), status, code);
            assertThat(JsonMapper.shared()
                            .readTree(second.raw(token, "GET", path, "").body())
                            .at("/data/state")
                            .asString())
                    .isEqualTo(state);
        }
    }
}
