package io.chirograph.tlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import io.chirograph.Requirements;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.KeyType;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.tlog.policy.WitnessPolicyParser;
import io.chirograph.tlog.proof.ConsistencyProof;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.tlog.proof.TlogProof;
import io.chirograph.verifier.SecondVerifier;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The second verifier answers the public vectors, and what is made of them by chance, as this one does. In one
/// process.
@Tag("slow")
class SecondVerifierVectorsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HexFormat HEX = HexFormat.of();

    private final List<String> questions = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private final Random random = new Random(11);

    @Test
    void theyAgreeOnEachVector(@TempDir Path scratch) throws Exception {
        Requirements.require(SecondVerifier.isThere(), "node 18, which runs verify.mjs");
        digests();
        ed25519();
        proofs();
        notes();
        policies();
        canonicalJson();
        Path file = Files.write(scratch.resolve("questions"), questions);
        SecondVerifier.Output output =
                SecondVerifier.run(List.of("node", "src/test/resources/browser-vectors.mjs", file.toString()));
        assertThat(output.err()).isEmpty();
        List<String> answers = output.out().lines().toList();
        assertThat(answers).hasSameSizeAs(questions);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (!answers.get(i).equals(expected.get(i))) {
                differences.add(questions.get(i) + ": expected " + expected.get(i) + ", got " + answers.get(i));
            }
        }
        assertThat(differences).as("of %s", answers.size()).isEmpty();
        assertThat(expected).filteredOn("true"::equals).hasSizeGreaterThan(Effort.of(7, 100));
        assertThat(expected).filteredOn("false"::equals).hasSizeGreaterThan(Effort.of(300, 1000));
    }

    /// What is asked there, and what is answered here.
    @FunctionalInterface
    private interface Answer {
        @Nullable
        Object of() throws Exception;
    }

    /// @param fields names and values in turn
    private void ask(String kind, Answer answer, Object... fields) throws Exception {
        Map<String, Object> question = new LinkedHashMap<>(Map.of("kind", kind));
        for (int i = 0; i < fields.length; i += 2) {
            question.put((String) fields[i], fields[i + 1]);
        }
        Object answered;
        try {
            answered = answer.of();
        } catch (MalformedException | InvalidSignatureException | IllegalArgumentException e) {
            answered = null;
        }
        questions.add(JSON.writeValueAsString(question));
        expected.add(JSON.writeValueAsString(answered));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private void digests() throws Exception {
        for (int length = 0; length < 300; length++) {
            byte[] message = new byte[length];
            random.nextBytes(message);
            byte[] sha512 = MessageDigest.getInstance("SHA-512").digest(message);
            ask("sha", () -> List.of(Sha256.hex(message), HEX.formatHex(sha512)), "message", HEX.formatHex(message));
        }
    }

    private void ed25519() throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        Vectors.read("ed25519/cctv-ed25519vectors.json").forEach(rows::add);
        for (JsonNode row : Effort.some(rows, 200)) {
            ed25519(
                    HEX.parseHex(row.get("key").asString()),
                    row.get("msg").asString().getBytes(UTF_8),
                    HEX.parseHex(row.get("sig").asString()));
        }
        BigInteger order =
                new BigInteger("7237005577332262213973186563042994240857116359379907606001950938285454250989");
        for (int n = 0; n < Effort.of(8, 60); n++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            Ed25519Signer signer = Ed25519Signer.ofSeed("n", seed);
            byte[] message = new byte[n * 7];
            random.nextBytes(message);
            byte[] key = signer.verifierKey().key();
            byte[] signature = signer.sign(message);
            ed25519(key, message, signature);
            for (int i = 0; i < 8; i++) {
                ed25519(key, message, flipped(signature));
                ed25519(flipped(key), message, signature);
            }
            ed25519(key, message, Arrays.copyOf(signature, 63));
            byte[] large = signature.clone();
            BigInteger s = new BigInteger(1, reversed(Arrays.copyOfRange(signature, 32, 64)));
            byte[] more = reversed(s.add(order).toByteArray());
            System.arraycopy(more, 0, large, 32, Math.min(32, more.length));
            ed25519(key, message, large);
            byte[] noPoint = key.clone();
            Arrays.fill(noPoint, 1, 31, (byte) 0xff);
            ed25519(noPoint, message, signature);
        }
    }

    private byte[] flipped(byte[] bytes) {
        byte[] other = bytes.clone();
        other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
        return other;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private void ed25519(byte[] key, byte[] message, byte[] signature) throws Exception {
        boolean good;
        try {
            good = VerifierKey.of("n", KeyType.ED25519, key).verify(message, signature);
        } catch (MalformedException e) {
            good = false;
        }
        boolean answer = good;
        ask(
                "ed25519",
                () -> answer,
                "key",
                HEX.formatHex(key),
                "message",
                HEX.formatHex(message),
                "signature",
                HEX.formatHex(signature));
    }

    /// Hashes as our types can hold them: others are cut or filled up, as in [ProofVectorsTest].
    private void proofs() throws Exception {
        for (Vectors.Named vector : Vectors.all("merkle-testdata/inclusion")) {
            JsonNode row = vector.json();
            long index = size(row, "leafIdx");
            long size = size(row, "treeSize");
            Hash leaf = hash(row.get("leafHash"));
            Hash root = hash(row.get("root"));
            ask(
                    "inclusion",
                    () -> new InclusionProof(index, hashes(row)).verify(leaf, size, root),
                    "index",
                    Long.toString(index),
                    "size",
                    Long.toString(size),
                    "leaf",
                    leaf.base64(),
                    "root",
                    root.base64(),
                    "hashes",
                    hashes(row).stream().map(Hash::base64).toList());
        }
        for (Vectors.Named vector : Vectors.all("merkle-testdata/consistency")) {
            JsonNode row = vector.json();
            long first = size(row, "size1");
            long second = size(row, "size2");
            Hash firstRoot = hash(row.get("root1"));
            Hash secondRoot = hash(row.get("root2"));
            ask(
                    "consistency",
                    () -> new ConsistencyProof(hashes(row)).verify(first, firstRoot, second, secondRoot),
                    "first",
                    Long.toString(first),
                    "firstRoot",
                    firstRoot.base64(),
                    "second",
                    Long.toString(second),
                    "secondRoot",
                    secondRoot.base64(),
                    "hashes",
                    hashes(row).stream().map(Hash::base64).toList());
        }
    }

    private static long size(JsonNode row, String field) {
        return row.get(field).bigIntegerValue().longValue();
    }

    private static List<Hash> hashes(JsonNode row) {
        List<Hash> hashes = new ArrayList<>();
        row.get("proof").forEach(hash -> hashes.add(hash(hash)));
        return hashes;
    }

    private static Hash hash(JsonNode base64) {
        byte[] bytes = Base64.getDecoder().decode(base64.isNull() ? "" : base64.asString());
        return Hash.of(Arrays.copyOf(bytes, Hash.SIZE));
    }

    private void notes() throws Exception {
        for (JsonNode row : Vectors.read("checkpoint/checkpoints.json")) {
            List<String> keys = row.has("vkey") ? List.of(row.get("vkey").asString()) : List.of();
            note(row.get("checkpoint").asString().getBytes(UTF_8), keys);
        }
        for (JsonNode row : Vectors.read("checkpoint/bodies.json")) {
            checkpoint(row.get("body").asString().getBytes(UTF_8));
        }
        for (JsonNode row : Vectors.read("cosignature/cosignature-v1.json")) {
            if (row.has("vkey") && row.has("checkpoint")) {
                note(
                        row.get("checkpoint").asString().getBytes(UTF_8),
                        List.of(row.get("vkey").asString()));
            }
        }
        for (JsonNode row : Vectors.read("signed-note/notes.json")) {
            List<String> keys = new ArrayList<>();
            row.path("vkeys").forEach(key -> keys.add(key.asString()));
            note(
                    row.has("note")
                            ? row.get("note").asString().getBytes(UTF_8)
                            : Base64.getDecoder().decode(row.get("note_base64").asString()),
                    keys);
        }
        for (JsonNode row : Vectors.read("signed-note/key-ids.json")) {
            String key = row.path("vkey").asString("");
            ask("key", () -> VerifierKey.parse(key).idHex(), "key", key);
        }
        for (JsonNode row : Vectors.read("tlog-proof/tlog-proof.json")) {
            proof(row.get("text").asString().getBytes(UTF_8));
        }
    }

    /// The note as it is, and damaged at every byte; in a brief round at those of the day.
    private void note(byte[] note, List<String> keys) throws Exception {
        oneNote(note, keys);
        for (int i = 0; i < note.length; i++) {
            if (Effort.takes(i, 8)) {
                byte[] damaged = note.clone();
                damaged[i] ^= (byte) (1 << random.nextInt(8));
                oneNote(damaged, keys);
            }
        }
    }

    private void oneNote(byte[] note, List<String> keys) throws Exception {
        ask(
                "note",
                () -> {
                    List<VerifierKey> parsed = new ArrayList<>();
                    for (String key : keys) {
                        parsed.add(VerifierKey.parse(key));
                    }
                    return SignedNote.parse(note).verify(parsed).keySet().stream()
                            .map(VerifierKey::encode)
                            .toList();
                },
                "note",
                base64(note),
                "keys",
                keys);
    }

    private void checkpoint(byte[] body) throws Exception {
        ask(
                "checkpoint",
                () -> {
                    Checkpoint parsed = Checkpoint.parse(Text.utf8(body));
                    List<String> parts = new ArrayList<>(List.of(
                            parsed.origin(),
                            Long.toString(parsed.size()),
                            parsed.root().hex()));
                    parts.addAll(parsed.extensions());
                    return parts;
                },
                "text",
                base64(body));
    }

    private void proof(byte[] proof) throws Exception {
        List<byte[]> all = new ArrayList<>(List.of(proof));
        for (int i = 0; i < proof.length; i++) {
            if (Effort.takes(i, 8)) {
                byte[] damaged = proof.clone();
                damaged[i] ^= (byte) (1 << random.nextInt(8));
                all.add(damaged);
            }
        }
        for (byte[] one : all) {
            ask(
                    "proof",
                    () -> {
                        TlogProof parsed = TlogProof.parse(one);
                        String extra = parsed.extra();
                        List<String> parts = new ArrayList<>(List.of(
                                extra == null ? "" : HEX.formatHex(Text.base64(extra)),
                                Long.toString(parsed.proof().index())));
                        parsed.proof().hashes().forEach(hash -> parts.add(hash.hex()));
                        return parts;
                    },
                    "proof",
                    base64(one));
        }
    }

    private void policies() throws Exception {
        String log = Ed25519Signer.ofSeed("example.com/log", new byte[32])
                .verifierKey()
                .encode();
        String witness = "witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN";
        String whole = "# a policy\nlog " + log + " https://example.com/\nwitness w1 " + witness
                + "\ngroup g any w1\n\nquorum g\n";
        List<byte[]> policies = new ArrayList<>(List.of(
                whole.getBytes(UTF_8),
                "quorum none\n".getBytes(UTF_8),
                "quorum none".getBytes(UTF_8),
                "quorum none\nquorum none\n".getBytes(UTF_8),
                "group g all g\nquorum g\n".getBytes(UTF_8),
                ("witness w " + log + "\nquorum w\n").getBytes(UTF_8),
                ("log " + witness + "\nquorum none\n").getBytes(UTF_8),
                ("witness a " + witness + "\nwitness b " + witness + "\nquorum a\n").getBytes(UTF_8),
                ("witness a " + witness + "\ngroup g 2 a\nquorum g\n").getBytes(UTF_8),
                ("witness a " + witness + "\ngroup g 1 a\ngroup h 1 a\nquorum g\n").getBytes(UTF_8),
                ("witness none " + witness + "\nquorum none\n").getBytes(UTF_8)));
        for (int i = 0; i < whole.length(); i++) {
            byte[] damaged = whole.getBytes(UTF_8);
            damaged[i] ^= (byte) (1 << random.nextInt(8));
            policies.add(damaged);
        }
        for (byte[] policy : policies) {
            ask(
                    "policy",
                    () -> {
                        WitnessPolicy parsed = WitnessPolicyParser.parse(policy);
                        List<String> parts = new ArrayList<>(List.of(parsed.quorum()));
                        parsed.witnesses().forEach(one -> parts.add(one.key().encode()));
                        return parts;
                    },
                    "policy",
                    base64(policy));
        }
    }

    private void canonicalJson() throws Exception {
        for (String name : List.of("arrays", "french", "structures", "unicode", "values", "weird")) {
            byte[] json = resource("/vectors/jcs/input/" + name + ".json");
            ask("canonical", () -> base64(resource("/vectors/jcs/output/" + name + ".json")), "json", base64(json));
        }
        for (int n = 0; n < Effort.of(250, 2000); n++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                ask(
                        "canonical",
                        () -> base64(CanonicalJson.encode(number)),
                        "json",
                        base64(Double.toString(number).getBytes(UTF_8)));
            }
        }
        for (String refused : List.of(
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,\"a\":1}",
                "01",
                "1.",
                ".5",
                "+1",
                "NaN",
                "1e400",
                "\"\\ud800\"",
                "\"\\x\"",
                "\"\n\"",
                "{}{}",
                "tru",
                "nul",
                "{a:1}",
                "'a'",
                "[1 2]",
                "\ufeff{}",
                "-",
                "1e",
                "\"")) {
            ask("canonical", () -> null, "json", base64(refused.getBytes(UTF_8)));
        }
        ask("canonical", () -> null, "json", base64(new byte[] {'"', (byte) 0xc3, '"'}));
        ask("canonical", () -> null, "json", base64(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}));
    }

    private static byte[] resource(String path) throws Exception {
        try (var in = SecondVerifierVectorsTest.class.getResourceAsStream(path)) {
            return in.readAllBytes();
        }
    }
}
