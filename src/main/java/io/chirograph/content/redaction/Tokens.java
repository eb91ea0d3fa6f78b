package io.chirograph.content.redaction;

import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/// Keyed digests and tokens under one tenant's key. One thread.
///
/// Each kind of use has its own word before what is digested, so that none says anything of another.
final class Tokens {
    /// Bytes of a token: two values of a tenant have the same one as good as never.
    private static final int TOKEN = 8;

    private final byte[] key;
    private @Nullable Mac shared;

    Tokens(byte[] key) {
        this.key = key;
    }

    /// `[kind:0123456789abcdef]`.
    String token(String kind, String value) {
        byte[] digest = mac("token\0" + kind + "\0" + normal(kind, value));
        return "[" + kind + ":" + HexFormat.of().formatHex(digest, 0, TOKEN) + "]";
    }

    /// One value has one token however it is written.
    private static String normal(String kind, String value) {
        return switch (kind) {
            case "email" -> value.toLowerCase(Locale.ROOT).replace("%40", "@");
            case "card",
                    "phone",
                    "iban",
                    "us-ssn",
                    "nl-bsn",
                    "uk-nhs",
                    "de-steuer-id",
                    "be-national-number",
                    "fr-nir",
                    "es-dni",
                    "es-nie",
                    "it-codice-fiscale",
                    "se-personnummer" -> bare(value);
            default -> value;
        };
    }

    private static String bare(String value) {
        StringBuilder bare = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                bare.append(Character.toUpperCase(c));
            }
        }
        return bare.toString();
    }

    /// `[hmac-sha256:…]`.
    String digest(String value) {
        return digested(mac("digest\0" + value));
    }

    static String digested(byte[] digest) {
        return "[hmac-sha256:" + HexFormat.of().formatHex(digest) + "]";
    }

    /// A digest that is fed piece by piece; the word says what it is for.
    Mac begin(String word) {
        Mac mac = Sha256.mac(key);
        mac.update((word + "\0").getBytes(StandardCharsets.US_ASCII));
        return mac;
    }

    private byte[] mac(String value) {
        if (shared == null) {
            shared = Sha256.mac(key);
        }
        return shared.doFinal(value.getBytes(StandardCharsets.UTF_8));
    }
}
