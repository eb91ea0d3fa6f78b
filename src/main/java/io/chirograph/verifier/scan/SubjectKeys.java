package io.chirograph.verifier.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The subject keys that opening content takes, as its event says.
/// @param all whether each of them is needed, else any one will do
public record SubjectKeys(List<String> ids, boolean all) {
    private static final int MOST = 64;

    public SubjectKeys {
        ids = List.copyOf(ids);
    }

    /// Those of `request.kept` or `response.kept`; the first 64.
    public static SubjectKeys of(JsonNode kept) {
        List<String> ids = new ArrayList<>();
        for (JsonNode id : kept.path("subjects")) {
            if (id.isString() && ids.size() < MOST) {
                ids.add(id.stringValue());
            }
        }
        return new SubjectKeys(ids, kept.path("opensWith").asString("").equals("all"));
    }

    /// Whether content that takes them can be opened no more.
    /// @param destroyed ids of keys that are gone
    public boolean isErased(Set<String> destroyed) {
        return all ? ids.stream().anyMatch(destroyed::contains) : !ids.isEmpty() && destroyed.containsAll(ids);
    }
}
