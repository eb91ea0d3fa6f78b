package io.chirograph.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.dialect.known.Dialects;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Feeds answers to readers and checks what every reader promises.
final class Answers {
    static final Operation CHAT = new Operation("chat", "chat.completions", Operation.Kind.INFERENCE);
    static final Operation RESPONSES = new Operation("chat", "responses", Operation.Kind.INFERENCE);
    static final Operation MESSAGES = new Operation("chat", "messages", Operation.Kind.INFERENCE);
    static final Map<String, String> STREAM = Map.of("content-type", "text/event-stream; charset=utf-8");
    static final Map<String, String> JSON = Map.of("content-type", "application/json");

    /// What a reader made of an answer.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Read(ResponseFacts facts, byte[] released, byte[] held, boolean ended) {
        String releasedText() {
            return new String(released, StandardCharsets.UTF_8);
        }

        String heldText() {
            return new String(held, StandardCharsets.UTF_8);
        }
    }

    private Answers() {}

    /// The digest of a stream's only text.
    static String text(ResponseFacts facts) {
        assertThat(facts.texts()).hasSize(1);
        return facts.texts().getFirst().digest().value();
    }

    static Read whole(String dialect, Operation operation, Map<String, String> headers, String body) {
        return read(dialect, operation, headers, body.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE, null);
    }

    static Read bytewise(String dialect, Operation operation, Map<String, String> headers, String body) {
        return read(dialect, operation, headers, body.getBytes(StandardCharsets.UTF_8), 1, null);
    }

    /// Feeds `body` in pieces of `size`, or of random sizes up to it; each piece stands somewhere inside a
    /// larger buffer.
    static Read read(
            String dialect,
            Operation operation,
            Map<String, String> headers,
            byte[] body,
            int size,
            @Nullable Random random) {
        try (var reader = Dialects.byName(dialect).response(operation, 200, headers::get)) {
            int released = 0;
            boolean isHeld = false;
            int at = 0;
            while (at < body.length) {
                int count = Math.min(body.length - at, random == null ? size : 1 + random.nextInt(size));
                byte[] buffer = new byte[count + 7];
                Arrays.fill(buffer, (byte) '\n');
                System.arraycopy(body, at, buffer, 3, count);
                long waiting = reader.feed(buffer, 3, count);
                assertThat(waiting).isBetween(0L, (long) at + count);
                assertThat(Arrays.copyOfRange(buffer, 3, 3 + count))
                        .as("a reader does not change what it sees")
                        .isEqualTo(Arrays.copyOfRange(body, at, at + count));
                at += count;
                int free = (int) (at - waiting);
                assertThat(free).as("what was released is not held").isGreaterThanOrEqualTo(released);
                if (isHeld && !dialect.equals("gemini")) {
                    assertThat(free)
                            .as("nothing is released once the end has begun")
                            .isEqualTo(released);
                }
                released = free;
                isHeld = waiting > 0;
            }
            return new Read(
                    reader.facts(),
                    Arrays.copyOf(body, released),
                    Arrays.copyOfRange(body, released, body.length),
                    reader.ended());
        }
    }
}
