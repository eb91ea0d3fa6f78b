package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.identity.development.DevelopmentCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.mock.env.MockEnvironment;

class StartPreparationTest {
    private static final List<String> FILES =
            List.of("gateway-key", "auditor-token", "admin-token", "signing-key.pem", "operator-key.json");

    @TempDir
    private Path data;

    private MockEnvironment environment(String name) {
        return new MockEnvironment()
                .withProperty("chirograph.environment", name)
                .withProperty("chirograph.data-dir", data.toString());
    }

    private void prepare(MockEnvironment environment, Instant now) {
        Development development = Development.of(environment).orElseThrow();
        development.prepare(
                environment, new DevelopmentCredentials(development.directory(), Clock.fixed(now, ZoneOffset.UTC)));
    }

    @Test
    void aFirstStartMakesEverythingPrivateAndWithoutLineEnds() throws IOException {
        prepare(environment("development"), Instant.now());
        Path dev = data.resolve("dev");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dev)))
                .isEqualTo("rwx------");
        for (String name : FILES) {
            Path file = dev.resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            if (!name.contains(".")) {
                assertThat(Files.readString(file)).matches("\\S+");
            }
        }
    }

    @Test
    void aSuccessionThatBrokeOffHalfWayIsFinishedFirst() throws IOException {
        Files.createDirectories(data.resolve("succession"));
        Files.writeString(data.resolve("succession/plan"), "half-way");
        try (var context = new GenericApplicationContext()) {
            context.setEnvironment(environment("development"));
            assertThatThrownBy(() -> new StartPreparation().initialize(context))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("chirograph log succeed --offline");
        }
        assertThat(data.resolve("dev")).doesNotExist();
    }

    @Test
    void aSecondStartChangesNothing() throws IOException {
        Instant now = Instant.now();
        prepare(environment("development"), now);
        List<byte[]> before = contents();
        prepare(environment("development"), now.plus(Duration.ofDays(20)));
        assertThat(contents()).zipSatisfy(before, (a, b) -> assertThat(a).isEqualTo(b));
    }

    @Test
    void tokensThatRunOutAreRenewed() throws IOException {
        Instant now = Instant.now();
        prepare(environment("development"), now);
        String before = Files.readString(data.resolve("dev/auditor-token"));
        prepare(environment("development"), now.plus(Duration.ofDays(40)));
        assertThat(Files.readString(data.resolve("dev/auditor-token"))).isNotEqualTo(before);
    }

    @Test
    void theDevelopmentKeyIsLetInBesideConfiguredOnes() {
        MockEnvironment environment = environment("development");
        String prefix = "chirograph.identity.gateway-keys[0].";
        environment.setProperty(prefix + "id", "mine");
        environment.setProperty(prefix + "hash", "sha256:" + "0".repeat(32) + ":" + "0".repeat(64));
        environment.setProperty(prefix + "application", "a");
        environment.setProperty(prefix + "tenant", "b");
        environment.setProperty(prefix + "team", "c");
        prepare(environment, Instant.now());
        assertThat(environment.getProperty("chirograph.identity.gateway-keys[0].id"))
                .isEqualTo("mine");
        assertThat(environment.getProperty("chirograph.identity.gateway-keys[1].id"))
                .isEqualTo("dev");
    }

    @Test
    void outsideDevelopmentNothingIsInventedAndAllThatIsMissingIsNamed() {
        assertThat(Development.of(environment("production"))).isEmpty();
        assertThatThrownBy(() -> StartRequirements.check(environment("production")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("chirograph.environment is 'production'")
                .hasMessageContaining("chirograph.log.origin")
                .hasMessageContaining("chirograph.log.signing-key")
                .hasMessageContaining("chirograph.gateway.providers")
                .hasMessageContaining("chirograph.identity.operators.jwk-set-uri")
                .hasMessageContaining("chirograph.identity.operators.issuer-uri")
                .hasMessageContaining("chirograph.identity.operators.audiences");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aCompleteConfigurationIsLetThrough() throws IOException {
        MockEnvironment environment = environment("production");
        Path key = Files.writeString(data.resolve("key.pem"), "x");
        environment.setProperty("chirograph.log.origin", "example.com/chirograph/gw-1");
        environment.setProperty("chirograph.log.signing-key", key.toString());
        environment.setProperty("chirograph.gateway.providers.openai.base-url", "https://api.openai.com");
        environment.setProperty("chirograph.gateway.providers.openai.credential", "sk");
        environment.setProperty("chirograph.identity.operators.jwk-set-uri", "https://idp.example/keys");
        environment.setProperty("chirograph.identity.operators.issuer-uri", "https://idp.example");
        environment.setProperty("chirograph.identity.operators.audiences", "chirograph");
        environment.setProperty("server.address", "127.0.0.1");
        StartRequirements.check(environment);
        environment.setProperty("chirograph.gateway.providers.openai.credential", "");
        environment.setProperty("chirograph.gateway.providers.openai.requires-credential", "true");
        assertThatThrownBy(() -> StartRequirements.check(environment))
                .hasMessageContaining("active provider under chirograph.gateway.providers")
                .hasMessageNotContaining("origin");
    }

    @Test
    void aMistypedEnvironmentIsRefused() {
        assertThatThrownBy(() -> Development.of(environment("Prod Env")))
                .hasMessage(
                        "chirograph.environment is 'Prod Env'; it must be a word such as development or production");
    }

    private List<byte[]> contents() throws IOException {
        List<byte[]> all = new java.util.ArrayList<>();
        for (String name : FILES) {
            all.add(Files.readAllBytes(data.resolve("dev").resolve(name)));
        }
        return all;
    }
}
