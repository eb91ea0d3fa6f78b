package io.chirograph.policy.model;

import io.chirograph.event.value.PayloadLevel;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A class of data, as the policy declares it.
/// @param name the word in headers, keys and events
/// @param requires the accepted values of a provider's attributes; those of the classes below hold too
/// @param payload the most that is kept of content; null where the classes below decide
/// @param retention the retention class of the record; null where the classes below decide
public record DataClass(
        String name,
        SortedMap<String, SortedSet<String>> requires,
        @Nullable PayloadLevel payload,
        @Nullable String retention) {
    public static final String FORM = "[A-Za-z0-9._-]{1,64}";

    public DataClass {
        Misfit.requireWord("name", name, FORM, "1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'");
        requires = requires == null ? new TreeMap<>() : requires;
        requires.forEach((attribute, values) -> {
            if (!attribute.matches(Misfit.NAME)) {
                throw new Misfit("requires." + attribute, "is no name of an attribute: " + Misfit.NAME_RULE);
            }
            if (values.isEmpty()) {
                throw new Misfit("requires." + attribute, "names no value, so no provider would do");
            }
        });
        if (retention != null) {
            Misfit.requireWord("retention", retention, Misfit.NAME, Misfit.NAME_RULE);
        }
    }
}
