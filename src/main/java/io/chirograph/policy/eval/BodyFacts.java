package io.chirograph.policy.eval;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request's body says of what policy decides about.
/// @param model the model that it names; null where it names none
/// @param also further models that the call may end at, which must be allowed too
/// @param parameters all values of each parameter, by its name in events
public record BodyFacts(
        Reading reading, @Nullable String model, List<String> also, Map<String, List<Object>> parameters) {
    public BodyFacts {
        also = List.copyOf(also);
    }

    /// Of a body that names one model at most.
    public BodyFacts(Reading reading, @Nullable String model, Map<String, List<Object>> parameters) {
        this(reading, model, List.of(), parameters);
    }

    /// How well a body could be read.
    public enum Reading {
        /// From its first byte to its last.
        WHOLE,
        /// There is none.
        ABSENT,
        /// Not in a form that the gateway reads, or not to its end.
        UNREADABLE,
        /// Its content encoding is none that the gateway knows.
        ENCODING_UNKNOWN,
        /// What counts stands in it twice.
        AMBIGUOUS
    }
}
