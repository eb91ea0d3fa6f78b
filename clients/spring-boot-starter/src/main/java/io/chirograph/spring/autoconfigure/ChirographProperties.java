package io.chirograph.spring.autoconfigure;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The gateway.
///
/// @param url of the gateway, such as http://localhost:8080
/// @param key the gateway key, or a token of a configured issuer
/// @param connectTimeout how long connecting takes at most
/// @param timeout how long a request takes at most
/// @param attempts of one send() of the template
/// @param sslBundle name of the SSL bundle with the certificates to trust; the JVM's own when not given
/// @param captureCalls whether RestClient, RestTemplate and WebClient note the calls that they make through
///     the gateway
@ConfigurationProperties("chirograph")
public record ChirographProperties(
        @Nullable URI url,
        @Nullable String key,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("3") int attempts,
        @Nullable String sslBundle,
        @DefaultValue("true") boolean captureCalls) {

    public ChirographProperties {
        boolean isUrl = url != null
                && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getUserInfo() == null
                && url.getQuery() == null
                && url.getFragment() == null;
        if (!isUrl) {
            // without its value, in which a password could stand
            throw new IllegalArgumentException("chirograph.url must be the gateway's http or https URL, without"
                    + " user, query and fragment" + (url == null ? ", and is not set" : ""));
        }
        if (key == null || key.isEmpty() || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("chirograph.key must be the gateway key or a token"
                    + (key == null || key.isEmpty() ? ", and is not set" : ", of visible ASCII characters"));
        }
        require(connectTimeout.toMillis() > 0, "connect-timeout", "longer than 0", connectTimeout);
        require(timeout.toMillis() > 0, "timeout", "longer than 0", timeout);
        require(attempts >= 1 && attempts <= 10, "attempts", "1 to 10", attempts);
    }

    /// The key stays where it is.
    @Override
    public String toString() {
        return "ChirographProperties[url=" + url + "]";
    }

    private static void require(boolean holds, String name, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("chirograph." + name + " must be " + rule + ", was " + value);
        }
    }
}
