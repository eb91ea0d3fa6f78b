package io.chirograph.gateway.dialect;

import io.chirograph.policy.model.OperationClass;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One row of an [EndpointTable]: methods, path pattern, and what a request does.
///
/// In a pattern `{model}` is a model, `{id}` something that the provider keeps, `{any}` any segment, `**` any number of
/// segments; whatever is behind a colon in the last segment is a verb.
record Endpoint(Operation.Kind kind, String name, String word, List<String> methods, List<String> pattern) {
    private static final String REST = "**";
    private static final String MODEL = "{model}";
    private static final String ID = "{id}";

    /// @param cells kind, name, endpoint, methods with `|` between them (`*` for all), pattern
    static Endpoint of(String[] cells) {
        return new Endpoint(
                Operation.Kind.valueOf(cells[0]),
                cells[1],
                cells[2],
                cells[3].equals("*") ? List.of() : List.of(cells[3].split("\\|", -1)),
                List.of(cells[4].split("/", -1)));
    }

    /// The segment by which a path is known to be one of these.
    String root() {
        return stem(pattern.getFirst());
    }

    /// What a request to these segments does; null where this row is not about it.
    ///
    /// @param collections whether an id is only known together with the collection before it
    @Nullable
    Operation match(String method, List<String> path, boolean collections) {
        boolean open = pattern.getLast().equals(REST);
        int fixed = open ? pattern.size() - 1 : pattern.size();
        if ((open ? path.size() < fixed : path.size() != fixed)
                || !(methods.isEmpty() || methods.contains(method.equals("HEAD") ? "GET" : method))) {
            return null;
        }
        String model = null;
        List<String> ids = new ArrayList<>(2);
        for (int i = 0; i < path.size(); i++) {
            String expected = i < fixed ? pattern.get(i) : REST;
            String segment = path.get(i);
            int verb = expected.indexOf(':');
            if (verb >= 0) {
                if (!segment.endsWith(expected.substring(verb))) {
                    return null;
                }
                segment = segment.substring(0, segment.length() - (expected.length() - verb));
                expected = expected.substring(0, verb);
            }
            switch (expected) {
                case "{any}" -> {}
                case MODEL -> model = segment;
                case ID, REST -> {
                    if (kind.operationClass() != OperationClass.STATEFUL) {
                        continue;
                    }
                    ids.add(collections ? path.get(Math.max(0, i - 1)) + "/" + stem(segment) : segment);
                }
                default -> {
                    if (!expected.equals(segment)) {
                        return null;
                    }
                }
            }
        }
        return new Operation(name, word, kind, model, ids);
    }

    /// What stands before a verb.
    static String stem(String segment) {
        int verb = segment.indexOf(':');
        return verb < 0 ? segment : segment.substring(0, verb);
    }
}
