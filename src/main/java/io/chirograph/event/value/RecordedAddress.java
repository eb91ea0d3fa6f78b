package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import org.jspecify.annotations.Nullable;

/// The addresses of a client.
/// @param peer where the connection came from; nobody can claim it
/// @param claimed what a trusted proxy names as its own peer's address; null without one
public record RecordedAddress(String peer, @Nullable String claimed) implements Fields.Part {
    /// The one that refusals are counted by.
    public String source() {
        return claimed == null ? peer : claimed;
    }

    @Override
    public void writeTo(Fields data) {
        data.word("peer", peer).word("claimedAddress", claimed);
    }
}
