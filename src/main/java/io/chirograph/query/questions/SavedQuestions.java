package io.chirograph.query.questions;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The questions that are saved, by name.
public record SavedQuestions(SortedMap<String, SavedQuestion> byName) {
    private static final int MOST = 100;
    public static final String NAME = "[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?";

    public SavedQuestions {
        byName = Collections.unmodifiableSortedMap(byName);
    }

    /// Reads what is configured.
    /// @throws IllegalArgumentException one of them cannot be asked; the message names the setting
    public static SavedQuestions of(Map<String, SavedQuestion.Settings> configured) {
        SortedMap<String, SavedQuestion> questions = new TreeMap<>();
        configured.forEach((name, settings) -> {
            if (!name.matches(NAME)) {
                throw new IllegalArgumentException(SavedQuestion.PREFIX + "<name> must be 1 to 64 lower-case letters,"
                        + " digits and inner hyphens, was '" + name + "'");
            }
            questions.put(name, SavedQuestion.of(name, settings));
        });
        if (questions.size() > MOST) {
            throw new IllegalArgumentException(
                    SavedQuestion.PREFIX + "<name> must be at most " + MOST + " questions, were " + questions.size());
        }
        return new SavedQuestions(questions);
    }
}
