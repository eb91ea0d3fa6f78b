package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.Received;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The packaged gateway calls a provider by tokens of a few seconds, which it gets from an endpoint that comes and
/// goes.
class WorkloadIdentityIT {
    private static final String OK = "{\"id\":\"r-1\",\"model\":\"m\",\"choices\":[]}";

    @TempDir
    Path directory;

    private final List<Received> exchanges = new CopyOnWriteArrayList<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private volatile boolean isDown;

    private RawUpstream endpoint() throws IOException {
        return new RawUpstream((connection, wire) -> {
            Received request = wire.received();
            if (request == null) {
                return;
            }
            exchanges.add(request);
            if (!isDown) {
                String token = "fed-token-" + tokens.incrementAndGet();
                byte[] body = ("{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"expires_in\":4}")
                        .getBytes(StandardCharsets.UTF_8);
                wire.answer("200 OK", "Content-Type: application/json\r\nConnection: close\r\n", body, false);
            }
        });
    }

    private RawUpstream provider() throws IOException {
        return new RawUpstream((connection, wire) -> {
            for (Received request = wire.received(); request != null; request = wire.received()) {
                sent.add(String.valueOf(request.header("authorization")));
                wire.answer("200 OK", "Content-Type: application/json\r\n", OK.getBytes(StandardCharsets.UTF_8), false);
            }
        });
    }

    private static String jwt(String subject) {
        var url = Base64.getUrlEncoder().withoutPadding();
        String claims = "{\"iss\":\"https://k8s.example\",\"sub\":\"" + subject + "\",\"jti\":\"j-" + subject + "\"}";
        return url.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + url.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2lnbmF0dXJl";
    }

    private Path subject(String name) throws IOException {
        Path other = Files.writeString(directory.resolve("subject.new"), jwt(name) + "\n");
        return Files.move(other, directory.resolve("subject"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Http.Answer call(GatewayProcess gateway) throws IOException {
        return new Http(gateway.port(), gateway.key())
                .post("/w/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
    }

    @Test
    void callsGoOnWhileThereIsATokenAndAreOnRecordWhileThereIsNone() throws Exception {
        try (var endpoint = endpoint();
                var provider = provider();
                var gateway = start(endpoint.url(), provider.url())) {
            Http.Answer first = call(gateway);
            assertThat(first.status()).isEqualTo(200);
            assertThat(sent.getLast()).matches("Bearer fed-token-[0-9]+");

            subject("second");
            Awaitility.await("renewed ahead, by the new file")
                    .until(() ->
                            exchanges.getLast().body().contains(jwt("second").replace("=", "%3D")));
            Awaitility.await("calls go by the new one").until(() -> {
                assertThat(call(gateway).status()).isEqualTo(200);
                return sent.getLast().equals("Bearer fed-token-" + tokens.get());
            });

            isDown = true;
            Http.Answer refused = Awaitility.await("the last token ends")
                    .until(() -> call(gateway), answer -> answer.status() != 200);
            assertThat(refused.status()).isEqualTo(502);
            assertThat(refused.text()).contains("credential-unavailable");
            assertThat(refused.header("retry-after")).isPresent();
            int reached = sent.size();
            assertThat(call(gateway).status()).isEqualTo(502);
            assertThat(sent).hasSize(reached);

            isDown = false;
            Awaitility.await("it goes on by itself").until(() -> call(gateway).status() == 200);

            JsonNode started = gateway.journal().started(first.callId());
            assertThat(started.path("workloadIdentity").path("subject").asString())
                    .isEqualTo("first");
            assertThat(started.path("workloadIdentity").path("subjectTokenId").asString())
                    .isEqualTo("j-first");
            assertThat(started.path("workloadIdentity").path("rule").asString()).isEqualTo("aud-1");
            assertThat(String.valueOf(gateway.journal().find("ai.call.refused", refused.callId())))
                    .contains("credential-unavailable");
            assertThat(gateway.log()).doesNotContain("fed-token", jwt("first"), jwt("second"));
        }
        try (var files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile).filter(file -> !file.endsWith("subject")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain("fed-token", jwt("first"), jwt("second")));
        }
    }

    private GatewayProcess start(URI endpoint, URI provider) throws IOException {
        String prefix = "--chirograph.gateway.providers.w.";
        return GatewayProcess.start(
                directory,
                prefix + "base-url=" + provider,
                prefix + "dialect=openai",
                prefix + "auth=workload-identity",
                prefix + "workload-identity.exchange=token-exchange",
                prefix + "workload-identity.token-url=" + endpoint + "/oauth/token",
                prefix + "workload-identity.subject-token-file=" + subject("first"),
                prefix + "workload-identity.parameters.audience=aud-1",
                prefix + "workload-identity.timeout=5s");
    }
}
