package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// Who acted, split by how it is known. All fields are *identifying*.
///
/// Field names in use: `application`, `tenant`, `team`, `keyId`, `user`, `subject`, `issuer`, `callerSubject`,
/// `callerIssuer`; and of what a request's body says of its end user, `bodyUser`, `bodySafetyIdentifier` and
/// `bodyMetadataUserId`.
/// @param verified what a signed token, a key or a client certificate proves
/// @param asserted what a header, or the body, says of the caller; nobody checked it
public record Actor(SortedMap<String, String> verified, SortedMap<String, String> asserted) implements Fields.Part {
    /// The same actor with more that nobody checked.
    public Actor asserting(SortedMap<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        var all = new TreeMap<String, String>(asserted);
        all.putAll(more);
        return new Actor(verified, Collections.unmodifiableSortedMap(all));
    }

    @Override
    public void writeTo(Fields data) {
        data.scalars("verified", verified, 256).scalars("asserted", asserted, 256);
    }
}
