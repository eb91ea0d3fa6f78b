package io.chirograph.gateway.call;

import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.Target;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.identity.callers.GatewayKeyForm;
import io.chirograph.identity.callers.PresentedKey;
import io.chirograph.web.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Refuses calls that hold a gateway key where it would leave or be recorded.
/// Path, query, headers and metadata are searched: plain, percent-encoded and as Basic credentials. Of a body
/// only what events copy is searched.
public final class StrayKeys {
    private static final String MASKED = "[gateway key]";
    private static final int MOST_DECODINGS = 8;
    private static final String BASIC = "basic ";

    private StrayKeys() {}

    /// @throws Refusal path, query or a header that is no place for it holds one
    public static void check(Target target, Headers headers) throws Refusal {
        if (isIn(target.provider()) || isIn(target.path())) {
            throw misplaced("path");
        }
        if (isIn(target.query())) {
            throw misplaced("query");
        }
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            String value = headers.value(i);
            if (isIn(name)) {
                throw misplaced("header");
            }
            boolean isPlace = PresentedKey.OWN_PLACES.contains(name) || PresentedKey.CREDENTIAL_PLACES.contains(name);
            if (isPlace ? !GatewayKeyForm.isIn(value) && isIn(value) : isIn(value)) {
                throw misplaced(name);
            }
        }
    }

    /// @throws Refusal metadata hold one
    static void check(Map<String, Object> metadata) throws Refusal {
        check("chirograph-metadata", metadata);
    }

    /// @param field where what an event would copy stands
    /// @throws Refusal it holds one
    public static void check(String field, Map<String, Object> copied) throws Refusal {
        for (var entry : copied.entrySet()) {
            if (isIn(entry.getKey()) || isIn(entry.getValue().toString())) {
                throw misplaced(field);
            }
        }
    }

    /// @throws Refusal what an event would copy of a body holds one
    public static void check(RequestFacts facts) throws Refusal {
        RequestFacts.Reading reading = facts.reading();
        if (isIn(facts.model())
                || anyIn(facts.users().values())
                || anyIn(facts.parameters().values())
                || anyIn(reading.repeated().values())
                || anyIn(reading.also())
                || anyIn(reading.references())
                || anyIn(facts.toolResults().ids())) {
            throw misplaced("body");
        }
    }

    private static boolean anyIn(Collection<?> copied) {
        for (Object each : copied) {
            if (isIn(each.toString())) {
                return true;
            }
        }
        return false;
    }

    private static Refusal misplaced(String field) {
        return new Refusal(
                ErrorCode.KEY_MISPLACED,
                "Something with the form of a gateway key stands in " + field + ", from where it would leave; it goes"
                        + " where the SDK puts its API key, or in Chirograph-Key.",
                field);
    }

    /// The text, or a mask where it holds a gateway key.
    public static String masked(String text) {
        return isIn(text) ? MASKED : text;
    }

    private static boolean isIn(@Nullable String text) {
        if (text == null) {
            return false;
        }
        String decoded = text;
        for (int i = 0; i < MOST_DECODINGS; i++) {
            if (GatewayKeyForm.isIn(decoded)) {
                return true;
            }
            String next = Paths.decoded(decoded);
            if (next.equals(decoded)) {
                break;
            }
            decoded = next;
        }
        return text.regionMatches(true, 0, BASIC, 0, BASIC.length()) && GatewayKeyForm.isIn(basic(text));
    }

    private static String basic(String value) {
        try {
            byte[] credentials =
                    Base64.getDecoder().decode(value.substring(BASIC.length()).strip());
            return new String(credentials, StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
