package io.chirograph.gateway.federation;

import io.chirograph.event.value.SentCredential;
import io.chirograph.gateway.settings.WorkloadIdentity;
import io.chirograph.support.digest.Sha256;
import io.chirograph.support.disk.SmallFile;
import io.chirograph.support.http.BoundedHttpPost;
import io.chirograph.support.json.StrictJson;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One exchange of the platform's token for a provider's, as that provider documents it. Thread-safe; keeps nothing.
/// Redirects are not followed. Time and size of each answer are bounded.
final class TokenExchange implements AutoCloseable {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int MOST = 64 * 1024;
    private static final int LONGEST = 16 * 1024;
    private static final int SHOWN = 16;

    /// No token is used for longer, whatever its endpoint says.
    private static final long MOST_SECONDS = Duration.ofDays(1).toSeconds();

    /// RFC 6749 section 5.2, RFC 8693 section 2.2.2.
    private static final Set<String> CODES =
            Set.of(("invalid_request invalid_client invalid_grant unauthorized_client unsupported_grant_type"
                            + " invalid_scope invalid_target server_error temporarily_unavailable access_denied")
                    .split(" "));

    private final WorkloadIdentity settings;
    private final Clock clock;
    private final BoundedHttpPost http = new BoundedHttpPost(CONNECT);

