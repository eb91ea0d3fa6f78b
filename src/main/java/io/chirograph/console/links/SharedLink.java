package io.chirograph.console.links;

import io.chirograph.console.desk.Shelf;
import io.chirograph.identity.operators.AuditScope;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A link as it is kept.
/// @param secretDigest SHA-256 of its secret, in hex
/// @param note whom it is for
/// @param call what it shows; null where that is the calls of a question
/// @param question parameters of the question by name, with the sizes that it is as of
/// @param tenants what its maker is limited to; null for all
/// @param logs the same
/// @param maker subject of whoever made it
/// @param issuer of that subject
/// @param openedAt null where nobody opened it
/// @param revokedAt null where nobody took it back
record SharedLink(
        UUID id,
        String secretDigest,
        String note,
        @Nullable UUID call,
        Map<String, String> question,
        @Nullable SortedSet<String> tenants,
        @Nullable SortedSet<String> logs,
        String maker,
        String issuer,
        Instant madeAt,
        Instant expiresAt,
        @Nullable Instant openedAt,
        @Nullable Instant revokedAt)
        implements Shelf.Item {
    @Override
    public String key() {
        return id.toString();
    }

    @Override
    public boolean over(Instant now) {
        return revokedAt != null || !now.isBefore(expiresAt);
    }

    AuditScope scope() {
        return new AuditScope(tenants, logs);
    }

    /// The question as parameters, some of them replaced.
    Map<String, String[]> asked(Map<String, String> instead) {
        SortedMap<String, String[]> asked = new TreeMap<>();
        question.forEach((name, value) -> asked.put(name, new String[] {value}));
        instead.forEach((name, value) -> asked.put(name, new String[] {value}));
        return asked;
    }

    /// How it stands, in a word.
    String state(Instant now) {
        if (revokedAt != null) {
            return "taken back";
        }
        if (over(now)) {
            return "over";
        }
        return openedAt == null ? "not opened yet" : "opened";
    }

    SharedLink opened(Instant now) {
        return new SharedLink(
                id,
                secretDigest,
                note,
                call,
                question,
                tenants,
                logs,
                maker,
                issuer,
                madeAt,
                expiresAt,
                now,
                revokedAt);
    }

    SharedLink revoked(Instant now) {
        return new SharedLink(
                id, secretDigest, note, call, question, tenants, logs, maker, issuer, madeAt, expiresAt, openedAt, now);
    }
}
