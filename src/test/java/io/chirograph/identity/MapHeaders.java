package io.chirograph.identity;

import io.chirograph.web.clientaddress.RequestHeaders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Header fields for tests: name, value, name, value.
public record MapHeaders(Map<String, List<String>> fields) implements RequestHeaders {
    public static MapHeaders of(String... namesAndValues) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.computeIfAbsent(namesAndValues[i], n -> new ArrayList<>()).add(namesAndValues[i + 1]);
        }
        return new MapHeaders(fields);
    }

    @Override
    public Collection<String> names() {
        return fields.keySet();
    }

    @Override
    public List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }
}
