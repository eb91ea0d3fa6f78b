package io.chirograph.query.questions;

import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.web.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One question: a list of the auditors' API, and how long it is expected to be.
/// @param says what it asserts, in words for people; null where nobody wrote them
/// @param path `calls` or `events`
/// @param parameters of the list, without its period
/// @param last the period that is meant where none is asked for; null for none
public record SavedQuestion(
        String name,
        @Nullable String says,
        String ask,
        String path,
        Map<String, String> parameters,
        Expected expect,
        String expected,
        @Nullable String last) {
    public static final String PREFIX = "chirograph.query.questions.";

    private static final int MOST_WORDS = 512;
    private static final List<String> ELSEWHERE = List.of("from", "to", "order", "limit", "cursor", "asOf");

    /// What the configuration says of it.
    /// @param says in words, for people
    /// @param ask path and query of the list, such as `calls?provider=p`
    /// @param expect how many, such as `none`
    /// @param last the usual period, such as `P1M`
    public record Settings(
            @Nullable String says,
            @Nullable String ask,
            @Nullable String expect,
            @Nullable String last) {}

    /// @throws IllegalArgumentException it cannot be asked; the message names the setting
    public static SavedQuestion of(String name, Settings settings) {
        String ask = settings.ask();
        String expect = settings.expect();
        if (ask == null || !ask.matches("(calls|events)(\\?.*)?")) {
            throw wrong(name, "ask", "calls or events, with ? and filters as in /audit/v1/calls?provider=p", ask);
        }
        if (settings.says() != null && settings.says().length() > MOST_WORDS) {
            throw wrong(name, "says", "at most " + MOST_WORDS + " characters", settings.says());
        }
        if (settings.last() != null && AskedPeriod.last(settings.last(), Instant.EPOCH) == null) {
            throw wrong(name, "last", AskedPeriod.LAST_FORM, settings.last());
        }
        if (expect == null) {
            throw wrong(name, "expect", Expected.FORM, null);
        }
        int mark = ask.indexOf('?');
        String path = mark < 0 ? ask : ask.substring(0, mark);
        Map<String, String> parameters = parameters(name, ask, mark < 0 ? "" : ask.substring(mark + 1));
        try {
            SavedQuestion question = new SavedQuestion(
                    name, settings.says(), ask, path, parameters, Expected.parse(expect), expect, settings.last());
            ListQuery unused = question.query(new AskedPeriod(Instant.EPOCH, Instant.EPOCH), 1, null);
            return question;
        } catch (ApiException e) {
            throw new IllegalArgumentException(PREFIX + name + ".ask is '" + ask + "': " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + name + ".expect " + e.getMessage());
        }
    }

    private static IllegalArgumentException wrong(String name, String setting, String rule, @Nullable String was) {
        return new IllegalArgumentException(PREFIX + name + "." + setting + " must be " + rule + ", was "
                + (was == null ? "not set" : "'" + was + "'"));
    }

    private static Map<String, String> parameters(String name, String ask, String query) {
        Map<String, String> parameters = new TreeMap<>();
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String key = equals < 0 ? "" : decoded(name, ask, parameter.substring(0, equals));
            if (key.isEmpty()
                    || ELSEWHERE.contains(key)
                    || parameters.put(key, decoded(name, ask, parameter.substring(equals + 1))) != null) {
                throw wrong(
                        name,
                        "ask",
                        "filters as <name>=<value> with & between them, each once, none of them "
                                + String.join(", ", ELSEWHERE),
                        ask);
            }
        }
        return parameters;
    }

    private static String decoded(String name, String ask, String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong(name, "ask", "percent-encoded as in a URL", ask);
        }
    }

    /// The list that the question is about.
    /// @param cursor of a page behind the first; null for that
    ListQuery query(AskedPeriod period, int limit, @Nullable String cursor) {
        Map<String, String[]> all = new TreeMap<>();
        parameters.forEach((key, value) -> all.put(key, new String[] {value}));
        period.filters().forEach((key, value) -> all.put(key, new String[] {value}));
        all.put("order", new String[] {"asc"});
        all.put("limit", new String[] {Integer.toString(limit)});
        if (cursor != null) {
            all.put("cursor", new String[] {cursor});
        }
        return QueryParameters.parse(path, all);
    }
}
