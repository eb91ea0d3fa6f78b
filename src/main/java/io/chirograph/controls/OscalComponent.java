package io.chirograph.controls;

import io.chirograph.controls.ControlCatalog.Framework;
import io.chirograph.controls.ControlCatalog.Row;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The catalogue as a component definition of OSCAL 1.2, of the frameworks that have a catalogue there. The same
/// catalogue
/// gives the same bytes: every UUID is made of what it names.
final class OscalComponent {
    private static final String NAMESPACE = "urn:chirograph:oscal";
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private OscalComponent() {}

    static String of(ControlCatalog catalog) {
        List<Object> implementations = new ArrayList<>();
        for (Framework framework : catalog.frameworks()) {
            if (framework.catalog() != null) {
                implementations.add(implementation(framework, framework.catalog()));
            }
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("title", "Chirograph, an audit gateway for model calls");
        metadata.put("last-modified", catalog.read() + "T00:00:00Z");
        metadata.put("version", catalog.read().toString());
        metadata.put("oscal-version", "1.2.0");
        metadata.put("remarks", "What the software contributes to controls. Nobody has assessed it against them.");
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("uuid", uuid("component"));
        component.put("type", "software");
        component.put("title", "Chirograph");
        component.put(
                "description",
                "Forwards calls to providers of models, records each step durably before it happens, and seals the record in a"
                        + " write-once archive that anyone with the public key can verify.");
        component.put("control-implementations", implementations);
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("uuid", uuid(MAPPER.writeValueAsString(implementations)));
        definition.put("metadata", metadata);
        definition.put("components", List.of(component));
        return MAPPER.writeValueAsString(Map.of("component-definition", definition)) + "\n";
    }

    private static Map<String, Object> implementation(Framework framework, String catalog) {
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("uuid", uuid(framework.id()));
        made.put("source", catalog);
        made.put("description", framework.limits());
        made.put(
                "implemented-requirements",
                framework.rows().stream()
                        .map(row -> requirement(framework, row))
                        .toList());
        return made;
    }

    private static Map<String, Object> requirement(Framework framework, Row row) {
        List<Map<String, String>> properties = new ArrayList<>();
        row.settings().forEach(setting -> properties.add(property("setting", setting)));
        row.shown().forEach(shown -> properties.add(property("shown-by", shown)));
        row.classes().forEach(word -> properties.add(property("fedramp-class", word)));
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("uuid", uuid(framework.id() + " " + row.control()));
        made.put("control-id", controlId(row.control()));
        made.put("description", row.does());
        if (!properties.isEmpty()) {
            made.put("props", properties);
        }
        String remains = remarks(row);
        if (remains != null) {
            made.put("remarks", remains);
        }
        return made;
    }

    private static @Nullable String remarks(Row row) {
        return row.remains().isEmpty() ? null : "What remains the organisation's duty: " + row.remains();
    }

    /// `AU-9(3)` is `au-9.3` there.
    private static String controlId(String control) {
        return control.toLowerCase(Locale.ROOT).replace("(", ".").replace(")", "");
    }

    private static Map<String, String> property(String name, String value) {
        Map<String, String> property = new LinkedHashMap<>();
        property.put("name", name);
        property.put("ns", NAMESPACE);
        property.put("value", value);
        return property;
    }

    /// Of version 5 (RFC 9562), for OSCAL takes versions 4 and 5 alone.
    private static String uuid(String of) {
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-1").digest((NAMESPACE + " " + of).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        ByteBuffer halves = ByteBuffer.wrap(hash);
        long high = (halves.getLong() & 0xffff_ffff_ffff_0fffL) | 0x5000L;
        long low = (halves.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
