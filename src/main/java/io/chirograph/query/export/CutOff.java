package io.chirograph.query.export;

import io.chirograph.web.ApiException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The sizes of the logs that an export is as of: it holds what stands at positions below them, and nothing else.
record CutOff(SortedMap<String, Long> sizes) {
    static final String NAME = "asOf";
    static final int MAX_LOGS = 256;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._=-]{1,256}:(0|[1-9][0-9]{0,13})");

    CutOff {
        sizes = Collections.unmodifiableSortedMap(new TreeMap<>(sizes));
    }

    /// Reads `<log>:<size>,…`.
    static CutOff parse(String text) {
        SortedMap<String, Long> sizes = new TreeMap<>();
        for (String one : text.split(",", MAX_LOGS + 1)) {
            int colon = one.lastIndexOf(':');
            if (!FORM.matcher(one).matches()
                    || sizes.put(one.substring(0, colon), Long.valueOf(one.substring(colon + 1))) != null
                    || sizes.size() > MAX_LOGS) {
                throw ApiException.badParameter(
                        NAME,
                        text,
                        "<log>:<size>, several with commas between them, each log once and " + MAX_LOGS + " at most");
            }
        }
        return new CutOff(sizes);
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
