package io.chirograph.verifier.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.Effort;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.support.json.StrictJson;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.SecondVerifier;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Two verifiers that share no code are hard to fool alike. What a forger without the key writes, by chance and by
/// the form of the file, is judged by both; neither throws, and they say the same.
@Tag("slow")
class SecondVerifierFuzzTest {
    @RegisterExtension
    static final SecondVerifier SECOND = new SecondVerifier();

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> TEXTS = List.of(
            "",
            "x",
            "=x",
            "2026-11-21T10:00:00Z",
            "2026-11-21T10:00:00.000Z",
            "2026-02-30T10:00:00Z",
            "ok",
            "call",
            "population",
            "sha256",
            "*",
            "a,b",
            "\\",
            "01900000-0000-7000-8000-000000000003",
            "\u2028",
            "\ud83d\ude00",
            "example.com/chirograph/gw-1",
            "gw-1-073ca0c1",
            "m1",
            "key.rotated",
            "1.0");

    private final Random random = new Random(Long.getLong("chirograph.fuzz.seed", 7));
    private final BundleFixture made = new BundleFixture();
    private final List<VerifierKey> keys = List.of(made.signer.verifierKey());

    SecondVerifierFuzzTest() throws Exception {}

    @Test
    void ofAnyBytesOfAnyEntry() throws Exception {
        for (byte[] zip : files()) {
            List<String> names = List.copyOf(Bundle.parse(zip).names());
            for (int n = 0; n < Effort.of(30, 1500); n++) {
                String name = names.get(random.nextInt(names.size()));
                byte[] content = damaged(Bundle.parse(zip).get(name).orElseThrow());
                byte[] forged = BundleFixture.forged(zip, name, content);
                SECOND.evidence(forged, keys, random.nextInt(3) == 0 ? made.policy() : null);
            }
        }
    }

    @Test
    void ofAnyValueOfTheManifest() throws Exception {
        for (byte[] zip : files()) {
            byte[] manifest = Bundle.parse(zip).get(EntryNames.MANIFEST).orElseThrow();
            for (int n = 0; n < Effort.of(50, 2500); n++) {
                JsonNode tree = StrictJson.MAPPER.readTree(manifest);
                change(tree);
                byte[] content;
                try {
                    content = CanonicalJson.encode(tree);
                } catch (IllegalArgumentException e) {
                    content = tree.toString().getBytes(UTF_8);
                }
                SECOND.evidence(BundleFixture.forged(zip, EntryNames.MANIFEST, content), keys, null);
            }
        }
    }

    /// What is not proved yet when it is read.
    @Test
    void ofTheEventThatNamesAnotherKey() throws Exception {
        byte[] zip = files().getLast();
        String name = EntryNames.event(made.log, 18);
        byte[] event = Bundle.parse(zip).get(name).orElseThrow();
        for (int n = 0; n < Effort.of(50, 2000); n++) {
            JsonNode tree = StrictJson.MAPPER.readTree(event);
            change(tree);
            byte[] content = tree.toString().getBytes(UTF_8);
            SECOND.evidence(BundleFixture.forged(zip, name, content), keys, null);
        }
    }

    private List<byte[]> files() throws Exception {
        BundleFixture other = new BundleFixture();
        Ed25519Signer next = Ed25519Signer.ofSeed(BundleFixture.ORIGIN, new byte[] {
            1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2
        });
        return List.of(
                made.call(new byte[0]), made.population(0), made.population(2), other.rotated(next, other.signer));
    }

    private byte[] damaged(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = random.nextInt(content.length);
        out.write(content, 0, at);
        switch (random.nextInt(5)) {
            case 0 -> out.write(content, at, random.nextInt(content.length - at));
            case 1 -> out.write(content[at] ^ (1 << random.nextInt(8)));
            case 2 -> out.write(random.nextInt(256));
            case 3 -> out.writeBytes(new byte[] {content[at], content[at]});
            default -> {
                // the byte goes
            }
        }
        out.write(content, at + 1, content.length - at - 1);
        return out.toByteArray();
    }

    /// Changes one value somewhere below.
    private void change(JsonNode tree) {
        List<Runnable> changes = new ArrayList<>();
        collect(tree, changes);
        changes.get(random.nextInt(changes.size())).run();
    }

    private void collect(JsonNode node, List<Runnable> changes) {
        if (node instanceof ObjectNode object) {
            changes.add(() -> object.set(text(), value()));
            for (String name : List.copyOf(object.propertyNames())) {
                changes.add(() -> object.set(name, value()));
                changes.add(() -> object.remove(name));
                collect(object.get(name), changes);
            }
        } else if (node instanceof ArrayNode array) {
            changes.add(() -> array.add(value()));
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                changes.add(() -> array.set(at, value()));
                changes.add(() -> array.remove(at));
                changes.add(() -> array.add(array.get(at)));
                collect(array.get(i), changes);
            }
        }
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private JsonNode value() {
        return switch (random.nextInt(12)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextInt(30) - 5);
            case 3 -> JSON.numberNode(1L << 53);
            case 4 -> JSON.numberNode(1.5);
            case 5 -> JSON.objectNode();
            case 6 -> JSON.arrayNode();
            case 7 -> JSON.arrayNode().addNull();
            case 8 -> JSON.objectNode().putNull("x");
            case 9 -> JSON.numberNode(Long.MAX_VALUE);
            default -> JSON.stringNode(text());
        };
    }
}
