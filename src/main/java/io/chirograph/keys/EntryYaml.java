package io.chirograph.keys;

import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.Grants;
import io.chirograph.support.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.type.TypeReference;

/// A gateway key as configuration.
final class EntryYaml {
    private static final TypeReference<LinkedHashMap<String, Object>> LIMITS = new TypeReference<>() {};

    private EntryYaml() {}

    static String of(GatewayKeyEntry entry) {
        return """
            # The key above is shown this once. Add this to config/application.yml:
            chirograph:
              identity:
                gateway-keys:
                  - id: %s
                    hash: %s
                    application: %s
                    tenant: %s
                    team: %s\
            """.formatted(
                                quoted(entry.id()),
                                quoted(entry.hash()),
                                quoted(entry.application()),
                                quoted(entry.tenant()),
                                quoted(entry.team()))
                + grants(entry.grants());
    }

    private static String grants(Grants grants) {
        StringBuilder yaml = new StringBuilder();
        StrictJson.MAPPER
                .convertValue(grants, LIMITS)
                .forEach((name, value) -> yaml.append("\n          ")
                        .append(name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                        .append(": ")
                        .append(value instanceof List<?> list ? list(list) : quoted(value.toString())));
        return yaml.isEmpty() ? "" : "\n        grants:" + yaml;
    }

    private static String list(List<?> values) {
        return values.stream().map(value -> quoted(value.toString())).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
