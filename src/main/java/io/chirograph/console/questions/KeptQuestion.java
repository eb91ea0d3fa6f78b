package io.chirograph.console.questions;

import io.chirograph.console.desk.Shelf;
import io.chirograph.query.questions.SavedQuestion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A question that an auditor keeps for himself.
/// @param ask list and filters, such as `calls?provider=p`
/// @param expect how many, such as `none`
/// @param last the usual period, such as `P1M`; null without one
/// @param maker subject of the auditor
/// @param issuer of that subject
record KeptQuestion(
        String name, String ask, String expect, @Nullable String last, String maker, String issuer)
        implements Shelf.Item {
    @Override
    public String key() {
        return key(issuer, maker, name);
    }

    static String key(String issuer, String maker, String name) {
        return name + " " + issuer + " " + maker; // a name has no space
    }

    @Override
    public boolean over(Instant now) {
        return false;
    }

    /// @throws IllegalArgumentException it cannot be asked
    SavedQuestion question() {
        return SavedQuestion.of(name, new SavedQuestion.Settings(null, ask, expect, last));
    }
}
