package io.chirograph.gateway.sandbox;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.upstream.Upstream;
import io.chirograph.gateway.upstream.UpstreamRequest;
import io.chirograph.gateway.upstream.UpstreamResponse;
import java.time.Duration;

/// The provider inside the process: no key, no network, deterministic responses.
public final class SandboxUpstream implements Upstream {
    /// The digest of a request without a body.
    private static final String NO_BODY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Duration pause;

    public SandboxUpstream(SandboxProperties properties) {
        this.pause = properties.pause();
    }

    @Override
    public UpstreamResponse send(UpstreamRequest request) {
        ReceivedBody body = request.body();
        Dialect.BodySource source = body == null ? null : body::open;
        var response = SandboxModels.response(
                request.method(),
                request.path(),
                request.headers().first("anthropic-version") != null,
                body == null ? NO_BODY : body.digest().value(),
                body == null ? 0 : body.length(),
                request.headers().list("content-encoding"),
                source);
        boolean hasBody = !request.method().equals("HEAD");
        var stream = new SandboxStream(response, hasBody, pause, request.idleTimeout());
        request.cancel().accept(stream::cancel);
        return stream;
    }
}
