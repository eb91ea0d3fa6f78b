package io.chirograph.applications;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chirograph.gateway.call.Authenticator;
import io.chirograph.gateway.call.BodyReceiver;
import io.chirograph.gateway.call.Caller;
import io.chirograph.gateway.call.StrayKeys;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.Target;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.server.ClientConnection;
import io.chirograph.receipts.Receipts;
import io.chirograph.state.Hearing;
import io.chirograph.support.digest.Sha256;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import io.chirograph.web.clientaddress.ClientAddress;
import io.chirograph.web.clientaddress.TrustedProxies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// Takes events of applications: `POST /v1/events`.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@RestController
final class EventsController {
    private static final Logger log = LoggerFactory.getLogger(EventsController.class);
    private static final String KEY = "Idempotency-Key";
    private static final int LONGEST_KEY = 255;

    /// A body is parsed into a tree, which takes several times its bytes.
    private static final int TREE = 8;

    private final Authenticator authenticator;
    private final TrustedProxies proxies;
    private final BodyReceiver receiver;
    private final EventRefusals refusals;
    private final ApplicationEvents events;
    private final Receipts receipts;
    private final Hearing hearing;
    private final long maxBody;
    private final String logOrigin;

    EventsController(
            Authenticator authenticator,
            TrustedProxies proxies,
            BodyReceiver receiver,
            EventRefusals refusals,
            ApplicationEvents events,
            Receipts receipts,
            Hearing hearing,
            ApplicationsProperties properties,
            @Value("${chirograph.log.origin:}") String origin) {
        this.authenticator = authenticator;
        this.proxies = proxies;
        this.receiver = receiver;
        this.refusals = refusals;
        this.events = events;
        this.receipts = receipts;
        this.hearing = hearing;
        this.maxBody = properties.maxBody().toBytes();
        this.logOrigin = origin;
    }

    /// The response to a request whose events are recorded.
    /// @param items one for each event, in the request's order
    record Accepted(List<Item> items) {}

    /// @param id of the event
    /// @param log the origin of the log that it is in
    /// @param receipt over the request's body; null where the request repeats one whose events
    ///     the journal does not hold any more
    record Item(
            String id,
            String log,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String receipt) {}

    @PostMapping("/v1/events")
    @Answers(
            value = "Records one event, or up to 500 at once: all are durable with 202, or none is recorded.",
            status = 202,
            as = "application/json=Accepted",
            takes = {"application/json=Events", "application/x-ndjson"},
            parameters = {"Idempotency-Key", "Chirograph-User-Token", "Chirograph-Metadata", "Chirograph-Payload"},
            headers = "Idempotent-Replayed",
            refuses = {
                ErrorCode.KEY_MISPLACED,
                ErrorCode.USER_TOKEN_INVALID,
                ErrorCode.METADATA_INVALID,
                ErrorCode.DATA_CLASS_MALFORMED,
                ErrorCode.DATA_CLASS_REFUSED,
                ErrorCode.PAYLOAD_LEVEL_REFUSED,
                ErrorCode.MEDIA_TYPE_UNSUPPORTED,
                ErrorCode.EVENT_INVALID,
                ErrorCode.EVENT_TYPE_UNKNOWN,
                ErrorCode.EVENT_TOO_LARGE,
                ErrorCode.EVENTS_TOO_MANY,
                ErrorCode.IDEMPOTENCY_KEY_INVALID,
                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                ErrorCode.BODY_UNREADABLE,
                ErrorCode.BODY_TOO_LARGE,
                ErrorCode.REQUEST_INCOMPLETE,
                ErrorCode.REQUEST_TIMEOUT,
                ErrorCode.SPOOL_UNAVAILABLE,
                ErrorCode.SPOOL_FULL,
                ErrorCode.STATE_UNAVAILABLE
            })
    void post(HttpServletRequest http, HttpServletResponse response) throws IOException {
        ClientConnection client = ClientConnection.of(http);
        Headers headers = client.headers();
        ClientAddress source = proxies.source(http.getRemoteAddr(), headers);
        try {
            Caller caller = caller(client, headers, source, http);
            take(http, response, client, headers, source, caller);
        } catch (ApiException e) {
            refused(response, e);
        }
    }

