package io.chirograph.gateway.socket;

import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.dialect.live.ClientSays;
import io.chirograph.gateway.refusal.Refusal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes calls of the turns of one socket. Thread-safe.
public interface TurnCalls {
    /// What a turn begins with.
    /// @param says the message that begins it
    /// @param body what the client said since the turn before, that message included, recordings left out; messages
    ///     are joined with a line feed
    /// @param isList whether that is more than one message
    /// @param media over the payloads of recordings and pictures since the turn before; null for none
    /// @param model that turns ask for where they name none; null where nobody has said
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Beginning(
            ClientSays says,
            byte[] body,
            boolean isList,
            @Nullable Digest media,
            @Nullable String model) {}

    /// A turn that is refused, and recorded as such.
    final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        final transient UUID callId;
        final transient Refusal refusal;

        public Refused(UUID callId, Refusal refusal) {
            super(refusal.detail(), refusal);
            this.callId = callId;
            this.refusal = refusal;
        }
    }

    /// Judges a turn, reserves what it may take of limits, and records that it starts. Durable on return.
    /// @throws Refused nothing of it may go on
    OpenTurn begin(Beginning beginning) throws Refused;

    /// A turn that the socket itself refuses.
    Refused refuse(Refusal refusal);

    /// Looks in a message that begins no turn for what policy does not let out, and for what another tenant owns.
    /// @throws Refused it holds something of the kind
    void screen(byte[] message) throws Refused;
}
