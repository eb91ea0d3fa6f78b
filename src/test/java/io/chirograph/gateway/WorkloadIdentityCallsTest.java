package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.gateway.attempts.Gates;
import io.chirograph.gateway.upstream.Providers;
import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.Received;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import tools.jackson.databind.JsonNode;

/// Providers that are called by tokens of the gateway's workload identity: `w`, and `v` in Anthropic's dialect.
class WorkloadIdentityCallsTest {
    private static final String OK = "{\"id\":\"r-1\",\"model\":\"m\",\"choices\":[]}";
    private static final String ASK = "{\"model\":\"m\",\"messages\":[]}";

    @TempDir
    Path directory;

    private final AtomicInteger exchanges = new AtomicInteger();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile boolean isDown;
    private volatile String refused = "";
    private RawUpstream endpoint;
    private GatewayHarness gateway;

    @BeforeEach
    void begin() throws IOException {
        endpoint = new RawUpstream((connection, wire) -> {
            if (!wire.request()) {
                return;
            }
            int number = exchanges.incrementAndGet();
            byte[] token = ("{\"access_token\":\"provider-token-" + number + "\",\"expires_in\":3600}")
                    .getBytes(StandardCharsets.UTF_8);
            wire.answer(isDown ? "503 No" : "200 OK", "Connection: close\r\n", isDown ? new byte[0] : token, false);
        });
        Path subject = Files.writeString(directory.resolve("subject"), "platform-token");
        gateway = GatewayHarness.start(
                "gateway.providers.w.base-url=" + GatewayHarness.PROVIDER,
                "gateway.providers.w.dialect=openai",
                "gateway.providers.w.auth=workload-identity",
                "gateway.providers.w.requires-credential=true",
                "gateway.providers.w.idle-connection=1ns",
                "gateway.providers.w.workload-identity.exchange=openai",
                "gateway.providers.w.workload-identity.token-url=" + endpoint.url() + "/oauth/token",
                "gateway.providers.w.workload-identity.subject-token-file=" + subject,
                "gateway.providers.w.workload-identity.parameters.identity-provider-id=idp_1",
                "gateway.providers.w.workload-identity.parameters.service-account-id=svc_1",
                "gateway.providers.v.base-url=" + GatewayHarness.PROVIDER,
                "gateway.providers.v.dialect=anthropic",
                "gateway.providers.v.auth=workload-identity",
                "gateway.providers.v.idle-connection=1ns",
                "gateway.providers.v.workload-identity.exchange=anthropic",
                "gateway.providers.v.workload-identity.token-url=http://127.0.0.1:1/never",
                "gateway.providers.v.workload-identity.subject-token-file=" + directory.resolve("none"),
                "gateway.providers.v.workload-identity.parameters.federation-rule-id=fdrl_1",
                "gateway.providers.v.workload-identity.parameters.organization-id=o-1");
        gateway.provider().says((connection, wire) -> {
            Received request = wire.received();
            if (request != null) {
                received.add(request);
                boolean isRefused = !refused.isEmpty()
                        && String.valueOf(request.header("authorization")).endsWith(refused);
                wire.answer(
                        isRefused ? "401 Unauthorized" : "200 OK",
                        "Content-Type: application/json\r\nConnection: close\r\n",
                        OK.getBytes(StandardCharsets.UTF_8),
                        false);
            }
        });
        Awaitility.await().until(exchanges::get, count -> count > 0);
    }

    @AfterEach
    void end() throws IOException {
        assertThat(gateway.journal().events())
                .allSatisfy(event ->
                        assertThat(event.data().toString()).doesNotContain("provider-token", "platform-token"));
        gateway.close();
        endpoint.close();
    }

    private Http.Answer call(String provider, String... headers) throws IOException {
        return gateway.http().post("/" + provider + "/v1/chat/completions", ASK, headers);
    }

    private String health() {
        Health health = new GatewayConfiguration()
                .providersHealthIndicator(gateway.bean(Gates.class), gateway.bean(Providers.class))
                .health();
        return String.valueOf(health);
    }

