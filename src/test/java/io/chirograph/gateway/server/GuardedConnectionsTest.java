package io.chirograph.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chirograph.gateway.http.MemoryBudget;
import io.chirograph.gateway.refusal.EarlyRefusals;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.support.concurrent.Workers;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.Acceptor;
import org.apache.tomcat.util.net.NioEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Peers that send half of something, slowly or in masses, against the connector with small bounds.
@Tag("slow")
class GuardedConnectionsTest {
    private static final int HEADER = 72 * 1024;
    private static final int CONNECTION = 16 * 1024;
    private static final int REQUEST = 24 * 1024;
    private static final int MOST_CONNECTIONS = 20;

    /// The time for heads and bodies is short: for tests that wait until it has passed. All others have minutes.
    private static final String SHORT = "short-patience";

    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final List<Socket> sockets = new ArrayList<>();
    private final MemoryBudget memory = new MemoryBudget(700_000);
    private final OpenConnections connections = new OpenConnections(memory, MOST_CONNECTIONS, CONNECTION);
    private Tomcat tomcat;

    @TempDir
    Path directory;

    @BeforeEach
    void start(TestInfo test) throws Exception {
        boolean isShort = test.getTags().contains(SHORT);
        Duration patience = isShort ? Duration.ofSeconds(2) : Duration.ofMinutes(5);
        var connector = new Connector(GatewayProtocol.class.getName());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        var protocol = (GatewayProtocol) connector.getProtocolHandler();
        protocol.setMaxHttpRequestHeaderSize(HEADER);
        protocol.guard(
                new HeadReader(connections, new Noted(), HEADER, REQUEST, patience), new BodyPace(patience, 1000));
        tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setConnector(connector);
        tomcat.getEngine().getPipeline().addValve(new ClientValve(Duration.ofSeconds(20), 1 << 20));
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "all", new Answering());
        context.addServletMappingDecoded("/", "all");
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        answer.countDown();
        for (Socket socket : sockets) {
            socket.close();
        }
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void halfHeadsOfStrangersGiveWayAndCallersStillGetIn() throws Exception {
        for (int i = 0; i < 5 * MOST_CONNECTIONS; i++) {
            open("GET /x HTTP/1.1\r\nX-Half: " + "x".repeat(3000));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(statusOf(open("GET /x HTTP/1.1\r\nHost: x\r\n\r\n"))).isEqualTo(200);
        }
        assertThat(connections.count()).isLessThanOrEqualTo(MOST_CONNECTIONS);
        assertThat(connections.evicted()).isGreaterThanOrEqualTo(4L * MOST_CONNECTIONS);
        assertThat(memory.used()).isLessThanOrEqualTo(memory.limit());
    }

    @Test
    void aConnectionThatShowedACredentialOutlivesStrangers() throws Exception {
        Socket known = open("GET /known HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(statusOf(known)).isEqualTo(200);
        for (int i = 0; i < 3 * MOST_CONNECTIONS; i++) {
            open("");
        }
        await().until(() -> connections.evicted() >= 2L * MOST_CONNECTIONS);
        known.getOutputStream().write("GET /x HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(statusOf(known)).isEqualTo(200);
    }

    @Test
    void requestsBeyondTheMemoryAreRefusedAndAuditorsStillGetIn() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            waiting.add(open("POST /wait HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n" + "x".repeat(20000)));
        }
        await().until(() -> refused.size() >= 2);
        await("those refused are closed").until(() -> memory.used() <= memory.limit() - memory.spare());
        assertThat(refused).containsOnly("overloaded 503 wait");
        assertThat(memory.used()).isLessThanOrEqualTo(memory.limit());
        assertThat(statusOf(open("GET /audit/v1/calls HTTP/1.1\r\nHost: x\r\n\r\n")))
                .isEqualTo(200);
        answer.countDown();
        int served = 0;
        for (Socket socket : waiting) {
            int status = statusOf(socket);
            assertThat(status).isIn(200, 503);
            served += status == 200 ? 1 : 0;
        }
        assertThat(served + refused.size()).isEqualTo(waiting.size());
        for (Socket socket : waiting) {
            socket.close();
        }
        await().until(() -> memory.used() <= 2 * CONNECTION);
        assertThat(statusOf(open("GET /x HTTP/1.1\r\nHost: x\r\n\r\n"))).isEqualTo(200);
    }

