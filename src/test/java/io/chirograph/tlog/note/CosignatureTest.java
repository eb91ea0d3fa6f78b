package io.chirograph.tlog.note;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Vectors;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CosignatureTest {
    @Test
    void judgesThePublicCosignatures() throws Exception {
        for (JsonNode row : Vectors.read("cosignature/cosignature-v1.json")) {
            switch (row.get("expect").asString()) {
                case "ok" -> verifies(row);
                case "timestamp parse" ->
                    assertThat(TimestampedSignature.timestamp(body(row)))
                            .isEqualTo(row.get("timestamp").asLong());
                default ->
                    assertThatThrownBy(() -> TimestampedSignature.timestamp(body(row)))
                            .isInstanceOf(MalformedException.class);
            }
        }
    }

    private static void verifies(JsonNode row) throws Exception {
        VerifierKey key = VerifierKey.parse(row.get("vkey").asString());
        SignedNote note = SignedNote.parse(row.get("checkpoint").asString().getBytes(UTF_8));

        byte[] signature =
                Objects.requireNonNull(note.verify(List.of(key)).get(key)).signature();

        long time = row.get("timestamp").asLong();
        assertThat(TimestampedSignature.timestamp(signature)).isEqualTo(time);
        assertThat(new String(TimestampedSignature.message(note.textBytes(), time), UTF_8))
                .isEqualTo(row.get("signed_message").asString());
        byte[] later = signature.clone();
        later[7] ^= 1;
        assertThat(key.verify(note.textBytes(), later)).isFalse();
        assertThat(key.verify(note.textBytes(), Arrays.copyOf(signature, 71))).isFalse();
        assertThat(key.verify("no checkpoint\n".getBytes(UTF_8), signature)).isFalse();
    }

    private static byte[] body(JsonNode row) {
        byte[] signature =
                Base64.getDecoder().decode(row.get("signature_base64").asString());
        return Arrays.copyOfRange(signature, Integer.BYTES, signature.length);
    }
}
