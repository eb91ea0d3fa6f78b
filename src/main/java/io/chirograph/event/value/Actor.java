package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Who acted, split by how it is known. All fields are *identifying*.
///
/// Field names in use: `application`, `tenant`, `team`, `keyId`, `user`, `subject`, `issuer`, `callerSubject`,
/// `callerIssuer`; `uploadCall`, the call that started an upload whose ticket stands for the key; and of what a
/// request's body says of its end user, `bodyUser`, `bodySafetyIdentifier` and
/// `bodyMetadataUserId`.
/// @param verified what a signed token, a key or a client certificate proves
/// @param asserted what a header, or the body, says of the caller; nobody checked it
/// @param acts who acts for the subject, and for whom that one acts in turn, as a signed token proves: the claim `act`
///     of RFC 8693, outermost first
public record Actor(
        SortedMap<String, String> verified, SortedMap<String, String> asserted, List<SortedMap<String, String>> acts)
        implements Fields.Part {
    private static final Set<String> PERSONS =
            Set.of("user", "sub", "subject", "callerSubject", "bodyUser", "bodySafetyIdentifier", "bodyMetadataUserId");

    public Actor {
        acts = List.copyOf(acts);
    }

    /// An actor for whom nobody else acts.
    public Actor(SortedMap<String, String> verified, SortedMap<String, String> asserted) {
        this(verified, asserted, List.of());
    }

    /// The same actor with more that nobody checked.
    public Actor asserting(SortedMap<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        var all = new TreeMap<String, String>(asserted);
        all.putAll(more);
        return new Actor(verified, Collections.unmodifiableSortedMap(all), acts);
    }

    /// The same actor with other words for the persons that it names; what names machines and organisations stays.
    public Actor persons(UnaryOperator<String> word) {
        return new Actor(
                persons(verified, word),
                persons(asserted, word),
                acts.stream().map(act -> persons(act, word)).toList());
    }

    private static SortedMap<String, String> persons(SortedMap<String, String> fields, UnaryOperator<String> word) {
        var all = new TreeMap<String, String>();
        fields.forEach((name, value) -> all.put(name, PERSONS.contains(name) ? word.apply(value) : value));
        return Collections.unmodifiableSortedMap(all);
    }

    @Override
    public void writeTo(Fields data) {
        data.scalars("verified", verified, 256).scalars("asserted", asserted, 256);
        data.values("acts", acts, Fields.ENTRIES, 256);
    }
}
