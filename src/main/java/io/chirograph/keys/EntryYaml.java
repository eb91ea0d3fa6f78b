package io.chirograph.keys;

import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.Grants;
import java.util.List;
import java.util.stream.Collectors;

/// A gateway key as configuration.
final class EntryYaml {
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
        if (grants.equals(Grants.UNLIMITED)) {
            return "";
        }
        StringBuilder yaml = new StringBuilder("\n            grants:");
        list(yaml, "providers", grants.providers());
        list(yaml, "models", grants.models());
        list(yaml, "operation-classes", grants.operationClasses());
        if (grants.dataClass() != null) {
            line(yaml, "data-class", quoted(grants.dataClass()));
        }
        list(yaml, "data-classes", grants.dataClasses());
        if (grants.expires() != null) {
            line(yaml, "expires", quoted(grants.expires().toString()));
        }
        list(yaml, "addresses", grants.addresses());
        return yaml.toString();
    }

    private static void list(StringBuilder yaml, String name, List<String> values) {
        if (!values.isEmpty()) {
            line(yaml, name, values.stream().map(EntryYaml::quoted).collect(Collectors.joining(", ", "[", "]")));
        }
    }

    private static void line(StringBuilder yaml, String name, String value) {
        yaml.append("\n              ").append(name).append(": ").append(value);
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
