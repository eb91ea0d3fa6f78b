package io.chirograph.query.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.content.envelope.Certified;
import io.chirograph.content.envelope.CmsSealer;
import io.chirograph.content.envelope.ContentSealer.Inside;
import io.chirograph.content.keys.SubjectKey;
import io.chirograph.identity.development.DevelopmentOperators;
import io.chirograph.identity.operators.Role;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.content.KeptLog.Content;
import io.chirograph.query.index.TestLog;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Encrypted content in a process that has a recipient's key.
class OpenedContentTest {
    private static final byte[] PROMPT = "{\"messages\":[{\"content\":\"CANARY-prompt\"}]}".getBytes(UTF_8);

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static Certified mine;
    private static byte[] large;
    private static UUID own;
    private static UUID others;
    private static UUID ofAPerson;
    private static UUID foreign;
    private static UUID garbage;
    private static String keyFile;
    private static String certificateFile;
    private static String key;

    private static byte[] seal(UUID call, String part, byte[] content, List<SubjectKey> subjects, Certified to) {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (OutputStream out = new CmsSealer(List.of(to.recipient()))
                .seal(new Inside(call, part, "application/json", null), subjects, false, sealed)) {
            out.write(content);
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
        return sealed.toByteArray();
    }

    private static Function<UUID, Content> sealed(String part, byte[] content, Certified to) {
        return call -> Content.sealed(seal(call, part, content, List.of(), to), List.of());
    }

    @BeforeAll
    static void start() throws Exception {
        mine = Certified.ec("secp256r1");
        Certified else_ = Certified.ec("secp256r1");
        large = new byte[2 << 20];
        Archive archive = Archives.directory(data.resolve("archive"));
        TestLog log = new TestLog(archive, "example.com/chirograph/gw-1");
        KeptLog kept = new KeptLog(log, archive);
        own = kept.call(Map.of(), sealed("request", PROMPT, mine), sealed("response", large, mine));
        others = kept.call(Map.of(), sealed("request", PROMPT, else_), sealed("response", PROMPT, else_));
        SubjectKey subject = new SubjectKey("00".repeat(16), new byte[32]);
        Function<UUID, Content> person =
                call -> Content.sealed(seal(call, "request", PROMPT, List.of(subject), mine), List.of(subject.id()));
        ofAPerson = kept.call(Map.of(), person, person);
        Function<UUID, Content> moved =
                call -> Content.sealed(seal(new UUID(1, 1), "request", PROMPT, List.of(), mine), List.of());
        foreign = kept.call(Map.of(), moved, sealed("request", PROMPT, mine));
        garbage = kept.call(Map.of(), Content.sealed(new byte[100], List.of()), Content.clear("text/plain", PROMPT));
        kept.publish();
        keyFile = mine.keyFile(data, "auditor").toString();
        certificateFile = mine.certificateFile(data, "auditor").toString();
        key = log.followed().key().encode();
        server = AuditServer.start(
                data,
                key,
                "--chirograph.content.private-key=" + keyFile,
                "--chirograph.content.certificate=" + certificateFile);
        Awaitility.await()
                .until(() -> new String(server.get("logs").body(), UTF_8).contains("\"size\":" + log.events.size()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<byte[]> get(UUID call, String rest) throws Exception {
        String token = DevelopmentOperators.in(data.resolve("dev"), Clock.systemUTC())
                .token(Role.PAYLOAD_READER, "rea", Duration.ofHours(1));
        return server.raw(token, "GET", "/audit/v1/calls/" + call + "/content/" + rest, "");
    }

    private static void assertProblem(HttpResponse<byte[]> response, int status, String code) {
        String body = new String(response.body(), UTF_8);
        assertThat(response.statusCode()).as(body).isEqualTo(status);
        assertThat(JsonMapper.shared().readTree(body).get("code").asString()).isEqualTo(code);
        assertThat(body).doesNotContain("CANARY");
    }

    @Test
    void whatIsForThisKeyComesOpenedAndIsRecordedSo() throws Exception {
        server.recorded().takeReads();
        HttpResponse<byte[]> opened = get(own, "request");
        assertThat(opened.body()).isEqualTo(PROMPT);
        assertThat(opened.headers().firstValue("Chirograph-Content-Opened")).hasValue("true");
        assertThat(opened.headers().firstValue("Chirograph-Content-Type")).hasValue("application/json");
        assertThat(opened.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(opened.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"" + own + "-request.json\"");
        assertThat(Objects.requireNonNull(
                                server.recorded().takeReads().getLast().content())
                        .what())
                .isEqualTo("opened");
        assertThat(get(own, "response").body()).isEqualTo(large);
    }

    @Test
    void asStoredItStaysClosed() throws Exception {
        server.recorded().takeReads();
        HttpResponse<byte[]> stored = get(own, "request?form=stored");
        assertThat(stored.body()[0]).isEqualTo((byte) 0x30);
        assertThat(new String(stored.body(), UTF_8)).doesNotContain("CANARY");
        assertThat(stored.headers().firstValue("Chirograph-Content-Opened")).hasValue("false");
        assertThat(stored.headers().firstValue("Content-Disposition").orElse(""))
                .contains(".cms\"");
        assertThat(Objects.requireNonNull(
                                server.recorded().takeReads().getLast().content())
                        .what())
                .isEqualTo("content");
    }

    @Test
    void whatCannotBeOpenedSaysWhy() throws Exception {
        assertProblem(get(others, "request"), 503, "content-unavailable");
        assertThat(get(others, "request?form=stored").statusCode()).isEqualTo(200);
        assertProblem(get(ofAPerson, "request"), 503, "content-unavailable");
        assertProblem(get(foreign, "request"), 500, "content-damaged");
        assertProblem(get(foreign, "response"), 500, "content-damaged");
        assertProblem(get(garbage, "request"), 500, "content-damaged");
        assertThat(get(garbage, "response").headers().firstValue("Chirograph-Content-Opened"))
                .hasValue("false");
    }

    @Test
    void aKeyDoesNotGoWithAProcessThatTakesCalls() {
        assertThatThrownBy(() -> new ContentReadingProperties(
                        Path.of("x"), null, false, ContentReadingProperties.Grants.OPTIONAL))
                .hasMessageContaining("chirograph.content.private-key is 'x'")
                .hasMessageContaining("chirograph.content.certificate is not set");
        var environment =
                new org.springframework.mock.env.MockEnvironment().withProperty("chirograph.environment", "production");
        var settings = new ContentReadingProperties(
                Path.of(keyFile), Path.of(certificateFile), false, ContentReadingProperties.Grants.OPTIONAL);
        var none = new org.springframework.beans.factory.support.DefaultListableBeanFactory()
                .getBeanProvider(io.chirograph.content.keys.ErasableKeys.class);
        var configuration = new ContentReadConfiguration();
        assertThatThrownBy(() -> configuration.contentOpener(settings, none, environment, data))
                .hasMessageContaining("chirograph.content.private-key")
                .hasMessageContaining("chirograph.roles is auditor");
        assertThat(configuration.contentOpener(
                        settings, none, environment.withProperty("chirograph.roles", "auditor"), data))
                .isNotNull();
        var wrong = new ContentReadingProperties(
                Path.of(certificateFile), Path.of(certificateFile), false, ContentReadingProperties.Grants.OPTIONAL);
        assertThatThrownBy(() -> configuration.contentOpener(wrong, none, environment, data))
                .hasMessageContaining(certificateFile);
    }
}
