package io.chirograph.query.api;

import io.chirograph.query.index.FullText;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.query.lookup.PageMark;
import io.chirograph.query.lookup.SummaryQuery;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.verifier.search.BadFilterException;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the parameters of a list query. Unknown and repeated ones and values that cannot be are refused.
public final class QueryParameters {
    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 1000;
    private static final String ORDER = "order";
    private static final String TEXT = "q";
    private static final String TIMELINE = "timeline";
    private static final int MOST_WORDS = 16;
    private static final List<String> PAGING = List.of("limit", "cursor");
    private static final String NAMED_BY = "namedBy";
    private static final int LONGEST_NAME = 256;
    /// The parameter with the sizes that an answer is to be as of.
    public static final String AS_OF = "asOf";

    /// How many logs it names at most.
    public static final int MOST_LOGS = 256;

    private static final Pattern SIZE = Pattern.compile("[A-Za-z0-9._=-]{1,256}:(0|[1-9][0-9]{0,13})");
    private static final List<String> OF_LISTS = List.of("limit", "cursor", ORDER, TEXT, NAMED_BY, AS_OF);
    private static final List<String> OF_WHOLE_LISTS = List.of(ORDER, TEXT, NAMED_BY);
    private static final List<String> OF_SUMMARIES = List.of("limit", TEXT, NAMED_BY, AS_OF, "by", "group");
    private static final List<String> SUBJECTS = List.of(
            "actor",
            "operator",
            "document",
            "decision",
            "traceId",
            "clientRequestId",
            "session",
            "related",
            "toolCall",
            NAMED_BY);
    private static final int MAX_VALUE = 1024;

    /// What names the sizes of all logs.
    private static final int MAX_SIZES = 8192;

    private QueryParameters() {}

    public static ListQuery parse(String path, Map<String, String[]> parameters) {
        return list(path, single(parameters, OF_LISTS), OF_LISTS, "desc");
    }

    /// The question for a timeline: whose, or what about, has to be said.
    public static ListQuery timeline(Map<String, String[]> parameters) {
        Map<String, String> given = single(parameters, OF_LISTS);
        requireSubject(given);
        return list(TIMELINE, given, OF_LISTS, "asc");
    }

    /// The question for all items of a list, which comes in no pages.
    /// @param path `calls`, `events` or `timeline`
    /// @param most how many items are read at once
    public static ListQuery whole(String path, Map<String, String[]> parameters, int most) {
        Map<String, String> given = single(parameters, OF_WHOLE_LISTS);
        boolean isTimeline = path.equals(TIMELINE);
        if (isTimeline) {
            requireSubject(given);
        }
        return list(path, given, OF_WHOLE_LISTS, isTimeline ? "asc" : "desc").page(most, null);
    }

    private static void requireSubject(Map<String, String> given) {
        boolean isAboutOne = given.keySet().stream()
                .anyMatch(name ->
                        SUBJECTS.contains(name) || (name.startsWith(CallEvent.METADATA) && !name.endsWith("!")));
        if (!isAboutOne) {
            throw LogParameters.missing(
                    "metadata.<key>", "given, or another of what a timeline is about: " + String.join(", ", SUBJECTS));
        }
    }

    public static SummaryQuery summary(Map<String, String[]> parameters) {
        Map<String, String> given = single(parameters, OF_SUMMARIES);
        SummaryQuery.Span by = null;
        String span = given.get("by");
        if (span != null) {
            if (!span.equals("hour") && !span.equals("day") && !span.equals("month")) {
                throw ApiException.badParameter("by", span, "hour, day or month");
            }
            by = SummaryQuery.Span.valueOf(span.toUpperCase(Locale.ROOT));
        }
        List<String> groups = List.of();
        String group = given.get("group");
        if (group != null) {
            groups = List.of(group.split(",", -1));
            if (groups.size() > 2
                    || !SummaryQuery.GROUPS.containsAll(groups)
                    || Set.copyOf(groups).size() < groups.size()) {
                throw ApiException.badParameter(
                        "group",
                        group,
                        "one of " + String.join(", ", SummaryQuery.GROUPS) + ", or two with a comma between them");
            }
        }
        return new SummaryQuery(list("summary", given, OF_SUMMARIES, "desc"), by, groups);
    }

    private static ListQuery list(String path, Map<String, String> given, List<String> others, String usual) {
        Map<String, String> filters = new TreeMap<>(given);
        others.forEach(filters::remove);
        String order = given.getOrDefault(ORDER, usual);
        if (!order.equals("asc") && !order.equals("desc")) {
            throw ApiException.badParameter(ORDER, order, "asc or desc");
        }
        String digest = digest(path, given);
        return new ListQuery(
                filter(filters),
                text(given.get(TEXT)),
                namedBy(given.get(NAMED_BY)),
                given.containsKey(AS_OF) ? sizes(given.get(AS_OF)) : null,
                order.equals("asc"),
                limit(given.get("limit")),
                cursor(given.get("cursor"), digest),
                digest);
    }

    private static @Nullable String text(@Nullable String given) {
        if (given == null) {
            return null;
        }
        String asked = FullText.asked(given, MOST_WORDS);
        if (asked == null) {
            throw ApiException.badParameter(
                    TEXT, given, "1 to " + MOST_WORDS + " words, each with a letter or a digit in it");
        }
        return asked;
    }

    private static @Nullable String namedBy(@Nullable String given) {
        if (given != null && (given.isEmpty() || given.length() > LONGEST_NAME)) {
            throw ApiException.badParameter(
                    NAMED_BY,
                    given,
                    "the id or leaf hash of an event, or a decision's id, of 1 to " + LONGEST_NAME + " characters");
        }
        return given;
    }

    /// Reads `<log>:<size>,…`: the sizes of logs that an answer is to be as of, as an earlier one stated them.
    public static SortedMap<String, Long> sizes(String text) {
        SortedMap<String, Long> sizes = new TreeMap<>();
        for (String one : text.split(",", MOST_LOGS + 1)) {
            int colon = one.lastIndexOf(':');
            if (!SIZE.matcher(one).matches()
                    || sizes.put(one.substring(0, colon), Long.valueOf(one.substring(colon + 1))) != null
                    || sizes.size() > MOST_LOGS) {
                throw ApiException.badParameter(
                        AS_OF,
                        text,
                        "<log>:<size>, several with commas between them, each log once and " + MOST_LOGS + " at most");
            }
        }
        return sizes;
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

    private static Map<String, String> single(Map<String, String[]> parameters, List<String> others) {
        Map<String, String> given = single(parameters, name -> {
            if (!others.contains(name) && !CallFilter.isKnown(name)) {
                filter(Map.of(name, "")); // says what is known
            }
        });
        given.forEach((name, value) -> {
            int most = name.equals("cursor") || name.equals(AS_OF) ? MAX_SIZES : MAX_VALUE;
            if (value.isEmpty() || value.length() > most) {
                throw ApiException.badParameter(name, value, "1 to " + most + " characters");
            }
        });
        return given;
    }

    /// Parameters by name, each of which stands once.
    /// @param requireKnown refuses an unknown name
    static Map<String, String> single(Map<String, String[]> parameters, Consumer<String> requireKnown) {
        Map<String, String> given = new TreeMap<>();
        parameters.forEach((name, values) -> {
            requireKnown.accept(name);
            if (values.length != 1) {
                throw new ApiException(
                        ErrorCode.DUPLICATE_PARAMETER,
                        "Parameter '" + name + "' stands " + values.length + " times; once at most.",
                        name,
                        String.join(", ", values));
            }
            given.put(name, values[0]);
        });
        return given;
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
