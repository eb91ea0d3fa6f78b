package io.chirograph.event.value;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.encoding.Fields;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a model sees besides a request's body, as far as the body tells.
/// @param names of what the body refers to and of tools that the provider knows, by the fields in [#LISTS]
/// @param urls digests over URLs outside the body
/// @param counts how often each list's things are named, for the lists that were cut
/// @param sealed how many parts of the body the provider alone can open
/// @param system over the system prompt; null where there is none, or none is known
/// @param systemChanged whether the key's last call had another system prompt; null where that is unknown
/// @param complete whether the body alone holds all of it; null where that is unknown
public record ModelContext(
        SortedMap<String, SortedSet<String>> names,
        List<Digest> urls,
        SortedMap<String, Long> counts,
        long sealed,
        @Nullable Digest system,
        @Nullable Boolean systemChanged,
        @Nullable Boolean complete)
        implements Fields.Part {
    /// So many entries of each list are kept.
    public static final int MOST = Fields.ENTRIES;

    /// The fields that are lists of names.
    public static final List<String> LISTS = List.of(
            "agents",
            "caches",
            "containers",
            "conversations",
            "files",
            "items",
            "previousResponses",
            "promptVersions",
            "prompts",
            "skills",
            "tools",
            "vectorStores");

    /// Nothing is known.
    public static final ModelContext UNKNOWN = new ModelContext(
            Collections.emptySortedMap(), List.of(), Collections.emptySortedMap(), 0, null, null, null);

    public ModelContext {
        urls = List.copyOf(urls);
        for (String name : names.keySet()) {
            if (!LISTS.contains(name)) {
                throw new IllegalArgumentException("a list of a model's context is none of " + LISTS + ": " + name);
            }
        }
    }

    /// The same with what may be kept of its digests.
    public ModelContext kept(UnaryOperator<Digest> kept) {
        return new ModelContext(
                names,
                urls.stream().map(kept).toList(),
                counts,
                sealed,
                system == null ? null : kept.apply(system),
                systemChanged,
                complete);
    }

    /// The same with what is known of the key's last call.
    public ModelContext after(@Nullable Boolean changed) {
        return new ModelContext(names, urls, counts, sealed, system, changed, complete);
    }

    /// The same where it cannot be known that this is all.
    public ModelContext doubted() {
        return complete == null || !complete
                ? this
                : new ModelContext(names, urls, counts, sealed, system, systemChanged, null);
    }

    /// The same with one more name.
    public ModelContext naming(String list, String name) {
        var more = new TreeMap<String, SortedSet<String>>(names);
        SortedSet<String> all = new TreeSet<>(more.getOrDefault(list, Collections.emptySortedSet()));
        all.add(name);
        more.put(list, all);
        return new ModelContext(more, urls, counts, sealed, system, systemChanged, false);
    }

    @Override
    public void writeTo(Fields data) {
        names.forEach(data::words);
        if (!urls.isEmpty()) {
            data.value("urls", urls, Fields.WORD);
        }
        if (!counts.isEmpty()) {
            data.scalars("counts", counts, Fields.WORD);
        }
        data.number("sealed", sealed == 0 ? null : (Long) sealed)
                .digest("system", system)
                .flag("systemChanged", systemChanged);
    }
}
