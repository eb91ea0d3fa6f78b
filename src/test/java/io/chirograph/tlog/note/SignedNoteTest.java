package io.chirograph.tlog.note;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SignedNoteTest {
    @Test
    void judgesThePublicNotes() throws Exception {
        for (JsonNode row : Vectors.read("signed-note/notes.json")) {
            String id = row.get("id").asString();
            byte[] note = row.has("note")
                    ? row.get("note").asString().getBytes(UTF_8)
                    : Base64.getDecoder().decode(row.get("note_base64").asString());
            List<VerifierKey> keys = new ArrayList<>();
            for (JsonNode vkey : row.get("vkeys")) {
                keys.add(VerifierKey.parse(vkey.asString()));
            }
            switch (row.get("expect").asString()) {
                case "malformed" ->
                    assertThatThrownBy(() -> SignedNote.parse(note)).as(id).isInstanceOf(MalformedException.class);
                case "invalid-signature" -> assertRefused(id, note, keys, "bad signature by ");
                case "ambiguous-key" -> assertRefused(id, note, keys, "two known keys are called ");
                case "ok", "unverified" -> {
                    SignedNote parsed = SignedNote.parse(note);
                    assertThat(parsed.bytes()).as(id).isEqualTo(note);
                    assertThat(parsed.verify(keys).keySet().stream().map(VerifierKey::name))
                            .as(id)
                            .containsExactlyElementsOf(row.get("verified")
                                    .valueStream()
                                    .map(JsonNode::asString)
                                    .toList());
                }
                default -> throw new AssertionError("vector with an unknown expectation: " + row);
            }
        }
    }

    @Test
    void signsLikeThePublicExample() throws Exception {
        JsonNode row = Vectors.read("signed-note/sign.json").get(0);
        byte[] key = Base64.getDecoder().decode(row.get("skey").asString().split("\\+", 5)[4]);
        Ed25519Signer signer = Ed25519Signer.ofSeed("PeterNeumann", Arrays.copyOfRange(key, 1, 33));

        SignedNote note = SignedNote.sign(row.get("text").asString(), signer);

        assertThat(new String(note.bytes(), UTF_8)).isEqualTo(row.get("want").asString());
        assertThat(Ed25519Signer.ofPkcs8("PeterNeumann", signer.pkcs8()).verifierKey())
                .isEqualTo(signer.verifierKey());
    }

    @Test
    void readsThePublicKeysOfTheTypesItKnowsAndNoOthers() throws Exception {
        Set<Integer> known = Set.of(1, 4);
        for (JsonNode row : Vectors.read("signed-note/key-ids.json")) {
            boolean valid = row.get("valid").asBoolean(false)
                    && known.contains(row.get("type").asInt());
            if (valid) {
                VerifierKey key = VerifierKey.parse(row.get("vkey").asString());
                assertThat(key.encode()).isEqualTo(row.get("vkey").asString());
                assertThat(key.idHex()).isEqualTo(row.get("key_id_hex").asString());
                assertThat(key.name()).isEqualTo(row.get("name").asString());
                assertThat(Base64.getEncoder().encodeToString(key.key()))
                        .isEqualTo(row.get("public_key_base64").asString());
            } else if (row.has("vkey")) {
                assertThatThrownBy(() -> VerifierKey.parse(row.get("vkey").asString()))
                        .isInstanceOf(MalformedException.class);
            } else {
                int id = VerifierKey.id(
                        row.get("name").asString(),
                        (byte) row.get("type").asInt(),
                        Base64.getDecoder().decode(row.get("public_key_base64").asString()));
                assertThat(HexFormat.of().toHexDigits(id))
                        .isEqualTo(row.get("key_id_hex").asString());
            }
        }
    }

    @Test
    void theLastBlankLineSplits() throws Exception {
        Ed25519Signer signer = Ed25519Signer.ofSeed("k", new byte[32]);
        SignedNote note = SignedNote.sign("a\n\n— k AAAAAAA=\n\nb\n", signer);

        SignedNote read = SignedNote.parse(note.bytes());

        assertThat(read).isEqualTo(note);
        assertThat(read.verify(List.of(signer.verifierKey()))).hasSize(1);
    }

    @Test
    void aKeyOfLowOrderIsRefused() {
        assertThatThrownBy(() -> VerifierKey.of("k", KeyType.ED25519, new byte[32]))
                .isInstanceOf(MalformedException.class);
    }

    private static void assertRefused(String id, byte[] note, List<VerifierKey> keys, String reason)
            throws MalformedException {
        SignedNote parsed = SignedNote.parse(note);
        assertThatThrownBy(() -> parsed.verify(keys))
                .as(id)
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessageStartingWith(reason);
    }
}
