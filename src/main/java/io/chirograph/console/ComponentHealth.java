package io.chirograph.console;

import io.chirograph.web.ConditionalOnRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/// The components of this process that are not well. Only their names are told: details are for operations.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Component
record ComponentHealth(ObjectProvider<HealthEndpoint> endpoint) {
    private static final Map<String, String> RUNBOOK = Map.of(
            "journal", "journal-failed",
            "recording", "recording-refused",
            "auditExport", "export-stalled",
            "auditIndex", "index-lag",
            "archive", "archive-tier-lost",
            "policy", "policy-refused",
            "workers", "worker-dead",
            "witnesses", "witness-quorum-missing",
            "logSilence", "log-silent",
            "accessLogs", "direct-reads-behind");
    private static final List<String> OF_THE_TRAIL = List.of("journal", "recording", "auditExport");

    List<Attention> attention() {
        List<Attention> found = new ArrayList<>();
        HealthEndpoint health = endpoint.getIfAvailable();
        if (health != null && health.health() instanceof CompositeHealthDescriptor all && all.getComponents() != null) {
            for (Map.Entry<String, HealthDescriptor> one : all.getComponents().entrySet()) {
                Status status = one.getValue().getStatus();
                if (status.equals(Status.DOWN) || status.equals(Status.OUT_OF_SERVICE)) {
                    found.add(new Attention(
                            OF_THE_TRAIL.contains(one.getKey()),
                            "Component " + one.getKey() + " of this process is " + status.getCode() + ".",
                            RUNBOOK.getOrDefault(one.getKey(), "")));
                }
            }
        }
        return found;
    }
}