    private void take(
            HttpServletRequest http,
            HttpServletResponse response,
            ClientConnection client,
            Headers headers,
            ClientAddress source,
            Caller caller)
            throws IOException {
        try {
            if (hearing.isDeaf()) {
                throw new Refusal(ErrorCode.STATE_UNAVAILABLE, Hearing.REFUSAL);
            }
            StrayKeys.check(Target.of(http.getRequestURI(), http.getQueryString()), headers);
            Submission submission = submission(client, http, headers, source, caller);
            accepted(response, submission.body(), events.take(submission));
        } catch (Refusal e) {
            refusals.refused(e, caller, source.client(), http.getMethod());
            throw e;
        }
    }

    private Caller caller(ClientConnection client, Headers headers, ClientAddress source, HttpServletRequest http) {
        try {
            Caller caller = authenticator.caller(headers, source);
            client.authenticated();
            return authenticator.endUser(caller, headers);
        } catch (Refusal refusal) {
            refusals.unauthenticated(refusal, source.client(), http.getMethod());
            throw refusal;
        }
    }

    private Submission submission(
            ClientConnection client, HttpServletRequest http, Headers headers, ClientAddress source, Caller caller)
            throws IOException {
        String encoding = headers.list("content-encoding");
        if (encoding != null && !encoding.strip().toLowerCase(Locale.ROOT).equals("identity")) {
            throw new Refusal(
                    ErrorCode.MEDIA_TYPE_UNSUPPORTED, "The body must have no Content-Encoding.", "Content-Encoding");
        }
        String key = key(headers);
        try (ReceivedBody body = received(client, http)) {
            if (!client.memory().grow(body.length() * TREE)) {
                throw Refusal.overloaded();
            }
            byte[] bytes;
            try (InputStream in = body.bytes().getInputStream()) {
                bytes = in.readNBytes((int) body.length());
            }
            return new Submission(caller, headers, source.client(), bytes, key, client.memory()::grow);
        }
    }

    private ReceivedBody received(ClientConnection client, HttpServletRequest http) throws IOException {
        try {
            return receiver.receive(client.body(), http.getContentLengthLong(), maxBody, client.memory());
        } catch (IOException e) {
            client.reclaim();
            log.debug("the body of a request with events could not be received", e);
            throw BodyReceiver.refusal(e);
        }
    }

    private static @Nullable String key(Headers headers) {
        List<String> values = headers.all("idempotency-key");
        if (values.isEmpty()) {
            return null;
        }
        String key = values.getFirst().strip();
        boolean isKey = values.size() == 1
                && !key.isEmpty()
                && key.length() <= LONGEST_KEY
                && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!isKey) {
            throw new Refusal(
                    ErrorCode.IDEMPOTENCY_KEY_INVALID,
                    "Idempotency-Key must stand once, with 1 to " + LONGEST_KEY + " visible ASCII characters.",
                    KEY);
        }
        return key;
    }

    private void accepted(HttpServletResponse response, byte[] request, ApplicationEvents.Taken taken)
            throws IOException {
        byte[] digest = Sha256.of(request);
        List<Item> items = items(digest, taken);
        byte[] body = JsonMapper.shared().writeValueAsBytes(new Accepted(items));
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader("Cache-Control", "no-store");
        if (taken.isRepeated()) {
            response.setHeader("Idempotent-Replayed", "true");
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private List<Item> items(byte[] request, ApplicationEvents.Taken taken) {
        List<UUID> ids = taken.ids();
        List<ApplicationEvents.Place> places = taken.places();
        List<Receipts.Promise> promised = IntStream.range(0, places.size())
                .mapToObj(i -> promise(ids.get(i), request, places.get(i)))
                .toList(); // all, before the first is signed
        return IntStream.range(0, ids.size())
                .mapToObj(i -> new Item(
                        ids.get(i).toString(),
                        logOrigin,
                        promised.isEmpty() ? null : promised.get(i).get()))
                .toList();
    }

    private Receipts.Promise promise(UUID id, byte[] request, ApplicationEvents.Place place) {
        return receipts.promise(id, request, place.position(), place.time(), place.leaf());
    }

    private static void refused(HttpServletResponse response, ApiException e) throws IOException {
        if (e.status() == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"chirograph\"");
        }
        response.setHeader("Cache-Control", "no-store");
        Problems.write(response, e);
    }
}
