package io.chirograph.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What callers and provider saw, held against the events of a trail.
final class Comparison {
    /// What is wrong, and with which call or event.
    record Finding(Kind kind, String what) {}

    enum Kind {
        /// A caller saw it complete, and the trail does not say so.
        LOST,
        /// It reached the provider, and the trail does not know of it.
        UNRECORDED,
        /// An event, or a call's beginning or end, is there twice.
        DUPLICATED,
        /// The trail tells of another answer than the caller got.
        ALTERED,
        /// Content that an event names, or that a caller saw, is not there, or not as it was.
        CONTENT,
        /// It began and has no outcome.
        OPEN,
        /// Positions of the trail are missing, or one is there twice.
        GAP,
        /// Two trees were signed for one size of a log.
        HISTORIES,
        /// A receipt that a caller got is broken.
        PROMISE,
        /// The verifier, a start or a stop of the gateway says no.
        REFUSED
    }

    private final Map<String, JsonNode> started = new HashMap<>();
    private final Map<String, JsonNode> completed = new HashMap<>();
    private final Set<String> requestIds = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private final boolean mayEndLate;

    private Comparison(boolean mayEndLate) {
        this.mayEndLate = mayEndLate;
    }

    /// As [#atRest], for logs that go from one process to another: what a paused one records of an end after the next
    /// one has said `interrupted` may stand behind that. Its caller saw no end, or it is altered.
    static List<Finding> atRestTakenOver(
            List<Seen> seen, Set<String> reached, Collection<JsonNode> events, HeldContents contents) {
        return atRest(new Comparison(true), seen, reached, events, contents);
    }

    /// A trail that is at rest: nothing may be missing, twice or open.
    ///
    /// @param reached the callers' ids of the requests that reached the provider
    static List<Finding> atRest(List<Seen> seen, Set<String> reached, Collection<JsonNode> events) {
        return atRest(seen, reached, events, null);
    }

    /// The same for a trail that keeps content in the clear: what events name is there, whole, and what the callers
    /// sent and got.
    static List<Finding> atRest(
            List<Seen> seen, Set<String> reached, Collection<JsonNode> events, @Nullable HeldContents contents) {
        return atRest(new Comparison(false), seen, reached, events, contents);
    }

    private static List<Finding> atRest(
            Comparison comparison,
            List<Seen> seen,
            Set<String> reached,
            Collection<JsonNode> events,
            @Nullable HeldContents contents) {
        comparison.index(events);
        comparison.completed(seen);
        comparison.reached(reached);
        comparison.started.keySet().stream()
                .filter(call -> !comparison.completed.containsKey(call))
                .forEach(call -> comparison.add(Kind.OPEN, call));
        comparison.contents(seen, contents);
        return comparison.findings;
    }

    /// What a process that was just killed left behind: its open calls are ended by the next start, and an event
    /// may be in its journal and in the archive.
    static List<Finding> afterAKill(
            List<Seen> seen, Set<String> reached, Collection<JsonNode> events, @Nullable HeldContents contents) {
        Map<String, JsonNode> once = new HashMap<>();
        events.forEach(event -> once.put(event.at("/id").stringValue(), event));
        var comparison = new Comparison(false);
        comparison.index(once.values());
        comparison.completed(seen);
        comparison.reached(reached);
        comparison.contents(seen, contents);
        return comparison.findings;
    }

    private void index(Collection<JsonNode> events) {
        Set<String> ids = new HashSet<>();
        for (JsonNode event : events) {
            String id = event.at("/id").stringValue();
            if (!ids.add(id)) {
                add(Kind.DUPLICATED, "event " + id);
            }
            String callId = event.at("/data/callId").asString("");
            switch (event.at("/type").stringValue()) {
                case "ai.call.started" -> {
                    once(started, callId, event);
                    String requestId = event.at("/data/trace/clientRequestId").asString("");
                    if (!requestId.isEmpty() && !requestIds.add(requestId)) {
                        add(Kind.DUPLICATED, "call " + requestId);
                    }
                }
                case "ai.call.completed" -> {
                    JsonNode first = completed.get(callId);
                    boolean isLate = mayEndLate
                            && first != null
                            && first.at("/data/outcome").asString("").equals("interrupted");
                    if (!isLate) {
                        once(completed, callId, event);
                    }
                }
                default -> {
                    // not about a call that a caller knows of
                }
            }
        }
    }

    private void once(Map<String, JsonNode> events, String callId, JsonNode event) {
        if (events.put(callId, event) != null) {
            add(Kind.DUPLICATED, event.at("/type").stringValue() + " of " + callId);
        }
    }

    private void completed(List<Seen> seen) {
        for (Seen call : seen) {
            if (call.end() == Seen.End.COMPLETE) {
                Optional<JsonNode> end = Optional.ofNullable(completed.get(call.callId()));
                if (end.isEmpty() || !started.containsKey(call.callId())) {
                    add(Kind.LOST, call.id() + " " + call.callId());
                } else if (!isSame(call, end.get())) {
                    add(Kind.ALTERED, call.id() + " " + call.callId());
                }
            }
        }
    }

    private static boolean isSame(Seen call, JsonNode end) {
        JsonNode digest = end.at("/data/response/digest");
        return end.at("/data/outcome").asString("").equals("ok")
                && digest.at("/value").asString("").equals(call.sha256())
                && digest.at("/length").asLong(-1) == call.length();
    }

    private void contents(List<Seen> seen, @Nullable HeldContents contents) {
        if (contents == null) {
            return;
        }
        started.forEach((call, event) -> isHeld(call, "request", event, contents));
        completed.forEach((call, event) -> isHeld(call, "response", event, contents));
        for (Seen call : seen) {
            if (call.end() == Seen.End.COMPLETE) {
                sameContent(call, "request", call.asked(), started.get(call.callId()), contents);
                sameContent(call, "response", call.sha256(), completed.get(call.callId()), contents);
            }
        }
    }

    /// What an event says is stored, is there as it says.
    private void isHeld(String call, String part, JsonNode event, HeldContents contents) {
        JsonNode digest = event.at("/data/" + part + "/kept/digest");
        if (!digest.isMissingNode()
                && !contents.isHeld(call, part, digest.at("/value").asString(""))) {
            add(Kind.CONTENT, part + " of " + call + " is named and " + contents.of(call, part));
        }
    }

    private void sameContent(Seen call, String part, String sha256, @Nullable JsonNode event, HeldContents contents) {
        if (event != null) { // else it is lost as a whole
            String level = event.at("/data/" + part + "/kept/level").asString("");
            if (!level.equals("clear") || !contents.isHeld(call.callId(), part, sha256)) {
                add(
                        Kind.CONTENT,
                        part + " of " + call.callId() + " (" + call.id() + ") is kept '" + level + "' and "
                                + contents.of(call.callId(), part));
            }
        }
    }

    private void reached(Set<String> reached) {
        reached.stream().filter(id -> !requestIds.contains(id)).forEach(id -> add(Kind.UNRECORDED, id));
    }

    private void add(Kind kind, String what) {
        findings.add(new Finding(kind, what));
    }
}
