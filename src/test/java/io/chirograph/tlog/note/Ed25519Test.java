package io.chirograph.tlog.note;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.tlog.Vectors;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The edge cases of C2SP's CCTV: what is taken is exactly what has none of the refused properties.
class Ed25519Test {
    private static final Set<String> REFUSED =
            Set.of("low_order_A", "low_order_residue", "non_canonical_A", "non_canonical_R", "reencoded_k");

    @Test
    void takesTheEdgeCasesThatEveryStrictVerifierTakes() throws Exception {
        int taken = 0;
        for (JsonNode row : Vectors.read("ed25519/cctv-ed25519vectors.json")) {
            Set<String> flags = new HashSet<>();
            row.get("flags").valueStream().forEach(flag -> flags.add(flag.asString()));
            boolean expected = flags.stream().noneMatch(REFUSED::contains);

            boolean good =
                    Ed25519.verify(hex(row, "key"), row.get("msg").asString().getBytes(UTF_8), hex(row, "sig"));

            assertThat(good).as("vector %s %s", row.get("number"), flags).isEqualTo(expected);
            taken += good ? 1 : 0;
        }
        assertThat(taken).isEqualTo(86);
    }

    @Test
    void anyLengthIsRefusedWithoutAnException() {
        for (int length = 0; length < 100; length++) {
            assertThat(Ed25519.verify(new byte[length], new byte[0], new byte[64]))
                    .isFalse();
            assertThat(Ed25519.verify(Ed25519.publicKeyOf(new byte[32]), new byte[0], new byte[length]))
                    .isFalse();
        }
    }

    private static byte[] hex(JsonNode row, String field) {
        return HexFormat.of().parseHex(row.get(field).asString());
    }
}
