package io.chirograph.query.read;

import io.chirograph.verifier.search.CallFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The parameters of a question as they go into its event: by name, in one order. Of names that no question knows
/// neither name nor value is kept, only how many there were: whatever somebody put there by mistake may be a secret.
final class AskedParameters {
    private static final Set<String> OTHERS = Set.of("limit", "cursor", "format", "index", "event", "size");

    private AskedParameters() {}

    static SortedMap<String, Object> of(HttpServletRequest request) {
        SortedMap<String, Object> asked = new TreeMap<>();
        Map<String, String[]> given;
        try {
            given = request.getParameterMap();
        } catch (RuntimeException undecodable) {
            asked.put("undecodable", true);
            return asked;
        }
        long unknown = 0;
        for (Map.Entry<String, String[]> parameter : given.entrySet()) {
            String name = parameter.getKey();
            if (OTHERS.contains(name) || CallFilter.isKnown(name)) {
                List<String> values = List.of(parameter.getValue());
                asked.put(name, values.size() == 1 ? values.getFirst() : values);
            } else {
                unknown++;
            }
        }
        if (unknown > 0) {
            asked.put("unknownParameters", unknown);
        }
        return asked;
    }
}
