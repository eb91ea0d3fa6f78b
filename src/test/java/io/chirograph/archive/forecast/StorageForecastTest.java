package io.chirograph.archive.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.chirograph.archive.Layout;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.archive.settings.PriceProperties;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageForecastTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Layout LAYOUT = new Layout("gw-1-0a0b0c0d");

    @TempDir
    private Path directory;

    private void put(String key, int size, Instant when) throws Exception {
        Archives.directory(directory).put(key, new byte[size], new Retention(LockMode.NONE, NOW));
        Files.setLastModifiedTime(directory.resolve(key), FileTime.from(when));
    }

    private StorageForecast measure() throws Exception {
        ArchiveProperties properties = new ArchiveProperties(
                ArchiveProperties.Type.DIRECTORY, directory, null, null, Duration.ofDays(100), null, null);
        return ForecastMeasure.of(Unclassed.archive("main", Archives.directory(directory), properties, true), NOW);
    }

    @Test
    void theLastDayIsMeasuredAndWhatIsOlderIsNot() throws Exception {
        put(LAYOUT.segment(LocalDate.parse("2026-11-20"), 0, 10), 500, NOW.minus(Duration.ofDays(2)));
        put(LAYOUT.checkpoint(10), 100, NOW.minus(Duration.ofDays(2)));
        put(LAYOUT.segment(LocalDate.parse("2026-11-21"), 10, 10), 700, NOW.minus(Duration.ofHours(23)));
        put(LAYOUT.checkpoint(20), 100, NOW.minus(Duration.ofHours(23)));
        put(LAYOUT.segment(LocalDate.parse("2026-11-22"), 20, 300), 900, NOW.minus(Duration.ofHours(1)));
        put(LAYOUT.checkpoint(320), 100, NOW.minus(Duration.ofHours(1)));
        StorageForecast found = measure();
        assertThat(found.measured()).isEqualTo(Duration.ofDays(1));
        assertThat(found.parts())
                .containsExactly(
                        new StorageForecast.Part("segments", "default", 100, 2, 1600),
                        new StorageForecast.Part("checkpoints", null, 100, 2, 200),
                        new StorageForecast.Part("tiles", null, 100, 1, 8192));
        assertThat(found.bytesPerDay()).isEqualTo(9992);
        assertThat(found.objectsPerDay()).isEqualTo(5);
        assertThat(found.requestsPerDay()).isEqualTo(22);
        assertThat(found.bytesAtEnd()).isEqualTo(999_200);
        assertThat(found.partial()).isFalse();
    }

    @Test
    void contentCountsByItsClassPacksAndWhatLiesBesideThem() throws Exception {
        put(
                LAYOUT.segment(LocalDate.parse("2026-11-21"), 0, 10),
                700,
                NOW.minus(Duration.ofDays(1)).plusSeconds(1));
        String packs = LAYOUT.logId() + "/payloads/default/dt=2026-11-21/";
        put(packs + "0000000000000000-3.jsonl.zst", 300, NOW.minus(Duration.ofHours(2)));
        put(packs + "0000000000000001-response", 5000, NOW.minus(Duration.ofHours(2)));
        put(packs + "0000000000000002-1.jsonl.zst", 300, NOW.minus(Duration.ofDays(3)));
        assertThat(measure().parts()).contains(new StorageForecast.Part("payloads", "default", 100, 2, 5300));
    }

    @Test
    void aYoungArchiveSaysHowLittleWasMeasured() throws Exception {
        put(LAYOUT.segment(LocalDate.parse("2026-11-22"), 0, 10), 500, NOW.minus(Duration.ofHours(6)));
        put(LAYOUT.checkpoint(10), 100, NOW.minus(Duration.ofHours(6)));
        StorageForecast found = measure();
        assertThat(found.measured()).isEqualTo(Duration.ofHours(6));
        assertThat(found.bytesPerDay()).isEqualTo(2400);
    }

    @Test
    void anEmptyArchiveGrowsByNothing() throws Exception {
        assertThat(measure().bytesPerDay()).isZero();
    }

    @Test
    void costsNeedAPrice() throws Exception {
        put(LAYOUT.segment(LocalDate.parse("2026-11-22"), 0, 10), 500, NOW.minus(Duration.ofHours(12)));
        StorageForecast found = measure();
        assertThat(found.costPerMonth(1L << 30, new PriceProperties(null, null)))
                .isNull();
        PriceProperties price = new PriceProperties(new BigDecimal("0.02"), new BigDecimal("0.005"));
        assertThat(found.costPerMonth(1L << 31, price)).isCloseTo(0.04 + 10 * 30.436875 * 0.000005, within(1e-9));
    }

    @Test
    void fullTilesOfAllLevelsCount() {
        assertThat(ForecastMeasure.tiles(0, 255)).isZero();
        assertThat(ForecastMeasure.tiles(255, 256)).isEqualTo(1);
        assertThat(ForecastMeasure.tiles(0, 65_536)).isEqualTo(257);
    }
}
