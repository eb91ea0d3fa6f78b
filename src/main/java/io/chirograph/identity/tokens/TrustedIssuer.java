package io.chirograph.identity.tokens;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whose tokens are believed, and which of them mean us.
/// @param who what its tokens are for: `callers` or `end-users`, as the configuration calls it
/// @param uri the `iss` of its tokens
/// @param jwkSetUri where its keys are; null when they are found from `uri` or stand in a file
/// @param jwkSetFile where they stand
/// @param audiences one of them is in every token that means us
public record TrustedIssuer(
        String who,
        String uri,
        @Nullable String jwkSetUri,
        @Nullable Path jwkSetFile,
        List<String> audiences) {
    public TrustedIssuer {
        String prefix = "chirograph.identity." + who + ".issuers[].";
        if (uri.isBlank()) {
            throw new IllegalArgumentException(prefix + "issuer-uri is missing");
        }
        if (audiences.isEmpty() || audiences.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    prefix + "audiences (of " + uri + ") is " + audiences + "; there must be one");
        }
        if (jwkSetUri != null && jwkSetFile != null) {
            throw new IllegalArgumentException(
                    prefix + "jwk-set-uri and jwk-set-file (of " + uri + ") are both set; one is enough");
        }
        if (jwkSetFile == null) {
            address(prefix, jwkSetUri == null ? uri : jwkSetUri);
        }
    }

    private static void address(String prefix, String text) {
        try {
            URI address = URI.create(text);
            if (address.getHost() != null
                    && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(prefix + "jwk-set-uri or issuer-uri is '" + text + "', no URL", e);
        }
        throw new IllegalArgumentException(prefix + "jwk-set-uri or issuer-uri is '" + text
                + "', and no keys can be had there: it must be http or https with a host");
    }
}
