package io.chirograph.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.event.facts.ConfigChanged;
import io.chirograph.event.facts.Fact;
import io.chirograph.recording.RecordingUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationRecordTest {
    @TempDir
    private Path directory;

    private final List<Fact> recorded = new ArrayList<>();
    private boolean isAway;

    private UUID record(Fact fact) throws RecordingUnavailable {
        if (isAway) {
            throw new RecordingUnavailable("the log is not open", Duration.ofSeconds(1), true, null);
        }
        recorded.add(fact);
        return new UUID(0, recorded.size());
    }

    private boolean start(EffectiveSettings settings) {
        return new ConfigurationRecord(settings, this::record, directory.resolve("in-force"), Duration.ofSeconds(1))
                .isDone();
    }

    private ConfigChanged last() {
        return (ConfigChanged) recorded.getLast();
    }

    private static EffectiveSettings with(String name, String value) {
        Map<String, Object> map = Configured.map(Configured.MANY);
        map.put(name, value);
        return Configured.settings(map);
    }

    @Test
    void theFirstStartRecordsTheDigestThatThePaperHas() {
        assertThat(start(Configured.settings(Configured.map(Configured.MANY)))).isTrue();

        assertThat(last().setting()).isEqualTo("configuration");
        assertThat(last().before()).isEmpty();
        assertThat(last().after())
                .containsOnly(Map.entry("digest", Configured.many().configuration()));
    }

    @Test
    void theSameConfigurationIsRecordedOnce() {
        start(with("server.port", "1"));
        start(with("server.port", "1"));

        assertThat(recorded).hasSize(1);
    }

    @Test
    void aChangeSaysWhatChanged() {
        start(with("chirograph.archive.s3.region", "eu-west-1"));
        start(with("chirograph.archive.s3.region", "us-east-1"));

        assertThat(recorded).hasSize(2);
        assertThat(last().before()).containsEntry("chirograph.archive.s3.region", "eu-west-1");
        assertThat(last().after()).containsEntry("chirograph.archive.s3.region", "us-east-1");
        assertThat(last().before().get("digest"))
                .isEqualTo(((ConfigChanged) recorded.getFirst()).after().get("digest"));
    }

    @Test
    void aSecretIsInNoEventAndInNoFile() throws Exception {
        start(Configured.settings(Configured.map(Configured.MANY)));
        Map<String, Object> without = Configured.map(Configured.MANY);
        without.remove("chirograph.forwarding.destinations.siem.token");
        start(Configured.settings(without));

        assertThat(recorded.toString()).doesNotContain("canary");
        assertThat(last().before()).containsEntry("chirograph.forwarding.destinations.siem.token", "(set)");
        assertThat(Files.readString(directory.resolve("in-force"))).doesNotContain("canary");
    }

    @Test
    void whatCannotBeRecordedIsTriedAgainAndNotForgotten() {
        start(with("server.port", "1"));
        isAway = true;
        assertThat(start(with("server.port", "2"))).isFalse();
        isAway = false;
        assertThat(start(with("server.port", "2"))).isTrue();

        assertThat(recorded).hasSize(2);
        assertThat(last().before()).containsEntry("server.port", "1");
    }

    @Test
    void manyChangesAreCounted() {
        start(Configured.settings(Configured.map(Configured.MANY)));
        start(Configured.settings(Configured.map(Configured.AUDITOR)));

        assertThat(last().after().get("more")).isInstanceOf(Integer.class);
        assertThat(last().after().size()).isLessThanOrEqualTo(32);
        assertThat(last().before().size()).isLessThanOrEqualTo(32);
    }

    @Test
    void afterADamagedFileTheChangeIsRecordedAllTheSame() throws Exception {
        start(with("server.port", "1"));
        Files.writeString(directory.resolve("in-force"), "\u0000garbage\n=\n");
        start(with("server.port", "1"));

        assertThat(recorded).hasSize(2);
        assertThat(last().before()).isEmpty();
        assertThat(last().after()).containsOnlyKeys("digest");
        assertThat(last().reason()).contains("not known");
    }
}
