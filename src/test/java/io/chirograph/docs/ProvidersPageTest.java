package io.chirograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// docs/providers.md lists the providers that the program comes with, as its default configuration has them.
class ProvidersPageTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([^`]+)` \\| `([^`]+)` \\| `([^`]+)` \\| `([^`]+)` \\| `([^`]+)` \\|$");

    @Test
    @SuppressWarnings("unchecked")
    void theTableIsTheDefaultConfiguration() {
        Map<String, List<String>> expected = new TreeMap<>();
        Map<String, Object> at = new Yaml().load(Repository.text("src/main/resources/application.yml"));
        for (String part : List.of("chirograph", "gateway", "providers")) {
            at = (Map<String, Object>) at.get(part);
        }
        at.forEach((name, settings) -> {
            if (settings instanceof Map<?, ?> provider && provider.containsKey("credential")) {
                String variable = provider.get("credential").toString().replaceAll("[${}:]", "");
                expected.put(
                        name,
                        List.of(
                                variable,
                                provider.get("base-url").toString(),
                                provider.get("dialect").toString(),
                                provider.get("auth").toString()));
            }
        });
        Map<String, List<String>> listed = new TreeMap<>();
        ROW.matcher(Repository.text("docs/providers.md"))
                .results()
                .forEach(row ->
                        listed.put(row.group(1), List.of(row.group(2), row.group(3), row.group(4), row.group(5))));
        assertThat(listed).isNotEmpty().isEqualTo(expected);
    }
}
