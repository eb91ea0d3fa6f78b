package io.chirograph.verifier.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Requirements;
import io.chirograph.tlog.note.MlDsa44Signer;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.policy.WitnessPolicyParser;
import io.chirograph.verifier.SecondVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `node verify.mjs` as a command: what it prints, its exit codes, and what it says that it does not check.
@Tag("slow")
class SecondVerifierTest {
    private final BundleFixture made = new BundleFixture();
    private final String key = made.signer.verifierKey().encode();

    @TempDir
    private Path directory;

    SecondVerifierTest() throws Exception {}

    @BeforeEach
    void nodeIsThere() {
        Requirements.require(SecondVerifier.isThere(), "node 18, which runs verify.mjs");
    }

    private SecondVerifier.Output run(Object... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("node", SecondVerifier.MODULE.toString()));
        Arrays.stream(words).map(Object::toString).forEach(command::add);
        return SecondVerifier.run(command);
    }

    private Path file(String name, byte[] content) throws Exception {
        return Files.write(directory.resolve(name), content);
    }

    private byte[] tampered() throws Exception {
        byte[] zip = made.call(new byte[0]);
        String name = EntryNames.event(made.log, 6);
        return BundleFixture.forged(
                zip, name, BundleFixture.replaced(Bundle.parse(zip).get(name).orElseThrow(), "m1", "m2"));
    }

    @Test
    void eachStepIsPrintedWithItsInputsAndTheOneThatFails() throws Exception {
        SecondVerifier.Output good = run(file("good.zip", made.call(new byte[0])), "--key", key);
        assertThat(good.exit()).as(good.err()).isZero();
        assertThat(good.out())
                .contains("ok: ai.call.started at position 6 stands in the signed tree")
                .contains("leaf hash: sha256:", "path, the lowest first: sha256:", "signed root: sha256:")
                .contains("signature by " + BundleFixture.ORIGIN, "not checked here: VERIFY.md")
                .endsWith("The evidence holds.\n")
                .doesNotContain("FAILS");

        SecondVerifier.Output bad = run(file("bad.zip", tampered()), "--key", key);
        assertThat(bad.exit()).isEqualTo(1);
        assertThat(bad.out().indexOf("FAILS: the event at position 6")).isPositive();
        assertThat(bad.out()).contains("proof-invalid in events/").endsWith("DOES NOT HOLD.\n");
    }

    @Test
    void exitCodesAreThoseOfTheCommandInJava() throws Exception {
        Path good = file("good.zip", made.call(new byte[0]));
        Path bad = file("bad.zip", tampered());
        Path none = file("none.zip", "none".getBytes(UTF_8));

        assertThat(run(good).exit()).isEqualTo(2);
        assertThat(run(good).out()).contains("fingerprint: sha256:", "could not be checked");
        assertThat(run(none, "--key", key).exit()).isEqualTo(2);
        assertThat(run(directory, "--key", key).exit()).isEqualTo(2);
        assertThat(run(directory.resolve("absent"), "--key", key).exit()).isEqualTo(2);
        assertThat(run(good, none, "--key", key).exit()).isEqualTo(2);
        assertThat(run(good, none, bad, "--key", key).exit()).isEqualTo(1);
        assertThat(run(good, "--strict", "--key", key).exit()).isEqualTo(1);
        assertThat(run().exit()).isEqualTo(2);
        assertThat(run(good, "--key", "nonsense").err()).contains("a verifier key is name+id+key");
        assertThat(run(good, "--key", "nonsense").exit()).isEqualTo(2);
        assertThat(run(good, "--nonsense").exit()).isEqualTo(2);
        assertThat(run("--help").exit()).isZero();
    }

    /// Java judges the form of a token without certificates; this one does not look into it.
    @Test
    void aTimeStampIsNeverJudgedAndNeverGood() throws Exception {
        Path stamped = file("stamped.zip", made.call(new byte[] {1}));
        assertThat(new BundleVerifier(List.of(made.signer.verifierKey()), null, null)
                        .verify(stamped)
                        .exitCode(false))
                .isEqualTo(1);

        SecondVerifier.Output output = run(stamped, "--key", key);
        assertThat(output.exit()).isZero();
        assertThat(output.out())
                .contains("notice  timestamp-not-checked")
                .contains("not checked here: the time stamp over size 13: RFC 3161 is not checked here")
                .contains("assurance self-attested");
        assertThat(run(stamped, "--key", key, "--strict").exit()).isEqualTo(1);
    }

    @Test
    void aQuorumThatNeedsMlDsa44CouldNotBeChecked() throws Exception {
        MlDsa44Signer witness = MlDsa44Signer.ofSeed("witness.example/w2", new byte[32]);
        SignedNote note = made.note(BundleFixture.EARLIER);
        String line =
                SignedNote.sign(note.text(), witness).signatures().getFirst().line() + "\n";
        String name = EntryNames.cosignature(
                made.log, BundleFixture.EARLIER, witness.verifierKey().idHex());
        Path zip = file("ml.zip", BundleFixture.forged(made.call(new byte[0]), name, line.getBytes(UTF_8)));
        byte[] policy =
                ("log " + key + "\nwitness w2 " + witness.verifierKey().encode() + "\nquorum w2\n").getBytes(UTF_8);
        assertThat(new BundleVerifier(List.of(), WitnessPolicyParser.parse(policy), null)
                        .verify(zip)
                        .exitCode(false))
                .isZero();

        SecondVerifier.Output output = run(zip, "--policy", file("policy", policy));
        assertThat(output.exit()).isEqualTo(2);
        assertThat(output.out()).contains("could not be checked:", "ML-DSA-44");
    }

    /// Nothing is inflated, and nothing is read that is too large.
    @Test
    void bombsAndGiantsAreRefused() throws Exception {
        Path giant = directory.resolve("giant.zip");
        try (var channel = Files.newByteChannel(
                giant, java.nio.file.StandardOpenOption.CREATE_NEW, java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(Bundle.MAX_SIZE);
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {1}));
        }
        SecondVerifier.Output output = run(giant, "--key", key);
        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.out()).contains("bundle-malformed: " + (Bundle.MAX_SIZE + 1) + " bytes are more than");
    }
}
