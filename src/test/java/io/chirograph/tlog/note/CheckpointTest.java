package io.chirograph.tlog.note;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.Vectors;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CheckpointTest {
    private static final String ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    @Test
    void opensThePublicCheckpoints() throws Exception {
        for (JsonNode row : Vectors.read("checkpoint/checkpoints.json")) {
            byte[] note = row.get("checkpoint").asString().getBytes(UTF_8);
            String origin = row.get("origin").asString();
            Checkpoint checkpoint = row.get("expect").asString().equals("ok")
                    ? SignedNote.open(
                            note,
                            origin,
                            List.of(VerifierKey.parse(row.get("vkey").asString())))
                    : Checkpoint.parse(SignedNote.parse(note).text());
            assertThat(checkpoint)
                    .isEqualTo(new Checkpoint(
                            origin,
                            row.get("size").asLong(),
                            Hash.ofBase64(row.get("root_base64").asString())));
        }
    }

    @Test
    void readsAndRefusesThePublicBodies() throws Exception {
        for (JsonNode row : Vectors.read("checkpoint/bodies.json")) {
            String body = row.get("body").asString();
            String[] lines = body.split("\n", -1);
            // The library that these come from takes a root of any length; here it has 32 bytes.
            boolean shortRoot = lines.length > 3 && !isHash(lines[2]);
            String whole = shortRoot ? body.replace("\n" + lines[2] + "\n", "\n" + ROOT + "\n") : body;
            if (shortRoot) {
                assertThatThrownBy(() -> Checkpoint.parse(body)).isInstanceOf(MalformedException.class);
            }
            if (row.get("valid").asBoolean()) {
                Checkpoint checkpoint = Checkpoint.parse(whole);
                assertThat(checkpoint.text()).isEqualTo(whole);
                assertThat(String.join(
                                "",
                                checkpoint.extensions().stream()
                                        .map(line -> line + "\n")
                                        .toList()))
                        .isEqualTo(row.get("rest").asString());
            } else if (!row.get("desc").asString().equals("roothash not base64")) {
                assertThatThrownBy(() -> Checkpoint.parse(whole)).isInstanceOf(MalformedException.class);
            }
        }
    }

    @Test
    void readsTheSumDatabaseTree() throws Exception {
        JsonNode row = Vectors.read("checkpoint/sumdb-tree.json").get(0);

        Checkpoint checkpoint = Checkpoint.parse(row.get("body").asString());

        assertThat(checkpoint.size()).isEqualTo(row.get("size").asLong());
        assertThat(checkpoint.root()).isEqualTo(TreeHasher.leaf("hello world".getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "+1", "-0", " 1", "1 ", "", "0x1", "1e3", "٣", "9223372036854775808"})
    void aSizeHasOneSpelling(String size) {
        assertThatThrownBy(() -> Checkpoint.parse("log\n" + size + "\n" + ROOT + "\n"))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesOtherSpellingsOfARoot() {
        Stream.of(
                        ROOT.replace("=", ""),
                        ROOT.replace("FU=", "FV="),
                        ROOT.replace('+', '-'),
                        ROOT + " ",
                        ROOT.substring(0, 43) + "\r")
                .forEach(root -> assertThatThrownBy(() -> Checkpoint.parse("log\n1\n" + root + "\n"))
                        .as(root)
                        .isInstanceOf(MalformedException.class));
    }

    @Test
    void opensOnlyTheRightOriginUnderTheRightKey() throws Exception {
        Ed25519Signer signer = Ed25519Signer.ofSeed("example.com/log", new byte[32]);
        Ed25519Signer other =
                Ed25519Signer.ofSeed("example.com/log", Base64.getDecoder().decode(ROOT));
        Checkpoint checkpoint = new Checkpoint("example.com/log", 0, TreeHasher.emptyRoot(), List.of("more"));
        byte[] note = SignedNote.sign(checkpoint.text(), signer).bytes();

        assertThat(SignedNote.open(note, "example.com/log", List.of(signer.verifierKey())))
                .isEqualTo(checkpoint);
        assertThatThrownBy(() -> SignedNote.open(note, "example.com/other", List.of(signer.verifierKey())))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> SignedNote.open(note, "example.com/log", List.of(other.verifierKey())))
                .isInstanceOf(InvalidSignatureException.class);
        assertThat(SignedNote.open(
                        SignedNote.sign(checkpoint.text(), other, signer).bytes(),
                        "example.com/log",
                        List.of(signer.verifierKey())))
                .isEqualTo(checkpoint);
    }

    private static boolean isHash(String text) {
        try {
            return Base64.getDecoder().decode(text).length == Hash.SIZE;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
