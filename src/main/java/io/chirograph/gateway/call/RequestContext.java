package io.chirograph.gateway.call;

import io.chirograph.event.value.Actor;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.event.value.Trace;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.identity.callers.CallMetadata;
import io.chirograph.web.ApiException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a caller says of its call in headers, beside what it proved of itself.
/// @param actor the caller, with what it asserts
/// @param asked what it asked of recording; obeyed or not, it is in the event
public record RequestContext(
        Actor actor, SortedMap<String, Object> metadata, SortedMap<String, String> asked, Trace trace) {
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?");
    private static final String COLLECTED = "cf-aig-collect-log-payload";
    private static final int LONGEST = 256;

    /// @throws Refusal the metadata are no flat object, or hold a gateway key
    static RequestContext of(Caller caller, Headers headers) {
        CallMetadata metadata = metadata(headers);
        StrayKeys.check(metadata.entries());
        return new RequestContext(metadata.with(caller.actor()), metadata.entries(), asked(headers), trace(headers));
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
        return asked;
    }

    private static void copy(Headers headers, String header, SortedMap<String, String> asked, String name) {
        String value = headers.list(header);
        if (value != null) {
            asked.put(name, RecordedValue.cut(value));
        }
    }

    /// The payload level that a caller asks for, by our header or by another gateway's; null for none.
    static @Nullable String payload(Headers headers) {
        String payload = headers.list("chirograph-payload");
        boolean isLowerable = payload == null || payload.strip().equalsIgnoreCase("digest");
        boolean isUncollected =
                headers.all(COLLECTED).stream().anyMatch(value -> value.strip().equalsIgnoreCase("false"));
        return isLowerable && isUncollected ? PayloadLevel.NOTHING.wire() : payload;
    }

    private static Trace trace(Headers headers) {
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
