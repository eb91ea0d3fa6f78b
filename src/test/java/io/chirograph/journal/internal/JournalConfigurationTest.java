package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.Records;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class JournalConfigurationTest {
    @TempDir
    Path data;

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withBean(Clock.class, Clock::systemUTC)
                .withBean(MeterRegistry.class, () -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .withPropertyValues("chirograph.data-dir=" + data)
                .withUserConfiguration(JournalConfiguration.class);
    }

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        runner().run(context -> assertThat(context.getBean(JournalProperties.class))
                .isEqualTo(new JournalProperties(
                        null,
                        DataSize.ofMegabytes(64),
                        DataSize.ofGigabytes(10),
                        DataSize.ofMegabytes(256),
                        0.8,
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(1))));
    }

    @Test
    void everyPropertyIsRead() {
        runner().withPropertyValues(
                        "chirograph.journal.directory=" + data.resolve("elsewhere"),
                        "chirograph.journal.file-size=1MB",
                        "chirograph.journal.max-bytes=20MB",
                        "chirograph.journal.min-free=2MB",
                        "chirograph.journal.warn-at=0.5",
                        "chirograph.journal.grace=3m",
                        "chirograph.journal.recheck=5s")
                .run(context -> {
                    assertThat(context.getBean(JournalProperties.class))
                            .isEqualTo(new JournalProperties(
                                    data.resolve("elsewhere"),
                                    DataSize.ofMegabytes(1),
                                    DataSize.ofMegabytes(20),
                                    DataSize.ofMegabytes(2),
                                    0.5,
                                    Duration.ofMinutes(3),
                                    Duration.ofSeconds(5)));
                    assertThat(data.resolve("elsewhere")).isDirectoryContaining("glob:**.journal");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "file-size, 1KB, 4KB and 1GB",
        "file-size, 2GB, 4KB and 1GB",
        "max-bytes, 100MB, room for four files",
        "warn-at, 1.5, at most 1",
        "grace, -1s, must not be negative",
        "recheck, 0s, longer than zero"
    })
    void aValueThatCannotWorkIsRefusedByName(String name, String value, String rule) {
        runner().withPropertyValues("chirograph.journal." + name + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("chirograph.journal." + name)
                        .hasMessageContaining(rule));
    }

    @Test
    void healthAndMetricsTellTheJournalsState() {
        runner().withPropertyValues("chirograph.journal.file-size=1MB").run(context -> {
            var journal = context.getBean(Journal.class);
            var indicator = context.getBean("journalHealthIndicator", HealthIndicator.class);
            journal.append(Records.plain("one"));
            Health up = Objects.requireNonNull(indicator.health());
            assertThat(up.getStatus()).isEqualTo(Status.UP);
            assertThat(up.getDetails())
                    .containsEntry("nextSequence", 1L)
                    .containsEntry("unconfirmed", 1L)
                    .containsKeys("bytes", "maxBytes", "firstSequence", "openKeys", "timeUntilFull", "filling");

            // A commit is measured behind its acknowledgement.
            PrometheusMeterRegistry registry = context.getBean(PrometheusMeterRegistry.class);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(registry.scrape())
                            .contains("chirograph_journal_append_seconds_bucket")
                            .contains("chirograph_journal_append_seconds_count 1")
                            .contains("chirograph_journal_group_size_count 1")
                            .contains("chirograph_journal_bytes ")
                            .contains("chirograph_journal_max_bytes ")
                            .contains("chirograph_journal_open_keys 0.0")
                            .contains("chirograph_journal_unconfirmed 1.0")
                            .contains("chirograph_journal_failed 0.0")
                            .contains("chirograph_journal_full 0.0")
                            .contains("chirograph_journal_filling 0.0")
                            .contains("chirograph_journal_time_until_full_seconds +Inf"));

            assertThatThrownBy(() -> journal.requireAtLeast(7)).isInstanceOf(JournalCorruptException.class);
            Health down = Objects.requireNonNull(indicator.health());
            assertThat(down.getStatus()).isEqualTo(Status.DOWN);
            assertThat(down.getDetails().get("failure")).asString().contains("below 7");
        });
    }
}
