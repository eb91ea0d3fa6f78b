package io.chirograph.gateway.dialect.offers;

import io.chirograph.event.encoding.Digest;
import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/// One thing that an MCP server offers.
/// @param digest over its canonical form (RFC 8785), over its bytes where it has none
/// @param parts 128 bits of a digest over each of its members, in hex; empty where it has no canonical form
public record OfferedItem(Digest digest, SortedMap<String, String> parts) {
    public OfferedItem {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /// Two of one name: whatever a reader makes of that, any change of either is one of both.
    OfferedItem and(OfferedItem second) {
        var both = new TreeMap<>(parts);
        BinaryOperator<String> mixed = (one, other) -> mix(one, other).substring(0, 32);
        second.parts.forEach((name, part) -> both.merge(name, part, mixed));
        return new OfferedItem(
                new Digest(
                        "sha256",
                        null,
                        mix(digest.value(), second.digest.value()),
                        digest.length() + second.digest.length()),
                both);
    }

    static String mix(String one, String other) {
        return HexFormat.of()
                .formatHex(
                        Sha256.of(one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII)));
    }

    /// Which members are not the same in another one; empty where that is not known.
    public SortedSet<String> differing(OfferedItem other) {
        SortedSet<String> names = new TreeSet<>();
        if (!parts.isEmpty() && !other.parts.isEmpty()) {
            names.addAll(parts.keySet());
            names.addAll(other.parts.keySet());
            names.removeIf(name -> Objects.equals(parts.get(name), other.parts.get(name)));
        }
        return names;
    }
}
