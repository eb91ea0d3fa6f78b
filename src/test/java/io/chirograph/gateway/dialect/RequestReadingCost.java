package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.known.Dialects;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A program, not a test: what it costs to read a chat's request body. Prints nanoseconds of CPU time per
/// body, the least and the median of rounds after warm-up.
public final class RequestReadingCost {
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 30;
    private static final int ROUNDS = 41;
    private static final String WORDS =
            "The invoice of 3 May was paid twice; \\\"please\\\" tell the customer when it is returned.\\n";

    private RequestReadingCost() {}

    public static void main(String[] arguments) {
        for (int turns : new int[] {7, 330}) {
            byte[] body = chat(turns).getBytes(StandardCharsets.UTF_8);
            measure("openai", "/v1/chat/completions", body);
            measure("anthropic", "/v1/messages", body);
        }
    }

    private static String chat(int turns) {
        var body = new StringBuilder("{\"model\":\"gpt-4.1\",\"temperature\":0.2,\"stream\":true,\"messages\":["
                + "{\"role\":\"system\",\"content\":\"" + WORDS.repeat(4) + "\"}");
        for (int i = 0; i < turns; i++) {
            body.append(",{\"role\":\"")
                    .append(i % 2 == 0 ? "user" : "assistant")
                    .append("\",\"content\":\"")
                    .append(WORDS.repeat(1 + i % 3))
                    .append("\"}");
        }
        return body.append(
                        "],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"find_invoice\",\"description\":\"Finds an invoice"
                                + " by its number.\",\"parameters\":{\"type\":\"object\",\"properties\":{\"number\":{\"type\":\"string\"}}}}}],"
                                + "\"max_completion_tokens\":1000,\"user\":\"u-1\"}")
                .toString();
    }

    private static void measure(String dialect, String path, byte[] body) {
        Dialect spoken = Dialects.byName(dialect);
        Operation operation = spoken.operation("POST", path);
        int bodies = 60_000_000 / body.length;
        long[] nanos = new long[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long start = THREAD.getCurrentThreadCpuTime();
            for (int i = 0; i < bodies; i++) {
                RequestFacts facts =
                        spoken.readRequest(operation, "application/json", null, () -> new ByteArrayInputStream(body));
                if (facts.model() == null) {
                    throw new IllegalStateException("nothing was read");
                }
            }
            if (round >= 0) {
                nanos[round] = (THREAD.getCurrentThreadCpuTime() - start) / bodies;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%-9s %,7d bytes: least %,d ns, median %,d ns%n", dialect, body.length, nanos[0], nanos[ROUNDS / 2]);
    }
}
