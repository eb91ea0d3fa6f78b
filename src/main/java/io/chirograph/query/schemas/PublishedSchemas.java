package io.chirograph.query.schemas;

import io.chirograph.support.digest.Sha256;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ConditionalOnRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// The JSON Schemas that the program carries, by name. Safe for many threads.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Component
final class PublishedSchemas {
    private static final String FILES = "classpath:schema/*.json";
    private static final String SUFFIX = ".json";
    private final TreeMap<String, One> schemas = new TreeMap<>();

    /// @param id name and version
    /// @param bytes as they are served
    @SuppressWarnings("ArrayRecordComponent") // served, never compared
    record One(String name, String id, String title, String digest, byte[] bytes) {}

    PublishedSchemas() throws IOException {
        for (Resource file : new PathMatchingResourcePatternResolver().getResources(FILES)) {
            byte[] bytes = file.getContentAsByteArray();
            JsonNode schema = StrictJson.MAPPER.readTree(bytes);
            String name = String.valueOf(file.getFilename());
            name = name.substring(0, name.length() - SUFFIX.length());
            String id = schema.path("$id").stringValue();
            String title = schema.path("description").stringValue();
            schemas.put(name, new One(name, id, title, Sha256.hex(bytes), bytes));
        }
        if (schemas.isEmpty()) {
            throw new IOException("the program carries no schemas: nothing at " + FILES);
        }
    }

    List<One> all() {
        return new ArrayList<>(schemas.values());
    }

    @Nullable
    One named(String name) {
        return schemas.get(name);
    }
}
