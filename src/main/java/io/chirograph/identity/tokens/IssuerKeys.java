package io.chirograph.identity.tokens;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import io.chirograph.support.disk.SmallFile;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// The keys of an issuer, kept for five minutes. A token that names another key has them read again at once, though
/// no more than twice in half a minute; when they cannot be read, those that are known go on for an hour.
record IssuerKeys(TrustedIssuer issuer) implements JWKSetSource<SecurityContext> {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration OUTAGE = Duration.ofHours(1);
    private static final Duration BETWEEN = Duration.ofSeconds(30);
    private static final int MOST = 1 << 20;

    static JWKSource<SecurityContext> of(TrustedIssuer issuer) {
        return JWKSourceBuilder.create(new IssuerKeys(issuer))
                .cache(KEPT.toMillis(), 2 * Discovery.PATIENCE.toMillis())
                .refreshAheadCache(false)
                .rateLimited(BETWEEN.toMillis())
                .outageTolerant(OUTAGE.toMillis())
                .build();
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long currentTime, @Nullable SecurityContext context)
            throws KeySourceException {
        try {
            return JWKSet.parse(text());
        } catch (IOException | ParseException | JacksonException | IllegalArgumentException e) {
            // What a parser says of them may quote them.
            String why = e.getClass().getSimpleName();
            throw new JWKSetRetrievalException(
                    "the keys of " + issuer.issuerUri() + " cannot be read (" + why + ")", e);
        }
    }

    private String text() throws IOException {
        Path file = issuer.jwkSetFile();
        if (file != null) {
            return SmallFile.text(file, MOST);
        }
        return Discovery.fetch(
                issuer.jwkSetUri() == null
                        ? Discovery.of(issuer.issuerUri()).path("jwks_uri").asString("")
                        : issuer.jwkSetUri());
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
