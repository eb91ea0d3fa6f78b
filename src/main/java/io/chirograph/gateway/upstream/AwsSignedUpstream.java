package io.chirograph.gateway.upstream;

import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// A provider at AWS: each request is signed with Signature Version 4, by the SDK's own signer, as it is sent.
///
/// Of what the caller sent the signature covers method, path, query, host and body. Whatever signature the caller
/// brought was made for another host and is left out. Without a configured credential it takes the one that AWS's
/// default chain finds (environment, web identity token, container or instance role), so that a role needs no secret at
/// rest. Thread-safe.
final class AwsSignedUpstream implements ForwardingUpstream {
    private static final String SERVICE = "bedrock";
    private static final Set<String> OF_A_SIGNATURE =
            Set.of("authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256");

    private final Upstream upstream;
    private final URI base;
    private final String basePath;
    private final String region;
    private final Credential credential;
    private final Clock clock;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final @Nullable AwsCredentialsProvider chain;

    AwsSignedUpstream(Upstream upstream, URI base, String region, Credential credential, Clock clock) {
        this.upstream = upstream;
        this.base = base;
        this.basePath = ProviderUrl.of(base).path();
        this.region = region;
        this.credential = credential;
        this.clock = clock;
        String text = credential.text();
        if (text != null && !text.isBlank()) {
            identity(text);
        }
        this.chain = text == null || text.isBlank()
                ? DefaultCredentialsProvider.builder().build()
                : null;
    }

    /// @throws IllegalArgumentException it has another form; the message holds nothing of it
    private static AwsCredentialsIdentity identity(String text) {
        String[] parts = text.split(":", 3);
        if (parts.length < 2 || parts[0].isBlank() || parts[1].isBlank()) {
            throw new IllegalArgumentException(
                    "a credential for auth aws-sigv4 is <access key id>:<secret access key>, with :<session token> behind"
                            + " it where there is one");
        }
        return parts.length == 3
                ? AwsSessionCredentials.create(parts[0], parts[1], parts[2])
                : AwsBasicCredentials.create(parts[0], parts[1]);
    }

    private AwsCredentialsIdentity identity() throws UpstreamException {
        try {
            String text = credential.text();
            return chain == null || text != null ? identity(text == null ? "" : text) : chain.resolveCredentials();
        } catch (SdkException | IllegalArgumentException e) {
            // A library's message may quote what it read.
            throw new UpstreamException(
                    ErrorCode.CREDENTIAL_UNAVAILABLE, "there is no credential to sign with at " + base.getHost(), e);
        }
    }

    @Override
    public UpstreamResponse send(UpstreamRequest request) throws UpstreamException {
        var headers = request.headers().without(OF_A_SIGNATURE);
        try {
            signature(request, identity()).forEach(headers::add);
        } catch (UncheckedIOException | SdkException | IllegalArgumentException e) {
            throw new UpstreamException(
                    ErrorCode.CREDENTIAL_UNAVAILABLE, "the request for " + base.getHost() + " cannot be signed", e);
        }
        return upstream.send(request.with(headers));
    }

    private Map<String, String> signature(UpstreamRequest request, AwsCredentialsIdentity identity) {
        SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .protocol(base.getScheme())
                .host(base.getHost())
                .port(base.getPort() < 0 ? null : base.getPort())
                .encodedPath(basePath + request.path());
        for (String pair :
                request.query() == null ? new String[0] : request.query().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (!pair.isEmpty()) {
                unsigned.appendRawQueryParameter(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
            }
        }
        ReceivedBody body = request.body();
        var signed = signer.sign(what -> {
            what.identity(identity)
                    .request(unsigned.build())
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock);
            if (body != null) {
                what.payload(() -> {
                    try {
                        return body.bytes().getInputStream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        });
        Map<String, List<String>> all = signed.request().headers();
        var made = new TreeMap<String, String>();
        all.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (OF_A_SIGNATURE.contains(lower)) {
                made.put(lower, values.getFirst());
            }
        });
        return made;
    }

    /// A plus is a plus: Signature Version 4 knows no other form of a space than `%20`.
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public Upstream upstream() {
        return upstream;
    }
}
