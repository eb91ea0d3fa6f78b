package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

class StartFailureReporterTest {
    private final StartFailureReporter reporter = reporter(Map.of(
            "chirograph.data-dir", "/srv/chirograph",
            "chirograph.policy.file", "/srv/chirograph/policy.yml",
            "server.port", "8080",
            "management.server.port", "8081",
            "spring.ssl.bundle.pem.edge.keystore.certificate", "file:/srv/tls/edge.pem"));

    private static StartFailureReporter reporter(Map<String, Object> settings) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        var context = new StaticApplicationContext();
        context.setEnvironment(environment);
        return new StartFailureReporter(context);
    }

    /// As Spring hands it over.
    private static Throwable wrapped(Throwable cause) {
        return new ApplicationContextException(
                "Unable to start", new BeanCreationException("journal", "failed", cause));
    }

    private String line(Throwable cause) {
        return Objects.requireNonNull(reporter.line(wrapped(cause)));
    }

    @Test
    void whatIsOutsideTheProgramIsOneLineThatNamesTheSetting() {
        assertThat(line(new IOException("journal directory /srv/chirograph/journal is in use by another process")))
                .isEqualTo("journal directory /srv/chirograph/journal is in use by another process"
                        + " (from chirograph.data-dir)");
        assertThat(line(new AccessDeniedException("/srv/chirograph/journal")))
                .isEqualTo("/srv/chirograph/journal: access denied (from chirograph.data-dir)");
        assertThat(line(new UncheckedIOException("Cannot read", new NoSuchFileException("x"))))
                .isEqualTo("Cannot read");
        assertThat(line(new NoSuchFileException("/srv/chirograph/policy.yml")))
                .isEqualTo("/srv/chirograph/policy.yml: no such file (from chirograph.policy.file)");
        assertThat(line(new IllegalStateException(
                        "Unable to create key store",
                        new FileNotFoundException("URL [file:/srv/tls/edge.pem]\n  does not exist"))))
                .isEqualTo("URL [file:/srv/tls/edge.pem] does not exist"
                        + " (from spring.ssl.bundle.pem.edge.keystore.certificate)");
    }

    @Test
    void aMessageThatNamesItsSettingIsGivenNoOther() {
        String said = "Cannot start: chirograph.environment is not set in /srv/chirograph/config/application.yml";
        assertThat(line(new StartRefused(said))).isEqualTo(said);
    }

    @Test
    void aPortInUseIsNamedByItsSetting() {
        assertThat(line(new PortInUseException(8080)))
                .isEqualTo("server.port is 8080, and another process listens there");
        assertThat(line(new PortInUseException(8081)))
                .isEqualTo("management.server.port is 8081, and another process listens there");
    }

    @Test
    void badYamlIsItsPlaceAndNothingOfWhatStandsThere() {
        String line = "";
        try {
            new Yaml().load("chirograph:\n  credential: [CANARY\n  b: {");
        } catch (YAMLException e) {
            line = Objects.requireNonNull(reporter.line(e));
        }
        assertThat(line).contains("no YAML: line 3, column").doesNotContain("CANARY", "\n");
    }

    @Test
    void aFaultInTheProgramKeepsItsStackTrace() {
        assertThat(reporter.line(wrapped(new NullPointerException("x")))).isNull();
        assertThat(reporter.line(wrapped(new IllegalStateException("no setting of ours"))))
                .isNull();
    }

    @Test
    void aCommandSaysWhatItsOwnExceptionSays() {
        assertThat(StartFailureReporter.describe(
                        new IllegalStateException("the key cannot be read", new IOException("inner"))))
                .isEqualTo("the key cannot be read");
        assertThat(StartFailureReporter.describe(new java.net.ConnectException()))
                .isEqualTo("connect");
        assertThat(StartFailureReporter.describe(wrapped(new StartRefused("no key"))))
                .isEqualTo("no key");
    }
}
