package io.chirograph.content.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.content.redaction.RedactionProperties.PatternSetting;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RedactionSettingsTest {
    private static final String PREFIX = "chirograph.content.redaction.";

    private static ContentRedactor redactor(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        settings.forEach((key, value) -> all.put(PREFIX + key, value));
        RedactionProperties properties = new Binder(new MapConfigurationPropertySource(all))
                .bindOrCreate("chirograph.content.redaction", RedactionProperties.class);
        return RedactionConfiguration.redactor(properties);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "rules[0].path;messages",
                "rules[0].path;$",
                "rules[0].path;$.",
                "rules[0].path;$..",
                "rules[0].path;$[",
                "rules[0].path;$['']",
                "rules[0].path;$[-1]",
                "rules[0].path;$.a b",
                "rules[0].path;$..*",
                "rules[0].path;$.a[?(@.b)]",
                "rules[0].action;keep",
                "rules[0].action;shred",
                "rules[0].part;reply",
                "rules[0].dialects;latin",
                "patterns[0].pattern;(",
                "patterns[0].pattern;a*",
                "patterns[0].pattern;(a{1000}){1000}",
                "patterns[0].pattern;(\\pL{500}|\\pN{500}){3}b",
                "patterns[0].pattern;(?=a)b",
                "patterns[0].action;scan",
                "patterns[0].name;No Name",
                "scanners[0].url;ftp://x/",
                "scanners[0].url;http://user@x/",
                "scanners[0].offsets;chars",
                "scanners[0].min-score;2",
                "scanners[0].timeout;-1s",
                "scanners[0].name;a:b",
                "budget;0s",
                "budget;2h",
                "at-once;-1"
            })
    void aSettingThatCannotBeStopsTheStart(String key, String value) {
        Map<String, String> settings = new HashMap<>();
        if (key.startsWith("rules")) {
            settings.put("rules[0].path", "$.a");
            settings.put("rules[0].action", "mask");
        } else if (key.startsWith("patterns")) {
            settings.put("patterns[0].name", "a");
            settings.put("patterns[0].pattern", "a+");
        } else if (key.startsWith("scanners")) {
            settings.put("scanners[0].name", "a");
            settings.put("scanners[0].url", "http://localhost:1");
        }
        redactor(settings);
        settings.put(key, value);
        assertThatThrownBy(() -> redactor(settings)).satisfies(thrown -> {
            Throwable cause = thrown;
            StringBuilder said = new StringBuilder();
            while (cause != null) {
                said.append(cause.getMessage()).append('\n');
                cause = cause.getCause();
            }
            assertThat(said.toString()).contains(PREFIX + key);
        });
    }

    @Test
    void patternsOfTheUserReplaceWhatTheyMatch() {
        ContentRedactor redactor = redactor(Map.of(
                "patterns[0].name",
                "ticket",
                "patterns[0].pattern",
                "TCK-[0-9]{4}",
                "patterns[0].action",
                "mask",
                "patterns[1].name",
                "room",
                "patterns[1].pattern",
                "(?i)room \\d+",
                "patterns[1].action",
                "drop"));
        var done = Redactions.redact(
                redactor,
                Redactions.subject(false, "openai", "application/json"),
                new ByteArrayInputStream("{\"a\":\"see TCK-1234 in Room 7.\"}".getBytes(StandardCharsets.UTF_8)));
        assertThat(done.text()).isEqualTo("{\"a\":\"see [redacted] in .\"}");
        assertThat(done.report().findings())
                .containsOnly(Map.entry("pattern:room", 1L), Map.entry("pattern:ticket", 1L));
    }

    /// The budget is what ends it: without one it would take minutes.
    @Test
    void aPatternThatTakesLongEndsWithTheBudget() throws Exception {
        ContentRedactor redactor = RedactionConfiguration.redactor(new RedactionProperties(
                Duration.ofMillis(200),
                0,
                List.of(),
                List.of(new PatternSetting("slow", "(?:a?b?c?d?){99}[xy]{300}z", "mask")),
                List.of()));
        String body = "{\"a\":\"" + "abcd".repeat(1_000_000) + "!\"}";
        var report = redactor.redact(
                Redactions.subject(false, "openai", "application/json"),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                OutputStream.nullOutputStream());
        assertThat(report.incomplete()).isEqualTo("scan-timeout");
    }

    /// Texts that are nothing but what detectors begin at.
    @ParameterizedTest
    @CsvSource({
        "@",
        "a@",
        "1 ",
        "1-",
        "::",
        "1.",
        "sk-",
        "token=",
        "born ",
        "DE89 ",
        "eyJ",
        "-----BEGIN ",
        "\\u0040",
        "://a:",
        "é1@"
    })
    void hostileTextsAreLookedThroughOrGivenUp(String piece) throws Exception {
        ContentRedactor redactor = redactor(Map.of("budget", "500ms"));
        String body = "{\"a\":\"" + piece.replace("\\", "\\\\").repeat(300_000 / piece.length()) + "!\"}";
        var report = redactor.redact(
                Redactions.subject(false, "openai", "application/json"),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                OutputStream.nullOutputStream());
        if (report.incomplete() != null) {
            assertThat(report.incomplete()).isEqualTo("scan-timeout");
        }
    }
}