    @ResourceLock("workers")
    @ParameterizedTest
    @ValueSource(strings = {"acceptor", "poller"})
    void aConnectorThatLosesItsThreadIsToldAsADeadWorker(String which) throws Exception {
        Object endpoint = reach(AbstractProtocol.class, tomcat.getConnector().getProtocolHandler(), "getEndpoint");
        assertThat(dead()).isEmpty();
        if (which.equals("acceptor")) {
            Field acceptor = AbstractEndpoint.class.getDeclaredField("acceptor");
            acceptor.setAccessible(true);
            Acceptor<?> ending = (Acceptor<?>) acceptor.get(endpoint);
            Thread.startVirtualThread(() -> ending.stopMillis(5000));
        } else {
            reach(NioEndpoint.Poller.class, reach(NioEndpoint.class, endpoint, "getPoller"), "destroy");
        }
        await().until(() -> {
            sockets.add(new Socket(
                    InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort()));
            return !dead().isEmpty();
        });
        assertThat(dead()).singleElement().asString().containsIgnoringCase("-" + which);
        tomcat.stop();
        assertThat(dead()).isEmpty();
    }

    private static Object reach(Class<?> type, Object of, String name) throws Exception {
        Method method = type.getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(of);
    }

    private static List<String> dead() {
        return Workers.dead().stream()
                .map(Workers.Dead::worker)
                .filter(name -> name.startsWith("http-"))
                .toList();
    }

