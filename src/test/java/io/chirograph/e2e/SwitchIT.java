package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The kill switch of a packaged gateway, thrown by command while calls are under way.
class SwitchIT {
    private static final String CALL = "{\"model\":\"m\",\"messages\":[]}";
    private static final String SLOW =
            "{\"model\":\"sandbox-slow\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                    .formatted("one two three four five ".repeat(400));

    @TempDir
    Path directory;

    private Commands.Result command(GatewayProcess gateway, String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of("switch"));
        all.addAll(Arrays.asList(words));
        all.addAll(List.of(
                "--url",
                gateway.url(""),
                "--token-file",
                gateway.dataDir().resolve("dev/admin-token").toString()));
        return Commands.run(directory, Map.of(), all.toArray(String[]::new));
    }

    private static Http.Answer call(GatewayProcess gateway, String body) throws IOException {
        return new Http(gateway.port(), gateway.key()).post("/sandbox/v1/chat/completions", body);
    }

    private static void assertStopped(Http.Answer answer, String scope) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).anyMatch(header -> header.equalsIgnoreCase("x-should-retry: false"));
        var body = JsonMapper.shared().readTree(answer.body());
        assertThat(body.path("code").asString()).isEqualTo("switched-off");
        assertThat(body.path("value").asString()).isEqualTo(scope);
        assertThat(body.path("error").path("code").asString()).isEqualTo("switched-off");
    }

    @Test
    void callsStopAtOnceAndOpenStreamsEndWhenAsked() throws Exception {
        // so slow that the stream outlasts the commands on a busy machine
        try (var gateway = GatewayProcess.start(directory, "--chirograph.gateway.sandbox.pause=3s");
                var trail = new Trail(gateway);
                Socket open = stream(gateway)) {
            assertThat(call(gateway, CALL).status()).isEqualTo(200);
            var stopped = command(gateway, "stop", "tenant:local", "--reason", "an incident");
            assertThat(stopped.exit()).as(stopped.output()).isZero();
            assertThat(stopped.output()).contains("tenant:local since", "an incident");
            assertStopped(call(gateway, CALL), "tenant:local");
            // the open stream goes on until a switch is asked to end it
            String begun = upToData(open);
            assertThat(command(gateway, "stop", "provider:sandbox", "--reason", "end", "--end-open")
                            .exit())
                    .isZero();
            assertThat(begun + new String(rest(open), StandardCharsets.UTF_8))
                    .contains("data: ")
                    .doesNotContain("[DONE]");
            assertThat(command(gateway, "stop", "model:m*", "--reason", "bad model")
                            .exit())
                    .isZero();
            assertThat(command(gateway, "resume", "tenant:local", "--reason", "over")
                            .exit())
                    .isZero();
            assertThat(command(gateway, "resume", "provider:sandbox", "--reason", "over")
                            .exit())
                    .isZero();
            assertStopped(call(gateway, CALL), "model:m*");
            assertThat(call(gateway, "{\"messages\":[]}").status())
                    .as("a call whose model is not known may not go on while a model is stopped")
                    .isNotEqualTo(200);
            assertThat(call(gateway, CALL.replace("\"m\"", "\"other\"")).status())
                    .isEqualTo(200);
            assertThat(trail.metric("chirograph_switches_thrown{scope=\"model\"}"))
                    .contains(1.0);
            trail.awaitHealth("switches", "UP");
            gateway.stop();
        }
        try (var gateway = GatewayProcess.start(directory);
                var trail = new Trail(gateway)) {
            assertStopped(call(gateway, CALL), "model:m*");
            assertThat(command(gateway, "list").output()).contains("model:m*").doesNotContain("tenant");
            assertThat(command(gateway, "resume", "model:m*", "--reason", "over")
                            .output())
                    .contains("nothing is stopped");
            assertThat(call(gateway, CALL).status()).isEqualTo(200);
            Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
                assertThat(trail.get("/audit/v1/events?type=switch.thrown").at("/items"))
                        .hasSize(6);
                assertThat(trail.calls().stream()
                                .filter(each -> each.at("/outcome").asString("").equals("interrupted")))
                        .hasSize(1);
            });
            gateway.stop();
        }
    }

    private static String upToData(Socket socket) throws IOException {
        var seen = new StringBuilder();
        while (seen.indexOf("data: ") < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("after %s", seen).isNotNegative();
            seen.append((char) next);
        }
        return seen.toString();
    }

    /// What comes until the connection ends, cleanly or not.
    private static byte[] rest(Socket socket) throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        return all.toByteArray();
    }

    /// A stream that is under way: its head has been read.
    private static Socket stream(GatewayProcess gateway) throws IOException {
        var http = new Http(gateway.port(), gateway.key());
        Socket socket = http.connect();
        http.write(socket, "POST", "/sandbox/v1/chat/completions", SLOW.getBytes(StandardCharsets.UTF_8));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }
}
