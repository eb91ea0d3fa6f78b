package io.chirograph.query.questions;

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
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.TestLog;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an answer rests on where logs are absent, nobody has the key of one, or the reader may not see everything.
class QuestionScopeTest {
    @TempDir
    private Path data;

    private AuditServer server;
    private TestLog log;
    private TestLog absent;
    private UUID mine;
    private UUID theirs;

    @BeforeEach
    void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        absent = new TestLog(archive, "example.com/chirograph/gw-2");
        log.ok(Map.of("tenant", "acme"));
        log.after(Duration.ofMinutes(5));
        mine = log.ok(Map.of("tenant", "acme", "provider", "a"));
        theirs = log.ok(Map.of("tenant", "globex", "provider", "a"));
        log.after(Duration.ofMinutes(15));
        log.ok(Map.of("tenant", "acme"));
        log.publish();
        server = AuditServer.start(
                data,
                log.followed().key().encode() + "," + absent.followed().key().encode(),
                "--chirograph.identity.operators.scope.tenant-claim=tenants",
                "--chirograph.identity.operators.scope.log-claim=logs",
                "--chirograph.query.questions.no-a.ask=calls?provider=a",
                "--chirograph.query.questions.no-a.expect=none",
                "--chirograph.query.questions.no-p.ask=calls?provider=p",
                "--chirograph.query.questions.no-p.expect=none",
                "--chirograph.query.questions.no-decision.ask=events?type=decision.recorded",
                "--chirograph.query.questions.no-decision.expect=none");
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> server.index().sizes().containsValue((long) log.events.size()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String token(Object tenants, Object logs) throws Exception {
        ECKey key = ECKey.parse(Files.readString(data.resolve("dev/operator-key.json")));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer("chirograph-development")
                        .audience("chirograph")
                        .subject("ann")
                        .claim("roles", List.of("auditor"))
                        .claim("tenants", tenants)
                        .claim("logs", logs)
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private JsonNode ask(String token, String name) throws Exception {
        HttpResponse<byte[]> answer =
                server.as(token, "GET", "questions/" + name + "?from=2026-11-21T10:01:00Z&to=2026-11-21T10:15:00Z", "");
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static List<String> kinds(JsonNode answer) {
        List<String> kinds = new ArrayList<>();
        answer.get("reasons").forEach(reason -> kinds.add(reason.get("kind").asString()));
        return kinds.stream().distinct().toList();
    }

    @Test
    void aFollowedLogOfWhichNothingIsThereMayHoldAnything() throws Exception {
        JsonNode answer = ask(token("*", "*"), "no-p");
        assertThat(kinds(answer)).containsExactly("not-indexed");
        assertThat(answer.get("holds").asString()).isEqualTo("unknown");
        assertThat(answer.has("scope")).isFalse();
    }

    @Test
    void aLogWhoseKeyNobodyHasMayHoldAnything() throws Exception {
        TestLog unknown = new TestLog(Archives.directory(data.resolve("archive")), "example.com/chirograph/gw-3");
        unknown.ok(Map.of("provider", "p"));
        unknown.publish();
        JsonNode answer = ask(token("*", "*"), "no-p");
        assertThat(kinds(answer)).contains("not-covered");
        assertThat(answer.get("reasons").toString()).contains(unknown.followed().id());
        assertThat(answer.at("/coverage/unknown/0").asString())
                .isEqualTo(unknown.followed().id());
    }

    @Test
    void aTenantsAuditorIsAnsweredAboutThatTenant() throws Exception {
        String acme = token(List.of("acme"), "*");
        JsonNode answer = ask(acme, "no-a");
        assertThat(answer.get("count").asLong()).isEqualTo(1);
        assertThat(answer.at("/items/0/callId").asString()).isEqualTo(mine.toString());
        assertThat(answer.toString()).doesNotContain(theirs.toString(), "globex");
        assertThat(answer.at("/scope/tenants/0").asString()).isEqualTo("acme");
        assertThat(kinds(ask(acme, "no-p"))).doesNotContain("scope");
        assertThat(kinds(ask(acme, "no-decision"))).contains("scope");
    }

    @Test
    void whoSeesSomeLogsCannotKnowOfTheOthers() throws Exception {
        JsonNode answer = ask(token("*", log.followed().id()), "no-p");
        assertThat(kinds(answer)).containsExactly("scope");
        assertThat(answer.get("holds").asString()).isEqualTo("unknown");
        assertThat(answer.toString()).doesNotContain(absent.followed().id());
    }

    @Test
    void anArchiveThatDoesNotAnswerMayHoldAnything() throws Exception {
        Files.move(data.resolve("archive"), data.resolve("elsewhere"));
        Files.writeString(data.resolve("archive"), "no directory");
        JsonNode answer = ask(token("*", "*"), "no-a");
        assertThat(kinds(answer)).contains("archive-unavailable");
        assertThat(answer.get("holds").asString()).isEqualTo("no");
        assertThat(ask(token("*", "*"), "no-p").get("holds").asString()).isEqualTo("unknown");
    }
}
