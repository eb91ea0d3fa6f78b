package io.chirograph.gateway.settings;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Request headers in which agents say who they are; of each list the first that is there counts.
/// They are recorded as asserted, and go on to the provider as any other header does.
/// @param session name the agent's conversation or run
/// @param id name the agent itself
/// @param parent name the agent that started it
/// @param retry say how often the client has tried the call before
public record AgentHeaders(
        @DefaultValue({"x-claude-code-session-id", "session_id", "x-opencode-session", "x-session-id"})
        List<String> session,

        @DefaultValue("x-claude-code-agent-id") List<String> id,
        @DefaultValue("x-claude-code-parent-agent-id") List<String> parent,
        @DefaultValue("x-stainless-retry-count") List<String> retry) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final int MOST = 16;

    /// Headers whose values are secrets.
    private static final Set<String> SECRET = Set.of(("authorization proxy-authorization cookie x-api-key api-key"
                    + " x-goog-api-key ocp-apim-subscription-key x-amz-security-token cf-aig-authorization")
            .split(" "));

    public AgentHeaders {
        session = checked("session", session);
        id = checked("id", id);
        parent = checked("parent", parent);
        retry = checked("retry", retry);
    }

    private static List<String> checked(String list, List<String> names) {
        List<String> lower = names.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        GatewayProperties.require(
                lower.size() <= MOST, "agent-headers." + list, lower.size() + " names", "at most " + MOST);
        for (String name : lower) {
            boolean isPlain = NAME.matcher(name).matches() && !SECRET.contains(name) && !name.startsWith("chirograph-");
            GatewayProperties.require(
                    isPlain, "agent-headers." + list, name, "the name of a header that holds no credential");
        }
        return lower;
    }
}
