package io.chirograph.gateway.call;

import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Trace;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.settings.AgentHeaders;
import io.chirograph.identity.callers.CallMetadata;
import io.chirograph.policy.model.PayloadWish;
import io.chirograph.web.ApiException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a caller says of its call in headers, beside what it proved of itself.
/// @param actor the caller, with what it asserts
/// @param agent the agent that it says is behind it
/// @param asked what it asked of recording; obeyed or not, it is in the event
/// @param payload what it asked of the keeping of content
/// @param payloadRef the URI at which it keeps the content itself, as it asserts; null for none
public record RequestContext(
        Actor actor,
        SortedMap<String, Object> metadata,
        CallStarted.Agent agent,
        SortedMap<String, String> asked,
        PayloadWish payload,
        @Nullable String payloadRef,
        Trace trace) {
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?");
    private static final String COLLECTED = "cf-aig-collect-log-payload";
    private static final int LONGEST = 256;

    /// @throws Refusal the metadata are no flat object, or hold a gateway key; the reference is no absolute URI
    static RequestContext of(Caller caller, Headers headers, AgentHeaders agents) {
        CallMetadata metadata = metadata(headers);
        StrayKeys.check(metadata.entries());
        String payloadRef = PayloadRef.of(headers);
        return new RequestContext(
                metadata.with(caller.actor()),
                metadata.entries(),
                agent(headers, agents),
                asked(headers),
                payload(headers, payloadRef),
                payloadRef,
                trace(headers));
    }

    /// The same with another id by which the caller finds its call again.
    RequestContext with(String clientId) {
        return new RequestContext(
                actor,
                metadata,
                agent,
                asked,
                payload,
                payloadRef,
                new Trace(trace.traceparent(), trace.traceId(), RecordedValue.cut(clientId)));
    }

    private static CallStarted.Agent agent(Headers headers, AgentHeaders agents) {
        String session = first(headers, agents.session());
        String id = first(headers, agents.id());
        String parent = first(headers, agents.parent());
        String retry = first(headers, agents.retry());
        return session == null && id == null && parent == null && retry == null
                ? CallStarted.Agent.NONE
                : new CallStarted.Agent(session, id, parent, retry == null ? null : count(retry));
    }

    /// The value of the first of these headers that is there; null where none says anything.
    private static @Nullable String first(Headers headers, List<String> names) {
        for (String name : names) {
            String value = headers.list(name);
            if (value != null && !value.isBlank()) {
                return RecordedValue.cut(value.strip());
            }
        }
        return null;
    }

    private static @Nullable Integer count(String text) {
        try {
            int count = Integer.parseInt(text);
            return count < 0 ? null : (Integer) count;
        } catch (NumberFormatException noCount) {
            return null;
        }
    }

    private static CallMetadata metadata(Headers headers) {
        try {
            return CallMetadata.of(headers);
        } catch (ApiException e) {
            throw new Refusal(e.code(), e.detail(), e.field(), RecordedValue.cut(e.value()));
        }
    }

    private static SortedMap<String, String> asked(Headers headers) {
        var asked = new TreeMap<String, String>();
        copy(headers, "chirograph-payload", asked, "payload");
        copy(headers, "chirograph-data-class", asked, "dataClass");
        copy(headers, "cf-aig-collect-log", asked, "collectLog");
        copy(headers, COLLECTED, asked, "collectLogPayload");
        copy(headers, "cf-aig-cache-ttl", asked, "cacheTtl");
        copy(headers, "cf-aig-skip-cache", asked, "skipCache");
        if (headers.hasPrefix("cf-aig-")) {
            copy(headers, "cf-aig-max-attempts", asked, "maxAttempts");
            copy(headers, "cf-aig-retry-delay", asked, "retryDelay");
            copy(headers, "cf-aig-backoff", asked, "backoff");
        }
        copy(headers, "helicone-retry-enabled", asked, "heliconeRetryEnabled");
        copy(headers, "helicone-retry-num", asked, "heliconeRetryNum");
        copy(headers, "x-portkey-retry-count", asked, "portkeyRetryCount");
        String cost = headers.list("cf-aig-custom-cost");
        if (cost != null) {
            asked.put("customCost", CustomCost.recorded(cost));
        }
        return asked;
    }

    private static void copy(Headers headers, String header, SortedMap<String, String> asked, String name) {
        String value = headers.list(header);
        if (value != null) {
            asked.put(name, RecordedValue.cut(value));
        }
    }

    private static PayloadWish payload(Headers headers, @Nullable String payloadRef) {
        String level = headers.list("chirograph-payload");
        boolean isUncollected = false;
        for (String value : headers.all(COLLECTED)) {
            isUncollected |= value.strip().equalsIgnoreCase("false");
        }
        return level == null && !isUncollected && payloadRef == null
                ? PayloadWish.NONE
                : new PayloadWish(level, isUncollected, payloadRef != null);
    }

    /// How the caller finds its request again.
    public static Trace trace(Headers headers) {
        String traceparent = headers.list("traceparent"); // two are none (W3C Trace Context section 3.2)
        String traceId = null;
        if (traceparent != null) {
            var match = TRACEPARENT.matcher(traceparent);
            boolean valid = traceparent.length() <= LONGEST && match.matches();
            traceId = valid ? match.group(1) : null;
            traceparent = valid ? traceparent : null;
        }
        String id = headers.list("x-client-request-id");
        id = id == null ? headers.list("x-request-id") : id;
        id = id == null ? headers.list("cf-aig-event-id") : id;
        return traceparent == null && id == null
                ? Trace.NONE
                : new Trace(traceparent, traceId, id == null ? null : RecordedValue.cut(id));
    }
}
