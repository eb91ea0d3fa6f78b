package io.chirograph.dataflow.settings;

import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Every setting that a process runs with, defaults included, by its name. Immutable.
///
/// The same configuration gives the same settings and the same digest, wherever its values stand (file, environment,
/// argument) and however they are written. A secret's value is none of it, only that there is one ([SettingsReader]).
/// The digest is over the lines of [#text], so that whoever has them can reckon it with `sha256sum`.
/// @param values by name; absent where there is no value
public record EffectiveSettings(SortedMap<String, String> values) {
    public EffectiveSettings {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /// The value of a setting; null where there is none.
    public @Nullable String get(String name) {
        return values.get(name);
    }

    public String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    public boolean is(String name) {
        return "true".equals(values.get(name));
    }

    /// The settings whose names begin so, by the rest of the name.
    public EffectiveSettings below(String prefix) {
        SortedMap<String, String> found = new TreeMap<>();
        values.tailMap(prefix).forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return new EffectiveSettings(found);
    }

    /// The keys of a map, or the places of a list (`[0]`), that have settings below this name, in order.
    public Set<String> keysBelow(String name) {
        Set<String> keys = new LinkedHashSet<>();
        below(name + ".").values.keySet().forEach(rest -> keys.add(first(rest)));
        below(name + "[").values.keySet().forEach(rest -> keys.add("[" + rest.substring(0, rest.indexOf(']') + 1)));
        return keys;
    }

    private static String first(String rest) {
        int dot = rest.indexOf('.');
        int bracket = rest.indexOf('[');
        int end = dot < 0 ? bracket : bracket < 0 ? dot : Math.min(dot, bracket);
        return end < 0 ? rest : rest.substring(0, end);
    }

    /// One line for each setting, `name=value`, in the order of names, each with a line feed behind it.
    public String text() {
        StringBuilder text = new StringBuilder();
        values.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    /// `sha256:<hex>` of [#text] in UTF-8.
    public String digest() {
        return "sha256:" + Sha256.hex(text().getBytes(StandardCharsets.UTF_8));
    }

    /// Reads [#text] back; a line that is none is left out.
    public static EffectiveSettings parse(String text) {
        SortedMap<String, String> values = new TreeMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return new EffectiveSettings(values);
    }
}