    TokenExchange(WorkloadIdentity settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// Reads the platform's token and exchanges it.
    AccessToken run() throws ExchangeFailed, InterruptedException {
        String platform;
        try {
            platform = SmallFile.line("the subject token's file", settings.subjectTokenFile(), LONGEST);
        } catch (IOException e) {
            throw new ExchangeFailed(String.valueOf(e.getMessage()), e);
        }
        SubjectToken subject = SubjectToken.of(platform);
        Granted granted = granted(post(settings.endpoint(), headers(), body(platform)), "access_token");
        URI impersonation = settings.impersonationUrl();
        if (impersonation != null) {
            granted = impersonated(impersonation, granted.text);
        }
        return new AccessToken(granted.text, facts(granted, subject), granted.seconds);
    }

    /// @param seconds how long it is good for
    private record Granted(String text, long seconds) {}

    private SentCredential.Token facts(Granted granted, SubjectToken subject) {
        Map<String, String> parameters = settings.parameters();
        String id = SubjectToken.of(granted.text).id();
        URI impersonation = settings.impersonationUrl();
        String account = switch (settings.exchange()) {
            case OPENAI, ANTHROPIC -> parameters.get("service-account-id");
            case GOOGLE -> impersonation == null ? null : account(impersonation);
            case AZURE, TOKEN_EXCHANGE -> parameters.get("client-id");
        };
        String rule = switch (settings.exchange()) {
            case OPENAI -> parameters.get("identity-provider-id");
            case ANTHROPIC -> parameters.get("federation-rule-id");
            case GOOGLE, TOKEN_EXCHANGE -> parameters.get("audience");
            case AZURE -> parameters.get("client-id");
        };
        return new SentCredential.Token(
                id == null
                        ? "sha256:"
                                + Sha256.hex(granted.text.getBytes(StandardCharsets.UTF_8))
                                        .substring(0, SHOWN)
                        : id,
                subject.subject(),
                subject.issuer(),
                subject.id(),
                rule,
                account,
                clock.instant().plusSeconds(granted.seconds));
    }

    /// `…/serviceAccounts/<email>:generateAccessToken`
    private static String account(URI impersonation) {
        String path = impersonation.getRawPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        int colon = last.lastIndexOf(':');
        return colon < 0 ? last : last.substring(0, colon);
    }

    private Map<String, String> headers() {
        var headers = new TreeMap<String, String>();
        headers.put("Accept", "application/json");
        headers.put("Content-Type", isForm() ? "application/x-www-form-urlencoded" : "application/json");
        if (settings.exchange() == WorkloadIdentity.Exchange.ANTHROPIC) {
            headers.put("anthropic-beta", "oauth-2025-04-20,oidc-federation-2026-04-01");
        }
        return headers;
    }

    private boolean isForm() {
        return switch (settings.exchange()) {
            case OPENAI, ANTHROPIC -> false;
            case GOOGLE, AZURE, TOKEN_EXCHANGE -> true;
        };
    }

    private byte[] body(String platform) {
        var fields = new TreeMap<String, String>();
        settings.parameters().forEach((name, value) -> fields.put(name.replace('-', '_'), value));
        switch (settings.exchange()) {
            case OPENAI -> {
                fields.put("grant_type", GRANT + "token-exchange");
                fields.put("subject_token", platform);
            }
            case ANTHROPIC -> {
                fields.put("grant_type", GRANT + "jwt-bearer");
                fields.put("assertion", platform);
            }
            case GOOGLE, TOKEN_EXCHANGE -> {
                fields.put("grant_type", GRANT + "token-exchange");
                fields.putIfAbsent("requested_token_type", ACCESS_TOKEN);
                fields.put("subject_token", platform);
            }
            case AZURE -> {
                fields.put("grant_type", "client_credentials");
                fields.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
                fields.put("client_assertion", platform);
            }
        }
        return isForm()
                ? fields.entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))
                        .getBytes(StandardCharsets.US_ASCII)
                : StrictJson.bytes(fields);
    }

    /// The service account's token, which the federated one lets us ask for.
    private Granted impersonated(URI url, String federated) throws ExchangeFailed, InterruptedException {
        List<String> scopes =
                List.of(String.valueOf(settings.parameters().get("scope")).split(" "));
        return granted(
                post(
                        url,
                        Map.of(
                                "Accept", "application/json",
                                "Authorization", "Bearer " + federated,
                                "Content-Type", "application/json"),
                        StrictJson.bytes(Map.of("scope", scopes))),
                "accessToken");
    }

    private JsonNode post(URI url, Map<String, String> headers, byte[] body)
            throws ExchangeFailed, InterruptedException {
        String where = url.getHost() + url.getRawPath();
        BoundedHttpPost.Reply reply;
        try {
            reply = http.post(url, headers, body, settings.timeout(), MOST);
        } catch (IOException e) {
            throw new ExchangeFailed(String.valueOf(e.getMessage()), e);
        }
        JsonNode json = json(reply.body());
        if (reply.status() != 200) {
            throw new ExchangeFailed(where + " answered " + reply.status() + code(json));
        }
        if (json == null || !json.isObject()) {
            throw new ExchangeFailed(
                    where + " answered 200 with " + reply.body().length + " bytes that are no JSON object");
        }
        if (json.has("error")) {
            throw new ExchangeFailed(where + " answered 200 with an error" + code(json));
        }
        return json;
    }

    private static @Nullable JsonNode json(byte[] body) {
        try {
            return StrictJson.MAPPER.readTree(body);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    private static String code(@Nullable JsonNode json) {
        JsonNode code = json == null ? null : json.get("error");
        return code != null && code.isString() && CODES.contains(code.stringValue())
                ? " (" + code.stringValue() + ")"
                : "";
    }

    private Granted granted(JsonNode json, String name) throws ExchangeFailed {
        JsonNode token = json.get(name);
        String text = token != null && token.isString() ? token.stringValue() : "";
        boolean isToken =
                !text.isEmpty() && text.length() <= LONGEST && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!isToken) {
            throw new ExchangeFailed(name + " of the answer must be 1 to " + LONGEST + " visible ASCII characters, was "
                    + (token == null ? "missing" : token.isString() ? text.length() + " others" : "no string"));
        }
        JsonNode type = json.get("token_type");
        if (type != null && !(type.isString() && type.stringValue().equalsIgnoreCase("bearer"))) {
            throw new ExchangeFailed("token_type of the answer must be Bearer, was another");
        }
        return new Granted(text, Math.min(seconds(json, name), MOST_SECONDS));
    }

    private long seconds(JsonNode json, String name) throws ExchangeFailed {
        JsonNode expires = json.get(name.equals("access_token") ? "expires_in" : "expireTime");
        long seconds = 0;
        if (expires != null && expires.isIntegralNumber() && name.equals("access_token")) {
            BigInteger said = expires.bigIntegerValue();
            seconds = said.min(BigInteger.valueOf(MOST_SECONDS))
                    .max(BigInteger.ZERO)
                    .longValue();
        } else if (expires != null && expires.isString() && !name.equals("access_token")) {
            try {
                seconds = Duration.between(clock.instant(), Instant.parse(expires.stringValue()))
                        .toSeconds();
            } catch (DateTimeParseException notTime) {
                seconds = 0;
            }
        }
        if (seconds <= 0) {
            throw new ExchangeFailed("the answer does not say how long its token is good for");
        }
        return seconds;
    }

    @Override
    public void close() {
        http.close();
    }
}
