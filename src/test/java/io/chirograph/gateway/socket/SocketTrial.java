package io.chirograph.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.GatewayHarness;
import io.chirograph.standin.SocketWire;
import io.chirograph.standin.Wire;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// A gateway, a provider whose sockets the test holds in its own hands, and the trail.
@Timeout(120)
abstract class SocketTrial {
    static final String REALTIME = "/o/v1/realtime?model=gpt-realtime";
    static final String CREATE = "{\"type\":\"response.create\"}";
    static final String SILENT = "{\"type\":\"session.created\",\"session\":{\"turn_detection\":null}}";

    @SuppressWarnings("NullAway.Init") // each test starts its own
    GatewayHarness gateway;

    private final BlockingQueue<SocketWire> provided = new LinkedBlockingQueue<>();
    /// What each connection waits for, in the order in which they came.
    private final BlockingQueue<CountDownLatch> held = new LinkedBlockingQueue<>();

    private volatile boolean isOver;

    void start(String... settings) throws Exception {
        gateway = GatewayHarness.start(settings);
        gateway.provider().says((connection, wire) -> hold(wire));
    }

    /// The connection stays open until the test is over, or the test closes the [Wire] itself.
    private void hold(Wire wire) throws IOException, InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        held.add(over);
        provided.add(wire.socket());
        if (!isOver) {
            over.await();
        }
    }

    @AfterEach
    void stop() throws Exception {
        isOver = true;
        held.forEach(CountDownLatch::countDown);
        gateway.close();
    }

    /// The provider's end of the socket that was opened last.
    SocketWire provider() throws InterruptedException {
        SocketWire wire = provided.poll(60, TimeUnit.SECONDS);
        assertThat(wire).isNotNull();
        if (wire == null) {
            throw new AssertionError("no socket");
        }
        return wire;
    }

    /// Lets the connection go that was opened first of those that are left.
    void dropProvider() throws InterruptedException {
        held.take().countDown();
    }

    SocketWire open(String key, String target, String... headers) throws IOException {
        String[] all = new String[headers.length + 1];
        System.arraycopy(headers, 0, all, 1, headers.length);
        all[0] = "Authorization: Bearer " + gateway.key(key);
        SocketWire wire = SocketWire.open(gateway.http().connect(), target, all);
        assertThat(wire.head().getFirst()).contains("101");
        return wire;
    }

    SocketWire open() throws IOException {
        return open("acme", REALTIME);
    }

    static String created(String id) {
        return "{\"type\":\"response.created\",\"response\":{\"id\":\"" + id + "\"}}";
    }

    static String done(String id, int output) {
        return "{\"type\":\"response.done\",\"response\":{\"id\":\"" + id + "\",\"status\":\"completed\","
                + "\"usage\":{\"total_tokens\":" + (output + 5) + ",\"input_tokens\":5,\"output_tokens\":" + output
                + "}}}";
    }

    /// The turns of a socket, in the order of their starts.
    List<JsonNode> turns(String socket) {
        return of("ai.call.started", socket);
    }

    List<JsonNode> refused(String socket) {
        return of("ai.call.refused", socket);
    }

    private List<JsonNode> of(String type, String socket) {
        return gateway.journal().events().stream()
                .filter(event -> event.type().equals(type))
                .map(event -> (JsonNode) event.data())
                .filter(data -> data.path("socket").asString("").equals(socket))
                .toList();
    }

    JsonNode completed(JsonNode started) {
        return gateway.event("ai.call.completed", started.path("callId").asString());
    }

    @Nullable
    JsonNode completedNow(JsonNode started) {
        return gateway.find("ai.call.completed", started.path("callId").asString());
    }

    /// How the socket itself was recorded as ended.
    String outcome(SocketWire client) {
        JsonNode data = gateway.event("ai.call.completed", client.callId());
        return outcome(data);
    }

    static String outcome(JsonNode completed) {
        return completed.path("outcome").asString() + " "
                + completed.path("reason").asString("");
    }

    /// Waits until no call is open.
    void settled() {
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(gateway.count("ai.call.completed")).isEqualTo(gateway.count("ai.call.started")));
    }
}
