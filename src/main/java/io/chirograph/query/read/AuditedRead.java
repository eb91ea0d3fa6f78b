package io.chirograph.query.read;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.value.ContentRead;
import io.chirograph.event.value.Http;
import io.chirograph.identity.operators.AccessLog;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.operators.Role;
import io.chirograph.support.digest.Sha256;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one request reads, as the one who answers it says; it goes into the `audit.read` event. One thread at a time.
public final class AuditedRead {
    private static final String ATTRIBUTE = AuditedRead.class.getName();
    private final Operator operator;
    private final String role;
    private final SortedMap<String, Object> question = new TreeMap<>();
    private @Nullable Digest body;
    private @Nullable ContentRead content;
    private @Nullable SortedMap<String, Long> sizes;
    private @Nullable ShownItems shown;
    private long results;
    private @Nullable String export;

    private AuditedRead(Operator operator, String role) {
        this.operator = operator;
        this.role = role;
    }

    /// Begins a reading by the operator whom the doors let in.
    static AuditedRead begin(HttpServletRequest request) {
        AuditedRead reading =
                new AuditedRead(Operator.of(request), AccessLog.surface(request).role());
        request.setAttribute(ATTRIBUTE, reading);
        return reading;
    }

    /// The reading of a request.
    /// @throws IllegalStateException nothing would record it, so nothing may be answered
    public static AuditedRead of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof AuditedRead reading) {
            return reading;
        }
        throw new IllegalStateException("nothing records that " + request.getServletPath() + " is read");
    }

    public AuditScope scope() {
        return operator.scope();
    }

    /// Who reads, as the token names them.
    public String reader() {
        return String.valueOf(operator.actor().verified().get("subject"));
    }

    /// Whether the reader may see content.
    public boolean isPayloadReader() {
        return operator.roles().contains(Role.PAYLOAD_READER);
    }

    /// Says what of a call's content is read; of several the last counts.
    public void reads(ContentRead read) {
        content = read;
    }

    /// Says how much the response holds; it is as of what is indexed now.
    public void found(long count) {
        results = count;
    }

    /// Says how much the response holds, and as of which sizes.
    public void found(long count, Map<String, Long> asOf) {
        results = count;
        sizes = new TreeMap<>(asOf);
    }

    /// Says that the response shows a call, whole. To be said of each item, in the order of the response, before its
    /// first byte; of a stream, whose items are not known then, nothing is said.
    public void showsCall(UUID id) {
        shown().call(id);
    }

    /// The same of an event.
    /// @param name its id; of an entry without one the leaf hash, as the response has it
    /// @param call that it is about; null for none
    public void showsEvent(String name, @Nullable UUID call) {
        shown().event(name, call);
    }

    private ShownItems shown() {
        ShownItems items = shown == null ? new ShownItems() : shown;
        shown = items;
        return items;
    }

    /// Says that everything asked for leaves in this format, as of which sizes.
    public void exports(String format, Map<String, Long> asOf) {
        export = format;
        sizes = new TreeMap<>(asOf);
    }

    /// Says what was asked for in a body.
    public void asked(byte[] bytes, Map<String, ?> facts) {
        body = new Digest("sha256", null, Sha256.hex(bytes), bytes.length);
        asked(facts);
    }

    /// Says what was asked for by parameters, or further facts of it.
    public void asked(Map<String, ?> facts) {
        question.putAll(facts);
    }

    /// The sizes that were said; null where none were.
    @Nullable
    SortedMap<String, Long> sizes() {
        return sizes;
    }

    /// What is recorded of it.
    /// @param asOf what is indexed
    AuditRead fact(Http http, int status, SortedMap<String, Long> asOf) {
        return new AuditRead(
                operator.actor(),
                role,
                http,
                question,
                body,
                content,
                status,
                results,
                shown == null ? null : shown.all(),
                export,
                asOf,
                operator.scope().facts(),
                operator.source().client());
    }
}
