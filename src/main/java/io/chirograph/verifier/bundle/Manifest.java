package io.chirograph.verifier.bundle;

import io.chirograph.event.encoding.CanonicalJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a bundle claims of itself, as JSON. Whatever of it can be derived from the other entries is derived
/// again when it is read; the rest (`madeAt`, `storage`) is said by whoever made the bundle and proved by
/// nothing.
final class Manifest {
    static final String FORMAT = "chirograph-evidence/1";
    static final String CALL = "call";
    static final String POPULATION = "population";
    private static final Set<String> MEMBERS =
            Set.of("format", "kind", "madeAt", "subject", "logs", "storage", "population");
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(1 << 20)
                            .maxNameLength(4096)
                            .maxNumberLength(20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final ObjectNode root;

    private Manifest(ObjectNode root) {
        this.root = root;
    }

    /// One event of a bundle, as the manifest lists it.
    record Entry(
            long index,
            String id,
            String type,
            String leafHash,
            @Nullable String callId) {
        Map<String, Object> json() {
            Map<String, Object> json = new TreeMap<>();
            json.put("index", index);
            json.put("id", id);
            json.put("type", type);
            json.put("leafHash", leafHash);
            if (callId != null) {
                json.put("callId", callId);
            }
            return json;
        }
    }

    /// One log of a bundle, as the manifest lists it.
    /// @param key the verifier key of the log's id: a name for it, no reason to trust it
    /// @param size of the checkpoint that all proofs lead to
    /// @param checkpoints the sizes of all checkpoints that are here
    record Log(
            String log,
            String origin,
            String key,
            long size,
            String rootHash,
            List<Long> checkpoints,
            List<Entry> events) {
        Map<String, Object> json() {
            List<Map<String, Object>> entries = events.stream().map(Entry::json).toList();
            return Map.of(
                    "log",
                    log,
                    "origin",
                    origin,
                    "key",
                    key,
                    "size",
                    size,
                    "rootHash",
                    rootHash,
                    "checkpoints",
                    checkpoints,
                    "events",
                    entries);
        }
    }

    static Manifest parse(byte[] bytes) throws MalformedBundleException {
        try {
            if (MAPPER.readTree(bytes) instanceof ObjectNode root
                    && root.path("format").asString("").equals(FORMAT)
                    && root.path("logs").isArray()
                    && root.path("subject").isObject()
                    && Set.of(CALL, POPULATION).contains(root.path("kind").asString(""))
                    && MEMBERS.containsAll(root.propertyNames())
                    && root.path("kind").asString().equals(POPULATION) == root.has("population")) {
                return new Manifest(root);
            }
        } catch (JacksonException e) {
            throw new MalformedBundleException("the manifest is no JSON: " + e.getOriginalMessage());
        }
        throw new MalformedBundleException("the manifest is not one of " + FORMAT);
    }

    String kind() {
        return root.get("kind").asString();
    }

    JsonNode subject() {
        return root.get("subject");
    }

    JsonNode storage() {
        return root.path("storage");
    }

    JsonNode population() {
        return root.path("population");
    }

    String madeAt() {
        return root.path("madeAt").asString("");
    }

    JsonNode logs() {
        return root.get("logs");
    }

    Set<String> logIds() {
        Set<String> ids = new TreeSet<>();
        logs().forEach(log -> ids.add(log.path("log").asString("")));
        return ids;
    }

    /// Whether a member says exactly what was derived.
    static boolean says(JsonNode node, Object derived) {
        try {
            return MAPPER.readTree(CanonicalJson.encode(derived)).equals(node);
        } catch (JacksonException e) {
            return false;
        }
    }
}
