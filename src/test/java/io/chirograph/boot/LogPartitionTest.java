package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.mock.env.MockEnvironment;

/// Settings with a place for the partition's number, and what a process says that waits for one.
class LogPartitionTest {
    private static MockEnvironment environment() {
        return new MockEnvironment()
                .withProperty("chirograph.environment", "production")
                .withProperty("chirograph.journal.type", "kafka")
                .withProperty("chirograph.log.origin", "example.com/chirograph/gw-{partition}")
                .withProperty("chirograph.log.signing-key", "/keys/{partition}.pem")
                .withProperty("chirograph.data-dir", "/data/{partition}");
    }

    @Test
    void theNumberStandsInEachPlaceWhereItIsGiven() {
        MockEnvironment environment = environment().withProperty("chirograph.journal.kafka.partition", "12");
        LogPartition.resolve(environment);
        assertThat(environment.getProperty("chirograph.log.origin")).isEqualTo("example.com/chirograph/gw-12");
        assertThat(environment.getProperty("chirograph.log.signing-key")).isEqualTo("/keys/12.pem");
        assertThat(environment.getProperty("chirograph.data-dir")).isEqualTo("/data/12");
        try (var context = new GenericApplicationContext()) {
            context.setEnvironment(environment);
            LogPartition.claim(context); // there is nothing to wait for
            assertThat(context.getBeanFactory().containsSingleton("logPartition"))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "chirograph.journal.type, disk, for chirograph.journal.type kafka alone",
        "chirograph.data-dir, /data, 'chirograph.data-dir must have it too, was /data'",
        "chirograph.log.signing-key, /one.pem, 'chirograph.log.signing-key must have it too, was /one.pem'",
        "chirograph.journal.kafka.topic, a b, 1 to 200 letters"
    })
    void settingsThatWouldMixTwoLogsAreRefused(String name, String value, String why) {
        MockEnvironment environment = environment().withProperty(name, value);
        try (var context = new GenericApplicationContext()) {
            context.setEnvironment(environment);
            assertThatThrownBy(() -> LogPartition.claim(context)).hasStackTraceContaining(why);
        }
    }

    private static String get(int port, String path, int status) throws IOException {
        var connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        assertThat(connection.getResponseCode()).as(path).isEqualTo(status);
        try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whoWaitsIsAliveAndNotReadyAndSaysWhoHoldsThem() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        MockEnvironment environment = environment()
                .withProperty("management.server.address", "127.0.0.1")
                .withProperty("management.server.port", Integer.toString(port));
        try (var waiting = new WaitingPort(environment)) {
            assertThat(waiting.say(Map.of(1, "gw-2", 0, "gw-1"))).isTrue();
            assertThat(waiting.say(Map.of(1, "gw-2", 0, "gw-1"))).isFalse();
            assertThat(get(port, "/actuator/health/liveness", 200)).contains("UP");
            assertThat(get(port, "/actuator/health/readiness", 503))
                    .contains("\"waiting\":\"for a partition\",\"holders\":{\"0\":\"gw-1\",\"1\":\"gw-2\"}");
            assertThat(get(port, "/actuator/prometheus", 404)).isEmpty();
            assertThat(get(port, "/actuator/health/readiness/..", 404)).isEmpty();
        }
        try (var again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
        }
    }
}
