package io.chirograph.applications;

import io.chirograph.event.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The types of events that applications may record, by name. Thread-safe.
final class DeclaredTypes {
    private static final List<EventType> OWN = List.of(
            EventType.DOCUMENT_PROCESSED,
            EventType.DECISION_RECORDED,
            EventType.PERMISSION_CHANGED,
            EventType.STATE_CHANGED);
    private static final long LARGEST_SCHEMA = 256L * 1024;

    private final Map<String, DeclaredType> types = new TreeMap<>();

    /// @throws IllegalArgumentException a schema that the configuration names does not do
    DeclaredTypes(ApplicationsProperties properties) {
        for (EventType type : OWN) {
            types.put(type.wire(), DeclaredType.of(type, type.wire(), own(type), Map.of()));
        }
        properties.types().forEach((name, declared) -> types.put(name, declared(name, declared)));
    }

    private static byte[] own(EventType type) {
        String file = "/applications/" + type.wire() + ".json";
        try (InputStream in = DeclaredTypes.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the program cannot read " + file, e);
        }
    }

    private static DeclaredType declared(String name, ApplicationsProperties.Type declared) {
        String setting = "chirograph.applications.types." + name + ".schema is " + declared.file();
        byte[] schema;
        try {
            if (Files.size(declared.file()) > LARGEST_SCHEMA) {
                throw new IllegalArgumentException(
                        setting + ", which is larger than " + LARGEST_SCHEMA + " bytes; it must be smaller");
            }
            schema = Files.readAllBytes(declared.file());
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + ", which cannot be read", e);
        }
        try {
            return DeclaredType.of(EventType.APPLICATION, name, schema, declared.privacy());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    setting + ", which is no JSON Schema of an object: " + e.getMessage(), e);
        }
    }

    @Nullable
    DeclaredType find(String name) {
        return types.get(name);
    }

    /// All names, for a message.
    String names() {
        return String.join(", ", types.keySet());
    }
}
