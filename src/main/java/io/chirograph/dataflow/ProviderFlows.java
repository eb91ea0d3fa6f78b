package io.chirograph.dataflow;

import io.chirograph.dataflow.DataFlow.Form;
import io.chirograph.dataflow.DataFlow.Load;
import io.chirograph.dataflow.DataFlow.Place;
import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.policy.eval.PolicyVersion;
import io.chirograph.policy.model.OperationClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Works out what crosses to and from providers, of what their dialect can and policy and keys allow.
///
/// Batches, uploads and WebSockets are there where a dialect has them and some call of that kind may be let through:
/// by the policy's default, a rule, a configured key, or claims of a token.
/// @param policy in force; null where the process takes no calls
record ProviderFlows(EffectiveSettings settings, @Nullable PolicyVersion policy, FlowGraph graph) {
    static final Set<String> WITH_SOCKETS = Set.of("openai", "gemini", "ollama");
    static final Set<String> WITH_BATCHES = Set.of("openai", "anthropic");

    /// Whose starts of uploads are answered with a URL that stands for the starter.
    static final Set<String> WITH_TICKETS = Set.of("gemini");

    private static final Pattern GRANTED =
            Pattern.compile("chirograph\\.identity\\.(?:gateway-keys|callers)\\b.*\\.grants\\.operation-classes.*");
    private static final Pattern BY_CLAIM =
            Pattern.compile("chirograph\\.identity\\.callers\\..*\\.grant-claims\\.operation-classes");

    void provider(String name, EffectiveSettings provider) {
        String id = "provider_" + FlowGraph.word(name);
        String url = provider.get("base-url");
        String dialect = provider.get("dialect", "");
        String title = (dialect.equals("mcp") ? "MCP server " : "provider ") + name;
        if (url == null) {
            graph.add(id, title + " (sandbox)", Place.PROCESS, null, declared(provider));
        } else {
            graph.remote(id, title, url, declared(provider), true);
        }
        List<String> allowed = KeptReader.allowed(policy, name, provider);
        String way = url == null ? "memory" : FlowGraph.way(url);
        boolean isFederated = "workload-identity".equals(provider.get("auth"));
        if (provider.get("credential") != null || provider.get("credential-file") != null) {
            graph.cross(
                    "gateway",
                    id,
                    way,
                    new Load("requests", Form.CLEAR, allowed),
                    FlowGraph.secret("the provider's credential"));
        } else if (isFederated) {
            graph.cross(
                    "gateway",
                    id,
                    way,
                    new Load("requests", Form.CLEAR, allowed),
                    FlowGraph.secret("a token of the gateway's own identity"));
        } else {
            graph.cross(
                    "gateway",
                    id,
                    way,
                    new Load("requests, with the caller's credential if it sends one", Form.CLEAR, allowed));
        }
        graph.cross(id, "gateway", way, new Load("responses", Form.CLEAR, allowed));
        if (isFederated) {
            federation(name, provider.below("workload-identity."));
        }
        if (url != null) {
            sockets(id, dialect, url, allowed);
            kept(id, dialect, way, allowed);
        }
    }

    private static @Nullable String declared(EffectiveSettings provider) {
        List<String> places = new ArrayList<>();
        for (String place : List.of("region", "attributes.region", "attributes.jurisdiction")) {
            String said = provider.get(place);
            if (said != null && !places.contains(said)) {
                places.add(said);
            }
        }
        return places.isEmpty() ? null : String.join(", ", places);
    }

    /// The platform's token is shown to an endpoint, which answers with one for the provider.
    private void federation(String name, EffectiveSettings identity) {
        String token = "platform_token_" + FlowGraph.word(name);
        graph.add(token, "platform's token for " + name, Place.MACHINE, identity.get("subject-token-file"), null);
        graph.cross(token, "gateway", "file", FlowGraph.secret("token of the platform"));
        for (String endpoint : List.of("token-url", "impersonation-url")) {
            String url = identity.get(endpoint);
            if (url != null) {
                String id = FlowGraph.word(endpoint) + "_" + FlowGraph.word(name);
                String title = endpoint.equals("token-url") ? "token exchange of " : "impersonation of ";
                graph.remote(id, title + name, url, null, true);
                graph.cross(
                        "gateway",
                        id,
                        FlowGraph.way(url),
                        FlowGraph.secret(
                                endpoint.equals("token-url") ? "token of the platform" : "the exchanged token"));
                graph.cross(id, "gateway", FlowGraph.way(url), FlowGraph.secret("token for the provider"));
            }
        }
    }

