package io.chirograph.identity.tokens;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an issuer publishes of itself, as OpenID Connect Discovery has it. Waits for it no longer than
/// [#PATIENCE], and reads no more than a megabyte.
public final class Discovery {
    public static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1 << 20;
    private static final DefaultResourceRetriever WEB =
            new DefaultResourceRetriever((int) PATIENCE.toMillis(), (int) PATIENCE.toMillis(), MOST_BYTES);

    private Discovery() {}

    /// @throws IOException it cannot be read, or names another issuer
    public static JsonNode of(String issuer) throws IOException {
        JsonNode metadata =
                JsonMapper.shared().readTree(fetch(issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration"));
        if (!metadata.path("issuer").asString("").equals(issuer)) {
            throw new IOException("what it publishes names another issuer");
        }
        return metadata;
    }

    /// @throws IOException it cannot be read; the message names the address
    static String fetch(String address) throws IOException {
        try {
            return WEB.retrieveResource(URI.create(address).toURL()).getContent();
        } catch (IOException e) {
            throw new IOException(address + ": " + e.getMessage(), e);
        }
    }
}
