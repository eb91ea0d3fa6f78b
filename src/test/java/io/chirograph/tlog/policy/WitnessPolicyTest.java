package io.chirograph.tlog.policy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.PlainTree;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WitnessPolicyTest {
    private static final String ORIGIN = "example.com/log";
    private static final Checkpoint CHECKPOINT =
            new Checkpoint(ORIGIN, 5, PlainTree.of(5).root());

    private final Ed25519Signer log = Ed25519Signer.ofSeed(ORIGIN, seed(100));
    private final SignedNote note = SignedNote.sign(CHECKPOINT.text(), log);

    WitnessPolicyTest() throws Exception {}

    private static List<VerifierKey> keys(WitnessPolicy policy) {
        return policy.logs().stream().map(WitnessPolicy.Log::key).toList();
    }

    @Test
    void theExampleOfTheSpecificationAsksForTwoOfXAndOneOfY() throws Exception {
        WitnessPolicy policy = parse("log " + log.verifierKey().encode() + " https://log.example.com/\n"
                + "\n# X's\n"
                + witness("X1", 1) + witness("X2", 2) + witness("X3", 3)
                + "group X-witnesses 2 X1 X2 X3\n \t# and Y's\n"
                + witness("Y1", 4) + witness("Y2", 5) + witness("Y3", 6)
                + "group Y-witnesses any Y1 Y2 Y3\n\n"
                + "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n");

        assertThat(SignedNote.open(note.bytes(), ORIGIN, keys(policy))).isEqualTo(CHECKPOINT);
        assertThat(policy.logs().getFirst().url()).isEqualTo("https://log.example.com/");
        assertThat(met(policy, 1, 2, 4)).isTrue();
        assertThat(met(policy, 1, 2, 3, 4, 5, 6)).isTrue();
        assertThat(met(policy, 2, 3, 6)).isTrue();
        assertThat(met(policy, 1, 2, 3)).isFalse();
        assertThat(met(policy, 1, 4, 5, 6)).isFalse();
        assertThat(met(policy)).isFalse();
    }

    @Test
    void namesWhoSignedWhenWhoIsMissingAndWhoseSignatureIsBad() throws Exception {
        WitnessPolicy policy =
                parse(witness("a", 1) + witness("b", 2) + witness("c", 3) + "group g all a b\nquorum g\n");
        NoteSignature good = cosigner(1).cosign(CHECKPOINT, 1_700_000_009);
        NoteSignature earlier = cosigner(1).cosign(CHECKPOINT, 1_700_000_000);
        NoteSignature elsewhere = cosigner(2).cosign(new Checkpoint(ORIGIN, 6, CHECKPOINT.root()), 1_700_000_000);

        WitnessPolicyOutcome outcome = policy.witnessed(note, List.of(good, earlier, elsewhere));

        assertThat(outcome.quorumMet()).isFalse();
        assertThat(outcome.signed()).hasSize(1).containsValue(1_700_000_000L);
        assertThat(outcome.missing()).extracting(WitnessPolicy.Witness::name).containsExactly("b", "c");
        assertThat(outcome.invalid()).extracting(WitnessPolicy.Witness::name).containsExactly("b");
        assertThat(outcome.describe()).isEqualTo("quorum g not met; cosigned by a; missing b, c; bad cosignature of b");
    }

    @Test
    void aBadLineTakesNothingFromAGoodOneOfTheSameWitness() throws Exception {
        WitnessPolicy policy = parse(witness("a", 1) + "quorum a\n");
        NoteSignature bad = new NoteSignature(
                "example.com/witness/1", cosigner(1).verifierKey().id(), new byte[72]);

        WitnessPolicyOutcome outcome =
                policy.witnessed(note, List.of(bad, cosigner(1).cosign(CHECKPOINT, 7)));

        assertThat(outcome.quorumMet()).isTrue();
        assertThat(outcome.invalid()).isEmpty();
    }

    @Test
    void countsCosignaturesInTheNoteItself() throws Exception {
        SignedNote cosigned = new SignedNote(
                note.text(), List.of(note.signatures().getFirst(), cosigner(1).cosign(CHECKPOINT, 7)));

        assertThat(parse(witness("a", 1) + "quorum a\n")
                        .witnessed(cosigned, List.of())
                        .quorumMet())
                .isTrue();
    }

    @Test
    void quorumNoneAsksForNobody() throws Exception {
        assertThat(parse("quorum none\n").witnessed(note, List.of()).quorumMet())
                .isTrue();
        assertThat(parse("\tquorum \t none  \n" + witness("a", 1)).witnesses()).hasSize(1);
    }

    @Test
    void opensNothingThatNoListedLogSigned() throws Exception {
        WitnessPolicy other = parse(
                "log " + Ed25519Signer.ofSeed(ORIGIN, seed(7)).verifierKey().encode() + "\nquorum none\n");
        WitnessPolicy misnamed = parse("log "
                + Ed25519Signer.ofSeed("elsewhere", seed(100)).verifierKey().encode() + "\nquorum none\n");

        for (WitnessPolicy policy : List.of(other, misnamed, parse("quorum none\n"))) {
            assertThatThrownBy(() -> SignedNote.open(note.bytes(), ORIGIN, keys(policy)))
                    .isInstanceOf(InvalidSignatureException.class);
        }
    }

    @Test
    void namesAreOctets() throws Exception {
        byte[] latin = (witness("\u00e9", 1) + "group g any \u00e9\nquorum g\n").getBytes(ISO_8859_1);
        String kelvin = witness("K", 1) + witness("\u212a", 2) + "group g all K \u212a\nquorum g\n";

        assertThat(WitnessPolicyParser.parse(latin).quorum()).isEqualTo("g");
        assertThat(parse(kelvin).witnesses()).hasSize(2);
    }

    @Test
    void takesAsManyLinesAsRecommendedAndMore() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append("log ")
                    .append(Ed25519Signer.ofSeed("log/" + i, seed(50 + i))
                            .verifierKey()
                            .encode())
                    .append('\n');
            text.append(witness("w" + i, i));
            text.append("group g" + i + " any w" + i + (i == 0 ? "" : " g" + (i - 1)) + "\n");
        }
        WitnessPolicy policy = parse(text + "quorum g39\n");

        assertThat(met(policy, 0)).isTrue();
        assertThat(met(policy)).isFalse();
    }

    @Test
    void refusesWhatTheSpecificationDoes() throws Exception {
        String a = witness("a", 1);
        String b = witness("b", 2);
        String log1 = "log " + log.verifierKey().encode() + "\n";
        refuses("", "LF");
        refuses("\n", "without a quorum");
        refuses(a, "without a quorum");
        refuses("quorum none", "LF");
        refuses("quorum none\nquorum none\n", "line 2: a second quorum");
        refuses("quorum a\n" + a, "not defined above");
        refuses("quorum\n", "a quorum line is");
        refuses("quorum none none\n", "a quorum line is");
        refuses("Quorum none\n", "not a policy line");
        refuses("quorum none\r\n", "control character 0x0d");
        refuses("# \u007f\nquorum none\n", "control character 0x7f");
        refuses("# \0\nquorum none\n", "control character 0x00");
        refuses(a + a + "quorum a\n", "defined twice");
        refuses(a + witness("b", "other.example", 1) + "quorum a\n", "listed twice");
        refuses(
                log1 + "log "
                        + Ed25519Signer.ofSeed("x", seed(100)).verifierKey().encode() + "\nquorum none\n",
                "listed twice");
        refuses(witness("none", 1) + "quorum none\n", "none is taken");
        refuses(a + "group none any a\nquorum a\n", "none is taken");
        refuses(a + "group g any none\nquorum g\n", "not defined above");
        refuses(a + "group a any a\nquorum a\n", "defined twice");
        refuses(a + "group g any g\nquorum g\n", "not defined above");
        refuses(a + "group g any a a\nquorum g\n", "a group member already");
        refuses(a + b + "group g any a\ngroup h any a b\nquorum h\n", "a group member already");
        refuses("group g any a\n" + a + "quorum g\n", "not defined above");
        refuses(a + "group g all\nquorum g\n", "a group line is");
        for (String threshold : List.of("0", "2", "01", "+1", "-1", "1.0", "9223372036854775808", "some")) {
            refuses(a + "group g " + threshold + " a\nquorum g\n", "threshold");
        }
        refuses("log\nquorum none\n", "a log line is");
        refuses("log x\nquorum none\n", "a verifier key is");
        refuses(log1.replace("\n", " u v\n") + "quorum none\n", "a log line is");
        refuses("log " + cosigner(1).verifierKey().encode() + "\nquorum none\n", "signs no log");
        refuses("witness a " + log.verifierKey().encode() + "\nquorum a\n", "makes no cosignatures");
        refuses("witness a\nquorum none\n", "a witness line is");
        refuses("#".repeat(WitnessPolicy.MAX_SIZE) + "\n", "beyond");
        refuses("\u00a0quorum none\n", "not a policy line");
    }

    private boolean met(WitnessPolicy policy, int... signers) throws Exception {
        List<NoteSignature> lines = new ArrayList<>();
        for (int signer : signers) {
            lines.add(cosigner(signer).cosign(CHECKPOINT, 1_700_000_000 + signer));
        }
        return policy.witnessed(note, lines).quorumMet();
    }

    private static void refuses(String text, String why) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(why);
    }

    private static WitnessPolicy parse(String text) throws MalformedException {
        return WitnessPolicyParser.parse(text.getBytes(UTF_8));
    }

    private static String witness(String name, int seed) throws MalformedException {
        return witness(name, "example.com/witness/" + seed, seed);
    }

    private static String witness(String name, String keyName, int seed) throws MalformedException {
        return "witness " + name + " "
                + Cosigner.ofSeed(keyName, seed(seed)).verifierKey().encode() + "\n";
    }

    static Cosigner cosigner(int seed) throws MalformedException {
        return Cosigner.ofSeed("example.com/witness/" + seed, seed(seed));
    }

    static byte[] seed(int seed) {
        return Arrays.copyOf(new byte[] {(byte) seed, 1}, 32);
    }
}
