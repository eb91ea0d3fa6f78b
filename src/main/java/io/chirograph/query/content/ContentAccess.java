package io.chirograph.query.content;

import io.chirograph.event.EventView;
import io.chirograph.event.value.ContentRead;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.evidence.ContentDoor;
import io.chirograph.query.evidence.EvidenceMaker;
import io.chirograph.query.grants.ContentGrant;
import io.chirograph.query.grants.ContentGrants;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.lookup.EventName;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets a reader to the content of a call, of an application's event, or of many calls in one file: scope, reason and
/// grant. Thread-safe.
record ContentAccess(IndexReader index, ContentGrants grants, ContentReadingProperties properties)
        implements ContentDoor {
    /// What the event says of content that is taken away with evidence.
    private static final String EVIDENCE = "evidence";

    /// No event lists more grants than these.
    private static final int MOST_GRANTS = 12;

    static final String REASON = "Chirograph-Reason";

    private static final Logger LOG = LoggerFactory.getLogger(ContentAccess.class);

    /// A reader who may read.
    /// @param index as far as the reader sees it
    /// @param id of the call, or of the application's event
    /// @param parts what it has
    /// @param read what is recorded of it
    record Entered(IndexReader index, UUID id, List<KeptPart> parts, ContentRead read) {
        KeptPart part(KeptPart.Part part) {
            return parts.stream().filter(one -> one.part() == part).findFirst().orElseThrow();
        }

        /// Says what came of it.
        void found(HttpServletRequest request, String what, @Nullable Boolean matches) {
            AuditedRead.of(request)
                    .reads(new ContentRead(what, read.callId(), read.part(), read.reason(), read.grant(), matches));
        }
    }

    /// To the content of a call.
    /// @param what as the event says it
    /// @param callId as the request has it
    /// @param part null where the path names none
    /// @throws ApiException why not; what is known of it so far is recorded
    Entered enter(HttpServletRequest request, String what, String callId, KeptPart.@Nullable Part part)
            throws SQLException {
        ContentRead asked = asked(request, what, part);
        UUID id = LogParameters.id("callId", callId, "a UUID");
        IndexReader seen = seen(request, of(request, asked, id));
        IndexedCall call = seen.call(id).orElseThrow(() -> ApiException.notFound("No call " + id + " is indexed."));
        return granted(
                request,
                seen,
                of(request, asked, id),
                call,
                KeptPart.Part.OF_CALL.stream()
                        .map(each -> KeptPart.of(call, each))
                        .toList());
    }

    /// To the content of an application's event.
    /// @param name its id or leaf hash, as the request has it
    /// @param part null where the path names none
    /// @throws ApiException why not; what is known of it so far is recorded
    Entered enterEvent(HttpServletRequest request, String what, String name, KeptPart.@Nullable Part part)
            throws SQLException {
        ContentRead asked = asked(request, what, part);
        EventName named = LogParameters.event("id", name);
        IndexReader seen = seen(request, of(request, asked, EventView.uuid(name)));
        IndexedEvent event =
                seen.event(named).orElseThrow(() -> ApiException.notFound("No event " + name + " is indexed."));
        UUID id = event.id();
        KeptPart kept = id == null ? null : KeptPart.of(event).orElse(null);
        if (id == null || kept == null) {
            throw ApiException.notFound("Event " + name + " is no application's and has no content of its own; what a"
                    + " call's events name is at /audit/v1/calls/{callId}/content.");
        }
        return granted(
                request,
                seen,
                of(request, asked, id),
                new IndexedCall(id, event.time(), "", List.of(event)),
                List.of(kept));
    }

    private static ContentRead asked(HttpServletRequest request, String what, KeptPart.@Nullable Part part) {
        String word = part == null ? null : part.word();
        AuditedRead.of(request).reads(new ContentRead(what, null, word, null, null, null));
        ContentRead asked = new ContentRead(what, null, word, reason(request), null, null);
        AuditedRead.of(request).reads(asked);
        return asked;
    }

    private static ContentRead of(HttpServletRequest request, ContentRead asked, @Nullable UUID id) {
        ContentRead read = new ContentRead(asked.what(), id, asked.part(), asked.reason(), null, null);
        AuditedRead.of(request).reads(read);
        return read;
    }

    /// The index, for one who may read content and says why.
    private IndexReader seen(HttpServletRequest request, ContentRead asked) {
        AuditedRead reading = AuditedRead.of(request);
        if (!reading.isPayloadReader()) {
            throw new ApiException(ErrorCode.ROLE_MISSING, "Content needs the role 'payload-reader'.");
        }
        requireReason(asked.reason());
        return index.within(reading.scope());
    }

    /// @param of the call, or the event alone
    private Entered granted(
            HttpServletRequest request, IndexReader seen, ContentRead asked, IndexedCall of, List<KeptPart> parts) {
        UUID grant = grant(AuditedRead.of(request).reader(), of);
        requireGrant(grant, of.id());
        ContentRead granted = new ContentRead(asked.what(), of.id(), asked.part(), asked.reason(), grant, null);
        AuditedRead.of(request).reads(granted);
        return new Entered(seen, of.id(), parts, granted);
    }

    /// Lets a reader take content away with evidence, if each call of it could be read alone.
    @Override
    public EvidenceMaker.Allowed open(HttpServletRequest request) {
        AuditedRead reading = AuditedRead.of(request);
        reading.reads(evidence(null, null));
        String reason = reason(request);
        reading.reads(evidence(reason, null));
        if (!reading.isPayloadReader()) {
            throw new ApiException(
                    ErrorCode.ROLE_MISSING, "Evidence with content needs the role 'payload-reader' too.");
        }
        requireReason(reason);
        return calls -> {
            SortedSet<UUID> used = new TreeSet<>();
            for (UUID id : calls) {
                UUID grant = grant(reading, id);
                requireGrant(grant, id);
                if (grant != null) {
                    used.add(grant);
                }
            }
            reading.reads(evidence(reason, used.size() == 1 ? used.first() : null));
            if (used.size() > 1) {
                reading.asked(Map.of("grants", listed(used)));
            }
        };
    }

    private static ContentRead evidence(@Nullable String reason, @Nullable UUID grant) {
        return new ContentRead(EVIDENCE, null, null, reason, grant, null);
    }

    private static String listed(SortedSet<UUID> grants) {
        List<String> some =
                grants.stream().limit(MOST_GRANTS).map(UUID::toString).toList();
        return String.join(" ", some) + (grants.size() > some.size() ? " and " + (grants.size() - some.size()) : "");
    }

    private @Nullable UUID grant(AuditedRead reading, UUID id) {
        try {
            return index.within(reading.scope())
                    .call(id)
                    .map(call -> grant(reading.reader(), call))
                    .orElse(null);
        } catch (SQLException e) {
            throw new IllegalStateException("the index cannot be read", e);
        }
    }

    private void requireReason(@Nullable String reason) {
        if (properties.requireReason() && reason == null) {
            throw new ApiException(
                    ErrorCode.REASON_MISSING, "Say in the header " + REASON + " why you read this.", REASON, null);
        }
    }

    private void requireGrant(@Nullable UUID grant, UUID call) {
        if (grant == null && properties.grants() == ContentReadingProperties.Grants.REQUIRED) {
            throw new ApiException(
                    ErrorCode.GRANT_MISSING, "No live grant of yours covers " + call + "; an administrator gives one.");
        }
    }

    private @Nullable UUID grant(String reader, IndexedCall call) {
        try {
            return grants.covering(reader, call.id(), tenant(call), Instant.ofEpochMilli(call.time()))
                    .map(ContentGrant::id)
                    .orElse(null);
        } catch (IOException e) {
            LOG.error("The grants to read content cannot be read", e);
            throw new ApiException(ErrorCode.GRANTS_FAILED, "The grants cannot be read; the program's log says why.");
        }
    }

    /// The one tenant that a credential proved for the call; null where there is none, or several.
    private static @Nullable String tenant(IndexedCall call) {
        SortedSet<String> tenants = new TreeSet<>();
        for (IndexedEvent event : call.events()) {
            tenants.add(event.view().data().at("/actor/verified/tenant").asString(""));
        }
        tenants.remove("");
        return tenants.size() == 1 ? tenants.first() : null;
    }

    /// Why somebody reads; null where the request does not say. The bytes are UTF-8, or else ISO 8859-1.
    private static @Nullable String reason(HttpServletRequest request) {
        List<String> given = Collections.list(request.getHeaders(REASON));
        if (given.isEmpty()) {
            return null;
        }
        byte[] bytes = given.getFirst().getBytes(StandardCharsets.ISO_8859_1);
        String reason;
        try {
            reason = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            reason = given.getFirst();
        }
        if (given.size() > 1
                || bytes.length > ContentRead.MOST_REASON
                || reason.isBlank()
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw new ApiException(
                    ErrorCode.BAD_VALUE,
                    "The header " + REASON + " stands " + given.size() + " times with " + bytes.length
                            + " bytes; one of 1 to " + ContentRead.MOST_REASON
                            + " bytes is expected, without controls.",
                    REASON,
                    null);
        }
        return reason.strip();
    }
}
