package io.chirograph.content.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is masked, however a body is cut into pieces.
class EchoMaskTest {
    private static EchoMask mask(String... credentials) {
        return new EchoMask(
                Arrays.stream(credentials).map(one -> one.getBytes(ISO_8859_1)).toList());
    }

    /// What comes out when so many bytes come at once.
    private static String masked(EchoMask mask, String body, int piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = body.getBytes(ISO_8859_1);
        for (int at = 0; at < bytes.length; at += piece) {
            byte[] next = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
            byte[] room = Arrays.copyOf(next, next.length + 3); // a buffer that is not full
            out.writeBytes(mask.through(room, next.length));
        }
        out.writeBytes(mask.rest());
        return out.toString(ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"error\":\"Bearer secret-1 is bad\"}', '{\"error\":\"Bearer ******** is bad\"}', 1",
        "secret-1, ********, 1",
        "secret-1secret-1, ****************, 2",
        "ssecret-1, s********, 1",
        "secret-, secret-, 0",
        "'', '', 0",
        "xsecret-2y, x********y, 1",
        // one that begins as another does, and one that begins in another's end
        "secret-1-long, *************, 2",
        "secret-1-lonx, ********-lonx, 1",
        "secret-1secret-1-long, *********************, 3",
    })
    void whateverThePieces(String body, String expected, long found) {
        for (int piece = 1; piece <= body.length() + 1; piece++) {
            EchoMask mask = mask("secret-1", "secret-2", "secret-1-long");
            assertThat(masked(mask, body, piece)).as("pieces of %d", piece).isEqualTo(expected);
            assertThat(mask.found()).isEqualTo(found);
        }
    }

    @Test
    void aCredentialThatBeginsInAnothersEndIsMaskedWhole() {
        for (int piece = 1; piece < 12; piece++) {
            assertThat(masked(mask("abcab", "abxyz"), "-abcabxyz-", piece)).isEqualTo("-********-");
        }
    }

    /// Few letters, so that credentials overlap and repeat.
    @Test
    void noCredentialIsLeftAndNothingElseIsTouched() {
        Random random = new Random(14);
        for (int round = 0; round < 2000; round++) {
            List<String> credentials = List.of(word(random, 1 + random.nextInt(5)), word(random, 3));
            String body = word(random, random.nextInt(60));
            boolean[] isPart = new boolean[body.length()];
            for (String credential : credentials) {
                for (int at = body.indexOf(credential); at >= 0; at = body.indexOf(credential, at + 1)) {
                    Arrays.fill(isPart, at, at + credential.length(), true);
                }
            }
            StringBuilder expected = new StringBuilder(body);
            for (int at = 0; at < isPart.length; at++) {
                if (isPart[at]) {
                    expected.setCharAt(at, '*');
                }
            }
            assertThat(masked(mask(credentials.toArray(String[]::new)), body, 1 + random.nextInt(7)))
                    .as("%s in %s", credentials, body)
                    .isEqualTo(expected.toString());
        }
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append("ab\u00e9".charAt(random.nextInt(3)));
        }
        return word.toString();
    }
}
