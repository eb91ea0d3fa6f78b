package io.chirograph.query.export;

import io.chirograph.query.api.QueryParameters;
import io.chirograph.web.ApiException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The sizes of the logs that an export is as of: it holds what stands at positions below them, and nothing else.
record CutOff(SortedMap<String, Long> sizes) {
    static final String NAME = QueryParameters.AS_OF;

    CutOff {
        sizes = Collections.unmodifiableSortedMap(new TreeMap<>(sizes));
    }

    /// Reads `<log>:<size>,…`.
    static CutOff parse(String text) {
        return new CutOff(QueryParameters.sizes(text));
    }

    /// @param indexed what there is of the logs that may be seen
    /// @throws ApiException one of the logs is none of these
    CutOff within(SortedMap<String, Long> indexed) {
        for (String log : sizes.keySet()) {
            if (!indexed.containsKey(log)) {
                throw ApiException.badParameter(NAME, text(), "of logs that are indexed, and " + log + " is not");
            }
        }
        return this;
    }

    String text() {
        return sizes.entrySet().stream()
                .map(log -> log.getKey() + ":" + log.getValue())
                .collect(Collectors.joining(","));
    }
}
