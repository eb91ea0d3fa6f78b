package io.chirograph.tlog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.tlog.proof.CompactRange;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TreeHasherTest {
    @Test
    void hashesAsThePublicVectorsSay() throws Exception {
        JsonNode hasher = Vectors.read("merkle/rfc6962-roots.json").get("hasher");

        assertThat(TreeHasher.emptyRoot().hex())
                .isEqualTo(hasher.get("empty_root").asString());
        assertThat(TreeHasher.leaf(new byte[0]).hex())
                .isEqualTo(hasher.get("empty_leaf").asString());
        assertThat(TreeHasher.leaf("L123456".getBytes(US_ASCII)).hex())
                .isEqualTo(hasher.get("leaf(\"L123456\")").asString());
    }

    @Test
    void rootsOfSmallTreesAreThePublicOnes() throws Exception {
        JsonNode vectors = Vectors.read("merkle/rfc6962-roots.json");
        List<byte[]> leaves = vectors.get("leaf_inputs_hex")
                .valueStream()
                .map(hex -> HexFormat.of().parseHex(hex.asString()))
                .toList();
        CompactRange range = CompactRange.empty();

        for (int size = 0; size <= leaves.size(); size++) {
            assertThat(range.root().hex())
                    .as("size %d", size)
                    .isEqualTo(vectors.get("roots_by_size_hex").get(size).asString());
            if (size < leaves.size()) {
                range.append(TreeHasher.leaf(leaves.get(size)));
            }
        }
    }

    @Test
    void aRangeRestoredFromItsFrontierGoesOnAlike() {
        CompactRange range = CompactRange.empty();
        IntStream.range(0, 300).forEach(i -> {
            CompactRange restored = CompactRange.of(range.size(), range.frontier());
            Hash leaf = TreeHasher.leaf(Integer.toString(i).getBytes(US_ASCII));
            restored.append(leaf);
            range.append(leaf);
            assertThat(restored.root())
                    .isEqualTo(range.root())
                    .isEqualTo(PlainTree.of(i + 1).root());
        });
    }

    @Test
    void aSliceOfABufferHashesLikeACopy() {
        byte[] buffer = "xxentryyy".getBytes(US_ASCII);

        assertThat(TreeHasher.leaf(buffer, 2, 5)).isEqualTo(TreeHasher.leaf("entry".getBytes(US_ASCII)));
    }
}
