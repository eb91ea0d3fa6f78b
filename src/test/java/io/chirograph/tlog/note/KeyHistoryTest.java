package io.chirograph.tlog.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.KeyHistory.Verdict;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyHistoryTest {
    private final Ed25519Signer a = signer(1);
    private final Ed25519Signer b = signer(2);
    private final Ed25519Signer c = signer(3);
    private final KeyHistory history = KeyHistory.of(a.verifierKey())
            .and(new KeyHistory.Rotation(9, b.verifierKey(), null))
            .and(new KeyHistory.Rotation(19, c.verifierKey(), 15L));

    private static Ed25519Signer signer(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        try {
            return Ed25519Signer.ofSeed("example.com/log", bytes);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private Verdict judge(long size, Ed25519Signer... signers) {
        return history.judge(
                size,
                Set.copyOf(List.of(signers).stream()
                        .map(Ed25519Signer::verifierKey)
                        .toList()));
    }

    @Test
    void everySizeHasItsKey() {
        assertThat(judge(1, a)).isEqualTo(Verdict.GOOD);
        assertThat(judge(9, a)).isEqualTo(Verdict.GOOD);
        assertThat(judge(9, b)).isEqualTo(Verdict.UNKNOWN);
        assertThat(judge(9)).isEqualTo(Verdict.UNKNOWN);
        assertThat(judge(10, a)).isEqualTo(Verdict.RETIRED);
        assertThat(judge(10, b)).isEqualTo(Verdict.UNENDORSED);
        assertThat(judge(10, a, b)).isEqualTo(Verdict.GOOD);
        assertThat(judge(11, a, b)).isEqualTo(Verdict.GOOD);
        assertThat(judge(11, a)).isEqualTo(Verdict.RETIRED);
        assertThat(judge(15, b)).isEqualTo(Verdict.GOOD);
        assertThat(judge(16, b)).isEqualTo(Verdict.REVOKED);
        assertThat(judge(19, b)).isEqualTo(Verdict.REVOKED);
        assertThat(judge(20, b, c)).isEqualTo(Verdict.GOOD);
        assertThat(judge(20, a, c)).isEqualTo(Verdict.UNENDORSED);
        assertThat(judge(1000, c)).isEqualTo(Verdict.GOOD);
        assertThat(judge(1000, a, b)).isEqualTo(Verdict.RETIRED);
    }

    @Test
    void whoSignsIsSaidForEverySize() {
        assertThat(history.signers(9)).containsExactly(a.verifierKey());
        assertThat(history.signers(10)).containsExactly(a.verifierKey(), b.verifierKey());
        assertThat(history.signers(11)).containsExactly(b.verifierKey());
        assertThat(history.newest()).isEqualTo(c.verifierKey());
    }

    @Test
    void aLaterKeySaysNothingOfWhatWasBefore() {
        KeyHistory later = KeyHistory.from(10, b.verifierKey());
        assertThat(later.judge(9, Set.of(b.verifierKey()))).isEqualTo(Verdict.EARLIER);
        assertThat(later.judge(10, Set.of(b.verifierKey()))).isEqualTo(Verdict.GOOD);
    }

    @Test
    void aNoteOpensWithTheRightSignaturesAlone() throws Exception {
        Checkpoint covering = new Checkpoint("example.com/log", 10, TreeHasher.emptyRoot());
        assertThat(history.open(SignedNote.sign(covering.text(), b, a).bytes())).isEqualTo(covering);
        for (SignedNote bad : List.of(
                SignedNote.sign(covering.text(), a),
                SignedNote.sign(covering.text(), b),
                SignedNote.sign(covering.text(), c),
                SignedNote.sign(covering.text(), b, c))) {
            assertThatThrownBy(() -> history.open(bad.bytes())).isInstanceOf(InvalidSignatureException.class);
        }
    }

    @Test
    void rotationsComeInOrderAndNoKeyComesBack() {
        assertThatThrownBy(
                        () -> history.and(new KeyHistory.Rotation(19, signer(4).verifierKey(), null)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> history.and(new KeyHistory.Rotation(30, a.verifierKey(), null)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
