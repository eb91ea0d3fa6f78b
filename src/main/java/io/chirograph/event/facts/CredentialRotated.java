package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The facts of a `key.rotated` event about a credential that signs no log, recorded before it is in force.
/// A `kind` tells the event from a rotation of the log's own key.
/// @param kind what it is: `gateway-key`, `content-recipients`, or another word
/// @param id which one of its kind
/// @param fingerprint tells the new secret from others and says nothing of it
/// @param previousFingerprint the same of the one before; null when that is not known, or there was none
/// @param previousUntil how long the one before goes on working; null for not at all
/// @param reason why, in the operator's words or what brought it about
@Fact.Of(EventType.KEY_ROTATED)
public record CredentialRotated(
        String kind,
        String id,
        String fingerprint,
        @Nullable String previousFingerprint,
        @Nullable Instant previousUntil,
        String reason,
        Actor operator)
        implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.word("kind", kind)
                .word("id", id)
                .word("fingerprint", fingerprint)
                .word("previousFingerprint", previousFingerprint)
                .time("previousUntil", previousUntil)
                .text("reason", reason, 512)
                .object("operator", operator);
    }
}
