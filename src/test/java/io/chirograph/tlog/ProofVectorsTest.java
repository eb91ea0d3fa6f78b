package io.chirograph.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.tlog.proof.ConsistencyProof;
import io.chirograph.tlog.proof.InclusionProof;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The public inclusion and consistency proofs. Our types cannot hold a hash of another length: an
/// empty one is refused, others are cut or filled up with zeros.
class ProofVectorsTest {
    @Test
    void judgesThePublicInclusionProofs() throws Exception {
        int good = 0;
        List<Vectors.Named> vectors = Vectors.all("merkle-testdata/inclusion");
        for (Vectors.Named vector : vectors) {
            JsonNode row = vector.json();
            boolean wanted = !row.get("wantErr").asBoolean();
            assertThat(verifiesInclusion(row)).as(vector.name()).isEqualTo(wanted);
            good += wanted ? 1 : 0;
        }
        assertThat(vectors).hasSize(98);
        assertThat(good).isEqualTo(6);
    }

    @Test
    void judgesThePublicConsistencyProofs() throws Exception {
        List<Vectors.Named> vectors = Vectors.all("merkle-testdata/consistency");
        for (Vectors.Named vector : vectors) {
            JsonNode row = vector.json();
            assertThat(verifiesConsistency(row))
                    .as(vector.name())
                    .isEqualTo(!row.get("wantErr").asBoolean());
        }
        assertThat(vectors).hasSize(98);
    }

    private static boolean verifiesInclusion(JsonNode row) {
        return !row.get("root").asString("").isEmpty()
                && !row.get("leafHash").asString("").isEmpty()
                && new InclusionProof(size(row, "leafIdx"), hashes(row.get("proof")))
                        .verify(hash(row.get("leafHash")), size(row, "treeSize"), hash(row.get("root")));
    }

    private static boolean verifiesConsistency(JsonNode row) {
        return new ConsistencyProof(hashes(row.get("proof")))
                .verify(size(row, "size1"), hash(row.get("root1")), size(row, "size2"), hash(row.get("root2")));
    }

    /// Unsigned 64-bit numbers: what is beyond 2^63-1 turns negative.
    private static long size(JsonNode row, String field) {
        return row.get(field).bigIntegerValue().longValue();
    }

    private static List<Hash> hashes(JsonNode proof) {
        List<Hash> hashes = new ArrayList<>();
        proof.forEach(hash -> hashes.add(hash(hash)));
        return hashes;
    }

    private static Hash hash(JsonNode base64) {
        byte[] bytes = Base64.getDecoder().decode(base64.isNull() ? "" : base64.asString());
        return Hash.of(Arrays.copyOf(bytes, Hash.SIZE));
    }
}
