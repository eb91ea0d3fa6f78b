package io.chirograph.receipts;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Http;
import io.chirograph.identity.callers.CallerAccess;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.verifier.receipt.Receipt;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// Proofs of their own calls for callers: that what a receipt promised, and the call's end, stand in the log.
///
/// Each answer is a read of the trail and on record first. Another's call is answered like one that there is not.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@RestController
record ReceiptController(
        CallerAccess access, LogProofs proofs, ObjectProvider<CallLocator> index, Recorder recorder, Clock clock) {
    static final String PATH = "/v1/receipts";
    private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

    /// How long a call that is not found may be one whose events are not published yet.
    private static final Duration YOUNG = Duration.ofHours(1);

    private static final Duration RETRY = Duration.ofSeconds(5);

    @GetMapping(PATH + "/{callId}")
    @Answers(
            value = "A C2SP tlog-proof, as of the newest checkpoint, that the call's begin stands in the log.",
            as = "text/plain",
            parameters = "Chirograph-Receipt",
            refuses = {
                ErrorCode.NOT_FOUND,
                ErrorCode.RECEIPT_PENDING,
                ErrorCode.BAD_VALUE,
                ErrorCode.ARCHIVE_UNAVAILABLE
            })
    ResponseEntity<byte[]> started(@PathVariable String callId, HttpServletRequest request) {
        return answer(callId, false, request);
    }

    @GetMapping(PATH + "/{callId}/completed")
    @Answers(
            value = "The same of the call's end, which comes along.",
            as = "text/plain",
            parameters = "Chirograph-Receipt",
            refuses = {
                ErrorCode.NOT_FOUND,
                ErrorCode.RECEIPT_PENDING,
                ErrorCode.BAD_VALUE,
                ErrorCode.ARCHIVE_UNAVAILABLE
            })
    ResponseEntity<byte[]> completed(@PathVariable String callId, HttpServletRequest request) {
        return answer(callId, true, request);
    }

    private ResponseEntity<byte[]> answer(String callId, boolean isEnd, HttpServletRequest request) {
        CallerAccess.Asker asker = access.asker(request, PATH);
        UUID id = EventView.uuid(callId);
        if (id == null) {
            throw ApiException.notFound("No such call.");
        }
        CallLocator.Place place = place(id, request.getHeader(Receipts.HEADER));
        Proof proof = proofs.ask(() -> proof(id, place, asker.actor(), isEnd));
        record(asker, new Http(request.getMethod(), request.getRequestURI()), proof.size());
        return ResponseEntity.ok()
                .contentType(TEXT)
                .cacheControl(CacheControl.noStore())
                .body(proof.bytes());
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on
    private record Proof(byte[] bytes, long size) {}

    private CallLocator.Place place(UUID id, @Nullable String header) {
        CallLocator locator = index.getIfAvailable();
        if (locator != null) {
            var found = locator.find(proofs.logId(), id);
            if (found.isPresent() || header == null) {
                return found.orElseThrow(() -> absent(id));
            }
        }
        if (header == null) {
            throw new ApiException(
                    ErrorCode.BAD_VALUE,
                    "This process has no index; send the receipt along in " + Receipts.HEADER + ".",
                    Receipts.HEADER,
                    null);
        }
        Receipt receipt = proofs.receipt(header);
        if (!receipt.id().equals(id)) {
            throw new ApiException(
                    ErrorCode.BAD_VALUE,
                    Receipts.HEADER + " holds the receipt of another call than the path names.",
                    Receipts.HEADER,
                    receipt.id().toString());
        }
        return new CallLocator.Place(receipt.position(), null);
    }

    private Proof proof(UUID id, CallLocator.Place place, Actor asker, boolean isEnd)
            throws IOException, ArchiveUnavailableException, DamagedObjectException {
        long size = proofs.size();
        if (place.started() >= size) {
            throw pending();
        }
        byte[] started = proofs.entry(place.started()).orElseThrow(() -> absent(id));
        if (!isOf(started, EventType.CALL_STARTED, id, asker)) {
            throw absent(id);
        }
        if (!isEnd) {
            return new Proof(proofs.proof(place.started(), started, size, false), size);
        }
        Long end = place.completed();
        if (end == null || end >= size) {
            throw pending();
        }
        byte[] completed = proofs.entry(end).orElseThrow(() -> absent(id));
        if (!isOf(completed, EventType.CALL_COMPLETED, id, null)) {
            throw absent(id);
        }
        return new Proof(proofs.proof(end, completed, size, true), size);
    }

    private static boolean isOf(byte[] entry, EventType type, UUID id, @Nullable Actor asker) {
        EventView event = LogProofs.event(entry);
        return event != null
                && event.type().equals(type.wire())
                && event.data().path("callId").asString("").equals(id.toString())
                && (asker == null || isOwn(event.data().path("actor").path("verified"), asker));
    }

    /// Whether the same key made the call, or a token of the same issuer for the same application; and the same tenant.
    private static boolean isOwn(JsonNode caller, Actor asker) {
        Map<String, String> own = asker.verified();
        boolean isSame = List.of("tenant", "application", "keyId").stream()
                .allMatch(name -> caller.path(name).asString("").equals(own.getOrDefault(name, "")));
        if (!isSame || own.containsKey("keyId")) {
            return isSame;
        }
        String issuer =
                caller.path("callerIssuer").asString(caller.path("issuer").asString(""));
        return issuer.equals(own.getOrDefault("issuer", ""));
    }

    /// The same for a call of somebody else, for one that is not published and for none; the id's own time decides
    /// whether asking again may help.
    private ApiException absent(UUID id) {
        long age = clock.millis() - (id.getMostSignificantBits() >>> 16);
        return id.version() == 7 && Math.abs(age) < YOUNG.toMillis()
                ? pending()
                : ApiException.notFound("No such call of this key is published.");
    }

    private static ApiException pending() {
        return new ApiException(
                ErrorCode.RECEIPT_PENDING, "No such call of this key is published by now.", null, null, RETRY);
    }

    private void record(CallerAccess.Asker asker, Http http, long size) {
        try {
            recorder.record(new AuditRead(
                    asker.actor(),
                    "caller",
                    http,
                    new TreeMap<>(),
                    null,
                    null,
                    200,
                    1,
                    null,
                    null,
                    new TreeMap<>(Map.of(proofs.logId(), size)),
                    new TreeMap<>(),
                    asker.source().client()));
        } catch (RecordingUnavailable e) {
            throw new ApiException(
                    ErrorCode.RECORDING_UNAVAILABLE,
                    "That the proof is read cannot be recorded now.",
                    null,
                    null,
                    Objects.requireNonNullElse(e.retryAfter(), RETRY));
        }
    }
}
