package io.chirograph.verifier.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PrintableText;
import org.jspecify.annotations.Nullable;

/// One thing that an examination found.
/// @param log the log's id; null when it concerns none
/// @param object the key of the object that it was found in; null when it was found in none
/// @param position the first position of the log that it concerns; null when it concerns none
/// @param expected what should be there; null when nothing particular should
public record Finding(
        @JsonProperty("code") FindingKind kind,
        @Nullable String log,
        @Nullable String object,
        @Nullable Long position,
        @Nullable String expected,
        @Nullable String found) {
    /// What stands in an archive is anybody's: none of it gets to a terminal, a log or a report as it is.
    public Finding {
        object = printable(object);
        expected = printable(expected);
        found = printable(found);
    }

    /// What is wrong with an object by itself.
    public static Finding of(DamagedObjectException e) {
        DamagedObjectException.Facts facts = e.facts();
        FindingKind kind = FindingKind.valueOf(facts.damage().name());
        return new Finding(kind, facts.log(), facts.object(), facts.position(), facts.expected(), facts.found());
    }

    @JsonProperty
    public Severity severity() {
        return kind.severity();
    }

    private static @Nullable String printable(@Nullable String text) {
        return text == null ? null : PrintableText.of(text);
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder()
                .append(severity() == Severity.FAILURE ? "FAILURE " : "notice  ")
                .append(kind.code());
        append(line, " in ", object == null ? log : object);
        append(line, " at ", position);
        append(line, ": expected ", expected);
        append(line, expected == null ? ": " : ", found ", found);
        return line.toString();
    }

    private static void append(StringBuilder line, String before, @Nullable Object value) {
        if (value != null) {
            line.append(before).append(value);
        }
    }
}
