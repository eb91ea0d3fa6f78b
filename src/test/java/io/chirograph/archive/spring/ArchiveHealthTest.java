package io.chirograph.archive.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ArchiveHealthTest {
    private static Health health(String... properties) {
        Health[] found = new Health[1];
        new ApplicationContextRunner()
                .withUserConfiguration(ArchiveConfiguration.class)
                .withBean(Clock.class, Clock::systemUTC)
                .withPropertyValues("chirograph.data-dir=target/none")
                .withPropertyValues(properties)
                .run(context -> found[0] = ((ArchiveHealth) context.getBean("archiveHealthIndicator")).health());
        return found[0];
    }

    @Test
    void aDirectorySaysThatItIsNotWorm() {
        Health health = health();
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsEntry("kind", "directory")
                .containsEntry("tier", "none")
                .containsEntry(
                        "location",
                        Path.of("target/none/archive").toAbsolutePath().toString())
                .hasEntrySatisfying("note", note -> assertThat((String) note).startsWith("not WORM"));
    }

    @Test
    void aBucketSaysWhereItIsAndNeverWhoWeAre() {
        Health health = health(
                "chirograph.archive.type=s3",
                "chirograph.archive.s3.bucket=audit",
                "chirograph.archive.s3.prefix=prod",
                "chirograph.archive.s3.endpoint=http://127.0.0.1:1",
                "chirograph.archive.s3.access-key-id=theid",
                "chirograph.archive.s3.secret-access-key=thesecret");
        assertThat(health.getDetails())
                .containsEntry("location", "s3://audit/prod")
                .containsEntry("tier", "unknown");
        assertThat(health.toString()).doesNotContain("theid").doesNotContain("thesecret");
    }
}
