package io.chirograph.console;

import io.chirograph.verifier.search.CallFilter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The question of a search, as its form shows it and as its URLs carry it: both are the API's parameters.
/// @param given parameters of the question by name, without those of paging and those that are empty
record SearchForm(Map<String, String> given) {
    private static final List<String> COMMON = List.of(
            "from", "to", "outcome", "actor", "tenant", "provider", "model", "operation", "key", "session", "traceId");
    private static final List<String> OTHERS = List.of("q", "namedBy", "order", "asOf");
    private static final List<String> PAGING = List.of("limit", "cursor");
    private static final Map<String, String> HINTS = Map.of(
            "from", "2026-11-21T00:00:00Z",
            "to", "2026-11-22T00:00:00Z",
            "outcome", "ok, refused, open …",
            "model", "gpt-* or a,b",
            "traceId", "32 hex digits",
            "type", "ai.call.completed",
            "document", "sha256:…");

    /// One field.
    record Field(String name, String value, String hint) {
        /// What its label names it by.
        String id() {
            return "f-" + name.replaceAll("[^A-Za-z0-9.-]", "_");
        }
    }

    /// The parameters of a request, without empty ones: a field that nobody filled in is no question.
    static Map<String, String[]> asked(Map<String, String[]> parameters) {
        Map<String, String[]> asked = new TreeMap<>();
        parameters.forEach((name, values) -> {
            if (values.length != 1 || !values[0].isEmpty()) {
                asked.put(name, values);
            }
        });
        return asked;
    }

    /// @param asked parameters that a question was made of, so that each stands once
    static SearchForm of(Map<String, String[]> asked) {
        Map<String, String> given = new TreeMap<>();
        asked.forEach((name, values) -> {
            if (!PAGING.contains(name)) {
                given.put(name, values[0]);
            }
        });
        return new SearchForm(given);
    }

    String value(String name) {
        return given.getOrDefault(name, "");
    }

    List<Field> common() {
        return COMMON.stream().map(this::field).toList();
    }

    /// The further filters that have a name of their own.
    List<Field> more() {
        return CallFilter.names().stream()
                .filter(name -> !COMMON.contains(name))
                .map(this::field)
                .toList();
    }

    /// Filters of the question whose names are made up: metadata, and what must not be.
    List<Field> special() {
        List<Field> special = new ArrayList<>();
        given.forEach((name, value) -> {
            if (!CallFilter.names().contains(name) && !OTHERS.contains(name)) {
                special.add(field(name));
            }
        });
        return special;
    }

    boolean isMoreOpen() {
        return more().stream().anyMatch(field -> !field.value().isEmpty())
                || !special().isEmpty()
                || given.containsKey("namedBy");
    }

    private Field field(String name) {
        return new Field(name, value(name), HINTS.getOrDefault(name, ""));
    }

    /// The same question at another path, with one parameter more or another value of it.
    String url(String path, String name, String value) {
        Map<String, String> all = new TreeMap<>(given);
        all.put(name, value);
        return url(path, all);
    }

    String url(String path) {
        return url(path, given);
    }

    /// The same question as a file.
    String export(String path, String format) {
        Map<String, String> all = new TreeMap<>(given);
        all.remove("asOf"); // an export is as of now, and says of what
        all.put("format", format);
        return url(path, all);
    }

    private static String url(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
