package io.chirograph.console;

import io.chirograph.query.api.AuditResponses;
import io.chirograph.query.index.IndexedCall;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A call as a list shows it: what the API's list says of it, made safe to look at.
public record CallRow(
        String id,
        long time,
        String outcome,
        String who,
        String provider,
        String model,
        String tokens,
        String cost,
        String duration,
        String code) {
    private static final List<String> NAMES = List.of("subject", "application", "keyId", "key");

    public static CallRow of(IndexedCall call) {
        Map<String, Object> item = AuditResponses.item(call);
        JsonNode tokensIn = node(item, "inputTokens");
        JsonNode tokensOut = node(item, "outputTokens");
        JsonNode duration = node(item, "durationMillis");
        return new CallRow(
                call.id().toString(),
                call.time(),
                call.outcome(),
                who(node(item, "actor")),
                Shown.value(node(item, "provider")),
                Shown.value(node(item, "model")),
                tokensIn.isMissingNode() && tokensOut.isMissingNode()
                        ? Shown.NONE
                        : Shown.value(tokensIn) + " / " + Shown.value(tokensOut),
                Activity.dollars(node(item, "cost").path("amount").asString(null)),
                Shown.duration(duration.isIntegralNumber() ? duration.longValue() : null),
                Shown.value(node(item, item.containsKey("code") ? "code" : "reason")));
    }

    private static JsonNode node(Map<String, Object> item, String name) {
        return item.get(name) instanceof JsonNode node ? node : MissingNode.getInstance();
    }

    /// Who a credential proves, and of which tenant; else what somebody says of itself.
    public static String who(JsonNode actor) {
        JsonNode verified = actor.path("verified");
        String tenant = verified.path("tenant").asString("");
        for (String name : NAMES) {
            if (verified.path(name).isString()) {
                return Shown.value(verified.path(name)) + (tenant.isEmpty() ? "" : " · " + Shown.line(tenant));
            }
        }
        return Shown.NONE;
    }

    /// How an outcome looks.
    public static String tone(String outcome) {
        return switch (outcome) {
            case "ok" -> "good-text";
            case "open" -> "";
            case "refused" -> "warn-text";
            default -> "bad-text";
        };
    }
}
