package io.chirograph.identity.tokens;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which audience of which issuer means what here. A token with the audiences of two uses is for neither.
public record Audiences(
        Map<String, List<String>> callers, Map<String, List<String>> endUsers, Map<String, List<String>> operators) {
    public Map<String, List<String>> foreignToCallers() {
        return merged(endUsers, operators);
    }

    public Map<String, List<String>> foreignToEndUsers() {
        return merged(callers, operators);
    }

    /// Those of the operators' own issuer.
    public List<String> foreignToOperators() {
        String issuer = operators.keySet().iterator().next();
        return merged(callers, endUsers).getOrDefault(issuer, List.of());
    }

    private static Map<String, List<String>> merged(Map<String, List<String>> one, Map<String, List<String>> other) {
        Map<String, List<String>> all = new HashMap<>();
        for (Map<String, List<String>> part : List.of(one, other)) {
            part.forEach((issuer, audiences) ->
                    all.computeIfAbsent(issuer, none -> new ArrayList<>()).addAll(audiences));
        }
        return all;
    }
}
