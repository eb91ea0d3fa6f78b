package io.chirograph.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.facts.CredentialRotated;
import io.chirograph.event.value.Actor;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.ReloadRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ProviderCredentialsTest {
    private static final Actor OPERATOR = new Actor(new TreeMap<>(Map.of("subject", "op")), new TreeMap<>());

    @TempDir
    private Path directory;

    private final List<CredentialRotated> recorded = new ArrayList<>();
    private boolean unavailable;
    private Path file = Path.of("");
    private Providers providers;

    @BeforeEach
    void begin() throws IOException {
        file = directory.resolve("openai-key");
        Files.writeString(file, "sk-first-canary\n");
        providers = new Providers(properties(), null);
    }

    @AfterEach
    void end() {
        providers.close();
    }

    private GatewayProperties properties() {
        return new Binder(new MapConfigurationPropertySource(Map.of(
                        "chirograph.gateway.providers.openai.base-url", "http://127.0.0.1:9",
                        "chirograph.gateway.providers.openai.requires-credential", "true",
                        "chirograph.gateway.providers.openai.credential-file", file.toString())))
                .bindOrCreate("chirograph.gateway", GatewayProperties.class);
    }

    private ProviderCredentials credentials() {
        return new ProviderCredentials(
                providers,
                fact -> {
                    if (unavailable) {
                        throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(1), false, null);
                    }
                    recorded.add((CredentialRotated) fact);
                    return new UUID(7, recorded.size());
                },
                Duration.ofSeconds(5));
    }

    private String inForce() {
        return String.valueOf(providers.all().iterator().next().credential().text());
    }

    @Test
    void anotherCredentialIsRecordedByFingerprintAndThenInForce() throws Exception {
        ProviderCredentials credentials = credentials();
        assertThat(inForce()).isEqualTo("sk-first-canary");
        assertThat(credentials.reload(OPERATOR, "asked")).isFalse();
        Files.writeString(file, "sk-second-canary");
        assertThat(credentials.reload(OPERATOR, "asked")).isTrue();
        assertThat(inForce()).isEqualTo("sk-second-canary");
        assertThat(recorded).singleElement().satisfies(facts -> {
            assertThat(facts.kind()).isEqualTo("provider-credential");
            assertThat(facts.id()).isEqualTo("openai");
            assertThat(facts.fingerprint()).matches("sha256:[0-9a-f]{16}").isNotEqualTo(facts.previousFingerprint());
            assertThat(facts.toString()).doesNotContain("canary");
        });
    }

    @Test
    void whatCannotBeRecordedIsNotInForce() throws Exception {
        Files.writeString(file, "sk-second-canary");
        unavailable = true;
        assertThatThrownBy(() -> credentials().reload(OPERATOR, "asked")).isInstanceOf(RecordingUnavailable.class);
        assertThat(inForce()).isEqualTo("sk-first-canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "two canary words", "line\ncanary", "canary\u00e9"})
    void whatIsNoCredentialIsRefusedAndNotShown(String content) throws IOException {
        Files.writeString(file, content);
        assertThatThrownBy(() -> credentials().reload(OPERATOR, "asked"))
                .isInstanceOf(ReloadRefused.class)
                .hasMessageContaining("chirograph.gateway.providers.openai.credential-file")
                .hasMessageNotContaining("canary");
        assertThat(inForce()).isEqualTo("sk-first-canary");
    }

    @Test
    void aFileThatIsMissingStopsTheStart() throws IOException {
        Files.delete(file);
        assertThatThrownBy(() -> new Providers(properties(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chirograph.gateway.providers.openai.credential-file");
    }
}
