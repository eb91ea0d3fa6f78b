package io.chirograph.console;

import io.chirograph.verifier.search.CallFilter;
import io.chirograph.web.ApiException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The question of a search, as its form shows it and as its URLs carry it: both are the API's parameters.
/// @param given parameters of the question by name, without those of paging and those that are empty
public record SearchForm(Map<String, String> given) {
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
    public record Field(String name, String value, String hint) {
        /// What its label names it by.
        public String id() {
            return "f-" + name.replaceAll("[^A-Za-z0-9.-]", "_");
        }
    }

    /// The parameters of a request, without empty ones: a field that nobody filled in is no question.
    public static Map<String, String[]> asked(Map<String, String[]> parameters) {
        Map<String, String[]> asked = new TreeMap<>();
        parameters.forEach((name, values) -> {
            if (values.length != 1 || !values[0].isEmpty()) {
                asked.put(name, values);
            }
        });
        return asked;
    }

    /// @param asked parameters that a question was made of, so that each stands once
    public static SearchForm of(Map<String, String[]> asked) {
        Map<String, String> given = new TreeMap<>();
        asked.forEach((name, values) -> {
            if (!PAGING.contains(name)) {
                given.put(name, values[0]);
            }
        });
        return new SearchForm(given);
    }

    /// The parameters of a URL's query.
    /// @throws ApiException it is none
    public static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new TreeMap<>();
        for (String one : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = one.indexOf('=');
            try {
                String name = URLDecoder.decode(one.substring(0, Math.max(0, equals)), StandardCharsets.UTF_8);
                String value = URLDecoder.decode(one.substring(equals + 1), StandardCharsets.UTF_8);
                if (!name.isEmpty() && parameters.put(name, value) == null) {
                    continue;
                }
            } catch (IllegalArgumentException e) {
                // told below
            }
            throw ApiException.badParameter("query", query, "name=value, with & between, each name once");
        }
        return parameters;
    }

    /// The question as the query of a URL.
    public String query() {
        String url = url("");
        return url.isEmpty() ? "" : url.substring(1);
    }

    /// The question as one that is kept: without what is said each time it is asked.
    public String ask() {
        Map<String, String> lasting = new TreeMap<>(given);
        lasting.keySet().removeAll(List.of("from", "to", "order", "asOf"));
        return url("calls", lasting);
    }

    public String value(String name) {
        return given.getOrDefault(name, "");
    }

    public List<Field> common() {
        return COMMON.stream().map(this::field).toList();
    }

    /// The further filters that have a name of their own.
    public List<Field> more() {
        return CallFilter.names().stream()
                .filter(name -> !COMMON.contains(name))
                .map(this::field)
                .toList();
    }

    /// Filters of the question whose names are made up: metadata, and what must not be.
    public List<Field> special() {
        List<Field> special = new ArrayList<>();
        given.forEach((name, value) -> {
            if (!CallFilter.names().contains(name) && !OTHERS.contains(name)) {
                special.add(field(name));
            }
        });
        return special;
    }

    public boolean isMoreOpen() {
        return more().stream().anyMatch(field -> !field.value().isEmpty())
                || !special().isEmpty()
                || given.containsKey("namedBy");
    }

    private Field field(String name) {
        return new Field(name, value(name), HINTS.getOrDefault(name, ""));
    }

    /// The same question at another path, with one parameter more or another value of it.
    public String url(String path, String name, String value) {
        Map<String, String> all = new TreeMap<>(given);
        all.put(name, value);
        return url(path, all);
    }

    public String url(String path) {
        return url(path, given);
    }

    /// The same question as a file.
    public String export(String path, String format) {
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

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
