package io.chirograph.gateway.dialect.live;

import org.jspecify.annotations.Nullable;

/// What a client's message asks for.
/// @param word the message's own name, as events say what began a turn
/// @param isMedia whether it is a piece of a recording or a picture, which is digested and never kept
/// @param isFree whether no model works for what it begins
/// @param eventId by which the client finds its message again; null for none
/// @param lane in which of several conversations on the socket; null for the only one
/// @param body what of the message the dialect's requests are like
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ClientSays(
        Begins begins,
        String word,
        boolean isMedia,
        boolean isFree,
        @Nullable String eventId,
        @Nullable String lane,
        byte[] body) {
    /// Whether a model begins to work.
    public enum Begins {
        /// It does not.
        NOTHING,
        /// It may, by itself, now or after more of the like.
        PERHAPS,
        /// It goes on with the turn that is open; where none is, it begins one.
        REST,
        A_TURN,
        /// Nobody can tell: the message is not one of JSON.
        UNREADABLE
    }

    static final ClientSays UNREADABLE =
            new ClientSays(Begins.UNREADABLE, "unreadable", false, false, null, null, new byte[0]);
}
