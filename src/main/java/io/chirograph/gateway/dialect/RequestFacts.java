package io.chirograph.gateway.dialect;

import io.chirograph.event.value.ModelRequest;
import io.chirograph.gateway.dialect.context.ContextFacts;
import io.chirograph.policy.eval.BodyFacts;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a request body says of itself.
/// @param users whom the call is for, by the names that an actor's asserted fields have
/// @param parameters as in [ModelRequest#parameters()]
public record RequestFacts(
        @Nullable String model,
        boolean stream,
        SortedMap<String, String> users,
        SortedMap<String, Object> parameters,
        Reading reading,
        ContextFacts context,
        ModelRequest.ToolResults toolResults) {
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
            Set<String> more = new TreeSet<>(also);
            if (other != null) {
                more.add(other);
            }
            return new Reading(state, -1, -1, repeated, more, references);
        }
    }

    /// Nothing is known.
    public static final RequestFacts UNKNOWN = new RequestFacts(
            null,
            false,
            Collections.emptySortedMap(),
            Collections.emptySortedMap(),
            Reading.NONE,
            ContextFacts.UNKNOWN,
            ModelRequest.ToolResults.NONE);

    /// The same facts with what the URL says. The model in its path decides; what the body names counts, too.
    /// @param isStream whether it asks for a stream
    /// @param further models that the query names
    public RequestFacts at(@Nullable String path, boolean isStream, List<String> further) {
        Reading all = path == null ? reading : reading.along(path.equals(model) ? null : model);
        for (String named : further) {
            all = all.along(named);
        }
        return new RequestFacts(
                path == null ? model : path, stream || isStream, users, parameters, all, context, toolResults);
    }

    /// The same facts with one more parameter.
    public RequestFacts with(String parameter, Object value) {
        SortedMap<String, Object> more = new TreeMap<>(parameters);
        more.put(parameter, value);
        return new RequestFacts(model, stream, users, more, reading, context, toolResults);
    }

    /// The same facts of a body that could be read as well as this.
    public RequestFacts read(BodyFacts.Reading state) {
        return new RequestFacts(model, stream, users, parameters, Reading.of(state), ContextFacts.UNKNOWN, toolResults);
    }
}
