package io.chirograph.reconciliation;

import io.chirograph.reconciliation.ReconciliationStore.Standing;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Gauges of how reconciliations stand, for each provider that is declared or was reconciled. Safe for many
/// threads.
final class ReconciliationMetrics implements MeterBinder {
    private final ReconciliationStore store;
    private final ReconciliationProperties properties;
    private final Clock clock;
    private volatile List<Shown> shown = List.of();

    private record Shown(MultiGauge gauge, ToDoubleFunction<String> value) {}

    ReconciliationMetrics(ReconciliationStore store, ReconciliationProperties properties, Clock clock) {
        this.store = store;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        List<Shown> all = new ArrayList<>();
        all.add(shown(
                registry,
                MultiGauge.builder("chirograph.usage.reconciliation.age")
                        .baseUnit("seconds")
                        .description("how long ago the provider's report was last held against the trail"),
                this::seconds));
        all.add(shown(
                registry,
                MultiGauge.builder("chirograph.usage.reconciliation.overdue")
                        .description("1 while that is longer ago than it may be"),
                provider -> isOverdue(provider) ? 1 : 0));
        all.add(shown(
                registry,
                MultiGauge.builder("chirograph.usage.bypasses")
                        .description("rows of the last reconciliation on credentials that are not the gateway's"),
                provider -> of(provider, Standing::bypasses)));
        all.add(shown(
                registry,
                MultiGauge.builder("chirograph.usage.differences")
                        .description("other rows of it on which the provider and the trail differ"),
                provider -> of(provider, Standing::differences)));
        all.add(shown(
                registry,
                MultiGauge.builder("chirograph.usage.unexplained")
                        .baseUnit("tokens")
                        .description("what the provider counts and no call explains"),
                provider -> of(provider, Standing::unexplainedTokens)));
        shown = List.copyOf(all);
        show();
    }

    private static Shown shown(MeterRegistry registry, MultiGauge.Builder gauge, ToDoubleFunction<String> value) {
        return new Shown(gauge.register(registry), value);
    }

    /// Shows providers that were not known before, too.
    void show() {
        Set<String> providers = new TreeSet<>(properties.providers().keySet());
        store.all().forEach(one -> providers.add(one.provider()));
        for (Shown one : shown) {
            one.gauge.register(
                    providers.stream()
                            .map(provider -> MultiGauge.Row.of(
                                    Tags.of("provider", provider), provider, each -> one.value.applyAsDouble(each)))
                            .toList(),
                    true);
        }
    }

    private double seconds(String provider) {
        Duration age = age(provider);
        return age == null ? Double.NaN : Meters.seconds(age);
    }

    private @Nullable Duration age(String provider) {
        Standing standing = store.of(provider);
        return standing == null || standing.checked() == null
                ? null
                : Duration.between(standing.checked(), clock.instant());
    }

    /// One that is due and was never done is overdue at once.
    private boolean isOverdue(String provider) {
        Declared declared = properties.providers().get(provider);
        Duration every = declared == null ? null : declared.every();
        Duration age = age(provider);
        return every != null && (age == null || age.compareTo(every) > 0);
    }

    private double of(String provider, ToDoubleFunction<Standing> value) {
        Standing standing = store.of(provider);
        return standing == null ? 0 : value.applyAsDouble(standing);
    }
}
