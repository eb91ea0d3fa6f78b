package io.chirograph.verifier.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.proof.InclusionProof;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many promises with one signature: each receipt holds by itself, and none can be made from others.
class ReceiptMakerTest {
    private static final String ORIGIN = "example.com/chirograph/gw-1";
    private static final int COUNT = 198;
    private static final int INDEX = 200;
    private static final int SIZE = 266;

    private final Ed25519Signer log = Ed25519Signer.ofSeed(ORIGIN, new byte[32]);
    private final ReceiptMaker maker;

    ReceiptMakerTest() throws Exception {
        byte[] seed = new byte[32];
        seed[0] = 9;
        maker = new ReceiptMaker(log.verifierKey(), log, Ed25519Signer.ofSeed(Receipt.keyName(ORIGIN), seed));
    }

    private List<byte[]> promises(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> maker.promise(
                        new UUID(7, i), i, Instant.EPOCH, new byte[32], TreeHasher.leaf(new byte[] {(byte) i})))
                .toList();
    }

    private static byte[] body(String receipt) throws MalformedException {
        return Text.base64(receipt.substring(receipt.lastIndexOf('+', receipt.indexOf("+A")) + 1));
    }

    private String spelt(byte[] body) {
        return ORIGIN + "+" + log.verifierKey().idHex() + "+" + Text.base64(body);
    }

    private Receipt receipt(int index, int count) throws MalformedException {
        return Receipt.parse(maker.sign(promises(count)).receipt(index));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 100, 511, 512})
    void everyReceiptOfABatchHoldsByItself(int count) throws Exception {
        ReceiptMaker.Batch batch = maker.sign(promises(count));
        for (int i = 0; i < count; i++) {
            Receipt receipt = Receipt.parse(batch.receipt(i));

            assertThat(receipt.id()).isEqualTo(new UUID(7, i));
            assertThat(receipt.isSigned()).as("%s of %s", i, count).isTrue();
            assertThat(receipt.isEndorsedBy(log.verifierKey())).isTrue();
            assertThat(receipt.toString()).isEqualTo(batch.receipt(i)).hasSizeLessThan(Receipt.MAX_LENGTH);
        }
    }

    @Test
    void theLengthOfAPathIsWhatAProofHas() throws Exception {
        List<Hash> leaves =
                promises(40).stream().map(promise -> TreeHasher.leaf(promise)).toList();
        for (int size = 1; size <= 40; size++) {
            for (int i = 0; i < size; i++) {
                int hashes = InclusionProof.of(i, size, (height, at) -> leaves.getFirst())
                        .hashes()
                        .size();
                assertThat(InclusionProof.length(i, size)).isEqualTo(hashes);
            }
        }
    }

    @Test
    void noByteOfAReceiptWithOthersCanBeAnother() throws Exception {
        byte[] body = body(receipt(2, 5).toString());
        for (int at = 0; at < body.length; at++) {
            byte[] forged = body.clone();
            forged[at] ^= 4;
            boolean holds;
            try {
                Receipt read = Receipt.parse(spelt(forged));
                holds = read.isSigned() && read.isEndorsedBy(log.verifierKey());
            } catch (MalformedException e) {
                holds = false;
            }
            assertThat(holds).as("byte %s", at).isFalse();
        }
    }

    @Test
    void thePromiseOfOneDoesNotHoldWithThePathOfAnother() throws Exception {
        byte[] mine = body(receipt(2, 4).toString());
        byte[] other = body(receipt(3, 4).toString());
        System.arraycopy(mine, 0, other, 0, COUNT);

        assertThat(Receipt.parse(spelt(other)).isSigned()).isFalse();
    }

    @Test
    void aNodeOfTheTreeIsNoPromise() throws Exception {
        byte[] body = body(receipt(0, 2).toString());
        byte[] alone = Arrays.copyOf(body, SIZE);
        alone[COUNT + 1] = 1;

        assertThat(Receipt.parse(spelt(alone)).isSigned()).isFalse();
    }

    @Test
    void aBatchThatCannotBeIsNoReceipt() throws Exception {
        byte[] body = body(receipt(2, 5).toString());

        assertMalformed(change(body, COUNT + 1, 0), "promise 2 of 0");
        assertMalformed(change(body, COUNT, 2), "promise 2 of 517");
        assertMalformed(change(body, COUNT, 0x80), "of -32763");
        assertMalformed(change(body, INDEX + 1, 5), "promise 5 of 5");
        assertMalformed(change(body, INDEX, 0x80), "promise -32766 of 5");
        assertMalformed(Arrays.copyOf(body, body.length + 32), "has 362 bytes, not 394");
        assertMalformed(Arrays.copyOf(body, body.length - 32), "has 362 bytes, not 330");
        assertMalformed(Arrays.copyOf(body, body.length + 1), "has 362 bytes, not 363");
        assertMalformed(Arrays.copyOf(body, SIZE - 1), "at least 266 bytes, not 265");
    }

    private static byte[] change(byte[] body, int at, int value) {
        byte[] changed = body.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private void assertMalformed(byte[] body, String why) {
        assertThatThrownBy(() -> Receipt.parse(spelt(body)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(why);
    }
}
