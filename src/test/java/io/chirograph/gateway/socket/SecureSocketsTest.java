package io.chirograph.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.GatewayHarness;
import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.SocketWire;
import io.chirograph.standin.StandinAuthority;
import java.net.InetAddress;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A socket to a provider over TLS.
@Timeout(120)
class SecureSocketsTest {
    private static SSLContext before;
    private static SSLContext server;

    @BeforeAll
    static void trust() throws Exception {
        var authority = new StandinAuthority(Instant.now());
        server = authority.server();
        before = SSLContext.getDefault();
        SSLContext.setDefault(authority.client());
    }

    @AfterAll
    static void trustAsBefore() {
        SSLContext.setDefault(before);
    }

    @Test
    void aTurnPassesOverTls() throws Exception {
        String big = "A".repeat(300_000);
        try (var provider = new RawUpstream(
                        server.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                        (connection, wire) -> {
                            SocketWire socket = wire.socket();
                            socket.event("response.create");
                            socket.text(SocketTrial.created("r1"));
                            socket.text("{\"type\":\"response.output_audio.delta\",\"response_id\":\"r1\",\"delta\":\""
                                    + big + "\"}");
                            socket.text(SocketTrial.done("r1", 4));
                            socket.close(socket.closed());
                        });
                var gateway = GatewayHarness.start(
                        "gateway.providers.tls.base-url=https://127.0.0.1:"
                                + provider.url().getPort(),
                        "gateway.providers.tls.dialect=openai",
                        "gateway.providers.tls.credential=secret");
                SocketWire client = SocketWire.open(
                        gateway.http().connect(),
                        "/tls/v1/realtime?model=m",
                        "Authorization: Bearer " + gateway.key("acme"))) {
            assertThat(client.status()).isEqualTo(101);
            client.text("{\"type\":\"response.create\",\"response\":{\"instructions\":\"" + big + "\"}}");
            assertThat(client.event("response.output_audio.delta").path("delta").asString())
                    .isEqualTo(big);
            client.event("response.done");
            client.close(1000);
            assertThat(client.closed()).isEqualTo(1000);
            assertThat(gateway.event("ai.call.completed", client.callId())
                            .path("outcome")
                            .asString())
                    .isEqualTo("ok");
        }
    }
}
