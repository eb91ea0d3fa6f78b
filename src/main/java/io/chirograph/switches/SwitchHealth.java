package io.chirograph.switches;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Which switches are thrown. UP all the same: a process that refuses because it was told to is well.
final class SwitchHealth implements HealthIndicator {
    private static final int SHOWN = 20;

    private final SwitchBoard board;

    SwitchHealth(SwitchBoard board) {
        this.board = board;
    }

    @Override
    public Health health() {
        List<ActiveSwitch> thrown = board.stops().thrown();
        Health.Builder health = Health.up().withDetail("thrown", thrown.size());
        if (!thrown.isEmpty()) {
            health.withDetail(
                    "stopped",
                    thrown.stream()
                            .limit(SHOWN)
                            .map(each -> each.scope() + " since " + each.since() + ": " + each.reason())
                            .toList());
        }
        return health.build();
    }
}
