package io.chirograph.archive.forecast;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.settings.PriceProperties;
import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// The forecast of every archive, measured anew each hour.
/// On a thread of its own. Safe for many threads.
public final class Forecasts extends LifecyclePart implements SmartLifecycle, MeterBinder {
    private static final Logger LOG = LoggerFactory.getLogger(Forecasts.class);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration EVERY = Duration.ofHours(1);

    private final ConfiguredArchives archives;
    private final PriceProperties price;
    private final Clock clock;
    private final Map<String, StorageForecast> newest = new ConcurrentHashMap<>();

    public Forecasts(ConfiguredArchives archives, PriceProperties price, Clock clock) {
        super(Phase.LAST);
        this.archives = archives;
        this.price = price;
        this.clock = clock;
    }

    /// One for each archive; measured now where there is none yet.
    /// @throws ArchiveUnavailableException an archive that was not measured yet does not answer
    public List<StorageForecast> all() throws ArchiveUnavailableException {
        List<StorageForecast> all = new ArrayList<>();
        for (ConfiguredArchive archive : archives.readable()) {
            StorageForecast known = newest.get(archive.name());
            all.add(known == null ? measure(archive) : known);
        }
        return all;
    }

    public PriceProperties price() {
        return price;
    }

    private synchronized StorageForecast measure(ConfiguredArchive archive) throws ArchiveUnavailableException {
        StorageForecast measured = ForecastMeasure.of(archive, clock.instant());
        newest.put(archive.name(), measured);
        return measured;
    }

    private Duration measureAll() {
        for (ConfiguredArchive archive : archives.readable()) {
            try {
                measure(archive);
            } catch (ArchiveUnavailableException | RuntimeException e) {
                LOG.warn(
                        "archive {} could not be measured, the last forecast stays: {}",
                        archive.name(),
                        e.getMessage());
            }
        }
        return EVERY;
    }

    @Override
    protected Runnable begin() {
        Schedule schedule = new Schedule("forecast", Worker.Serves.REST);
        schedule.again(FIRST, this::measureAll);
        return () -> schedule.stop(Duration.ZERO);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ConfiguredArchive archive : archives.readable()) {
            String name = archive.name();
            Meters.of(registry, "chirograph.archive.forecast.", newest)
                    .tag("archive", name)
                    .gauge(
                            "measured.seconds",
                            "how long the forecast has measured",
                            of(name, f -> f.measured().toSeconds()))
                    .gauge("bytes.per.day", "bytes that the archive gets a day", of(name, StorageForecast::bytesPerDay))
                    .gauge(
                            "objects.per.day",
                            "objects that the archive gets a day",
                            of(name, StorageForecast::objectsPerDay))
                    .gauge(
                            "requests.per.day",
                            "requests that writing them takes a day",
                            of(name, StorageForecast::requestsPerDay))
                    .gauge(
                            "bytes.at.end",
                            "bytes when as much runs out as comes in",
                            of(name, StorageForecast::bytesAtEnd))
                    .gauge(
                            "cost.per.month.at.end",
                            "what a month costs then; none without a price",
                            of(name, this::costAtEnd));
        }
    }

    private double costAtEnd(StorageForecast forecast) {
        Double cost = forecast.costPerMonth(forecast.bytesAtEnd(), price);
        return cost == null ? Double.NaN : cost;
    }

    private static ToDoubleFunction<Map<String, StorageForecast>> of(
            String archive, ToDoubleFunction<StorageForecast> value) {
        return all -> {
            StorageForecast known = all.get(archive);
            return known == null ? Double.NaN : value.applyAsDouble(known);
        };
    }
}
