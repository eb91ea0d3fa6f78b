package io.chirograph.load;

import io.chirograph.e2e.GatewayProcess;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Loads a gateway beyond what its heap carries, in every way that a request can take memory. Each call must be
/// answered rightly or by 503 `overloaded`; auditors and the ops port must answer meanwhile; and the memory must be
/// back afterwards.
public final class LoadBench implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String HALF_HEAD = "GET /slow/v1/models HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(1000);

    private final SlowProvider provider;
    private final GatewayProcess gateway;
    private final HttpClient client = HttpClient.newHttpClient();

    /// What came of one round.
    ///
    /// @param statuses how many answers had each status; 0 for a connection that was closed without one, -1 for an
    /// answer that is not what was to come
    /// @param sides the statuses that auditors and ops got meanwhile
    public record Round(Map<Integer, Integer> statuses, Map<Integer, Integer> sides) {
        boolean isRight() {
            return List.of(200, 503).containsAll(statuses.keySet())
                    && sides.keySet().equals(Set.of(200));
        }
    }

    /// @param heap such as `512m`
    public LoadBench(Path directory, String heap, Duration pause) throws IOException {
        provider = new SlowProvider(pause);
        String[] configured = GatewayProcess.provider("slow", "openai", provider.url());
        int port = GatewayProcess.freePort();
        List<String> arguments = new ArrayList<>(List.of(configured));
        arguments.add("--chirograph.gateway.providers.slow.max-connections=10000");
        gateway = GatewayProcess.launch(
                directory,
                List.of(
                        "-XX:MaxHeapSize=" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:+ExitOnOutOfMemoryError"),
                Map.of(),
                port,
                GatewayProcess.freePort(),
                arguments.toArray(String[]::new));
        gateway.awaitReady();
    }

    public Round calls(int count, int bytes) throws Exception {
        byte[] body = body(bytes); // one for all: the bench has a heap too
        return round(Collections.nCopies(count, () -> call("/slow/v1/chat/completions", body)));
    }

    public Round streams(int count) throws Exception {
        byte[] body = body(200);
        return round(Collections.nCopies(count, () -> call("/slow/v1/stream", body)));
    }

    /// Connections that send this and no more.
    public Round hanging(int count, String text) throws Exception {
        byte[] body = body(1000);
        return beside(
                Collections.nCopies(count, text),
                Collections.nCopies(20, () -> call("/slow/v1/chat/completions", body)));
    }

    /// All at once: calls of 60 KB, a fifth as many streams, half bodies, and half heads.
    public Round mixed(int calls) throws Exception {
        byte[] large = body(60_000);
        byte[] small = body(200);
        List<String> halves = new ArrayList<>(Collections.nCopies(calls / 5, halfBody()));
        halves.addAll(Collections.nCopies(calls, HALF_HEAD));
        List<Callable<Integer>> whole =
                new ArrayList<>(Collections.nCopies(calls / 5, () -> call("/slow/v1/stream", small)));
        whole.addAll(Collections.nCopies(calls, () -> call("/slow/v1/chat/completions", large)));
        return beside(halves, whole);
    }

    private Round beside(List<String> halves, List<Callable<Integer>> calls) throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (String text : halves) {
                open.add(sent(text));
            }
            return round(calls);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    public String halfBody() throws IOException {
        return "POST /slow/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + gateway.key()
                + "\r\nContent-Length: 65536\r\n\r\n{";
    }

    private Socket sent(String text) throws IOException {
        Socket socket = connect();
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            socket.close(); // it gave way to others already
        }
        return socket;
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static byte[] body(int bytes) {
        String start = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"";
        return (start + "x".repeat(Math.max(0, bytes - start.length() - 4)) + "\"}]}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private int call(String path, byte[] body) throws IOException {
        try (Socket socket = connect()) {
            String asked = "POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + gateway.key()
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
            try {
                socket.getOutputStream().write(asked.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(body);
            } catch (IOException e) {
                // it was closed before it was all sent, and the answer may be there
            }
            InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
            String head = Wire.head(in);
            if (head.isEmpty()) {
                return 0;
            }
            int status = Wire.status(head);
            boolean right = status == 200
                    ? (path.endsWith("/stream") ? isWholeStream(in) : isAnswer(in, head))
                    : text(in, head).contains("\"code\":\"overloaded\"");
            return right ? status : -1;
        } catch (IOException e) {
            return 0;
        }
    }

    private static boolean isAnswer(InputStream in, String head) throws IOException {
        return text(in, head).equals(SlowProvider.ANSWER);
    }

    private static String text(InputStream in, String head) throws IOException {
        return new String(in.readNBytes(Wire.length(head)), StandardCharsets.US_ASCII);
    }

    private static boolean isWholeStream(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith("\r\n0\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return false;
            }
            text.append((char) b);
        }
        return text.indexOf("[DONE]") > 0;
    }

    private Round round(List<Callable<Integer>> calls) throws Exception {
        var statuses = new TreeMap<Integer, Integer>();
        var sides = new TreeMap<Integer, Integer>();
        try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = calls.stream().map(tasks::submit).toList();
            for (int i = 0; i < 5; i++) {
                sides.merge(audit(), 1, Integer::sum);
                sides.merge(ops("/actuator/health/readiness"), 1, Integer::sum);
                Thread.sleep(500);
            }
            for (Future<Integer> each : answers) {
                statuses.merge(each.get(), 1, Integer::sum);
            }
        }
        return new Round(statuses, sides);
    }

    private int audit() throws Exception {
        return status(HttpRequest.newBuilder(URI.create(gateway.url("/audit/v1/calls?limit=1")))
                .header("Authorization", "Bearer " + gateway.auditorToken()));
    }

    private int ops(String path) throws Exception {
        return status(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.opsPort() + path)));
    }

    private int status(HttpRequest.Builder request) throws InterruptedException {
        try {
            return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /// A figure of the gateway's metrics.
    public double metric(String name) throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.opsPort() + "/actuator/prometheus"))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ")
                        || line.startsWith(name + "{")
                        || (name.contains("{") && line.startsWith(name)))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /// Bytes of the heap in use, with what nobody needs collected.
    public double heap() throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String process = Long.toString(gateway.process().pid());
        var collection = new ProcessBuilder(jcmd, process, "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true);
        if (collection.start().waitFor() != 0) {
            throw new IOException("the heap could not be collected");
        }
        return metric("jvm_memory_used_bytes{area=\"heap\"");
    }

    @Override
    public void close() throws IOException {
        client.close();
        gateway.close();
        provider.close();
    }

    /// Arguments: a directory for its data, the heap, and a divisor of all numbers.
    public static void main(String[] args) throws Exception {
        int by = Integer.parseInt(args[2]);
        boolean good = true;
        try (var bench = new LoadBench(Path.of(args[0]), args[1], Duration.ofSeconds(3))) {
            double start = bench.heap();
            var rounds = new ArrayList<Map.Entry<String, Callable<Round>>>();
            rounds.add(Map.entry("calls of 60 KB: 1000", () -> bench.calls(1000 / by, 60_000)));
            rounds.add(Map.entry("slow streams: 5000", () -> bench.streams(5000 / by)));
            rounds.add(Map.entry("idle connections: 10000", () -> bench.hanging(10_000 / by, "")));
            rounds.add(Map.entry("half bodies: 812", () -> bench.hanging(812 / by, bench.halfBody())));
            rounds.add(Map.entry("half heads: 5000", () -> bench.hanging(5000 / by, HALF_HEAD)));
            rounds.add(Map.entry("bodies of 5 MB: 200", () -> bench.calls(200 / by, 5_000_000)));
            for (var round : rounds) {
                Round came = round.getValue().call();
                boolean right = came.isRight();
                good &= right;
                System.out.printf(
                        "%-26s answers %s, auditors and ops %s, memory %.0f MB counted, heap %.0f MB%s%n",
                        round.getKey(),
                        came.statuses(),
                        came.sides(),
                        bench.metric("chirograph_gateway_memory_used_bytes") / 1e6,
                        bench.metric("jvm_memory_used_bytes{area=\"heap\"") / 1e6,
                        right ? "" : "   WRONG");
            }
            Thread.sleep(30_000);
            System.out.printf(
                    "afterwards: memory %.1f MB counted, heap after a collection %.0f MB, at the start %.0f MB%n",
                    bench.metric("chirograph_gateway_memory_used_bytes") / 1e6, bench.heap() / 1e6, start / 1e6);
        }
        System.exit(good ? 0 : 1);
    }
}
