package io.chirograph.identity.callers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.security.oauth2.jwt.Jwt;

/// The chain of those who act for a token's subject: the claim `act` of RFC 8693.
final class Acts {
    private static final String CLAIM = "act";
    private static final List<String> MEMBERS = List.of("sub", "iss", "client_id");
    private static final int MOST = 8;

    private Acts() {}

    /// Outermost first; none where there is no such claim.
    /// @throws IllegalArgumentException it is no chain, or too long a one to be recorded whole
    static List<SortedMap<String, String>> of(Jwt token) {
        List<SortedMap<String, String>> chain = new ArrayList<>(1);
        Object act = token.getClaims().get(CLAIM);
        while (act != null) {
            if (!(act instanceof Map<?, ?> members) || chain.size() == MOST) {
                throw new IllegalArgumentException(
                        "its claim '" + CLAIM + "' is no chain of 1 to " + MOST + " objects");
            }
            chain.add(actor(members));
            act = members.get(CLAIM);
        }
        return chain;
    }

    private static SortedMap<String, String> actor(Map<?, ?> members) {
        TreeMap<String, String> actor = new TreeMap<>();
        for (String name : MEMBERS) {
            String text = CallerTokens.text(CLAIM + "." + name, members.get(name));
            if (text != null) {
                actor.put(name, text);
            }
        }
        return Collections.unmodifiableSortedMap(actor);
    }

    /// The same chain, marked as that of the caller's own token where the one that counts is a user's.
    static SortedMap<String, String> ofCaller(SortedMap<String, String> actor) {
        TreeMap<String, String> marked = new TreeMap<>(actor);
        marked.put("of", "callerSubject");
        return Collections.unmodifiableSortedMap(marked);
    }
}
