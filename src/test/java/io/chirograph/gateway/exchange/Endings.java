package io.chirograph.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.standin.RawUpstream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What tests of one end of calls share: a gateway for all tests of a class, and a provider's streams.
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Endings {
    static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    static final String CHUNKED = STREAM + "Transfer-Encoding: chunked\r\n\r\n";
    static final String DELTA = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n";
    static final String DONE = "data: [DONE]\n\n";
    static final String CHAT = "/v1/chat/completions";
    static final String ASKED = "{\"model\":\"m\",\"stream\":true}";

    GatewayHarness gateway;

    /// Of the gateway, without the `chirograph.` that they all begin with.
    List<String> settings() throws IOException {
        return List.of();
    }

    /// A provider of OpenAI's dialect of which this limit is short and no other, so that nothing but what a test is
    /// about can come too late on a busy machine.
    static List<String> limited(String name, String url, String limit) {
        String prefix = "gateway.providers." + name + ".";
        return List.of(
                prefix + "base-url=" + url, prefix + "dialect=openai", prefix + "idle-connection=1ns", prefix + limit);
    }

    @BeforeAll
    void start() throws Exception {
        gateway = GatewayHarness.start(settings().toArray(String[]::new));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
    }

    void says(RawUpstream.Script once) {
        gateway.provider().says((connection, wire) -> {
            wire.request();
            once.serve(connection, wire);
        });
    }

    Http.Answer chat(String provider) throws IOException {
        return gateway.http().post("/" + provider + CHAT, ASKED);
    }

    Socket ask() throws IOException {
        Http http = gateway.http();
        Socket socket = http.connect();
        http.write(socket, "POST", "/o" + CHAT, ASKED.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    static void ended(JsonNode completed, String outcome, @Nullable String reason) {
        assertThat(completed.path("outcome").asString("")).as("%s", completed).isEqualTo(outcome);
        assertThat(completed.path("reason").asString(null)).as("%s", completed).isEqualTo(reason);
    }
}
