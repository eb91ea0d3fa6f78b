package io.chirograph.verifier.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.Text;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.VerifierKey;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The worked example of `docs/receipts.md` is what the program makes and what the page says, byte by byte.
class ReceiptPageTest {
    private static final Pattern ROW =
            Pattern.compile("\\| ([0-9]+) \\| ([0-9]+) \\| [^|]* \\| `([0-9a-f]+)`(?: `([0-9a-f]+)`)? \\|");
    private static final String ORIGIN = "example.com/chirograph/gw-1";
    private static final UUID CALL = UUID.fromString("0199a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5b");
    private static final UUID OTHER = UUID.fromString("0199a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5c");
    private static final Instant TIME = Instant.parse("2026-11-21T09:30:00Z");
    private static final byte[] REQUEST = Sha256.create().digest("{\"model\":\"m\"}".getBytes(UTF_8));

    private final String page = Files.readString(Path.of("docs/receipts.md"));
    private final Ed25519Signer log = Ed25519Signer.ofSeed(ORIGIN, new byte[32]);
    private final Ed25519Signer key = Ed25519Signer.ofSeed(ORIGIN + "/receipts", seed());

    ReceiptPageTest() throws Exception {}

    private static byte[] seed() {
        byte[] seed = new byte[32];
        for (int i = 0; i < seed.length; i++) {
            seed[i] = (byte) i;
        }
        return seed;
    }

    @Test
    void theProgramMakesTheExample() throws Exception {
        var maker = new ReceiptMaker(log.verifierKey(), log, key);
        Hash leaf = TreeHasher.leaf("{\"type\":\"ai.call.started\"}".getBytes(UTF_8));
        byte[] promise = maker.promise(CALL, 4711, TIME, REQUEST, leaf);
        byte[] next = maker.promise(OTHER, 4712, TIME, REQUEST, leaf);
        String made = maker.sign(List.of(promise, next)).receipt(0);

        assertThat(page).contains("\n" + log.verifierKey() + "\n" + key.verifierKey() + "\n" + made + "\n");
    }

    /// Reads the page and nothing else of the program's own than signatures.
    @Test
    void theTableOfBytesIsTheExampleAndItsSignaturesAreOverWhatThePageSays() throws Exception {
        List<String> lines = page.lines().toList();
        int at = lines.indexOf(log.verifierKey().encode());
        byte[] body = Text.base64(lines.get(at + 2).substring((ORIGIN + "+073ca0c1+").length()));
        Matcher row = ROW.matcher(page);
        int next = 0;
        while (row.find()) {
            String hex = row.group(3) + (row.group(4) == null ? "" : row.group(4));
            assertThat(Integer.parseInt(row.group(1))).isEqualTo(next);
            next += Integer.parseInt(row.group(2));
            assertThat(HexFormat.of().formatHex(body, Integer.parseInt(row.group(1)), next))
                    .isEqualTo(hex);
        }
        assertThat(next).isEqualTo(body.length).isEqualTo(298);
        String named = ORIGIN + "+073ca0c1\n";
        byte[] endorsed = ("chirograph receipt key v1\n" + named + lines.get(at + 1) + "\n").getBytes(UTF_8);
        MessageDigest sha256 = Sha256.create();
        sha256.update((byte) 0);
        byte[] leaf = sha256.digest(Arrays.copyOf(body, 198));
        sha256.update((byte) 1);
        sha256.update(leaf);
        byte[] root = sha256.digest(Arrays.copyOfRange(body, 266, 298));
        byte[] head = ("chirograph receipt v1\n" + named).getBytes(UTF_8);
        byte[] signed = ByteBuffer.allocate(head.length + 34)
                .put(head)
                .put(body, 198, 2)
                .put(root)
                .array();
        assertThat(VerifierKey.parse(lines.get(at)).verify(endorsed, Arrays.copyOfRange(body, 134, 198)))
                .isTrue();
        assertThat(VerifierKey.parse(lines.get(at + 1)).verify(signed, Arrays.copyOfRange(body, 202, 266)))
                .isTrue();
    }

    @Test
    void whatIsReadOfTheExampleIsWhatThePageSays() throws Exception {
        Receipt receipt = Receipt.parse(page.lines()
                .filter(line -> line.startsWith(ORIGIN + "+073ca0c1+AQAB"))
                .findFirst()
                .orElseThrow());

        assertThat(receipt.id()).isEqualTo(CALL);
        assertThat(receipt.position()).isEqualTo(4711);
        assertThat(receipt.time()).isEqualTo(TIME);
        assertThat(receipt.logId()).isEqualTo("gw-1-073ca0c1");
    }
}
