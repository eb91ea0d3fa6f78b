package io.chirograph.console.acts;

import io.chirograph.console.Shown;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What somebody filled in, and what is said against it.
/// @param values by the names of the fields
/// @param refused null where nothing is said against it
/// @param wrong the field that is to blame; null for none in particular
record Form(
        Map<String, String> values,
        @Nullable ApiException refused,
        @Nullable String wrong) {
    /// Nothing filled in.
    static final Form EMPTY = new Form(Map.of(), null, null);

    private static final String TOKEN = "_csrf";
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z-]+");
    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");

    /// The form of a request, which has these fields and no other, each at most once.
    static Form of(HttpServletRequest request, String... fields) {
        Map<String, String> values = new TreeMap<>();
        List<String> known = List.of(fields);
        request.getParameterMap().forEach((name, given) -> {
            if (name.equals(TOKEN)) {
                return;
            }
            if (!known.contains(name)) {
                throw new ApiException(
                        ErrorCode.UNKNOWN_PARAMETER,
                        "Field '" + name + "' is unknown; the form has " + String.join(", ", fields) + ".",
                        name,
                        null);
            }
            if (given.length > 1) {
                throw new ApiException(
                        ErrorCode.DUPLICATE_PARAMETER, "Field '" + name + "' is there more than once.", name, null);
            }
            values.put(name, given[0]);
        });
        return new Form(values, null, null);
    }

    /// A form of one value.
    static Form with(String name, String value) {
        return new Form(Map.of(name, value), null, null);
    }

    /// The same, of which something is refused. The field to blame is the one that the refusal names first.
    Form refused(ApiException why, String... fields) {
        String field = why.field();
        if (field == null) {
            String said = why.detail();
            int quote = said.indexOf('\'');
            List<String> words = Arrays.stream(BETWEEN_WORDS.split(quote < 0 ? said : said.substring(0, quote), -1))
                    .map(Form::plain)
                    .toList();
            field = words.stream()
                    .flatMap(word ->
                            Arrays.stream(fields).filter(name -> plain(name).equals(word)))
                    .findFirst()
                    .orElse(null);
        }
        return new Form(values, why, Arrays.asList(fields).contains(field) ? field : null);
    }

    /// What is said against it, on a page whose fields were not filled in by it.
    Form emptied() {
        return new Form(Map.of(), refused, null);
    }

    private static String plain(String word) {
        return word.replace("-", "").toLowerCase(Locale.ROOT);
    }

    /// What stands in a field, as it was; empty for nothing.
    String value(String name) {
        return values.getOrDefault(name, "");
    }

    boolean isWrong(String name) {
        return name.equals(wrong);
    }

    boolean isRefusedAs(ErrorCode code) {
        return refused != null && refused.code() == code;
    }

    /// What is said against it; empty for nothing.
    String said() {
        return refused == null ? "" : Shown.block(refused.detail(), 2000);
    }

    /// Words that commas or spaces part.
    List<String> words(String name) {
        return Arrays.stream(SEPARATOR.split(value(name), -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /// These fields as JSON, as far as they are filled in.
    ObjectNode json(String... names) {
        ObjectNode json = StrictJson.MAPPER.createObjectNode();
        for (String name : names) {
            if (!value(name).isBlank()) {
                json.put(name, value(name));
            }
        }
        return json;
    }

    /// Puts the words of these fields into an object as lists, as far as they are filled in.
    void lists(ObjectNode json, String... names) {
        for (String name : names) {
            if (!words(name).isEmpty()) {
                words(name).forEach(json.withArray(name)::add);
            }
        }
    }
}
