package io.chirograph.gateway.dialect;

import io.chirograph.policy.model.Matching;
import io.chirograph.policy.model.OperationClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The endpoints of a wire format.
/// Immutable. Providers differ in what comes before an endpoint (`/v1`, `/v1beta/openai`,
/// `/openai/deployments/<name>`), so the first segment that begins one begins it. What is allowed is read
/// letter by letter; what is restricted also by whoever is careless of case, of path parameters, of a second
/// decoding and of an encoded slash.
public final class EndpointTable {
    public static final EndpointTable OPENAI = new EndpointTable("openai", false);
    public static final EndpointTable ANTHROPIC = new EndpointTable("anthropic", false);
    public static final EndpointTable GEMINI = new EndpointTable("gemini", true);
    public static final EndpointTable BEDROCK = new EndpointTable("bedrock", false);

    public static final EndpointTable COHERE = new EndpointTable("cohere", false);
    public static final EndpointTable OLLAMA = new EndpointTable("ollama", false);

    /// No endpoint is known by its path.
    public static final EndpointTable NONE = new EndpointTable(List.of(), false);

    final List<Endpoint> rows;
    private final Map<String, List<Endpoint>> byRoot = new HashMap<>();
    private final boolean collections;

    /// @param collections whether ids are only known together with their collection
    private EndpointTable(String dialect, boolean collections) {
        this(
                DialectResource.rows(dialect + ".endpoints").stream()
                        .map(Endpoint::of)
                        .toList(),
                collections);
    }

    private EndpointTable(List<Endpoint> rows, boolean collections) {
        this.rows = rows;
        this.collections = collections;
        rows.forEach(row ->
                byRoot.computeIfAbsent(row.root(), root -> new ArrayList<>()).add(row));
    }

    public boolean begins(String segment) {
        return byRoot.containsKey(Endpoint.stem(segment));
    }

    /// What a request does; [Operation#OTHER] where no row is about it.
    public Operation find(String method, List<String> path) {
        Operation exact = match(method, path);
        if (isPlain(path)) {
            return exact;
        }
        Operation careless = match(method, careless(path));
        return switch (careless.kind()) {
            case INFERENCE, CATALOGUE, OTHER -> exact;
            case FILES, BATCHES, STATE, MINTING, ACCOUNT -> careless;
        };
    }

    private Operation match(String method, List<String> path) {
        for (int i = 0; i < path.size(); i++) {
            List<Endpoint> candidates = byRoot.get(Endpoint.stem(path.get(i)));
            if (candidates != null) {
                List<String> rest = path.subList(i, path.size());
                for (Endpoint candidate : candidates) {
                    Operation found = candidate.match(method, rest, collections);
                    if (found != null) {
                        return found;
                    }
                }
                return Operation.OTHER;
            }
        }
        return Operation.OTHER;
    }

    private static boolean isPlain(List<String> path) {
        return path.stream()
                .allMatch(segment -> segment.chars()
                        .allMatch(c -> c > ' ' && c <= '~' && (c < 'A' || c > 'Z') && ";%/".indexOf(c) < 0));
    }

    private List<String> careless(List<String> path) {
        return new Paths(path).careless().stream().map(this::known).toList();
    }

    /// The segment as it stands in a pattern, where it or its verb is one to a careless reader; else as it
    /// is, for ids have a case.
    private String known(String segment) {
        String folded = Matching.folded(segment);
        String verb = verb(folded);
        String withVerb = segment;
        for (Endpoint row : rows) {
            for (String word : row.pattern()) {
                if (Matching.folded(word).equals(folded)) {
                    return word;
                }
                if (!verb.isEmpty() && Matching.folded(verb(word)).equals(verb)) {
                    withVerb = Endpoint.stem(segment) + verb(word);
                }
            }
        }
        return withVerb;
    }

    /// With the colon; empty where there is none.
    private static String verb(String segment) {
        return segment.substring(Endpoint.stem(segment).length());
    }

    /// One row: methods, path pattern, and what a request does.
    /// In a pattern `{model}` is a model, `{id}` something that the provider keeps, `{any}` any segment, `**`
    /// any number of segments; whatever is behind a colon in the last segment is a verb.
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
}
