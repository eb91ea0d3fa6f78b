package io.chirograph.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.facts.ConfigChanged;
import io.chirograph.event.value.Actor;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prices that change while they are in force.
class PricesTest {
    private static final Actor ADA = new Actor(new TreeMap<>(Map.of("subject", "ada")), new TreeMap<>());

    @TempDir
    private Path directory;

    private final List<ConfigChanged> changes = new ArrayList<>();
    private boolean unavailable;

    private Path file() {
        return directory.resolve("prices.yml");
    }

    private void write(String version) throws IOException {
        Files.writeString(
                file(),
                "version: " + version + "\ncurrency: USD\nprices: [{provider: p, model: m, input: 1, output: 1}]\n");
    }

    private Prices prices() {
        return new Prices(new PriceSource(file(), file()), fact -> {
            if (unavailable) {
                throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(1), false, null);
            }
            changes.add((ConfigChanged) fact);
            return new UUID(0, 0);
        });
    }

    @Test
    void aBadTableIsNotBegunWith() throws Exception {
        assertThatThrownBy(this::prices).hasMessageContainingAll("chirograph.pricing.file", file().toString());
        Files.writeString(file(), "version: 1");
        assertThatThrownBy(this::prices).hasMessageContainingAll("chirograph.pricing.file", "version");
    }

    @Test
    void aChangeIsRecordedAndThenInForce() throws Exception {
        write("a");
        Prices prices = prices();
        String before = prices.table().digest();
        assertThat(prices.reload(ADA, "look")).isFalse();
        write("b");
        assertThat(prices.reload(ADA, "new contract")).isTrue();
        assertThat(prices.table().version()).isEqualTo("b");
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.setting()).isEqualTo("prices");
            assertThat(change.before()).containsEntry("digest", before).containsEntry("version", "a");
            assertThat(change.after()).containsEntry("digest", prices.table().digest());
            assertThat(change.reason()).isEqualTo("new contract");
        });
    }

    @Test
    void aBadOneIsRefusedLaterAndTheOldStays() throws Exception {
        write("a");
        Prices prices = prices();
        Files.writeString(file(), "version: b\ncurrency: USD\nprices: [{provider: p, model: m, input: -1}]\n");
        assertThatThrownBy(() -> prices.reload(ADA, "x"))
                .isInstanceOf(ReloadRefused.class)
                .hasMessageContaining("prices[0].input");
        assertThat(prices.table().version()).isEqualTo("a");
        assertThat(prices.refused()).contains("prices[0].input");
        Files.delete(file());
        assertThatThrownBy(() -> prices.reload(ADA, "x")).isInstanceOf(ReloadRefused.class);
        write("a");
        assertThat(prices.reload(ADA, "x")).isFalse();
        assertThat(prices.refused()).isNull();
        assertThat(changes).isEmpty();
    }

    @Test
    void whatCannotBeRecordedIsNotTaken() throws Exception {
        write("a");
        Prices prices = prices();
        write("b");
        unavailable = true;
        assertThatThrownBy(() -> prices.reload(ADA, "x")).isInstanceOf(RecordingUnavailable.class);
        assertThat(prices.table().version()).isEqualTo("a");
    }

    @Test
    void theWatchTakesWhatTwoLooksSawAndRecordsWhatChangedWhileStopped() throws Exception {
        write("a");
        Path memory = directory.resolve("prices-in-force");
        Prices prices = prices();
        var watch = new PriceWatch(prices, new PriceSource(file(), file()), memory, Duration.ofSeconds(1));
        watch.look();
        watch.look();
        assertThat(changes).isEmpty();
        write("b");
        watch.look();
        assertThat(prices.table().version()).isEqualTo("a");
        watch.look();
        assertThat(prices.table().version()).isEqualTo("b");
        assertThat(changes).hasSize(1);
        write("c");
        new PriceWatch(prices(), new PriceSource(file(), file()), memory, Duration.ofSeconds(1)).look();
        assertThat(changes).hasSize(2);
        assertThat(changes.getLast().reason()).contains("while the process was stopped");
        assertThat(changes.getLast().before()).containsOnlyKeys("digest");
    }
}
