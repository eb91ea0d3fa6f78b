package io.chirograph.event.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EcmaNumbersTest {
    private static final int LINES = 1_000_000;

    @ParameterizedTest
    @CsvSource({
        "0.0,0",
        "-0.0,0",
        "4.9E-324,5e-324",
        "2.0E-323,2e-323",
        "9.9E-323,1e-322",
        "1.0E-6,0.000001",
        "1.0E-7,1e-7",
        "1.0E21,1e+21",
        "9.99999999999999E20,999999999999999000000",
        "1.5,1.5",
        "-2.5,-2.5",
        "1.0E15,1000000000000000",
        "9.007199254740994E15,9007199254740994",
        "0.002,0.002",
        "1.7976931348623157E308,1.7976931348623157e+308",
        "123456.789,123456.789"
    })
    void isLaidOutAsEcmaScriptDoes(double value, String expected) {
        assertThat(EcmaNumbers.format(value)).isEqualTo(expected);
    }

    @Test
    void theFirstMillionPublishedNumbersHaveThePublishedChecksums() throws IOException, NoSuchAlgorithmException {
        JsonNode published = JsonMapper.shared().readTree(resource("es6-numbers.json"));
        MessageDigest hash = MessageDigest.getInstance("SHA-256");
        Sequence numbers = new Sequence();
        int line = 0;
        for (JsonNode checkpoint : published.get("sha256_of_first_n_lines")) {
            int lines = checkpoint.get("lines").intValue();
            if (lines > LINES) {
                break;
            }
            for (; line < lines; line++) {
                double value = numbers.next();
                String text =
                        Long.toHexString(Double.doubleToRawLongBits(value)) + ',' + EcmaNumbers.format(value) + '\n';
                hash.update(text.getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(HexFormat.of().formatHex(copy(hash).digest()))
                    .as("first %s lines", lines)
                    .isEqualTo(checkpoint.get("sha256").stringValue());
        }
        assertThat(line).isEqualTo(LINES);
    }

    private static MessageDigest copy(MessageDigest hash) {
        try {
            return (MessageDigest) hash.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = EcmaNumbersTest.class.getResourceAsStream("/vectors/jcs/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// The published sequence: hand-picked patterns, 2000 in a row from the smallest normal number, then a
    /// chain of hashes.
    private static final class Sequence {
        private static final int IN_A_ROW = 2000;

        private final long[] picked;
        private final MessageDigest sha256;
        private int index;
        private byte[] block = new byte[32];
        private ByteBuffer data = ByteBuffer.allocate(0);

        Sequence() throws IOException, NoSuchAlgorithmException {
            picked = resource("es6-static.txt")
                    .lines()
                    .mapToLong(line -> Long.parseUnsignedLong(line, 16))
                    .toArray();
            sha256 = MessageDigest.getInstance("SHA-256");
        }

        double next() {
            int at = index++;
            if (at < picked.length) {
                return Double.longBitsToDouble(picked[at]);
            }
            if (at < picked.length + IN_A_ROW) {
                return Double.longBitsToDouble(0x0010000000000000L + (at - picked.length));
            }
            double value = 0;
            while (value == 0 || !Double.isFinite(value)) {
                if (!data.hasRemaining()) {
                    block = sha256.digest(block);
                    data = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
                }
                value = data.getDouble();
            }
            return value;
        }
    }
}
