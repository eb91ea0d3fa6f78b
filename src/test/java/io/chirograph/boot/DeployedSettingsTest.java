package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.cli.CommandEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.yaml.snakeyaml.Yaml;

/// What the files of a deployment set is what the program knows: the chart's configuration, arguments and variables of
/// docker-compose.yml, and of docker-compose.cluster.yml over it.
@Isolated("sets a property of the process that every start reads")
class DeployedSettingsTest {
    private static final Path COMPOSE = Path.of("docker-compose.yml");
    private static final Path CLUSTER = Path.of("docker-compose.cluster.yml");
    /// `${NAME}`, `${NAME:-default}`, `${NAME:?why}`
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(:[-?][^}]*)?}");
    /// Some of them and nothing else.
    private static final Pattern VARIABLES = Pattern.compile(VARIABLE + "(," + VARIABLE + ")*");
    /// A verifier key, which has a form of its own.
    private static final String KEY =
            "example.com/chirograph/gw-1+4a938453+AbdY0cnogvw+28+ivGvny++AzDSGxpB5YCxj5Z+vupNs";

    /// The hash of a gateway key, which has one too.
    private static final String HASH = "sha256:" + "0".repeat(32) + ":" + "f".repeat(64);

    @TempDir
    private Path home;

    @BeforeEach
    void installed() throws IOException {
        System.setProperty(Home.PROPERTY, home.toString());
        Files.createDirectories(home.resolve("config"));
    }

    @AfterEach
    void gone() {
        System.clearProperty(Home.PROPERTY);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(@Nullable Object value) {
        return (List<String>) Objects.requireNonNull(value);
    }

    private static Map<String, Object> services() throws IOException {
        return services(COMPOSE);
    }

    private static Map<String, Object> services(Path file) throws IOException {
        return map(new Yaml().<Map<String, Object>>load(Files.readString(file)).get("services"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"least", "most", "cluster"})
    void theChartsConfigurationIsTaken(String values) throws IOException {
        String rendered = Files.readString(Path.of("src/test/resources/helm/" + values + ".rendered.yaml"));
        List<String> configurations = StreamSupport.stream(
                        new Yaml().loadAll(rendered).spliterator(), false)
                .map(DeployedSettingsTest::map)
                .filter(part -> "ConfigMap".equals(part.get("kind")))
                .map(part -> String.valueOf(map(part.get("data")).get("application.yml")))
                .toList();
        assertThat(configurations).hasSize(values.equals("least") ? 1 : 2);
        for (String configuration : configurations) {
            Files.writeString(home.resolve("config/application.yml"), configuration);
            DocumentedYamlTest.judge((ConfigurableEnvironment)
                    CommandEnvironment.load(Map.of("POD_NAME", "audit-gateway-0", "ORDINAL", "0")));
        }
    }

    @ParameterizedTest
    @CsvSource({"gateway, gateway", "auditor, auditor"})
    void whatComposeSetsIsTaken(String service, String role) throws IOException {
        Map<String, Object> one = map(services().get(service));
        judge(list(one.get("command")), map(one.get("environment")), role);
    }

    @ParameterizedTest
    @CsvSource({"gateway, gateway", "gateway-2, gateway", "auditor, auditor"})
    void whatComposeSetsForAClusterIsTaken(String service, String role) throws IOException {
        Map<String, Object> over = map(services(CLUSTER).get(service));
        Map<String, Object> variables = new HashMap<>();
        if (services().get(service) instanceof Map<?, ?> under) {
            variables.putAll(map(under.get("environment")));
        }
        variables.putAll(map(over.get("environment")));
        judge(list(over.get("command")), variables, role);
    }

    private void judge(List<String> command, Map<String, Object> environmentOf, String role) {
        assertThat(command.getFirst()).isEqualTo("dev");
        Map<String, Object> given = new HashMap<>(Map.of("chirograph.environment", "development"));
        for (String argument : command.subList(1, command.size())) {
            assertThat(argument).startsWith("--").contains("=");
            // as a process has it that got the first partition
            String value = argument.substring(argument.indexOf('=') + 1).replace("{partition}", "0");
            given.put(argument.substring(2, argument.indexOf('=')), value);
        }
        Map<String, Object> variables = new HashMap<>();
        environmentOf.forEach((name, value) -> variables.put(name, filled(String.valueOf(value))));
        variables.put("CHIROGRAPH_DATA_DIR", home.toString());
        var environment = (ConfigurableEnvironment) CommandEnvironment.load(given);
        environment
                .getPropertySources()
                .addLast(new SystemEnvironmentPropertySource("compose-systemEnvironment", variables));
        DocumentedYamlTest.judge(environment);
        assertThat(environment.getProperty("chirograph.roles")).isEqualTo(role);
    }

    private static String filled(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String name = found.group(1);
            return name.endsWith("VERIFIER_KEY") ? KEY : name.endsWith("KEY_HASH") ? HASH : "value";
        });
    }

    /// Those of a secret kind, above all: neither here nor known beforehand.
    @Test
    void whatComposeAsksForIsDrawnByItsScript() throws IOException {
        assertThat(required(COMPOSE)).isEqualTo(drawn("prepare"));
        var ofBoth = new TreeSet<>(required(COMPOSE));
        ofBoth.addAll(required(CLUSTER));
        var drawn = new TreeSet<>(drawn("prepare"));
        drawn.addAll(drawn("prepare-cluster"));
        assertThat(ofBoth).isEqualTo(drawn);
        for (Path file : List.of(COMPOSE, CLUSTER)) {
            for (Object service : services(file).values()) {
                if (map(service).get("environment") instanceof Map<?, ?> environment) {
                    environment.forEach((name, value) -> {
                        String what = name.toString().replace("GATEWAYKEYS", "");
                        if (what.matches(".*(KEY|SECRET|PASSWORD|TOKEN|HASH).*")) {
                            assertThat(String.valueOf(value)).as(what).matches(VARIABLES);
                        }
                    });
                }
            }
        }
    }

    private static Set<String> drawn(String script) throws IOException {
        return Pattern.compile("(?m)^([A-Z][A-Z0-9_]*)=")
                .matcher(Files.readString(Path.of("deploy/compose", script)))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> required(Path file) throws IOException {
        var required = new TreeSet<String>();
        VARIABLE.matcher(Files.readString(file)).results().forEach(found -> {
            String suffix = found.group(2);
            if (suffix == null || suffix.startsWith(":?")) {
                required.add(found.group(1));
            } else {
                assertThat(suffix).as("the default of " + found.group(1)).isEqualTo(":-");
            }
        });
        return required;
    }

    @Test
    void composesServicesAreReadOnlyHealthCheckedAndOfThisHostAlone() throws IOException {
        Map<String, Object> services = services();
        assertThat(services).containsOnlyKeys("gateway", "auditor", "store", "prometheus", "grafana");
        services.forEach((name, value) -> {
            assertThat(list(map(value).get("ports"))).as(name).isNotEmpty();
            assertGuarded(name, map(value));
        });
        Map<String, Object> more = services(CLUSTER);
        assertThat(more)
                .containsOnlyKeys(
                        "gateway",
                        "gateway-2",
                        "auditor",
                        "prometheus",
                        "kafka-1",
                        "kafka-2",
                        "kafka-3",
                        "postgres",
                        "balancer");
        more.forEach((name, value) -> {
            if (!services.containsKey(name)) {
                assertGuarded(name, map(value));
            }
        });
    }

    private static void assertGuarded(String name, Map<String, Object> service) {
        assertThat(service).as(name).containsEntry("read_only", true).containsKeys("security_opt", "restart");
        String image = String.valueOf(service.get("image"));
        assertThat(image).as(name).matches("[a-z./]+:[^:]+").doesNotContain("latest");
        if (service.get("ports") != null) {
            assertThat(list(service.get("ports"))).as(name).allMatch(port -> port.startsWith("127.0.0.1:"));
        }
        // the program's own is in its image
        assertThat(service.containsKey("healthcheck")).as(name).isEqualTo(!image.startsWith("chirograph:"));
        for (String volume : list(service.get("volumes"))) {
            if (volume.startsWith("./")) {
                assertThat(Path.of(volume.substring(2, volume.indexOf(':'))))
                        .as(name)
                        .exists();
                assertThat(volume).endsWith(":ro");
            }
        }
    }

    @Test
    void prometheusAndGrafanaAskWhatIsThere() throws IOException {
        Map<String, Object> services = services();
        String prometheus = Files.readString(Path.of("config/prometheus/prometheus.yml"));
        assertThat(named(prometheus, "([a-z]+):8081")).containsExactlyInAnyOrder("gateway", "auditor");
        String ofCluster = Files.readString(Path.of("config/prometheus/cluster.yml"));
        assertThat(named(ofCluster, "([a-z0-9-]+):8081")).containsExactlyInAnyOrder("gateway", "gateway-2", "auditor");
        assertThat(lines(ofCluster)).isEqualTo(lines(prometheus));
        assertThat(services).containsKeys("gateway", "auditor");
        String source = Files.readString(Path.of("config/grafana/provisioning/datasources/prometheus.yml"));
        assertThat(named(source, "http://([a-z]+):9090")).containsExactly("prometheus");
        String dashboards = Files.readString(Path.of("config/grafana/provisioning/dashboards/chirograph.yml"));
        String folder = named(dashboards, "path: (\\S+)").getFirst();
        assertThat(list(map(services.get("grafana")).get("volumes")))
                .contains("./config/grafana/chirograph.json:" + folder + "/chirograph.json:ro");
    }

    /// All but the comment and the targets.
    private static List<String> lines(String prometheus) {
        return prometheus
                .lines()
                .filter(line -> !line.startsWith("#") && !line.contains("targets:"))
                .toList();
    }

    @Test
    void theLoadBalancerAsksTheGateways() throws IOException {
        String balancer = Files.readString(Path.of("deploy/compose/haproxy.cfg"));
        assertThat(named(balancer, "(?m)^  server \\S+ ([a-z0-9-]+):8080$"))
                .containsExactlyInAnyOrder("gateway", "gateway-2");
        assertThat(balancer).contains("option httpchk GET /actuator/health/readiness\n", "check port 8081");
    }

    private static List<String> named(String text, String pattern) {
        try (Stream<MatchResult> found = Pattern.compile(pattern).matcher(text).results()) {
            return found.map(match -> match.group(1)).toList();
        }
    }
}
