package io.chirograph.gateway.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The endpoints of a wire format. Immutable.
///
/// Providers differ in what comes before an endpoint (`/v1`, `/v1beta/openai`, `/openai/deployments/<name>`), so the
/// first segment that begins one begins it. What is allowed is read letter by letter; what is restricted also by
/// whoever is careless of case, of path parameters, of a second decoding and of an encoded slash.
final class EndpointTable {
    private static final int MOST_DECODINGS = 8;

    private final List<Endpoint> rows;
    private final Map<String, List<Endpoint>> byRoot = new HashMap<>();
    private final boolean collections;

    /// @param text a row a line, the first that fits counts
    /// @param collections whether ids are only known together with their collection
    EndpointTable(String text, boolean collections) {
        this.rows = Endpoint.rows(text);
        this.collections = collections;
        rows.forEach(row ->
                byRoot.computeIfAbsent(row.root(), root -> new ArrayList<>()).add(row));
    }

    List<Endpoint> rows() {
        return rows;
    }

    /// Whether an endpoint begins with this segment.
    boolean begins(String segment) {
        return byRoot.containsKey(root(segment));
    }

    /// What a request does; [Operation#OTHER] where no row is about it.
    Operation find(String method, List<String> path) {
        Operation exact = match(method, path);
        if (isPlain(path)) {
            return exact;
        }
        Operation careless = match(method, careless(path));
        return Endpoint.isRestricted(careless.kind()) && careless.kind() != Operation.Kind.OTHER ? careless : exact;
    }

    private Operation match(String method, List<String> path) {
        for (int i = 0; i < path.size(); i++) {
            List<Endpoint> candidates = byRoot.get(root(path.get(i)));
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

    private static String root(String segment) {
        int verb = segment.indexOf(':');
        return verb < 0 ? segment : segment.substring(0, verb);
    }

    private static boolean isPlain(List<String> path) {
        for (String segment : path) {
            for (int i = 0; i < segment.length(); i++) {
                char c = segment.charAt(i);
                if ((c >= 'A' && c <= 'Z') || c == ';' || c == '%' || c == '/' || c <= ' ' || c > '~') {
                    return false;
                }
            }
        }
        return true;
    }

    private List<String> careless(List<String> path) {
        List<String> careless = new ArrayList<>();
        for (String segment : path) {
            String decoded = segment;
            for (int i = 0; i < MOST_DECODINGS && decoded.indexOf('%') >= 0; i++) {
                decoded = Paths.decoded(decoded);
            }
            for (String part : decoded.split("/", -1)) {
                int parameters = part.indexOf(';');
                String bare = (parameters < 0 ? part : part.substring(0, parameters)).strip();
                if (!bare.isEmpty()) {
                    careless.add(known(bare));
                }
            }
        }
        return careless;
    }

    /// The segment as it stands in a pattern, where it is one but for its case; else as it is, for ids have a case.
    private String known(String segment) {
        String lower = segment.toLowerCase(Locale.ROOT);
        for (Endpoint row : rows) {
            for (String word : row.pattern()) {
                if (word.toLowerCase(Locale.ROOT).equals(lower)) {
                    return word;
                }
            }
        }
        return segment;
    }
}
