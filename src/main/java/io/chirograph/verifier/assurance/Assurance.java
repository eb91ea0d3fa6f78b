package io.chirograph.verifier.assurance;

import io.chirograph.support.json.StrictJson;
import java.util.List;

/// What may be claimed of a log, and what it lacks.
/// @param level what holds for every event up to `size`
/// @param size up to which events it is claimed
/// @param statement the level in a sentence
/// @param seen what was verified, the smallest size first; some of it may stop short of `size`
/// @param lacks what nobody but the log's operator stands for, a sentence each
public record Assurance(AssuranceLevel level, long size, String statement, List<Seen> seen, List<String> lacks) {
    public Assurance {
        StrictJson.required("level", level);
        StrictJson.required("statement", statement);
        seen = List.copyOf(seen);
        lacks = List.copyOf(lacks);
    }

    /// One thing that was verified.
    /// @param level the level that it takes events to
    /// @param size for the events below
    public record Seen(AssuranceLevel level, long size, String statement) {
        public Seen {
            StrictJson.required("level", level);
            StrictJson.required("statement", statement);
        }
    }

    /// In words, for people.
    /// @param indent what each line begins with
    public String text(String indent) {
        StringBuilder text = new StringBuilder(
                indent + "assurance: " + level.words() + " up to size " + size + ": " + statement + "\n");
        seen.forEach(one -> text.append(indent + "  seen: " + one.statement() + "\n"));
        lacks.forEach(one -> text.append(indent + "  lacks: " + one + "\n"));
        return text.toString();
    }
}
