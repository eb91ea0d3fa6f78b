package io.chirograph.gateway.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How the gateway gets a token for a provider in exchange for one of its own platform's, so that no secret of the
/// provider is at rest.
/// @param tokenUrl where tokens are exchanged; the one that the provider documents where it is not given
/// @param impersonationUrl Google: `generateAccessToken` of a service account; null for the federated token itself
/// @param subjectTokenFile the platform's token, read anew for each exchange
/// @param parameters what the exchange sends besides, by its names with `-` in the place of `_`
/// @param timeout bound on one exchange
public record WorkloadIdentity(
        Exchange exchange,
        @Nullable URI tokenUrl,
        @Nullable URI impersonationUrl,
        Path subjectTokenFile,
        @DefaultValue Map<String, String> parameters,
        @DefaultValue("10s") Duration timeout) {
    private static final String PREFIX = "chirograph.gateway.providers.*.workload-identity.";
    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    private static final Set<String> LOCAL = Set.of("127.0.0.1", "[::1]", "localhost");
    private static final Duration LONGEST = Duration.ofMinutes(1);

    public WorkloadIdentity {
        require(exchange != null, PREFIX + "exchange", "missing", "one of " + Exchange.words());
        require(
                subjectTokenFile != null && !subjectTokenFile.toString().isBlank(),
                PREFIX + "subject-token-file",
                "missing",
                "the file that holds the platform's token");
        require(
                tokenUrl != null || !exchange.url.isEmpty(),
                PREFIX + "token-url",
                "missing",
                "set for exchange " + exchange.word());
        tokenUrl = tokenUrl == null ? URI.create(exchange.url) : tokenUrl;
        secure("token-url", tokenUrl);
        if (impersonationUrl != null) {
            require(
                    exchange == Exchange.GOOGLE,
                    PREFIX + "impersonation-url",
                    "set",
                    "absent unless exchange is google");
            secure("impersonation-url", impersonationUrl);
        }
        require(
                timeout.isPositive() && timeout.compareTo(LONGEST) <= 0,
                PREFIX + "timeout",
                timeout,
                "positive and at most 1m");
        parameters = checked(exchange, parameters);
    }

    private static Map<String, String> checked(Exchange exchange, Map<String, String> given) {
        var all = new TreeMap<>(exchange.usual());
        List<String> required = Exchange.names(exchange.required);
        List<String> optional = Exchange.names(exchange.optional);
        given.forEach((name, value) -> {
            String property = PREFIX + "parameters." + name;
            require(
                    required.contains(name) || optional.contains(name),
                    property,
                    "not known to exchange " + exchange.word(),
                    "one of " + required + " or " + optional);
            require(
                    value.matches("[ -~]{1,512}") && !value.isBlank(),
                    property,
                    "a text of " + value.length() + " characters",
                    "1 to 512 visible ASCII characters");
            all.put(name, value);
        });
        required.forEach(name -> require(all.containsKey(name), PREFIX + "parameters." + name, "missing", "set"));
        return Collections.unmodifiableSortedMap(all);
    }

    /// The token that is exchanged is as good as the one that comes back: neither goes over a network in clear.
    private static void secure(String name, URI url) {
        boolean isPlain = url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawFragment() == null
                && ("https".equals(url.getScheme())
                        || ("http".equals(url.getScheme()) && LOCAL.contains(url.getHost())));
        require(
                isPlain,
                PREFIX + name,
                url.toString().replaceAll("[?#].*", "?…").replaceAll("//[^/]*@", "//…@"),
                "https with a host and without a user or fragment; http only on this machine");
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + rule);
        }
    }

    /// Where tokens are exchanged.
    public URI endpoint() {
        return Objects.requireNonNull(tokenUrl, "checked when made");
    }

    /// The forms of an exchange, as each provider documents its own.
    public enum Exchange {
        /// RFC 8693, as JSON, with OpenAI's own ids.
        OPENAI(
                "https://auth.openai.com/oauth/token",
                "identity-provider-id service-account-id",
                "subject-token-type",
                ""),
        /// RFC 7523 section 2.1, as JSON, with Anthropic's own ids.
        ANTHROPIC(
                "https://api.anthropic.com/v1/oauth/token",
                "federation-rule-id organization-id",
                "service-account-id workspace-id",
                ""),
        /// RFC 8693 at Google's security token service; then a service account's token where one is asked for.
        GOOGLE(
                "https://sts.googleapis.com/v1/token",
                "audience",
                "scope subject-token-type",
                "https://www.googleapis.com/auth/cloud-platform"),
        /// Client credentials with an assertion in the place of a secret (RFC 7523 section 2.2).
        AZURE("", "client-id", "scope", "https://cognitiveservices.azure.com/.default"),
        /// RFC 8693 as it stands.
        TOKEN_EXCHANGE("", "", "audience client-id requested-token-type resource scope subject-token-type", "");

        private final String url;
        private final String required;
        private final String optional;
        private final String scope;

        /// @param url empty where it differs from customer to customer
        /// @param required names, with a space between two
        /// @param scope what is asked for unless another is given; empty for none
        Exchange(String url, String required, String optional, String scope) {
            this.url = url;
            this.required = required;
            this.optional = optional;
            this.scope = scope;
        }

        private static List<String> names(String words) {
            return words.isEmpty() ? List.of() : List.of(words.split(" "));
        }

        private Map<String, String> usual() {
            var all = new TreeMap<String, String>();
            if (!scope.isEmpty()) {
                all.put("scope", scope);
            }
            if (names(optional).contains("subject-token-type")) {
                all.put("subject-token-type", JWT);
            }
            return all;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static List<String> words() {
            return Arrays.stream(values()).map(Exchange::word).toList();
        }
    }
}
