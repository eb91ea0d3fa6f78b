package io.chirograph.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.forwarding.ForwardingProperties.From;
import io.chirograph.forwarding.ForwardingProperties.Kind;
import io.chirograph.forwarding.ForwardingProperties.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ForwardingPropertiesTest {
    private static final String AT = "chirograph.forwarding.destinations.siem.";
    private final Map<String, String> given = new LinkedHashMap<>();

    private ForwardingProperties bind() {
        return new Binder(new MapConfigurationPropertySource(given))
                .bindOrCreate("chirograph.forwarding", ForwardingProperties.class);
    }

    private Throwable refused() {
        try {
            ForwardingProperties unexpected = bind();
            throw new AssertionError("taken: " + unexpected);
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause;
        }
    }

    @Test
    void nothingGoesAnywhereUnlessConfigured() {
        assertThat(bind()).isEqualTo(new ForwardingProperties(Duration.ofSeconds(5), Map.of()));
    }

    @Test
    void aDestinationNeedsItsKindAndPlaceAlone() {
        given.put(AT + "kind", "otlp");
        given.put(AT + "url", "https://otel.example.com/v1/logs");
        assertThat(bind().destinations().get("siem"))
                .isEqualTo(new Settings(
                        Kind.OTLP,
                        "https://otel.example.com/v1/logs",
                        null,
                        null,
                        "Authorization",
                        "Bearer",
                        null,
                        false,
                        true,
                        List.of(),
                        From.OLDEST,
                        500,
                        DataSize.ofMegabytes(1),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        false,
                        true,
                        DataSize.ofKilobytes(8)));
    }

    @Test
    void everyPropertyHasItsName() {
        given.put("chirograph.forwarding.poll", "1s");
        given.put(AT + "kind", "ocsf-syslog");
        given.put(AT + "url", "tls://siem.example.com:6514");
        given.put(AT + "token-file", "/t");
        given.put(AT + "token-header", "X-Key");
        given.put(AT + "token-scheme", "");
        given.put(AT + "ssl-bundle", "siem");
        given.put(AT + "allow-plain-http", "true");
        given.put(AT + "gzip", "false");
        given.put(AT + "types", "ai.call.*,log.started");
        given.put(AT + "from", "now");
        given.put(AT + "batch-events", "7");
        given.put(AT + "batch-bytes", "64KB");
        given.put(AT + "timeout", "3s");
        given.put(AT + "max-backoff", "1m");
        given.put(AT + "record-integrity", "true");
        given.put(AT + "raw-data", "false");
        given.put(AT + "max-message", "64KB");
        ForwardingProperties properties = bind();
        assertThat(properties.poll()).isEqualTo(Duration.ofSeconds(1));
        Settings settings = Objects.requireNonNull(properties.destinations().get("siem"));
        assertThat(settings)
                .isEqualTo(new Settings(
                        Kind.OCSF_SYSLOG,
                        "tls://siem.example.com:6514",
                        null,
                        Path.of("/t"),
                        "X-Key",
                        "",
                        "siem",
                        true,
                        false,
                        List.of("ai.call.*", "log.started"),
                        From.NOW,
                        7,
                        DataSize.ofKilobytes(64),
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(1),
                        true,
                        false,
                        DataSize.ofKilobytes(64)));
        assertThat(settings.wants("ai.call.started")).isTrue();
        assertThat(settings.wants("log.started")).isTrue();
        assertThat(settings.wants("log.stopped")).isFalse();
    }

    @Test
    void aSecretIsNotShown() {
        given.put(AT + "kind", "otlp");
        given.put(AT + "url", "https://otel.example.com/v1/logs");
        given.put(AT + "token", "CANARY");
        assertThat(bind().toString()).doesNotContain("CANARY");
        given.put(AT + "token-file", "/t");
        assertThat(refused()).hasMessageContaining("token").hasMessageNotContaining("CANARY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind | carrier-pigeon | ",
                "url | http://siem.example.com/in | url",
                "url | ftp://siem.example.com/in | url",
                "url | https://user:CANARY@siem.example.com/in | url",
                "url | https://siem.example.com/in?key=CANARY | url",
                "url | https://siem.example.com/CANARY in | url",
                "url | tls://siem.example.com:6514 | url",
                "url | '' | url",
                "token | ${CANARY} | token",
                "token | '' | token",
                "token-header | 'X: CANARY' | token-header",
                "types | AI.* | types",
                "types | *.call | types",
                "batch-events | 0 | batch-events",
                "batch-events | 10001 | batch-events",
                "batch-bytes | 1GB | batch-bytes",
                "timeout | 0s | timeout",
                "timeout | 6m | timeout",
                "max-backoff | 2h | max-backoff",
                "max-message | 1KB | max-message",
            })
    void whatCannotBeRightIsNamed(String name, String value, String named) {
        given.put(AT + "kind", "otlp");
        given.put(AT + "url", "https://otel.example.com/v1/logs");
        given.put(AT + name, value);
        Throwable refused = refused();
        if (named != null) {
            assertThat(refused).hasMessageContaining(AT + named);
        }
        if (name.equals("url")) {
            assertThat(refused).hasMessageNotContaining("CANARY");
        }
    }

    @Test
    void syslogIsATlsAddressAndPlainHttpStaysHere() {
        given.put(AT + "kind", "ocsf-syslog");
        for (String bad : List.of("https://h/", "tls://h", "tls://h:6514/path", "tcp://h:514")) {
            given.put(AT + "url", bad);
            assertThat(refused()).hasMessageContaining(AT + "url");
        }
        given.put(AT + "kind", "otlp");
        for (String good : List.of("http://127.0.0.1:4318/v1/logs", "http://[::1]:4318/", "http://localhost/")) {
            given.put(AT + "url", good);
            assertThat(bind().destinations()).hasSize(1);
        }
        given.put(AT + "url", "http://collector:4318/v1/logs");
        assertThat(refused()).hasMessageContaining("allow-plain-http");
        given.put(AT + "allow-plain-http", "true");
        assertThat(bind().destinations()).hasSize(1);
    }

    @Test
    void aNameIsAFolderAndALabel() {
        given.put("chirograph.forwarding.destinations[../x].kind", "otlp");
        given.put("chirograph.forwarding.destinations[../x].url", "https://h/");
        assertThatThrownBy(this::bind).rootCause().hasMessageContaining("destinations must be");
    }
}
