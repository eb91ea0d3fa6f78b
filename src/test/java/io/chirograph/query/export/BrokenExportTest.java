package io.chirograph.query.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.IndexFollower;
import io.chirograph.query.index.TestLog;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exports that do not come to their end, over raw sockets: nobody can take them for whole, and nothing is left.
class BrokenExportTest {
    private static final int EVENTS = 600;

    @TempDir
    private Path data;

    private AuditServer server;

    @BeforeEach
    void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        TestLog log = new TestLog(archive, "example.com/chirograph/gw-1");
        for (int i = 0; i < EVENTS; i++) {
            log.event("x.large", "{\"text\":\"" + "x".repeat(50_000) + "\"}");
            if (i % 100 == 99) {
                log.publish();
            }
        }
        server = AuditServer.start(data, log.followed(), EVENTS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Socket ask() throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        String request = "GET /audit/v1/events?order=asc&format=ndjson HTTP/1.1\r\nHost: localhost\r\nAuthorization:"
                + " Bearer "
                + Files.readString(data.resolve("dev/auditor-token")).strip() + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(UTF_8));
        return socket;
    }

    @Test
    void anExportThatBreaksOffHasNoEnd() throws Exception {
        server.part(IndexFollower.class).stop(); // nobody else is to find what is done now
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("index/index.db"));
                PreparedStatement change =
                        connection.prepareStatement("UPDATE event SET bytes = ? WHERE at & 65535 = 550")) {
            change.setBytes(1, "{}".getBytes(UTF_8));
            assertThat(change.executeUpdate()).isEqualTo(1);
        }
        try (Socket socket = ask()) {
            String answer = read(socket.getInputStream());
            int head = answer.indexOf("\r\n\r\n");
            String end = answer.substring(answer.length() - 400);
            assertThat(answer.substring(0, head)).startsWith("HTTP/1.1 200").contains("Transfer-Encoding: chunked");
            assertThat(answer.split("\"log\":", -1).length)
                    .as("what went before")
                    .isBetween(300, 551);
            assertThat(end).doesNotEndWith("0\r\n\r\n").doesNotContain("code", "status");
        }
        assertThat(server.part(Exports.class).places().availablePermits()).isEqualTo(4);
    }

    /// All that comes until the connection ends, or is reset.
    private static String read(InputStream in) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[1 << 16];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all.append(new String(buffer, 0, n, ISO_8859_1));
            }
        } catch (java.net.SocketException reset) {
            return all.toString();
        }
        return all.toString();
    }

    @Test
    void aReaderWhoHangsUpEndsTheExport() throws Exception {
        Exports exports = server.part(Exports.class);
        try (Socket socket = ask()) {
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
            assertThat(exports.places().availablePermits()).isEqualTo(3);
            socket.setSoLinger(true, 0);
        }
        Awaitility.await().until(() -> exports.places().availablePermits() == 4);
        assertThat(server.get("events?limit=1").statusCode()).isEqualTo(200);
    }
}
