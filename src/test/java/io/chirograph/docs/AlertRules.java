package io.chirograph.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/// The alert rules and their unit tests, as YAML says them.
final class AlertRules {
    static final Path RULES = Repository.ROOT.resolve("config/prometheus/alerts.yml");
    static final Path TESTS = Repository.ROOT.resolve("config/prometheus/tests");

    private AlertRules() {}

    /// One rule.
    ///
    /// @param labels what routes it
    /// @param annotations what a person reads
    record Rule(String name, Map<String, String> labels, Map<String, String> annotations) {}

    static List<Rule> all() {
        if (!Files.exists(RULES)) {
            return List.of();
        }
        List<Rule> rules = new ArrayList<>();
        for (Map<String, ?> group : list(yaml(RULES).get("groups"))) {
            for (Map<String, ?> rule : list(group.get("rules"))) {
                if (rule.get("alert") instanceof String name) {
                    rules.add(new Rule(name, strings(rule.get("labels")), strings(rule.get("annotations"))));
                }
            }
        }
        return rules;
    }

    static Set<String> names() {
        return all().stream().map(Rule::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Alerts that a unit test expects to fire, or to stay quiet.
    static Set<String> tested(boolean firing) {
        Set<String> names = new LinkedHashSet<>();
        for (Path file : tests()) {
            for (Map<String, ?> test : list(yaml(file).get("tests"))) {
                for (Map<String, ?> expected : list(test.get("alert_rule_test"))) {
                    if (list(expected.get("exp_alerts")).isEmpty() != firing) {
                        names.add(String.valueOf(expected.get("alertname")));
                    }
                }
            }
        }
        return names;
    }

    static List<Path> tests() {
        return Repository.files(TESTS).stream()
                .filter(file -> file.toString().endsWith(".yml"))
                .sorted()
                .toList();
    }

    private static Map<String, ?> yaml(Path file) {
        return new Yaml().load(Repository.text(file));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, ?>> list(Object value) {
        return value == null ? List.of() : (List<Map<String, ?>>) value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> strings(Object value) {
        return value == null ? Map.of() : (Map<String, String>) value;
    }
}
