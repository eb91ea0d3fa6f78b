package io.chirograph.content.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.content.redaction.RedactionProperties.PatternSetting;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// What a policy can deny by which name.
class FindingNamesTest {
    private static final String PREFIX = "chirograph.content.redaction.";

    private static ContentRedactor.Report report(ContentRedactor redactor, String text) {
        byte[] body = "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(text)
                .getBytes(StandardCharsets.UTF_8);
        return Redactions.redact(
                        redactor,
                        Redactions.subject(false, "openai", "application/json"),
                        new ByteArrayInputStream(body))
                .report();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AKIAIOSFODNN7EXAMPLE",
                "sk-ant-api03-AAAAAAAAAAAAAAAA1234",
                "https://alice:hunter22@example.com/",
                "password: hunter22x9"
            })
    void oneNameStandsForEveryCredential(String secret) {
        ContentRedactor.Report report = report(Redactions.DEFAULT, "use " + secret + " there");

        assertThat(report.found("credential")).as("%s", report).isTrue();
        assertThat(report.found("email")).isFalse();
    }

    @Test
    void whatIsNoCredentialIsNone() {
        ContentRedactor.Report report = report(Redactions.DEFAULT, "write to alice@example.com");

        assertThat(report.found("email")).isTrue();
        assertThat(report.found("credential")).isFalse();
    }

    @Test
    void aPatternIsDeniedByItsName() {
        ContentRedactor redactor =
                Redactions.with(List.of(), List.of(new PatternSetting("ticket", "TCK-[0-9]{4}", "mask")), List.of());

        assertThat(report(redactor, "see TCK-1234").found("ticket")).isTrue();
        assertThat(report(redactor, "see TCK-x").found("ticket")).isFalse();
    }

    @Test
    void namesAreThoseThatShipAndThoseOfTheConfiguration() {
        FindingNames names = FindingNames.of(new Binder(new MapConfigurationPropertySource(Map.of(
                PREFIX + "patterns[0].name", "ticket",
                PREFIX + "patterns[0].pattern", "TCK-[0-9]{4}",
                PREFIX + "patterns[0].action", "mask",
                PREFIX + "scanners[0].name", "names",
                PREFIX + "scanners[0].url", "http://127.0.0.1:9"))));

        for (String name : List.of("credential", "email", "us-ssn", "private-key", "jwt", "file", "ticket", "names")) {
            assertThat(names.has(name)).as(name).isTrue();
        }
        assertThat(names.has("ssn")).isFalse();
        assertThat(FindingNames.of(new Binder()).has("ticket")).isFalse();
    }
}
