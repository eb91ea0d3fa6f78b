package io.chirograph.standin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// The program: `StandinProvider <notes file> [<port>]`. Prints `port=<n>` when it takes connections.
public final class StandinProvider {
    private static final Map<String, Scenario> SCENARIOS = scenarios();
    private static final ThreadLocal<Long> NUMBER = new ThreadLocal<>();

    private final Notes notes;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();

    private StandinProvider(Notes notes) {
        this.notes = notes;
    }

    private static Map<String, Scenario> scenarios() {
        Map<String, Scenario> scenarios = new HashMap<>(Answers.all());
        scenarios.putAll(Streams.all());
        scenarios.putAll(Urls.all());
        scenarios.putAll(Echoes.all());
        return scenarios;
    }

    public static void main(String[] args) throws IOException {
        var provider = new StandinProvider(new Notes(Path.of(args[0])));
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        try (var server = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress())) {
            System.out.println("port=" + server.getLocalPort());
            System.out.flush();
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> provider.serve(socket));
            }
        }
    }

    /// The header line that names this request in the answer, as providers do.
    static String idLine(Received request) {
        return (request.isAnthropic() ? "request-id: " : "x-request-id: ") + "standin-" + NUMBER.get() + "\r\n";
    }

    private void serve(Socket socket) {
        long connection = connections.incrementAndGet();
        String why = "peer";
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            boolean again = true;
            while (again) {
                Received request = Received.read(in, socket.getOutputStream());
                if (request == null) {
                    break;
                }
                again = answer(connection, request, new Wire(socket, in));
            }
            why = again ? "peer" : "scenario";
        } catch (IOException | InterruptedException e) {
            why = String.valueOf(e);
        } finally {
            note(Map.of("kind", "closed", "connection", connection, "time", now(), "why", why));
        }
    }

    private boolean answer(long connection, Received request, Wire wire) throws IOException, InterruptedException {
        long number = requests.incrementAndGet();
        NUMBER.set(number);
        Scenario scenario = SCENARIOS.get(request.scenario());
        Map<String, Object> note = new LinkedHashMap<>();
        note.put("kind", "request");
        note.put("request", number);
        note.put("connection", connection);
        note.put("time", now());
        note.put("scenario", request.scenario());
        note.put("method", request.method());
        note.put("target", request.target());
        note.put("headers", request.headerNames());
        note.put("bodySha256", request.bodySha256());
        note.put("bodyLength", request.bodyLength());
        note(note);
        boolean whole = false;
        try {
            if (scenario == null) {
                wire.answer("404 Not Found", idLine(request), new byte[0], false);
                return true;
            }
            boolean isReport = Reports.isAsked(request);
            boolean again = isReport ? Reports.answer(request, wire) : scenario.answer(request, wire);
            whole = true;
            if (!isReport && request.method().equals("POST")) {
                Reports.count(request);
            }
            return again;
        } finally {
            note(Map.of("kind", "answered", "request", number, "time", now(), "whole", whole));
        }
    }

    private static String now() {
        return Instant.now().toString();
    }

    private void note(Map<String, ?> note) {
        try {
            notes.add(note);
        } catch (IOException e) {
            throw new UncheckedIOException("a note could not be written", e);
        }
    }
}
