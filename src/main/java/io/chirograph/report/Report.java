package io.chirograph.report;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/// What is reported of a period.
/// @param from its beginning
/// @param to its end, which is not part of it
/// @param made when
/// @param asOf the size of each log that everything in it is as of
/// @param configuration the digest of the configuration that runs now
record Report(
        Instant from,
        Instant to,
        Instant made,
        SortedMap<String, Long> asOf,
        String configuration,
        List<Section> sections) {
    Report {
        sections = List.copyOf(sections);
    }
}
