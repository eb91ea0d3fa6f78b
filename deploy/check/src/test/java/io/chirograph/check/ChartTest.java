package io.chirograph.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.marcnuri.helm.Helm;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/// Helm renders the chart, and what it gives is what Kubernetes takes. With the values of `src/test/resources/helm` of the program it
/// gives the file beside them, whose settings the program's own tests judge.
class ChartTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("repository")).normalize();
    private static final Path CHART = REPOSITORY.resolve("deploy/helm/chirograph");
    private static final Path EXAMPLES = REPOSITORY.resolve("src/test/resources/helm");

    private interface Judge {
        void judge(JsonElement element) throws IOException;
    }

    private static final Map<String, Judge> MODELS = Map.of(
            "ConfigMap", V1ConfigMap::validateJsonElement,
            "Deployment", V1Deployment::validateJsonElement,
            "NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement,
            "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "Service", V1Service::validateJsonElement,
            "ServiceAccount", V1ServiceAccount::validateJsonElement,
            "StatefulSet", V1StatefulSet::validateJsonElement);

    private static String render(String values) {
        return new Helm(CHART)
                .template()
                .withName("audit")
                .withNamespace("chirograph")
                .withKubeVersion("1.31.0")
                .withValuesFile(EXAMPLES.resolve(values))
                .call();
    }

    private static List<Map<String, Object>> parts(String rendered) {
        List<Map<String, Object>> parts = new ArrayList<>();
        new Yaml().loadAll(rendered).forEach(part -> {
            if (part != null) {
                @SuppressWarnings("unchecked")
                var map = (Map<String, Object>) part;
                parts.add(map);
            }
        });
        return parts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"least", "most", "cluster"})
    void kubernetesTakesWhatHelmGives(String name) throws IOException {
        String rendered = render(name + ".yaml");
        Map<String, Integer> kinds = new TreeMap<>();
        for (Map<String, Object> part : parts(rendered)) {
            String kind = part.get("kind").toString();
            kinds.merge(kind, 1, Integer::sum);
            if (!part.get("apiVersion").toString().startsWith("monitoring.coreos.com/")) {
                MODELS.get(kind).judge(new Gson().toJsonTree(part));
            }
        }
        assertThat(kinds).containsKeys("ConfigMap", "NetworkPolicy", "PodDisruptionBudget", "Service", "StatefulSet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"least", "most", "cluster"})
    void theProgramsTestsJudgeTheSame(String name) throws IOException {
        String rendered = withoutRules(render(name + ".yaml"));
        Path made = Path.of("target", name + ".rendered.yaml");
        Files.createDirectories(made.getParent());
        Files.writeString(made, rendered);
        assertThat(rendered)
                .as("copy %s to %s", made.toAbsolutePath(), EXAMPLES)
                .isEqualTo(Files.readString(EXAMPLES.resolve(name + ".rendered.yaml")));
    }

    /// The rules and the dashboard are compared with their files here.
    private static String withoutRules(String rendered) {
        var kept = new StringBuilder();
        for (String part : rendered.split("(?m)^---\n")) {
            if (!part.isBlank() && !part.contains("kind: PrometheusRule") && !part.contains("grafana_dashboard")) {
                kept.append("---\n").append(part);
            }
        }
        return kept.toString();
    }

    @Test
    void rulesAndDashboardAreThoseOfTheRepository() throws IOException {
        List<Map<String, Object>> parts = parts(render("most.yaml"));
        Object rules = parts.stream()
                .filter(part -> part.get("kind").equals("PrometheusRule"))
                .map(part -> part.get("spec"))
                .findFirst()
                .orElseThrow();
        assertThat(rules)
                .isEqualTo(new Yaml().load(Files.readString(REPOSITORY.resolve("config/prometheus/alerts.yml"))));
        Map<?, ?> data = parts.stream()
                .filter(part -> part.get("kind").equals("ConfigMap"))
                .map(part -> (Map<?, ?>) part.get("data"))
                .filter(found -> found.containsKey("chirograph.json"))
                .findFirst()
                .orElseThrow();
        assertThat(new Yaml().<Object>load(data.get("chirograph.json").toString()))
                .isEqualTo(new Yaml().load(Files.readString(REPOSITORY.resolve("config/grafana/chirograph.json"))));
    }

    @Test
    void theModelsRefuseWhatKubernetesWouldRefuse() {
        var misspelt = Map.of("apiVersion", "apps/v1", "kind", "StatefulSet", "spec", Map.of("replica", 1));
        assertThatThrownBy(() -> V1StatefulSet.validateJsonElement(new Gson().toJsonTree(misspelt)))
                .hasMessageContaining("replica");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log: {origin: ''}",
                "tls: {terminatedBy: ''}",
                "archive: {buket: x}",
                "auditor: {enabled: true}",
                "gateway: {replicas: 0}",
                "gateway: {kafka: {bootstrapServers: [no port]}}",
                "auditor: {index: {url: 'jdbc:mysql://db/x'}}",
                "nonsense: 1",
            })
    void valuesThatAreMissingOrUnknownAreRefused(String values) throws IOException {
        Path file = Files.createTempFile(Path.of("target"), "values", ".yaml");
        try {
            Files.writeString(file, values);
            var template = new Helm(CHART)
                    .template()
                    .withName("audit")
                    .withKubeVersion("1.31.0")
                    .withValuesFile(EXAMPLES.resolve("least.yaml"))
                    .withValuesFile(file);
            assertThatThrownBy(template::call).hasMessageContaining("values don't meet the specifications");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void helmsOwnCheckFindsNothing() {
        var found = new Helm(CHART).lint().call();
        assertThat(found.getMessages())
                .filteredOn(message -> message.contains("[ERROR]"))
                .as("but for the values that an installation has to give")
                .allMatch(message -> message.startsWith("[ERROR] values.yaml: - at ")
                        || message.contains("values don't meet"));
    }
}
