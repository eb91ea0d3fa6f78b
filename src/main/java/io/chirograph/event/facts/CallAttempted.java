package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.PolicyFacts;
import io.chirograph.event.value.Sent;
import io.chirograph.event.value.SentCredential;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of an `ai.call.attempted` event: a call is about to be sent again. Durable before a byte of that leaves.
/// @param attempt its number; the one that `ai.call.started` tells of is 1
/// @param reason a stable code of how the attempt before it failed
/// @param status the HTTP status of the attempt before it; null where none arrived
/// @param before how much of the request the provider of the attempt before it got
/// @param upstream where it goes
/// @param model what the provider is asked for; null where that is what the caller named
/// @param alias the name that the caller used, where it is another
/// @param sent what the provider gets where that is not what came from the caller
/// @param waitMillis how long the call waited after the attempt before it
/// @param policy what policy decided about this target
@Fact.Of(EventType.CALL_ATTEMPTED)
public record CallAttempted(
        UUID callId,
        int attempt,
        String reason,
        @Nullable Integer status,
        Before before,
        CallStarted.Upstream upstream,
        @Nullable String model,
        @Nullable String alias,
        @Nullable Sent sent,
        long waitMillis,
        SentCredential credential,
        PolicyFacts policy)
        implements Fact {
    /// How much of a request had gone when its attempt failed.
    public enum Before {
        /// No byte.
        NOTHING,
        /// Some bytes, maybe all.
        SOME,
        /// Every byte.
        WHOLE;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public void writeTo(Fields data) {
        data.id("callId", callId)
                .number("attempt", attempt)
                .word("reason", reason)
                .number("status", status)
                .constant("sentBefore", before.wire());
        upstream.writeTo(data);
        data.text("model", model, 256)
                .text("alias", alias, 256)
                .object("sent", sent)
                .number("waitMillis", waitMillis);
        credential.writeTo(data);
        data.object("policy", policy);
    }
}
