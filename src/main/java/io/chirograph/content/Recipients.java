package io.chirograph.content;

import io.chirograph.content.envelope.Recipient;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// The certificates that content is encrypted to, and how long they last. DOWN when one has ended; content is still
/// encrypted to it.
record Recipients(List<Recipient> all, Clock clock) implements HealthIndicator, MeterBinder {
    static final Duration NOTICE = Duration.ofDays(30);

    Recipients {
        all = List.copyOf(all);
    }

    List<Recipient> ended() {
        Instant now = clock.instant();
        return all.stream().filter(each -> !now.isBefore(each.end())).toList();
    }

    @Override
    public Health health() {
        Instant now = clock.instant();
        Health.Builder health = Health.up();
        for (Recipient each : all) {
            Map<String, String> detail = new LinkedHashMap<>();
            detail.put("ends", each.end().toString());
            if (!now.isBefore(each.end())) {
                health.down();
                detail.put("state", "ended: content goes on being encrypted to it");
            } else if (!now.isBefore(each.end().minus(NOTICE))) {
                detail.put("state", "ends soon");
            }
            health.withDetail(each.id(), detail);
        }
        return health.build();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Recipient each : all) {
            Meters.of(registry, "chirograph.content.recipient.", this)
                    .tag("recipient", each.id())
                    .in("seconds")
                    .gauge(
                            "expiry",
                            "time until a recipient's certificate ends; negative when it has ended",
                            one -> Meters.seconds(Duration.between(one.clock.instant(), each.end())));
        }
    }
}
