package io.chirograph.identity.callers;

import io.chirograph.identity.tokens.IssuedTokens;
import io.chirograph.web.clientaddress.RequestHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Where a request carries its gateway key.
///
/// `Chirograph-Key` and `cf-aig-authorization` are ours alone and go first. In the usual places (`Authorization:
/// Bearer`, `x-api-key`, `api-key`, `x-goog-api-key`) a gateway key is known by its form, else a signed token by its
/// own; what stands beside it there is foreign. All that is meant for the gateway must be one text.
public sealed interface PresentedKey {
    List<String> OWN_PLACES = List.of("chirograph-key", "cf-aig-authorization");
    List<String> USUAL_PLACES = List.of("authorization", "x-api-key", "api-key", "x-goog-api-key");

    /// Where providers look for a credential.
    List<String> CREDENTIAL_PLACES = Stream.concat(USUAL_PLACES.stream(), Stream.of("ocp-apim-subscription-key"))
            .toList();

    /// One text, not yet known to be a key.
    /// @param header where it stood first
    /// @param own whether that place is ours alone
    /// @param foreign of [#CREDENTIAL_PLACES] those that hold something else
    record Found(String text, String header, boolean own, List<String> foreign) implements PresentedKey {
        public Found {
            foreign = List.copyOf(foreign);
        }

        @Override
        public String toString() {
            return "Found[" + header + "]";
        }
    }

    /// No place holds anything that could be a key.
    record Missing() implements PresentedKey {}

    /// Several texts could be meant for the gateway.
    record Conflicting(List<String> headers) implements PresentedKey {}

    /// Whether a text is meant for the gateway, by its form.
    static boolean isMeant(String text) {
        return GatewayKeyForm.isIn(text) || IssuedTokens.isOne(text);
    }

    /// Looks for the key.
    static PresentedKey in(RequestHeaders headers) {
        List<PlacedText> own = placed(headers, OWN_PLACES);
        List<PlacedText> usual = placed(headers, USUAL_PLACES);
        List<PlacedText> meant = own.isEmpty() ? ours(usual) : own;
        if (!own.isEmpty()) {
            own.addAll(of(usual, GatewayKeyForm::isIn));
        }
        if (meant.isEmpty()) {
            return new Missing();
        }
        PlacedText first = meant.getFirst();
        for (PlacedText each : meant) {
            if (!each.text().equals(first.text())) {
                return new Conflicting(
                        meant.stream().map(PlacedText::place).distinct().toList());
            }
        }
        boolean isOwn = OWN_PLACES.contains(first.place());
        return new Found(first.text(), first.place(), isOwn, foreign(headers, first.text()));
    }

    /// What of the usual places is meant for the gateway, by its form; all of it where nothing has one.
    private static List<PlacedText> ours(List<PlacedText> usual) {
        List<PlacedText> keys = of(usual, GatewayKeyForm::isIn);
        List<PlacedText> tokens = keys.isEmpty() ? of(usual, IssuedTokens::isOne) : keys;
        return tokens.isEmpty() ? usual : tokens;
    }

    private static List<PlacedText> of(List<PlacedText> placed, Predicate<String> form) {
        List<PlacedText> found = new ArrayList<>(placed);
        found.removeIf(each -> !form.test(each.text()));
        return found;
    }

    private static List<String> foreign(RequestHeaders headers, String key) {
        List<String> found = new ArrayList<>();
        for (String place : CREDENTIAL_PLACES) {
            for (String value : headers.all(place)) {
                if (isForeign(place, value.strip(), key) && !found.contains(place)) {
                    found.add(place);
                }
            }
        }
        return found;
    }

    private static boolean isForeign(String place, String value, String key) {
        return !value.isEmpty()
                && !GatewayKeyForm.isIn(value)
                && !text(place, value).equals(key);
    }

    private static List<PlacedText> placed(RequestHeaders headers, List<String> places) {
        List<PlacedText> placed = new ArrayList<>();
        for (String place : places) {
            for (String value : headers.all(place)) {
                String text = text(place, value.strip());
                if (!text.isEmpty()) {
                    placed.add(new PlacedText(place, text));
                }
            }
        }
        return placed;
    }

    private static String text(String place, String value) {
        String bare = HeaderText.bare(value);
        return place.equals("authorization") && bare.equals(value) ? "" : bare;
    }
}
