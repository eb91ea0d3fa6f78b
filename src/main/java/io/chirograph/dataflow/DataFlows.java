package io.chirograph.dataflow;

import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.dataflow.settings.SettingsReader;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.eval.PolicyVersion;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.util.Map;
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

    /// The same, for an auditor; it is part of what is recorded of the read.
    /// @throws ApiException the auditor sees some tenants alone
    public DataFlow now(AuditedRead read) {
        if (read.scope().isOfTenants()) {
            throw new ApiException(
                    ErrorCode.SCOPE_REFUSED,
                    "The data flow names what belongs to every tenant; it takes an auditor who is not limited to some.");
        }
        DataFlow flow = now();
        read.asked(Map.of("configuration", flow.configuration()));
        read.found(flow.crossings().size());
        return flow;
    }

    /// A flow's picture as SVG to stand in a page, without the styles, which are the page's. Text is escaped.
    public static String picture(DataFlow flow) {
        return FlowSvg.bare(flow);
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
