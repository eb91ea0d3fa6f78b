package io.chirograph.identity;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Where a request carries its gateway key.
///
/// `Chirograph-Key` and `cf-aig-authorization` are ours alone and go first: where one of them stands, the usual
/// places (`Authorization: Bearer`, `x-api-key`, `api-key`, `x-goog-api-key`) hold whatever the caller means for
/// the provider and are not looked at. Places of the same rank must agree.
public sealed interface PresentedKey {
    List<String> OWN_PLACES = List.of("chirograph-key", "cf-aig-authorization");
    List<String> USUAL_PLACES = List.of("authorization", "x-api-key", "api-key", "x-goog-api-key");

    /// One text, not yet known to be a key; `header` is where it stood first, `own` whether that place is ours
    /// alone.
    record Found(String text, String header, boolean own) implements PresentedKey {
        @Override
        public String toString() {
            return "Found[" + header + "]";
        }
    }

    /// No place holds anything that could be a key.
    record Missing() implements PresentedKey {}

    /// Places of one rank hold different texts.
    record Conflicting(List<String> headers) implements PresentedKey {}

    /// Looks for the key.
    static PresentedKey in(RequestHeaders headers) {
        PresentedKey own = find(headers, OWN_PLACES, true);
        return own instanceof Missing ? find(headers, USUAL_PLACES, false) : own;
    }

    private static PresentedKey find(RequestHeaders headers, List<String> places, boolean own) {
        Set<String> texts = new LinkedHashSet<>();
        List<String> at = new ArrayList<>();
        for (String place : places) {
            for (String value : headers.all(place)) {
                String text = text(place, value.strip());
                if (!text.isEmpty()) {
                    texts.add(text);
                    at.add(place);
                }
            }
        }
        return switch (texts.size()) {
            case 0 -> new Missing();
            case 1 -> new Found(texts.iterator().next(), at.getFirst(), own);
            default -> new Conflicting(at.stream().distinct().toList());
        };
    }

    private static String text(String place, String value) {
        boolean bearer = value.toLowerCase(Locale.ROOT).startsWith("bearer ");
        if (bearer) {
            return value.substring("bearer ".length()).strip();
        }
        return place.equals("authorization") ? "" : value;
    }
}
