package io.chirograph.tlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.tlog.proof.ProvedEntries;
import io.chirograph.tlog.proof.TlogProof;
import io.chirograph.tlog.tile.EntryBundle;
import io.chirograph.tlog.tile.EntryBundles;
import io.chirograph.tlog.tile.TileId;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Parsers meet damaged and arbitrary bytes: a checked error or a value that encodes back to the same bytes,
/// never another exception, and never a signature or a proof over something that was not signed.
class MutationTest {
    private static final String ORIGIN = "example.com/log";
    private static final PlainTree TREE = PlainTree.of(11);

    private final VerifierKey key;
    private final SignedNote note;
    private final TlogProof proof;

    MutationTest() throws Exception {
        Ed25519Signer signer = Ed25519Signer.ofSeed(ORIGIN, new byte[32]);
        Ed25519Signer other = Ed25519Signer.ofSeed("other", Arrays.copyOf(new byte[] {1}, 32));
        key = signer.verifierKey();
        note = SignedNote.sign(new Checkpoint(ORIGIN, 11, TREE.root(), List.of("extension")).text(), other, signer);
        proof = TlogProof.of(InclusionProof.of(4, 11, TREE::node), note);
    }

    @Property(tries = 3000)
    void aMutatedNoteIsRefusedOrSaysWhatWasSigned(@ForAll Random random) {
        byte[] mutated = mutate(note.bytes(), random);
        try {
            SignedNote parsed = SignedNote.parse(mutated);
            assertThat(parsed.bytes()).isEqualTo(mutated);
            if (parsed.verify(List.of(key)).containsKey(key)) {
                assertThat(parsed.text()).isEqualTo(note.text());
            }
            Checkpoint checkpoint = Checkpoint.parse(parsed.text());
            assertThat(checkpoint.text()).isEqualTo(parsed.text());
        } catch (MalformedException | InvalidSignatureException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 3000)
    void aMutatedProofIsRefusedOrSaysWhatWasSigned(@ForAll Random random) {
        byte[] mutated = mutate(proof.bytes(), random);
        byte[] entry = "4".getBytes(UTF_8);
        try {
            TlogProof parsed = TlogProof.parse(mutated);
            assertThat(parsed.bytes()).isEqualTo(mutated);
            Checkpoint checkpoint = ProvedEntries.verify(parsed, entry, ORIGIN, List.of(key));
            assertThat(checkpoint.text()).isEqualTo(note.text());
            assertThat(parsed.proof()).isEqualTo(proof.proof());
        } catch (MalformedException | InvalidSignatureException | ProvedEntries.InvalidProofException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 2000)
    void aMutatedKeyIsRefusedOrEncodesToItself(@ForAll Random random) {
        String mutated = new String(mutate(key.encode().getBytes(UTF_8), random), UTF_8);
        try {
            assertThat(VerifierKey.parse(mutated).encode()).isEqualTo(mutated);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 1000)
    void arbitraryTextIsRefusedOrEncodesToItself(@ForAll String text) {
        try {
            assertThat(TileId.parse(text).path()).isEqualTo(text);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            assertThat(NoteSignature.parse(text).line()).isEqualTo(text);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            assertThat(Checkpoint.parse(text).text()).isEqualTo(text);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 1000)
    void arbitraryBytesAreRefusedOrEncodeToThemselves(@ForAll byte[] bytes) {
        try {
            assertThat(EntryBundle.encode(EntryBundles.parse(bytes))).isEqualTo(bytes);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            assertThat(SignedNote.parse(bytes).bytes()).isEqualTo(bytes);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            assertThat(TlogProof.parse(bytes).bytes()).isEqualTo(bytes);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Example
    void theUntouchedOnesHold() throws Exception {
        assertThat(note.verify(List.of(key))).containsKey(key);
        assertThat(ProvedEntries.verify(proof, "4".getBytes(UTF_8), ORIGIN, List.of(key))
                        .size())
                .isEqualTo(11);
    }

    /// One to three of: flip a bit, drop, double or insert a byte, repeat or drop a line, cut the end.
    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] mutated = bytes;
        for (int i = random.nextInt(3); i >= 0 && mutated.length > 1; i--) {
            int at = random.nextInt(mutated.length);
            int end = at + 1;
            while (end < mutated.length && mutated[end - 1] != '\n') {
                end++;
            }
            mutated = switch (random.nextInt(7)) {
                case 0 -> {
                    byte[] flipped = mutated.clone();
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                    yield flipped;
                }
                case 1 -> splice(mutated, at, at + 1, new byte[0]);
                case 2 -> splice(mutated, at, at, new byte[] {mutated[at]});
                case 3 -> splice(mutated, at, at, new byte[] {"\n +0=— \r\t".getBytes(UTF_8)[random.nextInt(10)]});
                case 4 -> splice(mutated, at, at, Arrays.copyOfRange(mutated, at, end));
                case 5 -> splice(mutated, at, end, new byte[0]);
                default -> Arrays.copyOf(mutated, at);
            };
        }
        return mutated;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] between) {
        byte[] spliced = new byte[bytes.length - (to - from) + between.length];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(between, 0, spliced, from, between.length);
        System.arraycopy(bytes, to, spliced, from + between.length, bytes.length - to);
        return spliced;
    }
}
