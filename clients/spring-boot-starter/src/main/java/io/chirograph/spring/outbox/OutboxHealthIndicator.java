package io.chirograph.spring.outbox;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/// DOWN where somebody has to do something: events are parked, the oldest waits for longer than
/// `chirograph.outbox.alarm-after`, or no more are taken. That the gateway is away for a while is no such
/// thing.
public final class OutboxHealthIndicator extends AbstractHealthIndicator {
    private final Outbox outbox;
    private final @Nullable OutboxRelay relay;
    private final OutboxProperties properties;
    private final Clock clock;

    /// @param relay null where this node does not send
    public OutboxHealthIndicator(Outbox outbox, @Nullable OutboxRelay relay, OutboxProperties properties, Clock clock) {
        super("The outbox cannot be read");
        this.outbox = outbox;
        this.relay = relay;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        OutboxStatus status = outbox.count();
        Duration age = status.age(clock.instant());
        boolean isFine = status.parked() == 0
                && age.compareTo(properties.alarmAfter()) < 0
                && status.waiting() + status.parked() < properties.maxWaiting();
        builder.status(isFine ? "UP" : "DOWN")
                .withDetail("waiting", status.waiting())
                .withDetail("parked", status.parked())
                .withDetail("oldestSeconds", age.toSeconds());
        String trouble = relay == null ? null : relay.trouble();
        if (trouble != null) {
            builder.withDetail("trouble", trouble);
        }
    }
}
