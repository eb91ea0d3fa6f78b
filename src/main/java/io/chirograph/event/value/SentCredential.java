package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whose credential goes to the provider with a call.
/// @param dropped lower-case names of headers that held a caller's other credentials, which do not go
/// @param token what is known of the gateway's own where it is a token of its workload identity; null for any other
public record SentCredential(
        Whose whose, List<String> dropped, @Nullable Token token) implements Fields.Part {
    /// No credential goes, and none was there.
    public static final SentCredential NONE = new SentCredential(Whose.NONE, List.of(), null);

    public SentCredential {
        dropped = List.copyOf(dropped);
    }

    public enum Whose {
        GATEWAY,
        CALLER,
        NONE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The same by this token.
    public SentCredential with(Token other) {
        return new SentCredential(whose, dropped, other);
    }

    /// A token that a provider gave the gateway for its platform's, told by what is no secret.
    /// @param id its `jti`, else the beginning of its SHA-256
    /// @param subject `sub` of the platform's token; null where that cannot be read
    /// @param issuer `iss` of it
    /// @param subjectTokenId `jti` of it
    /// @param rule what at the provider lets the subject in, by the provider's id
    /// @param account whom it acts as there; null where the provider decides
    public record Token(
            String id,
            @Nullable String subject,
            @Nullable String issuer,
            @Nullable String subjectTokenId,
            @Nullable String rule,
            @Nullable String account,
            Instant expires)
            implements Fields.Part {
        private static final int LONGEST = 256;

        @Override
        public void writeTo(Fields data) {
            data.word("tokenId", id)
                    .text("subject", subject, LONGEST)
                    .text("issuer", issuer, LONGEST)
                    .word("subjectTokenId", subjectTokenId)
                    .text("rule", rule, LONGEST)
                    .text("account", account, LONGEST)
                    .time("expires", expires);
        }
    }

    @Override
    public void writeTo(Fields data) {
        data.constant("credential", whose.wire())
                .words("droppedCredentials", dropped)
                .object("workloadIdentity", token);
    }
}
