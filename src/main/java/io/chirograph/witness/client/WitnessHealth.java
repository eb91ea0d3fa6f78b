package io.chirograph.witness.client;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// The witnesses, one by one: DOWN when one of them refuses or the quorum has been missing for too long. No part of
/// readiness: calls go on.
record WitnessHealth(Quorum quorum) implements HealthIndicator {
    @Override
    public Health health() {
        boolean refused = false;
        Map<String, Object> witnesses = new LinkedHashMap<>();
        for (WitnessState.View view : quorum.views()) {
            refused |= view.standing() == WitnessState.Standing.REFUSES;
            witnesses.put(view.witness().name(), details(view));
        }
        Health.Builder health = refused || quorum.isOverdue() ? Health.down() : Health.up();
        return health.withDetail("newestSize", quorum.newest())
                .withDetail("cosignedBy", quorum.signed())
                .withDetail("quorum", quorum.needed())
                .withDetail("quorumMissingFor", quorum.age().toString())
                .withDetail("witnesses", witnesses)
                .build();
    }

    private static Map<String, Object> details(WitnessState.View view) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("standing", view.standing().name().toLowerCase(Locale.ROOT));
        details.put("cosignedSize", view.cosigned());
        if (view.cosignedAt() != null) {
            details.put("cosignedAt", view.cosignedAt().toString());
        }
        if (view.why() != null) {
            details.put("why", view.why());
        }
        return details;
    }
}
