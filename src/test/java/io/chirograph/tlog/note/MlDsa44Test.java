package io.chirograph.tlog.note;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.PlainTree;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.Vectors;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.tlog.policy.WitnessPolicyParser;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MlDsa44Test {
    private static final String ORIGIN = "example.com/log";
    private static final Checkpoint CHECKPOINT =
            new Checkpoint(ORIGIN, 5, PlainTree.of(5).root());
    /// A SubjectPublicKeyInfo of ML-DSA-44 up to the key.
    private static final byte[] SPKI = HexFormat.of().parseHex("30820532300b060960864801650304031103820521" + "00");

    private final MlDsa44Signer signer = MlDsa44Signer.ofSeed(ORIGIN, new byte[32]);
    private final byte[] text = CHECKPOINT.text().getBytes(UTF_8);

    MlDsa44Test() throws Exception {}

    @Test
    void isASecondSignatureBesideEd25519() throws Exception {
        Ed25519Signer first = Ed25519Signer.ofSeed(ORIGIN, new byte[32]);
        SignedNote note = SignedNote.parse(
                SignedNote.sign(CHECKPOINT.text(), first, signer).bytes());

        assertThat(note.verify(List.of(first.verifierKey(), signer.verifierKey())))
                .containsOnlyKeys(first.verifierKey(), signer.verifierKey());
        assertThat(SignedNote.open(note.bytes(), ORIGIN, List.of(signer.verifierKey())))
                .isEqualTo(CHECKPOINT);
        assertThat(SignedNote.open(note.bytes(), ORIGIN, List.of(first.verifierKey())))
                .isEqualTo(CHECKPOINT);
        assertThat(signer.sign(text)).isEqualTo(signer.sign(text)).hasSize(8 + 2420);
        assertThat(Cosignature.verify(note, note.signatures().get(1), signer.verifierKey()))
                .isZero();
    }

    @Test
    void theJavaPlatformSeesTheSameSignatureOverTheStructureOfTheSpecification() throws Exception {
        byte[] message = HexFormat.of()
                .parseHex(
                        "737562747265652f76310a00" // subtree/v1\n\0
                                + "0f" + HexFormat.of().formatHex(ORIGIN.getBytes(UTF_8))
                                + "0000000000000000"
                                + "0f" + HexFormat.of().formatHex(ORIGIN.getBytes(UTF_8))
                                + "0000000000000000" + "0000000000000005"
                                + CHECKPOINT.root().hex());
        byte[] spki = Arrays.copyOf(SPKI, SPKI.length + 1312);
        System.arraycopy(signer.verifierKey().key(), 0, spki, SPKI.length, 1312);
        Signature platform = Signature.getInstance("ML-DSA-44");
        platform.initVerify(KeyFactory.getInstance("ML-DSA-44").generatePublic(new X509EncodedKeySpec(spki)));
        platform.update(message);

        byte[] signature = signer.sign(text);

        assertThat(platform.verify(Arrays.copyOfRange(signature, 8, signature.length)))
                .isTrue();
    }

    @Test
    void aSignatureOfTheJavaPlatformHoldsHere() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("ML-DSA-44").generateKeyPair();
        byte[] spki = pair.getPublic().getEncoded();
        VerifierKey key = VerifierKey.of(
                "example.com/w", KeyType.ML_DSA_44, Arrays.copyOfRange(spki, spki.length - 1312, spki.length));
        Signature platform = Signature.getInstance("ML-DSA-44");
        platform.initSign(pair.getPrivate());
        platform.update(MlDsa44.message("example.com/w", 77, Checkpoint.parse(CHECKPOINT.text())));
        byte[] signature = new byte[8 + 2420];
        signature[7] = 77;
        System.arraycopy(platform.sign(), 0, signature, 8, 2420);

        assertThat(key.verify(text, signature)).isTrue();
        assertThat(TimestampedSignature.timestamp(signature)).isEqualTo(77);
    }

    @Test
    void committedToNameTimeOriginSizeAndRoot() throws Exception {
        byte[] signature = signer.sign(text);
        VerifierKey key = signer.verifierKey();
        byte[] later = signature.clone();
        later[7] = 1;

        assertThat(key.verify(text, signature)).isTrue();
        assertThat(key.verify(text, later)).isFalse();
        assertThat(key.verify(text, Arrays.copyOf(signature, signature.length - 1)))
                .isFalse();
        assertThat(key.verify(text, new byte[0])).isFalse();
        assertThat(key.verify("no checkpoint\n".getBytes(UTF_8), signature)).isFalse();
        assertThat(VerifierKey.of("other", KeyType.ML_DSA_44, key.key()).verify(text, signature))
                .isFalse();
        for (Checkpoint other : List.of(
                new Checkpoint("example.com/other", 5, CHECKPOINT.root()),
                new Checkpoint(ORIGIN, 6, CHECKPOINT.root()),
                new Checkpoint(ORIGIN, 5, TreeHasher.emptyRoot()),
                new Checkpoint(ORIGIN, 5, CHECKPOINT.root(), List.of("extension")))) {
            assertThat(key.verify(other.text().getBytes(UTF_8), signature)).isFalse();
        }
        for (int at = 8; at < signature.length; at += 31) {
            byte[] flipped = signature.clone();
            flipped[at] ^= 4;
            assertThat(key.verify(text, flipped)).as("byte " + at).isFalse();
        }
    }

    @Test
    void whatItDoesNotCoverIsNotSigned() {
        byte[] extended = new Checkpoint(ORIGIN, 5, CHECKPOINT.root(), List.of("extension"))
                .text()
                .getBytes(UTF_8);

        assertThatThrownBy(() -> signer.sign(extended)).isInstanceOf(SigningException.class);
        assertThatThrownBy(() -> signer.sign("text\n".getBytes(UTF_8))).isInstanceOf(SigningException.class);
    }

    @Test
    void keysAreWrittenAndReadBack() throws Exception {
        MlDsa44Signer made = MlDsa44Signer.generate(ORIGIN, new SecureRandom());
        VerifierKey key = made.verifierKey();

        assertThat(VerifierKey.parse(key.encode())).isEqualTo(key);
        assertThat(MlDsa44Signer.ofPkcs8(ORIGIN, made.pkcs8()).verifierKey()).isEqualTo(key);
        byte[] platform = KeyPairGenerator.getInstance("ML-DSA-44")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        assertThat(MlDsa44Signer.ofPkcs8(ORIGIN, platform).sign(text)).hasSize(2428);
        byte[] ed25519 = Ed25519Signer.ofSeed(ORIGIN, new byte[32]).pkcs8();
        assertThatThrownBy(() -> MlDsa44Signer.ofPkcs8(ORIGIN, ed25519)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> MlDsa44Signer.ofPkcs8(ORIGIN, new byte[9])).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> VerifierKey.of(ORIGIN, KeyType.ML_DSA_44, new byte[32]))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void theKeyIdOfThePublicKeyIsTheOneOfTheSpecification() throws Exception {
        for (JsonNode row : Vectors.read("signed-note/key-ids.json")) {
            if (row.path("type").asInt() == 6) {
                VerifierKey key = VerifierKey.of(
                        row.get("name").asString(),
                        KeyType.ML_DSA_44,
                        Base64.getDecoder().decode(row.get("public_key_base64").asString()));
                assertThat(key.idHex()).isEqualTo(row.get("key_id_hex").asString());
            }
        }
    }

    @Test
    void aWitnessOfAPolicyMayHaveOne() throws Exception {
        MlDsa44Signer witness = MlDsa44Signer.ofSeed("example.com/w", new byte[32]);
        WitnessPolicy policy = WitnessPolicyParser.parse("witness w %s\nquorum w\n"
                .formatted(witness.verifierKey().encode())
                .getBytes(UTF_8));
        SignedNote note = SignedNote.sign(CHECKPOINT.text(), signer, witness);

        assertThat(policy.witnessed(note, List.of()).quorumMet()).isTrue();
        assertThat(policy.witnessed(SignedNote.sign(CHECKPOINT.text(), signer), List.of())
                        .quorumMet())
                .isFalse();
    }
}
