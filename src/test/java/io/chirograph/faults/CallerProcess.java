package io.chirograph.faults;

import io.chirograph.e2e.ChildProcess;
import io.chirograph.e2e.Http;
import io.chirograph.standin.Notes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// A process with several callers, each making one call after the other for as long as it lives, of JSON and of
/// streams, at the sandbox and at a provider outside, a few of them large. How each ended is forced to a file of its
/// own before the next begins. While the gateway is away they wait for it.
///
/// Arguments of the program: notes file, port, gateway key, callers, seed, name. SIGTERM lets each end its call first.
final class CallerProcess implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(5);
    private static final int SMALL = 3000;

    private final ChildProcess process;
    private final Path notes;

    private CallerProcess(ChildProcess process, Path notes) {
        this.process = process;
        this.notes = notes;
    }

    static CallerProcess start(Path directory, String name, int callers, int port, String key, long seed)
            throws IOException {
        Path notes = directory.resolve(name + ".jsonl");
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var process = ChildProcess.java(
                directory,
                directory.resolve(name + ".out"),
                List.of(
                        "-Xmx192m",
                        "-cp",
                        path,
                        CallerProcess.class.getName(),
                        notes.toString(),
                        Integer.toString(port),
                        key,
                        Integer.toString(callers),
                        Long.toString(seed),
                        name));
        return new CallerProcess(process, notes);
    }

    /// Everything that it noted so far.
    List<Seen> seen() throws IOException {
        return Seen.read(notes);
    }

    boolean isAlive() {
        return process.process().isAlive();
    }

    void kill() {
        process.kill();
    }

    /// Lets every caller see how its call ends, and ends.
    void finish() {
        process.stop();
    }

    @Override
    public void close() {
        process.close();
    }

    public static void main(String[] args) throws Exception {
        var notes = new Notes(Path.of(args[0]));
        var http = new Http(Integer.parseInt(args[1]), args[2]);
        var over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            var random = new Random(Long.parseLong(args[4]) * 31 + i);
            var caller = new Caller(http, notes, args[5] + "-" + i, random, over);
            threads.add(Thread.ofPlatform().name(caller.name).start(caller));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            over.set(true);
            threads.forEach(CallerProcess::join);
        }));
    }

    private static void join(Thread caller) {
        try {
            caller.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Caller(Http http, Notes notes, String name, Random random, AtomicBoolean over) implements Runnable {
        @Override
        public void run() {
            for (int i = 0; !over.get(); ) {
                if (call(name + "-" + i)) {
                    i++;
                }
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        }

        /// Answers whether there was a gateway to call.
        private boolean call(String id) {
            Socket socket;
            try {
                socket = http.connect();
            } catch (IOException away) {
                LockSupport.parkNanos(BETWEEN.toNanos());
                return false;
            }
            try (socket) {
                notes.add(exchange(socket, id).note());
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException("a note could not be written", e);
            }
        }

        private Seen exchange(Socket socket, String id) {
            boolean stream = random.nextBoolean();
            String target = (random.nextInt(3) == 0 ? "/standin" : "/sandbox") + "/v1/chat/completions?limit=" + id;
            byte[] body = ("{\"model\":\"m\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                            + "x".repeat(size()) + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            int answered = stream ? size() : 0;
            boolean slow = stream && random.nextInt(4) == 0;
            try {
                http.write(
                        socket,
                        "POST",
                        target,
                        body,
                        "Content-Type: application/json",
                        "X-Client-Request-Id: " + id,
                        "x-standin: " + (answered > SMALL ? "megabyte-lines" : slow ? "slow-stream" : "normal"),
                        "x-standin-size: " + answered,
                        "x-standin-pause: " + random.nextInt(40));
                return seen(id, stream, body, Http.read(socket, "POST"));
            } catch (IOException cut) {
                return new Seen(id, Seen.End.CUT, "", "", 0);
            }
        }

        /// Mostly small; now and then more than the journal takes at once, more rarely more than a pack's line holds.
        private int size() {
            int dice = random.nextInt(200);
            return dice == 0
                    ? 1_100_000 + random.nextInt(600_000)
                    : dice < 6 ? 300_000 + random.nextInt(400_000) : random.nextInt(SMALL);
        }

        private static Seen seen(String id, boolean stream, byte[] body, Http.Answer answer) {
            boolean whole = answer.clean();
            boolean ended = !stream || answer.text().endsWith("data: [DONE]\n\n");
            Seen.End end = whole && answer.status() != 200
                    ? Seen.End.REFUSED
                    : whole && ended ? Seen.End.COMPLETE : Seen.End.CUT;
            String callId = answer.header("chirograph-call-id").orElse("");
            String receipt = answer.header("chirograph-receipt").orElse("");
            return new Seen(id, end, callId, sha256(answer.body()), answer.body().length, sha256(body), receipt);
        }

        private static String sha256(byte[] bytes) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
