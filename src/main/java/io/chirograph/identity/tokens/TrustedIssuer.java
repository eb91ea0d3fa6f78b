package io.chirograph.identity.tokens;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/// Whose tokens are believed, and which of them mean us.
public interface TrustedIssuer {
    /// What its tokens are for: `callers` or `end-users`, as the configuration calls it.
    String who();

    /// The `iss` of its tokens; its keys are found from there where neither of the next two is given.
    String issuerUri();

    /// Where it publishes its keys.
    @Nullable
    String jwkSetUri();

    /// A file with its keys, in the place of that.
    @Nullable
    Path jwkSetFile();

    /// One of them is in every token that means us.
    List<String> audiences();

    /// Checks the settings of an issuer.
    /// @param uri null where the setting is missing
    /// @throws IllegalArgumentException naming the setting
    static void check(
            String who,
            @Nullable String uri,
            @Nullable String jwkSetUri,
            @Nullable Path jwkSetFile,
            List<String> audiences) {
        String prefix = "chirograph.identity." + who + ".issuers[].";
        if (uri == null || uri.isBlank()) {
            throw new IllegalArgumentException(prefix + "issuer-uri is missing");
        }
        Assert.isTrue(
                !audiences.isEmpty() && audiences.stream().noneMatch(String::isBlank),
                prefix + "audiences (of " + uri + ") is " + audiences + "; there must be one");
        Assert.isTrue(
                jwkSetUri == null || jwkSetFile == null,
                prefix + "jwk-set-uri and jwk-set-file (of " + uri + ") are both set; one is enough");
        if (jwkSetFile == null) {
            address(prefix, jwkSetUri == null ? uri : jwkSetUri);
        }
    }

    private static void address(String prefix, String text) {
        String is = prefix + "jwk-set-uri or issuer-uri is '" + text + "', ";
        URI address;
        try {
            address = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(is + "no URL", e);
        }
        Assert.isTrue(
                address.getHost() != null && List.of("https", "http").contains(String.valueOf(address.getScheme())),
                is + "and no keys can be had there: it must be http or https with a host");
    }
}
