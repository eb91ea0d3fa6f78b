package io.chirograph.support.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Registers meters of one object, which share a prefix, tags and a unit.
///
/// Immutable. A meter holds the object weakly: somebody else must keep it.
public final class Meters<T> {
    private final MeterRegistry registry;
    private final String prefix;
    private final T of;
    private final Tags tags;
    private final @Nullable String unit;

    private Meters(MeterRegistry registry, String prefix, T of, Tags tags, @Nullable String unit) {
        this.registry = registry;
        this.prefix = prefix;
        this.of = of;
        this.tags = tags;
        this.unit = unit;
    }

    /// @param prefix of every name, its last dot included
    public static <T> Meters<T> of(MeterRegistry registry, String prefix, T of) {
        return new Meters<>(registry, prefix, of, Tags.empty(), null);
    }

    /// The same with one more tag.
    public Meters<T> tag(String name, String value) {
        return new Meters<>(registry, prefix, of, tags.and(name, value), unit);
    }

    /// The same with a base unit.
    public Meters<T> in(String base) {
        return new Meters<>(registry, prefix, of, tags, base);
    }

    public Meters<T> gauge(String name, String description, ToDoubleFunction<T> value) {
        Gauge.builder(prefix + name, of, value)
                .description(description)
                .tags(tags)
                .baseUnit(unit)
                .register(registry);
        return this;
    }

    /// A gauge that is 1 while something holds, otherwise 0.
    public Meters<T> flag(String name, String description, Predicate<T> holds) {
        return gauge(name, description, one -> holds.test(one) ? 1 : 0);
    }

    /// A gauge of a moment as Unix time in seconds; 0 for none.
    public Meters<T> moment(String name, String description, Function<T, @Nullable Instant> moment) {
        return gauge(name, description, one -> {
            Instant when = moment.apply(one);
            return when == null ? 0 : when.toEpochMilli() / 1000.0;
        });
    }

    /// A counter of what the object counted.
    public Meters<T> counter(String name, String description, ToDoubleFunction<T> count) {
        FunctionCounter.builder(prefix + name, of, count)
                .description(description)
                .tags(tags)
                .baseUnit(unit)
                .register(registry);
        return this;
    }

    /// A duration in seconds, to the millisecond.
    public static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
