package io.chirograph.gateway.dialect;

import io.chirograph.policy.eval.BodyFacts;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a request body says of itself.
/// @param model the model asked for
/// @param stream whether a stream is asked for
/// @param users whom the call is for, by the names that an actor's asserted fields have
/// @param parameters as in [io.chirograph.event.value.ModelRequest#parameters()]
/// @param reading how well the body could be read
public record RequestFacts(
        @Nullable String model,
        boolean stream,
        SortedMap<String, String> users,
        SortedMap<String, Object> parameters,
        Reading reading) {
    /// How well a body could be read.
    /// @param state whether what is said of the body is all that it says
    /// @param modelFrom where the model's string begins in the decoded body, its quote included; -1 for nowhere
    /// @param modelTo behind the closing quote
    /// @param repeated values that stood for a parameter before the one in `parameters`
    /// @param also further models that the call may end at
    /// @param references names of what the provider keeps
    public record Reading(
            BodyFacts.Reading state,
            long modelFrom,
            long modelTo,
            Map<String, List<Object>> repeated,
            Set<String> also,
            Set<String> references) {
        /// Nothing could be read.
        public static final Reading NONE = of(BodyFacts.Reading.UNREADABLE);

        /// Nothing is known but that.
        public static Reading of(BodyFacts.Reading state) {
            return new Reading(state, -1, -1, Map.of(), Set.of(), Set.of());
        }

        private Reading along(@Nullable String other) {
            if (other == null || also.contains(other)) {
                return new Reading(state, -1, -1, repeated, also, references);
            }
            Set<String> more = new TreeSet<>(also);
            more.add(other);
            return new Reading(state, -1, -1, repeated, more, references);
        }
    }

    /// Nothing is known.
    public static final RequestFacts UNKNOWN =
            new RequestFacts(null, false, Collections.emptySortedMap(), Collections.emptySortedMap(), Reading.NONE);

    /// The same facts of a body whose path names the model. The path decides; what the body names counts,
    /// too.
    public RequestFacts at(@Nullable String path) {
        return path == null
                ? this
                : new RequestFacts(path, stream, users, parameters, reading.along(path.equals(model) ? null : model));
    }

    /// The same facts of a request that asks for a stream by its URL.
    public RequestFacts streaming(boolean isAsked) {
        return isAsked ? new RequestFacts(model, true, users, parameters, reading) : this;
    }

    /// The same facts of a request that names further models.
    public RequestFacts also(List<String> models) {
        Reading all = reading;
        for (String named : models) {
            all = all.along(named);
        }
        return models.isEmpty() ? this : new RequestFacts(model, stream, users, parameters, all);
    }

    /// The same facts of a body that could be read as well as this.
    public RequestFacts read(BodyFacts.Reading state) {
        return new RequestFacts(model, stream, users, parameters, Reading.of(state));
    }
}
