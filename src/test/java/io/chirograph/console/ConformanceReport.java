package io.chirograph.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The accessibility conformance report in `docs/accessibility.md`, row by row.
/// @param number of the criterion
/// @param by what it rests on
record ConformanceReport(String number, String level, String conformance, String by) {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| (\\d\\.\\d\\.\\d+) [^|]+ \\| (AA?) \\| ([a-z ]+) \\| ([^|]+) \\|.*\\|$");

    static List<ConformanceReport> rows() {
        try {
            return ROW.matcher(Files.readString(Path.of("docs/accessibility.md")))
                    .results()
                    .map(row -> new ConformanceReport(row.group(1), row.group(2), row.group(3), row.group(4)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The criteria that rest on one thing.
    static Set<String> by(String what) {
        return rows().stream()
                .filter(row -> row.by().equals(what))
                .map(ConformanceReport::number)
                .collect(Collectors.toSet());
    }
}
