package io.chirograph.policy;

import io.chirograph.event.CanonicalJson;
import io.chirograph.event.PolicyFacts;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The policy that decides about calls: every call is allowed, digests are kept, and the record is kept for as
/// long as its retention class says. A caller can only lower what is kept, never raise it, and never to no
/// record.
///
/// Immutable; safe for many threads.
@Component
public final class PolicyInForce {
    /// The header by which a caller asks for less.
    public static final String PAYLOAD_HEADER = "Chirograph-Payload";

    /// The header that names the class of the data in a call.
    public static final String DATA_CLASS_HEADER = "Chirograph-Data-Class";

    private static final PayloadLevel LEVEL = PayloadLevel.DIGEST;
    private static final String RETENTION_CLASS = "standard";
    private static final String RULE = "default-allow";
    private static final int MAX_DATA_CLASS = 64;

    private final String digest;

    public PolicyInForce() {
        digest = "sha256:" + sha256(canonical());
    }

    /// The policy in its canonical form, of which events carry the digest.
    public byte[] canonical() {
        return CanonicalJson.encode(Map.of(
                "version",
                1,
                "rules",
                List.of(Map.of(
                        "id",
                        RULE,
                        "decision",
                        "allow",
                        "payloadLevel",
                        LEVEL.wire(),
                        "retentionClass",
                        RETENTION_CLASS))));
    }

    /// `sha256:<hex>` of [#canonical()].
    public String digest() {
        return digest;
    }

    /// Decides about a call from what its caller asks of recording.
    ///
    /// @param payload the value of `Chirograph-Payload`
    /// @param dataClass the value of `Chirograph-Data-Class`; recorded, and no rule depends on it
    public Decision decide(@Nullable String payload, @Nullable String dataClass) {
        PayloadLevel level = LEVEL;
        if (payload != null) {
            PayloadLevel asked = level(payload.strip());
            if (asked == null || asked.compareTo(LEVEL) > 0) {
                return new Decision.Refused(
                        "payload-level-refused",
                        PAYLOAD_HEADER,
                        payload,
                        "'" + payload + "' is neither 'nothing' nor 'digest': a caller can only lower what is kept");
            }
            level = asked;
        }
        if (dataClass != null && !isName(dataClass.strip())) {
            return new Decision.Refused(
                    "data-class-refused",
                    DATA_CLASS_HEADER,
                    dataClass,
                    "'" + dataClass + "' is no data class: 1 to 64 of a-z, A-Z, 0-9, '.', '_', '-'");
        }
        return new Decision.Allowed(new PolicyFacts(
                "allow",
                List.of(RULE),
                digest,
                level.wire(),
                RETENTION_CLASS,
                dataClass == null ? null : dataClass.strip()));
    }

    private static @Nullable PayloadLevel level(String name) {
        for (PayloadLevel level : PayloadLevel.values()) {
            if (level.wire().equals(name.toLowerCase(Locale.ROOT))) {
                return level;
            }
        }
        return null;
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= MAX_DATA_CLASS && text.matches("[A-Za-z0-9._-]+");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
