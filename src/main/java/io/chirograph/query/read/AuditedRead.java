package io.chirograph.query.read;

import io.chirograph.event.encoding.Digest;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.identity.operators.Operator;
import io.chirograph.support.digest.Sha256;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What one request reads, as the one who answers it says; it goes into the `audit.read` event. One thread at a time.
public final class AuditedRead {
    private static final String ATTRIBUTE = AuditedRead.class.getName();
    private final Operator operator;
    private final SortedMap<String, Object> question = new TreeMap<>();
    private @Nullable Digest body;
    private @Nullable SortedMap<String, Long> sizes;
    private long results;

    private AuditedRead(Operator operator) {
        this.operator = operator;
    }

    /// Begins a reading by the operator whom the doors let in.
    static AuditedRead begin(HttpServletRequest request) {
        AuditedRead reading = new AuditedRead(Operator.of(request));
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

    Operator operator() {
        return operator;
    }

    /// What may be read.
    public AuditScope scope() {
        return operator.scope();
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

    /// Says what was asked for in a body.
    public void asked(byte[] bytes, Map<String, ?> facts) {
        body = new Digest("sha256", null, Sha256.hex(bytes), bytes.length);
        question.putAll(facts);
    }

    SortedMap<String, Object> question() {
        return question;
    }

    @Nullable
    Digest body() {
        return body;
    }

    @Nullable
    SortedMap<String, Long> sizes() {
        return sizes;
    }

    long results() {
        return results;
    }
}
