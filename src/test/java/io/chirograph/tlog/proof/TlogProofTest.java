package io.chirograph.tlog.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.Vectors;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.tile.EntryBundle;
import io.chirograph.tlog.tile.EntryBundles;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TlogProofTest {
    @Test
    void readsAndRefusesThePublicTexts() throws Exception {
        for (JsonNode row : Vectors.read("tlog-proof/tlog-proof.json")) {
            byte[] text = row.get("text").asString().getBytes(UTF_8);
            String desc = row.get("desc").asString();
            if (!row.get("valid").asBoolean()) {
                assertThatThrownBy(() -> TlogProof.parse(text)).as(desc).isInstanceOf(MalformedException.class);
                continue;
            }
            TlogProof proof = TlogProof.parse(text);
            assertThat(proof.bytes()).as(desc).isEqualTo(text);
            assertThat(proof.proof().index()).isEqualTo(row.get("index").asLong());
            if (row.has("hashes")) {
                List<String> hashes =
                        proof.proof().hashes().stream().map(Hash::base64).toList();
                assertThat(hashes)
                        .containsExactlyElementsOf(row.get("hashes")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList());
                assertThat(proof.checkpoint()).isEqualTo(row.get("checkpoint").asString());
                assertThat(Text.base64(proof.extra() == null ? "" : proof.extra()))
                        .isEqualTo(Base64.getDecoder().decode(row.get("extra").asString("")));
            }
        }
    }

    @Test
    void verifiesThePublicProofsUnderTheirKeyAndNothingElse() throws Exception {
        int verified = 0;
        for (JsonNode row : Vectors.read("tlog-proof/tlog-proof.json")) {
            if (!row.has("vkey")) {
                continue;
            }
            VerifierKey key = VerifierKey.parse(row.get("vkey").asString());
            TlogProof proof = TlogProof.parse(row.get("text").asString().getBytes(UTF_8));
            byte[] entry = row.get("entry_utf8").asString().getBytes(UTF_8);

            assertThat(ProvedEntries.verify(proof, entry, key.name(), List.of(key))
                            .size())
                    .isEqualTo(15);
            assertThatThrownBy(() -> ProvedEntries.verify(proof, "other".getBytes(UTF_8), key.name(), List.of(key)))
                    .isInstanceOf(ProvedEntries.InvalidProofException.class);
            assertThatThrownBy(() -> ProvedEntries.verify(proof, entry, "example.com/other", List.of(key)))
                    .isInstanceOf(MalformedException.class);
            assertThatThrownBy(() -> ProvedEntries.verify(proof, entry, key.name(), List.of()))
                    .isInstanceOf(InvalidSignatureException.class);
            TlogProof moved = new TlogProof(
                    null,
                    new InclusionProof(proof.proof().index() + 1, proof.proof().hashes()),
                    proof.checkpoint());
            assertThatThrownBy(() -> ProvedEntries.verify(moved, entry, key.name(), List.of(key)))
                    .isInstanceOf(ProvedEntries.InvalidProofException.class);
            verified++;
        }
        assertThat(verified).isEqualTo(3);
    }

    @Test
    void refusesMoreHashesThanAnyTreeHas() {
        String text = "c2sp.org/tlog-proof@v1\nindex 0\n"
                + (TreeHasher.emptyRoot().base64() + "\n").repeat(64) + "\ncheckpoint\n";

        assertThatThrownBy(() -> TlogProof.parse(text.getBytes(UTF_8))).isInstanceOf(MalformedException.class);
    }

    @Test
    void judgesThePublicEntryBundles() throws Exception {
        for (JsonNode row : Vectors.read("tlog-tiles/entry-bundles.json")) {
            byte[] bundle = java.util.HexFormat.of().parseHex(row.get("hex").asString());
            if (row.path("error").asBoolean(false)) {
                assertThatThrownBy(() -> EntryBundles.parse(bundle)).isInstanceOf(MalformedException.class);
            } else {
                List<String> entries = new ArrayList<>();
                EntryBundles.parse(bundle)
                        .forEach(entry -> entries.add(java.util.HexFormat.of().formatHex(entry)));
                assertThat(entries)
                        .containsExactlyElementsOf(row.get("entries")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList());
                assertThat(EntryBundle.encode(EntryBundles.parse(bundle))).isEqualTo(bundle);
            }
        }
    }

    @Test
    void aBundleHasItsLimits() {
        assertThatThrownBy(() -> EntryBundle.encode(Collections.nCopies(257, new byte[0])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntryBundle.encode(List.of(new byte[65_536])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntryBundles.parse(new byte[2 * 257])).isInstanceOf(MalformedException.class);
    }
}
