package io.chirograph.query.schemas;

import io.chirograph.support.json.StrictJson;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.web.Answers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What an OpenAPI description refers to: parameters, headers and ways to show who one is, out of
/// `openapi/components.json`, and schemas, which are the published ones with their references made local.
final class ApiComponents {
    static final String SCHEMAS = "#/components/schemas/";
    static final String SESSION = "session";

    private static final String COMPONENTS = "#/components/";
    private static final String REF = "$ref";
    private static final String DEFS = "$defs";
    private static final Pattern URN = Pattern.compile("urn:chirograph:schema:(.+):[0-9]+(?:#/\\$defs/(.+))?");
    private static final String OWN = "#/$defs/";
    private final ObjectNode fixed;
    private final PublishedSchemas schemas;

    ApiComponents(PublishedSchemas schemas) throws IOException {
        this.fixed = read("openapi/components.json");
        this.schemas = schemas;
        String negatable = String.join("|", CallFilter.negatable());
        ObjectNode filters = (ObjectNode) fixed.at("/parameters/" + Answers.FILTERS + "/schema/patternProperties");
        filters.set("^(" + negatable + "|(metadata|readQuery)\\..+)!$", filters.remove("NEGATED"));
    }

    private static ObjectNode read(String resource) throws IOException {
        return (ObjectNode) StrictJson.MAPPER.readTree(new ClassPathResource(resource).getContentAsByteArray());
    }

    /// Adds how a token comes in a header that is no usual one.
    void header(String scheme, String name) {
        ((ObjectNode) fixed.get("securitySchemes"))
                .putObject(scheme)
                .put("type", "apiKey")
                .put("in", "header")
                .put("name", name)
                .put("description", "An operator's token, without a word before it.");
    }

    /// Adds all that a document refers to, and nothing else.
    /// @throws IllegalStateException it refers to what there is not
    void complete(ObjectNode document) {
        Map<String, Map<String, JsonNode>> found = new TreeMap<>();
        Deque<JsonNode> todo = new ArrayDeque<>();
        todo.add(document);
        for (JsonNode node = todo.poll(); node != null; node = todo.poll()) {
            for (Map.Entry<String, JsonNode> one : node.properties()) {
                boolean isReference = one.getKey().equals(REF) && one.getValue().isString();
                if (isReference
                        || (one.getKey().equals("security") && one.getValue().isArray())) {
                    for (String name :
                            isReference ? new String[] {one.getValue().stringValue()} : schemes(one)) {
                        String[] parts = name.substring(COMPONENTS.length()).split("/", 2);
                        Map<String, JsonNode> kind = found.computeIfAbsent(parts[0], each -> new TreeMap<>());
                        if (!kind.containsKey(parts[1])) {
                            JsonNode component = component(parts[0], parts[1]);
                            kind.put(parts[1], component);
                            todo.add(component);
                        }
                    }
                }
            }
            node.values().forEach(todo::add);
        }
        ObjectNode components = document.putObject("components");
        found.forEach((kind, named) -> components.putObject(kind).setAll(named));
    }

    private static String[] schemes(Map.Entry<String, JsonNode> security) {
        return security.getValue().values().stream()
                .flatMap(one -> one.propertyNames().stream())
                .map(name -> COMPONENTS + "securitySchemes/" + name)
                .toArray(String[]::new);
    }

    private JsonNode component(String kind, String name) {
        JsonNode known = fixed.path(kind).path(name);
        if (known.isObject() && kind.equals("parameters")) {
            ObjectNode parameter = JsonNodeFactory.instance.objectNode().put("name", name);
            return parameter.setAll((ObjectNode) local(known, ""));
        }
        if (known.isObject()) {
            return local(known, "");
        }
        PublishedSchemas.One schema = kind.equals("schemas") ? schemas.named(name) : null;
        if (schema != null) {
            ObjectNode whole = (ObjectNode) local(StrictJson.MAPPER.readTree(schema.bytes()), name);
            whole.remove(DEFS);
            return whole;
        }
        int dot = name.lastIndexOf('.');
        PublishedSchemas.One around = kind.equals("schemas") && dot > 0 ? schemas.named(name.substring(0, dot)) : null;
        JsonNode part = around == null
                ? null
                : StrictJson.MAPPER.readTree(around.bytes()).path(DEFS).get(name.substring(dot + 1));
        if (around == null || part == null) {
            throw new IllegalStateException("nothing describes " + COMPONENTS + kind + "/" + name);
        }
        return local(part, around.name());
    }

    /// A copy whose references lead to components.
    /// @param own the schema's name
    private static JsonNode local(JsonNode node, String own) {
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.values().forEach(one -> array.add(local(one, own)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        JsonNode elsewhere = inlined(node.path(REF).asString(""));
        if (elsewhere != null) {
            return elsewhere;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(one -> {
            String name = one.getKey();
            if (name.equals(REF) && one.getValue().isString()) {
                object.put(REF, local(one.getValue().stringValue(), own));
            } else if (!name.equals("$schema") && !name.equals("$id")) {
                object.set(name, local(one.getValue(), own));
            }
        });
        return object;
    }

    private static String local(String reference, String own) {
        if (reference.startsWith(OWN)) {
            return SCHEMAS + own + "." + reference.substring(OWN.length());
        }
        Matcher urn = URN.matcher(reference);
        return urn.matches() ? SCHEMAS + urn.group(1) + (urn.group(2) == null ? "" : "." + urn.group(2)) : reference;
    }

    /// What the program checks the events of applications against stands in the place of a reference to it.
    private static @Nullable JsonNode inlined(String reference) {
        if (!reference.startsWith("applications/")) {
            return null;
        }
        try {
            ObjectNode checked = read(reference);
            checked.remove("$schema");
            checked.remove("$id");
            checked.remove("title");
            return checked;
        } catch (IOException e) {
            throw new IllegalStateException("the program does not carry " + reference, e);
        }
    }
}
