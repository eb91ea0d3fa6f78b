package io.chirograph.retention.requests;

import java.util.List;
import java.util.Set;

/// What is known of holds and extensions: matters, requests, unexplained changes.
/// @param items the matters for which a hold was ever asked, by name
/// @param requests oldest first
/// @param unmatchedChanges on the objects, that no request explains
public record KnownRequests(List<Matter> items, List<RetentionRequest> requests, long unmatchedChanges) {
    /// A matter, and whether its hold is `running` or `released`.
    public record Matter(String matter, String state) {}

    public static KnownRequests of(RetentionRequests requests) {
        List<RetentionRequest> known = requests.known();
        Set<String> running = RetentionRequestStore.running(known).keySet();
        List<Matter> matters = known.stream()
                .filter(request -> request.kind() == RetentionRequest.Kind.PLACE)
                .map(request -> String.valueOf(request.matter()))
                .distinct()
                .sorted()
                .map(name -> new Matter(name, running.contains(name) ? "running" : "released"))
                .toList();
        return new KnownRequests(matters, known, requests.unmatched());
    }
}
