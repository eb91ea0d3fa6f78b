package io.chirograph.verifier.assurance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chirograph.support.json.StrictJson;
import java.time.Instant;
import java.util.List;

/// Whether reads of the archive past the gateways are on record, as the log's own events say of the
/// store's log.
/// @param followed the stores' logs that were read, of each how far
public record DirectReads(State state, List<Followed> followed) {
    public DirectReads {
        StrictJson.required("state", state);
        followed = List.copyOf(followed);
    }

    public enum State {
        /// By at least one archive's store, up to the time that is stated and no further.
        @JsonProperty("recorded")
        RECORDED,
        /// Nothing is known of them.
        @JsonProperty("unrecorded")
        UNRECORDED
    }

    /// How far the log of one archive's store was read.
    /// @param source what kind of log it is
    /// @param to the time of the newest record that was read
    public record Followed(String archive, String source, Instant to) {
        public Followed {
            StrictJson.required("archive", archive);
            StrictJson.required("source", source);
            StrictJson.required("to", to);
        }
    }

    static DirectReads of(List<Followed> followed) {
        return new DirectReads(followed.isEmpty() ? State.UNRECORDED : State.RECORDED, followed);
    }

    /// In words, for people; each line ends.
    String text(String indent) {
        if (followed.isEmpty()) {
            return indent + "direct reads: unrecorded\n";
        }
        StringBuilder text = new StringBuilder();
        followed.forEach(one -> text.append(indent + "direct reads: recorded up to " + one.to() + " by the "
                + one.source() + " log of archive " + one.archive() + ", as the log's own events say\n"));
        return text.toString();
    }
}
