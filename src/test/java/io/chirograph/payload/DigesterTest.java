package io.chirograph.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.Digest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DigesterTest {
    @Test
    void digestsPiecesAsTheirWhole() {
        byte[] bytes = "-abc-".getBytes(StandardCharsets.US_ASCII);
        Digester digester = new Digester();
        digester.update(bytes, 1, 1);
        digester.update(bytes, 2, 2);

        assertThat(digester.length()).isEqualTo(3);
        assertThat(digester.finish())
                .isEqualTo(new Digest(
                        "sha256", null, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3))
                .isEqualTo(Digester.digest("abc".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void nothingHasADigestToo() {
        assertThat(new Digester().finish().value())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
