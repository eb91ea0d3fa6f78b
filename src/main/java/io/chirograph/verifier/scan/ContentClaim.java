package io.chirograph.verifier.scan;

import io.chirograph.event.EventView;
import io.chirograph.event.encoding.Digest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Content that an event says is kept, and how to know it again.
/// @param part `request` or `response` of a call, `data` of an application's event
/// @param retentionClass the class whose pack holds it
/// @param level how it is kept
/// @param digest of the stored bytes
public record ContentClaim(String part, String retentionClass, String level, Digest digest, SubjectKeys subjects) {
    /// What an event names: of request and response one each at most, or the data of an application's event.
    public static List<ContentClaim> of(EventView event) {
        List<ContentClaim> claims = new ArrayList<>(2);
        for (String part : List.of("request", "response")) {
            add(claims, of(part, event.data().path(part).path("kept")));
        }
        add(claims, of("data", event.data().path("kept")));
        return claims;
    }

    private static void add(List<ContentClaim> claims, @Nullable ContentClaim claim) {
        if (claim != null) {
            claims.add(claim);
        }
    }

    private static @Nullable ContentClaim of(String part, JsonNode kept) {
        JsonNode digest = kept.path("digest");
        Long length = EventView.number(digest.get("length"));
        String alg = digest.path("alg").asString("");
        String value = digest.path("value").asString("");
        String retentionClass = kept.path("class").asString("");
        if (length == null || alg.isEmpty() || value.isEmpty() || retentionClass.isEmpty()) {
            return null;
        }
        JsonNode keyId = digest.path("keyId");
        return new ContentClaim(
                part,
                retentionClass,
                kept.path("level").asString(""),
                new Digest(alg, keyId.isString() ? keyId.stringValue() : null, value, length),
                SubjectKeys.of(kept));
    }

    /// The digest in a few words, for a message.
    public String words() {
        return digest.alg() + ":" + digest.value() + " of " + digest.length() + " bytes";
    }
}
