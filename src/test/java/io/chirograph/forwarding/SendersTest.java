package io.chirograph.forwarding;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.chirograph.forwarding.Sender.Delivery;
import io.chirograph.standin.StandinAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// What is on the wire, and what a receiver of syslog may do.
class SendersTest {
    private static final Duration SOON = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final byte[] BATCH = "5 hello5 world".getBytes(US_ASCII);
    private final StandinAuthority authority;
    private final List<String> came = Collections.synchronizedList(new ArrayList<>());

    /// What receivers that hang wait for.
    private final CountDownLatch over = new CountDownLatch(1);

    SendersTest() throws Exception {
        authority = new StandinAuthority(Instant.now());
    }

    @AfterEach
    void letGo() {
        over.countDown();
    }

    /// What a receiver does with one connection.
    @FunctionalInterface
    interface Script {
        void serve(SSLSocket connection) throws IOException, InterruptedException;
    }

    private ServerSocket receiver(Script script) throws Exception {
        ServerSocket server =
                authority.server().getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    SSLSocket connection = (SSLSocket) server.accept();
                    Thread.ofVirtual().start(() -> {
                        try (connection) {
                            script.serve(connection);
                        } catch (IOException gone) {
                            came.add("broken");
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
                } catch (IOException closed) {
                    return;
                }
            }
        });
        return server;
    }

    private void takeAll(SSLSocket connection) throws IOException {
        came.add(new String(connection.getInputStream().readAllBytes(), US_ASCII));
    }

    private static SyslogSender sender(String host, ServerSocket to, SSLContext trust, Duration timeout) {
        return new SyslogSender(URI.create("tls://" + host + ":" + to.getLocalPort()), trust, timeout);
    }

    @Test
    void syslogIsTakenOnceTheReceiverHasReadItAndClosed() throws Exception {
        try (ServerSocket receiver = receiver(this::takeAll);
                Sender sender = sender("127.0.0.1", receiver, authority.client(), LONG)) {
            assertThat(sender.send(BATCH, 2)).isEqualTo(new Delivery.Taken(0));
            assertThat(sender.send(BATCH, 2)).isEqualTo(new Delivery.Taken(0));
        }
        assertThat(came).containsExactly("5 hello5 world", "5 hello5 world");
    }

    @Test
    void aReceiverThatTheAuthorityDidNotCertifyGetsNothing() throws Exception {
        try (ServerSocket receiver = receiver(this::takeAll);
                Sender stranger = sender("127.0.0.1", receiver, new StandinAuthority(Instant.now()).client(), LONG);
                Sender usual = sender("127.0.0.1", receiver, SSLContext.getDefault(), LONG);
                // the certificate is for 127.0.0.1 and localhost
                Sender other = sender("127.0.0.2", receiver, authority.client(), LONG)) {
            for (Sender sender : List.of(stranger, usual, other)) {
                assertThatThrownBy(() -> sender.send(BATCH, 2)).isInstanceOf(DestinationAwayException.class);
            }
        }
        assertThat(came).allMatch(text -> text.equals("broken"));
    }

    @Test
    void aReceiverThatDoesNotCloseHasTakenNothing() throws Exception {
        try (ServerSocket receiver = receiver(connection -> {
                    takeAll(connection);
                    over.await();
                });
                Sender sender = sender("127.0.0.1", receiver, authority.client(), SOON)) {
            assertThatThrownBy(() -> sender.send(BATCH, 2))
                    .isInstanceOf(DestinationAwayException.class)
                    .hasMessage("127.0.0.1:" + receiver.getLocalPort() + ": not taken within PT0.4S");
        }
    }

    @Test
    void aReceiverThatNeverReadsIsNotWaitedForLonger() throws Exception {
        try (ServerSocket receiver = receiver(connection -> {
                    connection.startHandshake();
                    over.await();
                });
                Sender sender = sender("127.0.0.1", receiver, authority.client(), SOON)) {
            assertThatThrownBy(() -> sender.send(new byte[32 << 20], 2))
                    .isInstanceOf(DestinationAwayException.class)
                    .hasMessageContaining("not taken within");
        }
    }

    @Test
    void aReceiverThatNeverShakesHandsIsNotWaitedForLonger() throws Exception {
        try (ServerSocket receiver = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Sender sender = sender("127.0.0.1", receiver, authority.client(), SOON)) {
            assertThatThrownBy(() -> sender.send(BATCH, 2)).isInstanceOf(DestinationAwayException.class);
        }
    }

    @Test
    void aReceiverThatTalksOrGoesInTheMiddleHasTakenNothing() throws Exception {
        byte[] talk = new byte[1 << 20];
        try (ServerSocket talker = receiver(connection -> {
                    takeAll(connection);
                    connection.getOutputStream().write(talk);
                });
                ServerSocket leaver = receiver(connection -> {
                    connection.getInputStream().readNBytes(1000);
                    connection.setSoLinger(true, 0);
                    // what is unread makes the kernel answer with a reset
                });
                Sender talking = sender("127.0.0.1", talker, authority.client(), LONG);
                Sender leaving = sender("127.0.0.1", leaver, authority.client(), LONG)) {
            assertThatThrownBy(() -> talking.send(BATCH, 2)).isInstanceOf(DestinationAwayException.class);
            assertThatThrownBy(() -> leaving.send(new byte[32 << 20], 2)).isInstanceOf(DestinationAwayException.class);
        }
    }

    private static ForwardingProperties.Settings settings(String url, Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "chirograph.forwarding.destinations.a.kind",
                "ocsf-https",
                "chirograph.forwarding.destinations.a.url",
                url));
        more.forEach((name, value) -> all.put("chirograph.forwarding.destinations.a." + name, value));
        return Objects.requireNonNull(new Binder(new MapConfigurationPropertySource(all))
                .bind("chirograph.forwarding", ForwardingProperties.class)
                .get()
                .destinations()
                .get("a"));
    }

    @Test
    void linesAreCompressedAndBearTheSecretThatTheFileHoldsNow(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "first\n");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            try (InputStream in = new GZIPInputStream(exchange.getRequestBody())) {
                came.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                        + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                        + new String(in.readAllBytes(), UTF_8));
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/in";
        try (HttpSender sender = new HttpSender(
                settings(url, Map.of("token-file", file.toString(), "token-scheme", "Splunk")),
                null,
                Clock.systemUTC())) {
            assertThat(sender.send("{}\n".getBytes(UTF_8), 1)).isEqualTo(new Delivery.Taken(0));
            Files.writeString(file, "second");
            assertThat(sender.send("{}\n".getBytes(UTF_8), 1)).isEqualTo(new Delivery.Taken(0));
            for (String bad : List.of("CANARY with space", "", "CANARY\u00e9", "CANARY\nX: y")) {
                Files.writeString(file, bad);
                assertThatThrownBy(() -> sender.send("{}\n".getBytes(UTF_8), 1))
                        .isInstanceOf(DestinationAwayException.class)
                        .hasMessageNotContaining("CANARY");
            }
            Files.delete(file);
            assertThatThrownBy(() -> sender.send("{}\n".getBytes(UTF_8), 1))
                    .isInstanceOf(DestinationAwayException.class);
        } finally {
            server.stop(0);
        }
        assertThat(came)
                .containsExactly("Splunk first application/x-ndjson {}\n", "Splunk second application/x-ndjson {}\n");
    }
}