    private void sockets(String id, String dialect, String url, List<String> allowed) {
        if (WITH_SOCKETS.contains(dialect) && mayBe(OperationClass.INFERENCE)) {
            String way = "WebSocket over " + FlowGraph.way(url);
            graph.cross("gateway", id, way, new Load("messages of WebSockets", Form.CLEAR, allowed));
            graph.cross(id, "gateway", way, new Load("messages of WebSockets", Form.CLEAR, allowed));
        }
    }

    private void kept(String id, String dialect, String way, List<String> allowed) {
        if (!mayBe(OperationClass.STATEFUL)) {
            return;
        }
        if (WITH_BATCHES.contains(dialect)) {
            graph.add(
                    "batches",
                    "lines of batches",
                    Place.MACHINE,
                    settings.get("chirograph.data-dir", "./data") + "/batches.db",
                    null);
            graph.cross("gateway", id, way, new Load("batches and files of their lines", Form.CLEAR, allowed));
            graph.cross(id, "gateway", way, new Load("results of batches, when they are fetched", Form.CLEAR, allowed));
            graph.cross("gateway", "batches", "file", Load.of("model, parameters and digest of each line", Form.FACTS));
        }
        if (WITH_TICKETS.contains(dialect)) {
            graph.cross(id, "gateway", way, Load.of("URLs of uploads", Form.CREDENTIAL));
            graph.cross(
                    "gateway",
                    "applications",
                    graph.component("gateway").address() == null ? way : arriving(),
                    FlowGraph.secret("URLs of uploads, with a ticket that stands for the starter"));
            graph.cross("gateway", id, way, new Load("content of uploads", Form.CLEAR, allowed));
        }
    }

    private String arriving() {
        return graph.crossings().stream()
                .filter(one -> one.from().equals("gateway") && one.to().equals("applications"))
                .findFirst()
                .map(DataFlow.Crossing::way)
                .orElse("plain HTTP");
    }

    /// The report is asked by a command, with a credential that no serving process has.
    void reconciliation(String name) {
        EffectiveSettings declared = settings.below("chirograph.reconciliation.providers." + name + ".");
        String url = declared.get("url", settings.get("chirograph.gateway.providers." + name + ".base-url", ""));
        if (url.isEmpty()) {
            return;
        }
        String id = "usage_report_" + FlowGraph.word(name);
        graph.add("reconcile", "reconcile command", Place.NETWORK, null, null);
        graph.remote(id, "usage report of " + name + " (" + declared.get("report") + ")", url, null, true);
        graph.cross(
                "reconcile",
                id,
                FlowGraph.way(url),
                FlowGraph.secret("an administrator's credential, of the command alone"));
        graph.cross(id, "reconcile", FlowGraph.way(url), Load.of("usage and cost by day, key and model", Form.FACTS));
        if (graph.crossings().stream()
                .noneMatch(one -> one.from().equals("reconcile") && one.to().equals("gateway"))) {
            graph.cross(
                    "reconcile",
                    "gateway",
                    arriving(),
                    FlowGraph.secret("an administrator's token"),
                    Load.of("what was found, to be recorded", Form.FACTS));
        }
    }

    private boolean mayBe(OperationClass operation) {
        return (policy != null && policy.mayAllow(operation))
                || settings.values().entrySet().stream()
                        .anyMatch(one -> BY_CLAIM.matcher(one.getKey()).matches()
                                || (GRANTED.matcher(one.getKey()).matches()
                                        && one.getValue().contains(operation.wire())));
    }
}
