package io.chirograph.policy;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads one class of data.
final class DataClassText {
    static final Set<String> MEMBERS = Set.of("name", "requires", "payload", "retention");

    private DataClassText() {}

    static DataClass parse(YamlPart part, @Nullable Set<String> knownRetention) throws InvalidPolicy {
        Map<String, YamlPart> members = part.members(MEMBERS);
        YamlPart payload = members.get("payload");
        YamlPart retention = members.get("retention");
        return new DataClass(
                PolicyText.required(part, members, "name")
                        .word("[A-Za-z0-9._-]{1,64}", "1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'"),
                requires(members.get("requires")),
                payload == null ? null : PolicyText.payload(payload),
                retention == null ? null : PolicyText.retention(retention, knownRetention, ""));
    }

    private static SortedMap<String, SortedSet<String>> requires(@Nullable YamlPart part) throws InvalidPolicy {
        SortedMap<String, SortedSet<String>> requires = new TreeMap<>();
        for (var entry : part == null
                ? Map.<String, YamlPart>of().entrySet()
                : part.entries().entrySet()) {
            if (!entry.getKey().matches(PolicyText.NAME)) {
                throw entry.getValue().bad("is no name of an attribute: 1 to 64 of a-z, 0-9, '.', '_' and '-'");
            }
            SortedSet<String> values = new TreeSet<>(entry.getValue().texts());
            if (values.isEmpty()) {
                throw entry.getValue().bad("names no value, so no provider would do");
            }
            requires.put(entry.getKey(), values);
        }
        return requires;
    }
}
