package io.chirograph.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.support.digest.Sha256;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayTest {
    private static final byte[] WIRE = "a\n\u00e4\nc\nd".getBytes(UTF_8); // ends of lines: 2, 5, 7, 8

    private static JsonNode completed(String digest, String marks) {
        return JsonMapper.shared()
                .readTree("{\"response\":{\"digest\":" + digest + "}" + (marks.isEmpty() ? "" : ",\"marks\":" + marks)
                        + "}");
    }

    private static String digest(byte[] bytes) {
        return "{\"alg\":\"sha256\",\"length\":" + bytes.length + ",\"value\":\"" + Sha256.hex(bytes) + "\"}";
    }

    private static @Nullable Replay replay(String digest, String marks) {
        return Replay.of(completed(digest, marks), WIRE, String::strip, 1000);
    }

    @Test
    void eachLineComesWithTheMarkThatHasItsEnd() {
        Replay replay = Objects.requireNonNull(replay(digest(WIRE), "{\"millis\":[0,40,90],\"bytes\":[2,6,8]}"));
        assertThat(replay.pieces())
                .isEqualTo(
                        List.of(new Replay.Piece(0, "a"), new Replay.Piece(40, "\u00e4"), new Replay.Piece(90, "cd")));
        assertThat(replay.duration()).isEqualTo("90 ms");
    }

    @Test
    void whatIsNotKnownIsNotReplayed() {
        String marks = "{\"millis\":[0],\"bytes\":[8]}";
        assertThat(Replay.of(null, WIRE, String::strip, 1000)).isNull();
        assertThat(replay(digest(WIRE), "")).isNull();
        assertThat(replay(digest(WIRE), "{\"millis\":[0,1],\"bytes\":[8]}")).isNull();
        assertThat(replay(digest("other bytes".getBytes(UTF_8)), marks)).isNull();
        assertThat(replay(digest("a\n\u00f6\nc\nd".getBytes(UTF_8)), marks)).isNull();
        assertThat(replay("{\"alg\":\"hmac-sha256\",\"length\":8,\"value\":\"x\"}", marks))
                .isNotNull();
        assertThat(Replay.of(completed(digest(WIRE), marks), WIRE, line -> "", 1000))
                .isNull();
    }

    @Test
    void noMoreIsShownThanMay() {
        Replay replay = Objects.requireNonNull(
                Replay.of(completed(digest(WIRE), "{\"millis\":[0,1],\"bytes\":[2,8]}"), WIRE, String::strip, 1));
        assertThat(replay.pieces()).isEqualTo(List.of(new Replay.Piece(0, "a")));
    }
}
