package io.chirograph.retention.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.content.keys.ErasableKeys;
import io.chirograph.content.keys.StoredContentKeys;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.identity.IdentityConfiguration;
import io.chirograph.identity.RecordedDoors;
import io.chirograph.identity.development.DevelopmentCredentials;
import io.chirograph.identity.development.DevelopmentOperators;
import io.chirograph.identity.operators.Role;
import io.chirograph.query.content.KeptLog;
import io.chirograph.query.content.KeptLog.Content;
import io.chirograph.query.index.TestLog;
import io.chirograph.recording.Recorder;
import io.chirograph.retention.RecordedFacts;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.web.ProblemAdvice;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Erasures over real HTTP, behind the real doors.
class ErasureApiTest {
    private static final String PATH = "/admin/v1/erasures";
    private static final String QUESTION =
            "{\"tenant\":\"acme\",\"subject\":\"ann\",\"reason\":\"asked for\",\"legalBasis\":\"GDPR Art. 17\"%s}";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path data;

    private ConfigurableApplicationContext context;
    private ErasableKeys keys;
    private UUID call;

    // No stereotype: component scans of other tests must pass it by.
    @EnableAutoConfiguration(
            exclude = {SecurityFilterAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
    @Import({IdentityConfiguration.class, ProblemAdvice.class, ErasureConfiguration.class, ErasureController.class})
    static class Server {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        RecordedDoors doors() {
            return new RecordedDoors();
        }

        @Bean
        Recorder recorder() {
            return new RecordedFacts().recorder();
        }

        @Bean
        ErasableKeys contentKeys(@Value("${chirograph.data-dir}") Path data) throws IOException {
            return StoredContentKeys.open(data, (kind, id, commitment) -> {}, Clock.systemUTC());
        }

        @Bean
        RetentionRequestStore register(@Value("${chirograph.data-dir}") Path data) throws IOException {
            return RetentionRequestStore.open(data);
        }

        @Bean
        ConfiguredArchives archives(ConfigurableEnvironment environment, @Value("${chirograph.data-dir}") Path data) {
            return ConfiguredArchives.open(Binder.get(environment), data);
        }
    }

    @BeforeEach
    void start() throws Exception {
        new DevelopmentCredentials(data.resolve("dev"), Clock.systemUTC()).renewTokens();
        context = new SpringApplication(Server.class)
                .run(
                        "--chirograph.environment=development",
                        "--server.port=0",
                        "--management.server.port=-1",
                        "--management.endpoint.health.validate-group-membership=false",
                        "--chirograph.data-dir=" + data,
                        "--logging.level.root=warn");
        keys = context.getBean(ErasableKeys.class);
        String keyId = keys.subject("acme", "ann").id();
        try (Archive archive = Archives.directory(data.resolve("archive"))) {
            KeptLog kept = new KeptLog(new TestLog(archive, "example.com/chirograph/gw-1"), archive);
            Content content = Content.sealed(new byte[10], List.of(keyId));
            call = kept.call(Map.of(), content, content);
            kept.publish();
        }
    }

    @AfterEach
    void stop() {
        context.close();
    }

    private HttpResponse<String> send(Role role, String method, String path, String body) throws Exception {
        String token = DevelopmentOperators.in(data.resolve("dev"), Clock.systemUTC())
                .token(role, "somebody", Duration.ofHours(1));
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                + context.getEnvironment().getRequiredProperty("local.server.port") + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(Role.RETENTION_MANAGER, "POST", PATH, body);
    }

    private static JsonNode json(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JsonMapper.shared().readTree(response.body());
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(json(response, status).get("code").asString()).isEqualTo(code);
    }

    @Test
    void itIsTriedThenDoneThenListedWithoutTheName() throws Exception {
        JsonNode dry = json(post(QUESTION.formatted(",\"dryRun\":true")), 200);
        assertThat(dry.at("/reach/calls").asLong()).isEqualTo(1);
        assertThat(dry.at("/reach/contents").asLong()).isEqualTo(2);
        assertThat(dry.get("keyIds").size()).isEqualTo(1);
        assertThat(json(send(Role.RETENTION_MANAGER, "GET", PATH, ""), 200)
                        .get("items")
                        .size())
                .isZero();
        assertThat(keys.present("acme", "ann")).hasSize(1);

        UUID id = UUID.randomUUID();
        String question = QUESTION.formatted(",\"requestId\":\"" + id + "\"");
        JsonNode done = json(post(question), 201);
        assertThat(done.get("state").asString()).isEqualTo("done");
        assertThat(done.get("requestId").asString()).isEqualTo(id.toString());
        assertThat(done.get("operator").asString()).isEqualTo("somebody");
        assertThat(done.has("proof")).isFalse();
        assertThat(keys.present("acme", "ann")).isEmpty();
        assertThat(json(post(question), 201)).isEqualTo(done);
        assertProblem(post(question.replace("ann", "bob")), 409, "erasure-differs");

        HttpResponse<String> one = send(Role.RETENTION_MANAGER, "GET", PATH + "/" + id, "");
        assertThat(json(one, 200)).isEqualTo(done);
        assertThat(one.body()).doesNotContain("ann");
        assertProblem(send(Role.RETENTION_MANAGER, "GET", PATH + "/" + new UUID(0, 0), ""), 404, "not-found");
        assertProblem(send(Role.RETENTION_MANAGER, "GET", PATH + "/x", ""), 400, "bad-value");
    }

    @Test
    void aHoldIsNamedInTheRefusal() throws Exception {
        context.getBean(RetentionRequestStore.class)
                .add(RetentionRequest.place("case 7", ObjectScope.ids(List.of(call)), "inquiry", "ret", Instant.now()));
        assertThat(json(post(QUESTION.formatted(",\"dryRun\":true")), 200)
                        .get("refused")
                        .asString())
                .contains("case 7");
        HttpResponse<String> refused = post(QUESTION.formatted(""));
        assertProblem(refused, 409, "erasure-held");
        assertThat(refused.body()).contains("case 7").doesNotContain("ann");
        assertThat(keys.present("acme", "ann")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(value = Role.class, names = "RETENTION_MANAGER", mode = EnumSource.Mode.EXCLUDE)
    void nobodyElseErases(Role role) throws Exception {
        assertProblem(send(role, "POST", PATH, QUESTION.formatted("")), 403, "role-missing");
        assertProblem(send(role, "GET", PATH, ""), 403, "role-missing");
        assertThat(keys.present("acme", "ann")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"who\":1}", "null"})
    void whatIsNoQuestionIsRefused(String body) throws Exception {
        assertProblem(post(body), 400, "bad-value");
        assertProblem(post(QUESTION.formatted("").replace("ann", "a".repeat(70_000))), 400, "bad-value");
    }
}
