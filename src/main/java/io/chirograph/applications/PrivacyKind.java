package io.chirograph.applications;

import java.util.Locale;

/// How private a member of an event's data is.
enum PrivacyKind {
    /// Says nothing of a person; stands in the event.
    STRUCTURAL,
    /// May name a person; stands in the event, as a pseudonym where policy says so.
    IDENTIFYING,
    /// What people write or say: kept as policy says, in the event as a digest at most.
    CONTENT;

    /// @throws IllegalArgumentException there is no such kind
    static PrivacyKind named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
