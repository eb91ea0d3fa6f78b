package io.chirograph.dataflow;

import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.policy.PolicyDecisionPoint;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// The data flow of this process. Safe for many threads.
@Component
public final class DataFlows {
    private final EffectiveSettings settings;
    private final ObjectProvider<PolicyDecisionPoint> policy;

    DataFlows(EffectiveSettings settings, ObjectProvider<PolicyDecisionPoint> policy) {
        this.settings = settings;
        this.policy = policy;
    }

    /// By the configuration and the policy that are in force.
    public DataFlow now() {
        PolicyDecisionPoint inForce = policy.getIfAvailable();
        return FlowReader.read(settings, inForce == null ? null : inForce.version());
    }

    /// A flow's paper in Markdown. The same flow gives the same text.
    public static String markdown(DataFlow flow) {
        return FlowFormat.MARKDOWN.write(flow);
    }
}
