package io.chirograph.query.api;

import io.chirograph.query.lookup.ListQuery;
import io.chirograph.query.lookup.PageMark;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.verifier.search.BadFilterException;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the parameters of a list query. An unknown one, one that stands twice and a value that cannot be are
/// refused: an auditor must not take the response to another question for the answer to theirs.
public final class QueryParameters {
    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 1000;
    private static final List<String> PAGING = List.of("limit", "cursor");
    private static final int MAX_VALUE = 1024;

    private QueryParameters() {}

    public static ListQuery parse(String path, Map<String, String[]> parameters) {
        Map<String, String> given = single(parameters);
        Map<String, String> filters = new TreeMap<>(given);
        PAGING.forEach(filters::remove);
        String digest = digest(path, given);
        return new ListQuery(filter(filters), limit(given.get("limit")), cursor(given.get("cursor"), digest), digest);
    }

    /// The filters of a query, value by name.
    public static CallFilter filter(Map<String, String> filters) {
        try {
            return CallFilter.parse(filters);
        } catch (BadFilterException e) {
            throw new ApiException(
                    e.unknown() ? ErrorCode.UNKNOWN_PARAMETER : ErrorCode.BAD_VALUE,
                    String.valueOf(e.getMessage()),
                    e.filter(),
                    e.unknown() ? null : e.value());
        }
    }

    private static Map<String, String> single(Map<String, String[]> parameters) {
        Map<String, String> given = new TreeMap<>();
        for (var parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            String[] values = parameter.getValue();
            if (!PAGING.contains(name) && !CallFilter.isKnown(name)) {
                filter(Map.of(name, values[0])); // says what is known
            }
            if (values.length != 1) {
                throw repeated(name, values);
            }
            if (values[0].isEmpty() || values[0].length() > MAX_VALUE) {
                throw ApiException.badParameter(name, values[0], "1 to " + MAX_VALUE + " characters");
            }
            given.put(name, values[0]);
        }
        return given;
    }

    static ApiException repeated(String name, String[] values) {
        return new ApiException(
                ErrorCode.DUPLICATE_PARAMETER,
                "Parameter '" + name + "' stands " + values.length + " times; once at most.",
                name,
                String.join(", ", values));
    }

    private static int limit(@Nullable String value) {
        if (value == null) {
            return DEFAULT_LIMIT;
        }
        if (value.matches("[1-9][0-9]{0,3}") && Integer.parseInt(value) <= MAX_LIMIT) {
            return Integer.parseInt(value);
        }
        throw ApiException.badParameter("limit", value, "1 to " + MAX_LIMIT);
    }

    private static @Nullable PageMark cursor(@Nullable String value, String digest) {
        if (value == null) {
            return null;
        }
        PageMark mark = PageMark.decode(value);
        if (!mark.query().equals(digest)) {
            throw ApiException.badParameter("cursor", value, "the 'next' of an earlier page of this same query");
        }
        return mark;
    }

    private static String digest(String path, Map<String, String> given) {
        String all = given.entrySet().stream()
                .filter(entry -> !PAGING.contains(entry.getKey()))
                .map(entry -> entry.getKey().length() + ":" + entry.getKey() + entry.getValue())
                .collect(Collectors.joining("\n", path + "\n", ""));
        return TreeHasher.leaf(all.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    }
}
