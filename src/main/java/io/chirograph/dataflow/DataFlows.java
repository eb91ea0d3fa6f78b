package io.chirograph.dataflow;

import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.dataflow.settings.SettingsReader;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.eval.PolicyVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
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

    /// By a configuration, be it that of a process that runs or not.
    /// @param policy null where its process takes no calls
    /// @throws RuntimeException a value is none that the program starts with
    public static DataFlow of(Environment configured, @Nullable PolicyVersion policy) {
        return FlowReader.read(SettingsReader.read(configured), policy);
    }

    /// A flow's paper in Markdown. The same flow gives the same text.
    public static String markdown(DataFlow flow) {
        return FlowFormat.MARKDOWN.write(flow);
    }
}
