package io.chirograph.faults;

import io.chirograph.e2e.Http;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A caller of one tenant that makes one call after the other until it is told to stop: JSON, streams, slow streams,
/// and calls whose answer says with which credential the provider was called.
///
/// @param key what it calls with, asked before each call
/// @param isSlow whether it reads nothing but slow streams
record LoadCaller(
        String name,
        String tenant,
        Supplier<String> key,
        int port,
        boolean isSlow,
        AtomicBoolean over,
        BlockingQueue<Sample> samples)
        implements Runnable {
    private static final List<String> MODELS = List.of("m-a", "m-b", "m-any");
    private static final Pattern CREDENTIAL = Pattern.compile("credential-\\d+");
    private static final Duration BETWEEN = Duration.ofMillis(3);

    /// One call as its caller saw it.
    ///
    /// @param code of a refusal; empty where there is none
    /// @param credential what the provider got, where the answer says so; empty otherwise
    /// @param begun `System.nanoTime()` before its first byte was sent
    /// @param ended the same behind the last byte of its answer
    record Sample(
            Seen seen,
            String tenant,
            String model,
            boolean isStream,
            int status,
            String code,
            String credential,
            long begun,
            long ended) {
        boolean isWithin(long from, long to) {
            return begun > from && ended < to;
        }

        boolean overlaps(long from, long to) {
            return ended >= from && begun <= to;
        }
    }

    @Override
    public void run() {
        var random = new Random(name.hashCode());
        for (int i = 0; !over.get(); i++) {
            samples.add(call(name + "-" + i, random));
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    private Sample call(String id, Random random) {
        String model = isSlow ? "m-any" : MODELS.get(random.nextInt(MODELS.size()));
        boolean isStream = isSlow || random.nextBoolean();
        boolean isEcho = !isStream && random.nextBoolean();
        String body = "{\"model\":\"" + model + "\",\"stream\":" + isStream + ",\"messages\":[]}";
        var http = new Http(port, key.get());
        long begun = System.nanoTime();
        try (Socket socket = http.connect()) {
            http.write(
                    socket,
                    "POST",
                    "/standin/v1/chat/completions?limit=" + id,
                    body.getBytes(StandardCharsets.UTF_8),
                    "Content-Type: application/json",
                    "X-Client-Request-Id: " + id,
                    "x-standin: " + (isSlow ? "slow-stream" : isEcho ? "echo" : "normal"),
                    "x-standin-pause: 60");
            Http.Answer answer = Http.read(socket, "POST");
            long ended = System.nanoTime();
            Matcher credential = CREDENTIAL.matcher(isEcho ? answer.text() : "");
            String code = answer.clean() && answer.status() != 200
                    ? answer.json().path("code").asString("")
                    : "";
            return new Sample(
                    seen(id, isStream, answer),
                    tenant,
                    model,
                    isStream,
                    answer.status(),
                    code,
                    credential.find() ? credential.group() : "",
                    begun,
                    ended);
        } catch (IOException cut) {
            var seen = new Seen(id, Seen.End.CUT, "", "", 0);
            return new Sample(seen, tenant, model, isStream, 0, "", "", begun, System.nanoTime());
        }
    }

    private static Seen seen(String id, boolean isStream, Http.Answer answer) {
        boolean isEnded = !isStream || answer.text().endsWith("data: [DONE]\n\n");
        Seen.End end = !answer.clean()
                ? Seen.End.CUT
                : answer.status() != 200 ? Seen.End.REFUSED : isEnded ? Seen.End.COMPLETE : Seen.End.CUT;
        return new Seen(id, end, answer.callId(), sha256(answer.body()), answer.body().length);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
