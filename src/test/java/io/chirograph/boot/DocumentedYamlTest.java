package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.cli.CommandEnvironment;
import io.chirograph.cli.CommandLineProgram;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.PolicyProperties;
import io.chirograph.pricing.PriceTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.yaml.snakeyaml.Yaml;

/// What the documentation shows as configuration or as a policy is taken by the program as it stands.
@Isolated("sets a property of the process that every start reads")
class DocumentedYamlTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```yaml\\n(.*?)^\\1```");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");
    private static final Set<String> OF_A_POLICY = Set.of(
            "version",
            "allow",
            "payload",
            "retention",
            "payload-retention",
            "digests",
            "data-class",
            "data-classes",
            "aliases",
            "limits",
            "rules");
    private static final Set<String> OF_PRICES = Set.of("version", "currency", "prices");
    private static final Set<String> OF_THE_APPLICATION = Set.of("chirograph", "server", "management", "spring");
    private static final KnownSettings KNOWN = new KnownSettings();

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

    private record Block(Path page, int number, String text) {
        Map<String, Object> parsed() {
            return new Yaml().load(text);
        }
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            for (Path page : Stream.concat(Stream.of(Path.of("README.md")), files.sorted())
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList()) {
                BLOCK.matcher(Files.readString(page))
                        .results()
                        .forEach(block -> blocks.add(new Block(
                                page,
                                blocks.size() + 1,
                                block.group(2).indent(-block.group(1).length()))));
            }
        }
        assertThat(blocks).hasSizeGreaterThan(10);
        return blocks;
    }

    @TestFactory
    Stream<DynamicTest> everyBlockOfConfigurationIsTaken() throws IOException {
        return blocks().stream()
                .filter(block -> OF_THE_APPLICATION.containsAll(block.parsed().keySet()))
                .map(block -> DynamicTest.dynamicTest(block.page() + " " + block.number(), () -> {
                    Files.writeString(home.resolve("config/application.yml"), block.text());
                    Map<String, Object> given = new LinkedHashMap<>();
                    VARIABLE.matcher(block.text()).results().forEach(found -> given.put(found.group(1), "a-value"));
                    if (block.text().contains("{partition}")) {
                        given.put("chirograph.journal.kafka.partition", "0"); // as if it had claimed it
                    }
                    judge((ConfigurableEnvironment) CommandEnvironment.load(given));
                }));
    }

    /// As the start does it, as far as that needs no file and no network.
    static void judge(ConfigurableEnvironment environment) {
        environment.getPropertySources().remove("systemProperties"); // the tests' own
        UnknownSettings.check(environment, KNOWN);
        Roles.check(environment);
        Tls.check(environment);
        StartRequirements.checkAuditor(environment);
        Residency.check(environment);
        Binder binder = Binder.get(environment);
        var records = new ClassPathScanningCandidateComponentProvider(false);
        records.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        records.findCandidateComponents("io.chirograph").forEach(bean -> {
            Class<?> type = ClassUtils.resolveClassName(String.valueOf(bean.getBeanClassName()), null);
            if (type.isRecord()) {
                binder.bindOrCreate(
                        type.getAnnotation(ConfigurationProperties.class).value(), Bindable.of(type));
            }
        });
        binder.bind("chirograph.archives", Bindable.mapOf(String.class, ArchiveProperties.class));
        binder.bind("chirograph.query.source", ArchiveProperties.class);
        CommandEnvironment.retentionNames(environment);
    }

    @TestFactory
    Stream<DynamicTest> thePoliciesOfAPageAreOneThatAStartTakes() throws IOException {
        Map<Path, StringBuilder> pages = new LinkedHashMap<>();
        for (Block block : blocks()) {
            if (OF_A_POLICY.containsAll(block.parsed().keySet())) {
                pages.computeIfAbsent(block.page(), page -> new StringBuilder("version: 1\n"))
                        .append(block.text());
            }
        }
        assertThat(pages).containsKey(Path.of("docs/policy.md"));
        return pages.entrySet().stream()
                .map(page -> DynamicTest.dynamicTest(
                        page.getKey().toString(), () -> start(page.getValue().toString())));
    }

    @Test
    void everyBlockIsOneOfTheseOrNoneOfOurs() throws IOException {
        assertThat(blocks())
                .filteredOn(
                        block -> !OF_THE_APPLICATION.containsAll(block.parsed().keySet())
                                && !OF_A_POLICY.containsAll(block.parsed().keySet())
                                && !OF_PRICES.equals(block.parsed().keySet()))
                .allSatisfy(block -> assertThat(block.parsed()).containsOnlyKeys("scrape_configs"));
    }

    @Test
    void thePricesOfAPageAreATable() throws Exception {
        List<Block> tables = blocks().stream()
                .filter(block -> OF_PRICES.equals(block.parsed().keySet()))
                .toList();
        assertThat(tables).isNotEmpty();
        for (Block table : tables) {
            assertThat(PriceTable.parse(table.text().getBytes(StandardCharsets.UTF_8))
                            .size())
                    .isPositive();
        }
    }

    /// Takes a text as the policy of a start.
    private void start(String text) throws IOException {
        Files.writeString(home.resolve("config/policy.yml"), text);
        var environment = CommandEnvironment.load(Map.of());
        PolicyDecisionPoint.onTrial(
                new PolicyProperties(null, Duration.ofSeconds(1)),
                home,
                CommandEnvironment.retentionNames(environment),
                () -> true,
                false);
    }

    @Test
    void aPresetCanStandWhereverAPolicyNamesAClass() throws IOException {
        start("version: 1\nretention: sec-17a-4\ndata-classes: [{name: phi, retention: hipaa}]\n");
        Files.writeString(
                home.resolve("config/application.yml"),
                "chirograph: {retention: {default-class: soc2, classes: {trial: {until: 2099-01-01, code: 16}}}}");
        start("""
            version: 1
            retention: trial
            data-classes: [{name: phi, retention: hipaa}, {name: x, retention: soc2}]
            """);
    }

    @Test
    void explainAndStartRefuseTheSameClassThatIsNoneAnywhere() {
        assertThatThrownBy(() -> start("version: 1\nretention: hippa\n"))
                .hasMessageContaining("is 'hippa'; retention classes are default, standard");
        var out = new StringWriter();
        int exit = CommandLineProgram.assemble(CommandEnvironment::load)
                .setErr(new PrintWriter(out))
                .execute("policy", "explain", "--provider", "sandbox", "--model", "m");
        assertThat(exit).isEqualTo(2);
        assertThat(out.toString()).contains("is 'hippa'; retention classes are");
    }
}
