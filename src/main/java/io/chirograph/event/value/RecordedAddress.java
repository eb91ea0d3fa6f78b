package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The addresses of a client.
/// @param peer where the connection came from; nobody can claim it
/// @param claimed what a trusted proxy names as its own peer's address; null without one
public record RecordedAddress(String peer, @Nullable String claimed) implements Fields.Part {
    /// The one that refusals are counted by.
    public String source() {
        return claimed == null ? peer : claimed;
    }

    /// The same with other words for the addresses.
    public RecordedAddress hidden(UnaryOperator<String> word) {
        return new RecordedAddress(word.apply(peer), claimed == null ? null : word.apply(claimed));
    }

    @Override
    public void writeTo(Fields data) {
        data.word("peer", peer).word("claimedAddress", claimed);
    }
}