    private String sent() {
        return String.valueOf(received.getLast().header("authorization"));
    }

    @Test
    void aCallGoesWithTheTokenAndItsEventSaysWhich() throws IOException {
        Http.Answer answer = call("w");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(sent()).isEqualTo("Bearer provider-token-1");
        JsonNode started = gateway.event("ai.call.started", answer.callId());
        assertThat(started.path("credential").asString()).isEqualTo("gateway");
        JsonNode token = started.path("workloadIdentity");
        assertThat(token.path("tokenId").asString()).matches("sha256:[0-9a-f]{16}");
        assertThat(token.path("rule").asString()).isEqualTo("idp_1");
        assertThat(token.path("account").asString()).isEqualTo("svc_1");
        assertThat(token.path("expires").asString()).isNotEmpty();
        assertThat(token.has("subject")).isFalse();
        for (int i = 0; i < 5; i++) {
            assertThat(call("w").status()).isEqualTo(200);
        }
        assertThat(exchanges).hasValue(1);
        assertThat(health()).contains("a token until");
        var meters = gateway.bean(MeterRegistry.class);
        assertThat(meters.get("chirograph.upstream.token.left")
                        .tag("provider", "w")
                        .gauge()
                        .value())
                .isBetween(3000.0, 3600.0);
    }

    @Test
    void aCallersOwnCredentialGoesInItsPlace() throws IOException {
        Http.Answer answer = call("w", "Authorization: Bearer theirs");
        assertThat(sent()).isEqualTo("Bearer theirs");
        JsonNode started = gateway.event("ai.call.started", answer.callId());
        assertThat(started.path("credential").asString()).isEqualTo("caller");
        assertThat(started.has("workloadIdentity")).isFalse();
    }

    @Test
    void aTokenThatIsNotTakenIsReplacedForTheNextCallOnce() throws IOException {
        refused = "provider-token-1";
        assertThat(call("w").status()).as("the provider's own answer goes back").isEqualTo(401);
        assertThat(call("w").status()).isEqualTo(200);
        assertThat(sent()).isEqualTo("Bearer provider-token-2");
        refused = "provider-token-2";
        for (int i = 0; i < 5; i++) {
            assertThat(call("w").status()).isEqualTo(401);
        }
        assertThat(exchanges).as("no loop").hasValue(2);
        assertThat(call("w", "Authorization: Bearer theirs-provider-token-2").status())
                .isEqualTo(401);
        assertThat(exchanges).hasValue(2);
    }

    @Test
    void whereThereIsNoTokenTheCallIsRefusedAndThatIsRecorded() throws IOException {
        Http.Answer answer = gateway.http().post("/v/v1/messages", ASK);
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).contains("credential-unavailable").contains("\"type\":\"error\"");
        assertThat(answer.header("retry-after")).isPresent();
        assertThat(answer.header("x-should-retry")).isNotEqualTo(Optional.of("false"));
        JsonNode refusal = gateway.event("ai.call.refused", answer.callId());
        assertThat(refusal.path("code").asString(refusal.toString())).isEqualTo("credential-unavailable");
        assertThat(gateway.find("ai.call.started", answer.callId())).isNull();
        assertThat(received).isEmpty();
        assertThat(gateway.counted("chirograph.gateway.refusals", "code", "credential-unavailable"))
                .isEqualTo(1);
        assertThat(health()).contains("no token", "cannot be read");
        var failing = gateway.bean(MeterRegistry.class)
                .get("chirograph.upstream.token.failing")
                .tag("provider", "v")
                .gauge();
        assertThat(failing.value()).isPositive();
    }

    @Test
    void whatTheProviderEchoesOfTheTokenIsNotRecorded() throws IOException {
        gateway.providerSays("application/json", OK.replace("r-1", "provider-token-1"));
        Http.Answer answer = call("w");
        assertThat(answer.text()).contains("provider-token-1");
        assertThat(Objects.requireNonNull(gateway.completed(answer)).toString()).contains("[credential]");
    }
}
