package io.chirograph.gateway.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.gateway.GatewayHarness;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Circuit breakers and bounds on calls, from the outside.
@Timeout(300)
class GateTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String POLICY = """
            version: 1
            aliases:
              safe:
                targets:
                  - {provider: frail, model: m-frail}
                  - {provider: o, model: m-o}
            """;

    @TempDir
    static Path directory;

    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws Exception {
        Path policy = directory.resolve("policy.yml");
        Files.writeString(policy, POLICY);
        gateway = GatewayHarness.start(
                "policy.file=" + policy,
                "gateway.providers.frail.base-url=" + GatewayHarness.PROVIDER,
                "gateway.providers.frail.dialect=openai",
                "gateway.providers.frail.credential=secret-of-frail",
                "gateway.providers.frail.idle-connection=1ns",
                "gateway.providers.frail.breaker.failure-rate=50",
                "gateway.providers.frail.breaker.calls=2",
                "gateway.providers.frail.breaker.open=1h",
                "gateway.providers.few.base-url=" + GatewayHarness.PROVIDER,
                "gateway.providers.few.dialect=openai",
                "gateway.providers.few.credential=secret-of-few",
                "gateway.providers.few.idle-connection=1ns",
                "gateway.providers.few.max-calls=1");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static Http.Answer ask(String provider, String model, String... headers) throws IOException {
        return gateway.http().post("/" + provider + CHAT, "{\"model\":\"" + model + "\"}", headers);
    }

    private static String state(String gate) {
        return gateway.bean(Gates.class).all().stream()
                .filter(each -> gate.equals(each.provider() + " " + each.credential()))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void aProviderThatFailsTooOftenIsLeftAlone() throws Exception {
        var requests = new AtomicInteger();
        gateway.provider().says((connection, wire) -> {
            String body = wire.body();
            requests.incrementAndGet();
            wire.answer(body.contains("m-o") ? "200 OK" : "500 X", "", "{}".getBytes(StandardCharsets.UTF_8), false);
        });
        assertThat(state("frail gateway")).isEqualTo("closed");
        for (int i = 0; i < 2; i++) {
            assertThat(ask("frail", "m").status()).isEqualTo(500);
        }
        assertThat(state("frail gateway")).isEqualTo("open");
        assertThat(state("frail caller")).isEqualTo("closed");

        Http.Answer refused = ask("frail", "m");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().path("code").asString("")).isEqualTo("circuit-open");
        assertThat(Integer.parseInt(refused.header("retry-after").orElseThrow()))
                .isBetween(3000, 3600);
        assertThat(gateway.event("ai.call.refused", refused.callId()).toString())
                .contains("\"circuit-open\"");
        assertThat(requests).hasValue(2);

        Http.Answer other = ask("frail", "safe");
        assertThat(other.status()).isEqualTo(200);
        JsonNode started = gateway.event("ai.call.started", other.callId());
        assertThat(started.path("provider").asString("")).isEqualTo("o");
        JsonNode completed = gateway.completed(other);
        assertThat(completed.path("attempts").asInt()).isEqualTo(1);
        assertThat(completed.path("skippedTargets").path(0).path("provider").asString(""))
                .isEqualTo("frail");
        assertThat(completed.path("skippedTargets").path(0).path("reason").asString(""))
                .isEqualTo("circuit-open");

        // A caller's own credential has a breaker of its own.
        assertThat(ask("frail", "m", "Authorization: Bearer sk-own").status()).isEqualTo(500);
    }

    @Test
    void noMoreCallsThanAllowedAreUnderWay() throws Exception {
        var arrived = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        gateway.provider().says((connection, wire) -> {
            wire.request();
            arrived.countDown();
            goOn.await();
            wire.answer("200 OK", "", "{}".getBytes(StandardCharsets.UTF_8), false);
        });
        try (Socket first = gateway.http().connect()) {
            gateway.http().write(first, "POST", "/few" + CHAT, "{}".getBytes(StandardCharsets.UTF_8));
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
            Http.Answer second = ask("few", "m");
            assertThat(second.status()).isEqualTo(503);
            assertThat(second.json().path("code").asString("")).isEqualTo("provider-busy");
            assertThat(second.header("retry-after")).contains("1");
            goOn.countDown();
            assertThat(Http.read(first, "POST").status()).isEqualTo(200);
        }
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> ask("few", "m").status() == 200);
    }
}
