package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/// A setting that nobody knows stops the start, wherever it stands, and what was meant is named.
class UnknownSettingsTest {
    private static final KnownSettings KNOWN = new KnownSettings();

    private static void check(PropertySource<?> source) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(usual -> environment.getPropertySources().remove(usual.getName()));
        environment.getPropertySources().addFirst(source);
        UnknownSettings.check(environment, KNOWN);
    }

    private static PropertySource<?> arguments(String name) {
        return arguments(name, "1");
    }

    private static PropertySource<?> arguments(String name, String value) {
        return new MapPropertySource("commandLineArgs", Map.of(name, value));
    }

    private static PropertySource<?> variable(String name) {
        return new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, "1"));
    }

    private static PropertySource<?> file(String yaml) throws IOException {
        return new YamlPropertySourceLoader()
                .load("config", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), "a file"))
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "chirograph.archive.retenton, chirograph.archive.retention",
        "chirograph.enviroment, chirograph.environment",
        "chirograph.gateway.providers.openai.base-ulr, chirograph.gateway.providers.openai.base-url",
        "chirograph.gateway.openai.base-url, chirograph.gateway.external-url",
        "chirograph.identity.gateway-keys[3].tennant, chirograph.identity.gateway-keys[3].tenant",
        "chirograph.archives.second.s3.buket, chirograph.archives.second.s3.bucket",
        "chirograph.query.source.typ, chirograph.query.source.type",
        "chirograph.data.dir, chirograph.data-dir",
        "chirograph.retention.rules[0].clas, chirograph.retention.rules[0].class",
        "chirograph.nonsense.at.all, chirograph.",
    })
    void theNearestKnownOneIsNamed(String given, String nearest) {
        assertThatThrownBy(() -> check(arguments(given)))
                .isInstanceOf(StartRefused.class)
                .message()
                .startsWith("Cannot start: unknown settings: " + given + " (commandLineArgs;")
                .contains("the nearest that there is: " + nearest)
                .doesNotContain("\n");
    }

    @Test
    void aFileIsNamedWithItsLine() throws IOException {
        PropertySource<?> file = file("chirograph:\n  archive:\n    retenton: P3650D\n");
        assertThatThrownBy(() -> check(file))
                .hasMessageContaining("chirograph.archive.retenton (")
                .hasMessageContaining("[a file] - 3:15;")
                .hasMessageNotContaining("P3650D");
    }

    @ParameterizedTest
    @CsvSource({
        "CHIROGRAPH_ARCHIVE_RETENTON, chirograph.archive.retention",
        "chirograph_archive_retenton, chirograph.archive.retention",
        "CHIROGRAPH_ARCHIVE_S3_BUKET, chirograph.archive.s3.bucket",
    })
    void aVariableIsNamedAsItIsWritten(String given, String nearest) {
        assertThatThrownBy(() -> check(variable(given)))
                .hasMessageContaining(given)
                .hasMessageContaining(nearest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CHIROGRAPH_DATA_DIR",
                "CHIROGRAPH_DATADIR",
                "CHIROGRAPH_ARCHIVE_S3_PATH_STYLE",
                "CHIROGRAPH_ARCHIVE_S3_ACCESSKEYID",
                "CHIROGRAPH_IDENTITY_GATEWAYKEYS_0_HASH",
                "CHIROGRAPH_GATEWAY_PROVIDERS_OPENAI_CREDENTIAL",
                "CHIROGRAPH_ROLES",
                "CHIROGRAPH_JAVA_OPTS",
                "CHIROGRAPH_PORT",
                "CHIROGRAPH_SERVICE_HOST",
                "CHIROGRAPH_GATEWAY_SERVICE_PORT_HTTP",
                "CHIROGRAPH_PORT_8080_TCP_ADDR",
                "CHIROGRAPHER",
                "HOME",
            })
    void whatIsKnownOrNotOursIsLetBe(String name) {
        assertThatCode(() -> check(variable(name))).doesNotThrowAnyException();
    }

    @Test
    void keysOfMapsAndPlacesInListsAreFree() throws IOException {
        PropertySource<?> file = file("""
            chirograph:
              roles: [gateway]
              dataDir: /x
              gateway:
                providers:
                  my_own: {base-url: 'http://x', attributes: {zone.a: b}, routes: [{path: /v1, idle-timeout: 1s}]}
              retention: {event-types: {ai.call.completed: hipaa}}
              identity:
                operators:
                  role-mapping: {auditor: [a, b]}
                end-users:
              tls:
            """);
        assertThatCode(() -> check(file)).doesNotThrowAnyException();
    }

    @Test
    void aHeadingWithoutAnythingBelowItMustBeOneToo() throws IOException {
        PropertySource<?> file = file("chirograph:\n  identty:\n");
        assertThatThrownBy(() -> check(file)).hasMessageContaining("chirograph.identty");
    }

    @Test
    void manyAreCounted() throws IOException {
        var yaml = new StringBuilder("chirograph:\n");
        for (int i = 0; i < 13; i++) {
            yaml.append("  x").append(i).append(": 1\n");
        }
        PropertySource<?> file = file(yaml.toString());
        assertThatThrownBy(() -> check(file)).hasMessageEndingWith(" and 3 more");
    }

    @Test
    void everySettingOfThePageIsKnown() throws IOException {
        Pattern.compile("(?m)^\\| `(chirograph\\.[^`]+)` \\|")
                .matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .map(row -> row.group(1).replaceAll("<[^>]+>", "one").replace("[]", "[0]"))
                .forEach(name -> assertThatCode(() -> check(arguments(name, "")))
                        .as(name)
                        .doesNotThrowAnyException());
    }
}
