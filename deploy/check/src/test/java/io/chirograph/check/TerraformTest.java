package io.chirograph.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The Terraform is HCL that can be read, names only variables that it declares, and takes the policies from their one source.
class TerraformTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("repository")).normalize();
    private static final Path TERRAFORM = REPOSITORY.resolve("deploy/terraform");

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(TERRAFORM)) {
            return files.filter(file -> file.toString().endsWith(".tf")).sorted().toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyFileIsRead() throws IOException {
        return files().stream()
                .map(file -> DynamicTest.dynamicTest(TERRAFORM.relativize(file).toString(), () -> {
                    Map<String, Object> parsed = new HCLParser().parse(Files.readString(file), false);
                    assertThat(parsed).isNotNull();
                }));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).distinct().toList();
    }

    @Test
    void whatIsNamedIsDeclared() throws IOException {
        for (String module : List.of("aws", "r2")) {
            var text = new StringBuilder();
            for (Path file : files()) {
                if (file.startsWith(TERRAFORM.resolve(module))) {
                    text.append(Files.readString(file).replaceAll("(?m)#.*$", ""));
                }
            }
            String all = text.toString();
            assertThat(found("\\bvar\\.(\\w+)", all))
                    .containsExactlyInAnyOrderElementsOf(found("(?m)^variable \"(\\w+)\"", all));
            List<String> resources = new ArrayList<>(found("(?m)^resource \"(\\w+\" \"\\w+)\"", all));
            resources.replaceAll(name -> name.replace("\" \"", "."));
            assertThat(resources).containsAll(found("\\b((?:aws|cloudflare)_\\w+\\.\\w+)\\b(?<!data\\.)", all.replaceAll("data\\.\\w+\\.\\w+", "")));
        }
    }

    @Test
    void everyPlaceholderOfThePoliciesIsFilled() throws IOException {
        for (String module : List.of("aws", "r2")) {
            String main = Files.readString(TERRAFORM.resolve(module).resolve("main.tf"));
            List<String> given = found("(?m)^    ([A-Z_]+) +=", main);
            try (Stream<Path> policies = Files.list(REPOSITORY.resolve("deploy/policies").resolve(module))) {
                for (Path policy : policies.toList()) {
                    assertThat(given).as(policy.toString()).containsAll(found("\\$\\{([A-Z_]+)}", Files.readString(policy)));
                }
            }
        }
        assertThat(REPOSITORY.resolve("deploy/policies/aws-us-gov")).isDirectory();
    }
}