    @Test
    void aConnectionMoreThanCanBeServedIsToldSo() throws Exception {
        long taken = memory.limit();
        assertThat(memory.reserve(taken)).isTrue();
        Socket more = open("");
        String told = new String(more.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(told)
                .startsWith("HTTP/1.1 503 ")
                .contains("Retry-After: 2\r\n")
                .contains("Connection: close\r\n")
                .contains("\"code\":\"overloaded\"");
        assertThat(connections.turnedAway()).isOne();
        memory.release(taken);
        assertThat(statusOf(open("GET /x HTTP/1.1\r\nHost: x\r\n\r\n"))).isEqualTo(200);
    }

    @Test
    @Tag(SHORT)
    void aHeadThatTricklesIsEndedWhenItsWholeTimeHasPassed() throws Exception {
        Socket slow = open("GET /x HTTP/1.1\r\nX: ");
        await().until(() -> {
            trickle(slow);
            return !refused.isEmpty();
        });
        assertThat(refused).containsExactly("request-timeout 408 x");
        assertThat(statusOf(slow)).isEqualTo(408);
        assertThat(slow.getInputStream().readAllBytes()).isEmpty();
    }

    @Tag(SHORT)
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeptConnectionThatRestsLongerThanAHeadMayTakeIsStillServed(boolean hasValve) throws Exception {
        if (!hasValve) {
            var pipeline = tomcat.getEngine().getPipeline();
            pipeline.removeValve(pipeline.getFirst());
        }
        Socket kept = open("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(statusOf(kept)).isEqualTo(200);
        Socket slow = open("GET /x HTTP/1.1\r\nX: "); // its time begins later
        assertThat(statusOf(slow)).isEqualTo(408);
        kept.getOutputStream().write("GET /x HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(statusOf(kept)).isEqualTo(200);
    }

    @Test
    void aHeadThatLayReadableIsServedThoughItsTimeHasPassed() throws Exception {
        Socket late = open("GET /x HTTP/1.1\r\nX: ");
        await().until(() -> connections.all().stream().anyMatch(each -> each.isTimed() && each.isWaiting()));
        OpenConnection connection = connections.all().iterator().next();
        connection.within(0); // as if nobody had looked until then
        late.getOutputStream().write("1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(statusOf(late)).isEqualTo(200);
        assertThat(refused).isEmpty();
    }

    @Test
    @Tag(SHORT)
    void aSecondHeadOnAKeptConnectionHasNoMoreTime() throws Exception {
        Socket slow = open("GET /x HTTP/1.1\r\nHost: x\r\n\r\nGET /x HTTP/1.1\r\nX: ");
        assertThat(statusOf(slow)).isEqualTo(200);
        await().until(() -> {
            trickle(slow);
            return !refused.isEmpty();
        });
        assertThat(statusOf(slow)).isEqualTo(408);
    }

    @Test
    @Tag(SHORT)
    void bodiesThatTrickleAreEnded() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (String start : List.of(
                "Content-Length: 9000\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2000\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1;x=",
                "Transfer-Encoding: chunked\r\n\r\n0\r\nX: ")) {
            for (String path : List.of("/read", "/unread")) {
                slow.add(open("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + start));
            }
        }
        await().until(() -> {
            slow.forEach(GuardedConnectionsTest::trickle);
            slow.removeIf(GuardedConnectionsTest::ended);
            return slow.isEmpty();
        });
        await().until(() -> memory.used() <= 2 * CONNECTION);
    }

    @Test
    void aBodyOfManyTinyChunksThatComesQuicklyIsRead() throws Exception {
        Socket socket = open("POST /read HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "1\r\nx\r\n".repeat(20_000) + "0\r\n\r\n");
        assertThat(statusOf(socket)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 3_000, 30_000, 71_000})
    void headsOfAllSizesPassAlsoOnAKeptConnectionAndInPieces(int size) throws Exception {
        String request = "GET /x HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(size) + "\r\n\r\n";
        Socket socket = open(request);
        assertThat(statusOf(socket)).isEqualTo(200);
        for (String part : new String[] {request.substring(0, 60), request.substring(60) + request}) {
            socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(statusOf(socket)).isEqualTo(200);
        assertThat(statusOf(socket)).isEqualTo(200);
    }

    private Socket open(String text) throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort());
        sockets.add(socket);
        socket.setSoTimeout(120_000);
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void trickle(Socket socket) {
        try {
            socket.getOutputStream().write('1');
        } catch (IOException e) {
            // it was closed, which is what is waited for
        }
    }

    /// Whether the other side closed it, answers left aside.
    private static boolean ended(Socket socket) {
        try {
            socket.setSoTimeout(20);
            byte[] some = new byte[4096];
            int count = socket.getInputStream().read(some);
            while (count > 0) {
                count = socket.getInputStream().read(some);
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /// Reads one answer.
    private static int statusOf(Socket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                throw new IOException("closed after " + head);
            }
            head.append((char) b);
        }
        String text = head.toString().toLowerCase(java.util.Locale.ROOT);
        int at = text.indexOf("content-length: ");
        int length = Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)));
        socket.getInputStream().readNBytes(length);
        return Integer.parseInt(text.substring(9, 12));
    }

    private final class Answering extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getRequestURI().equals("/known")) {
                ClientConnection.of(request).authenticated();
            }
            if (!request.getRequestURI().equals("/unread")) {
                request.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            }
            if (request.getRequestURI().equals("/wait")) {
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            response.setContentLength(0);
            response.flushBuffer();
        }
    }

    private final class Noted implements EarlyRefusals {
        @Override
        public boolean isReserved(String firstSegment) {
            return firstSegment.equals("audit");
        }

        @Override
        public byte[] response(Refusal refusal, String firstSegment, String peer) {
            refused.add(refusal.code() + " " + refusal.status() + " " + firstSegment);
            return EarlyRefusals.bytes(refusal, "", "text/plain", new byte[0]);
        }
    }
}
