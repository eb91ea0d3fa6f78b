package io.chirograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.boot.Development;
import io.chirograph.boot.Home;
import io.chirograph.boot.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.core.env.Environment;

/// The working directory says nothing about what is configured, nor about what kind of start this is.
@Isolated("sets a property of the process that every start reads")
class HomeTest {
    @TempDir
    private Path home;

    @BeforeEach
    void installed() {
        System.setProperty(Home.PROPERTY, home.toString());
    }

    @AfterEach
    void gone() {
        System.clearProperty(Home.PROPERTY);
    }

    private void configured(String yaml) throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/application.yml"), yaml);
    }

    @Test
    void configurationIsFoundWhereTheProgramIsInstalled() throws IOException {
        configured("chirograph: {environment: production, roles: [gateway]}");
        Environment environment = CommandEnvironment.load(Map.of());
        assertThat(environment.getProperty("chirograph.environment")).isEqualTo("production");
        assertThat(environment.getProperty("chirograph.roles[0]")).isEqualTo("gateway");
    }

    @Test
    void relativePathsOfTheConfigurationStartThereAndThoseOfArgumentsHere() throws IOException {
        configured("""
            chirograph:
              environment: production
              data-dir: var/data
              log: {signing-key: ../key.pem}
              policy: {file: /etc/policy.yml}
              gateway:
                providers:
                  one: {base-url: https://one.example.com, credential-file: secrets/one}
            """);
        Environment environment = CommandEnvironment.load(Map.of());
        assertThat(environment.getProperty("chirograph.data-dir"))
                .isEqualTo(home.resolve("var/data").toString());
        assertThat(environment.getProperty("chirograph.log.signing-key"))
                .isEqualTo(home.resolveSibling("key.pem").toString());
        assertThat(environment.getProperty("chirograph.policy.file")).isEqualTo("/etc/policy.yml");
        assertThat(environment.getProperty("chirograph.gateway.providers.one.credential-file"))
                .isEqualTo(home.resolve("secrets/one").toString());
        String[] arguments =
                Arguments.parse("--data-dir", "d", "--server.port=0").forSpring();
        assertThat(arguments)
                .containsExactly("--chirograph.data-dir=" + Path.of("d").toAbsolutePath(), "--server.port=0");
        assertThat(CommandEnvironment.load(Map.of("chirograph.data-dir", "d")).getProperty("chirograph.data-dir"))
                .isEqualTo(Path.of("d").toAbsolutePath().toString());
    }

    @Test
    void theDefaultDataDirectoryLiesThereToo() {
        assertThat(CommandEnvironment.load(Map.of()).getProperty("chirograph.data-dir"))
                .isEqualTo(home.resolve("data").toString());
    }

    @Test
    void aStartOfWhichNobodySaysWhatKindItIsIsRefusedWithBothWaysOut() {
        Environment environment = CommandEnvironment.load(Map.of());
        assertThat(Development.of(environment)).isEmpty();
        assertThatThrownBy(() -> Development.checkSaid(environment))
                .isInstanceOf(StartRefused.class)
                .message()
                .contains("chirograph.environment is not set", home + "/config/application.yml")
                .contains("./chirograph dev", "production")
                .doesNotContain("\n");
    }

    @Test
    void devAsksForDevelopmentBeforeAServerAndBeforeACommand() {
        Arguments server = Arguments.parse("dev", "--server.port=0");
        assertThat(server.command()).isFalse();
        assertThat(server.forSpring()).containsExactly("--chirograph.environment=development", "--server.port=0");
        Arguments command = Arguments.parse("dev", "signing-key", "show");
        assertThat(command.command()).isTrue();
        assertThat(command.words()).containsExactly("signing-key", "show");
        assertThat(command.properties()).containsEntry("chirograph.environment", "development");
        assertThat(Arguments.parse("verify", "dev").words()).containsExactly("verify", "dev");
    }

    @Test
    void aCommandTakesADataDirectoryThatDevelopmentMadeForThat() throws IOException {
        Files.createDirectories(home.resolve("data/dev"));
        Environment environment = CommandEnvironment.load(Map.of());
        assertThat(environment.getProperty("chirograph.log.signing-key"))
                .isEqualTo(home.resolve("data/dev/signing-key.pem").toString());
        configured("chirograph: {environment: production}");
        assertThat(CommandEnvironment.load(Map.of()).getProperty("chirograph.log.signing-key"))
                .isNull();
    }

    @Test
    void whatMavenBuiltBelongsToItsCheckout() {
        assertThat(Home.above(Path.of("/co/target"))).isEqualTo(Path.of("/co"));
        assertThat(Home.above(Path.of("/co/target/classes"))).isEqualTo(Path.of("/co"));
        assertThat(Home.above(Path.of("/opt/chirograph"))).isEqualTo(Path.of("/opt/chirograph"));
        assertThat(Home.above(Path.of("/target/app"))).isEqualTo(Path.of("/target/app"));
    }

    @Test
    void whereHereIsCanBeUsedByTheConfiguration() {
        assertThat(CommandEnvironment.load(Map.of()).getProperty(Home.PROPERTY)).isEqualTo(home.toString());
    }
}
