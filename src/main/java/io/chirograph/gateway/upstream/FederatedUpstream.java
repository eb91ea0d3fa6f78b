package io.chirograph.gateway.upstream;

import io.chirograph.gateway.federation.FederatedCredential;

/// A provider that is called by the gateway's workload identity: where it does not take a token, another one is got
/// for the calls that follow. Thread-safe.
record FederatedUpstream(Upstream upstream, FederatedCredential identity) implements ForwardingUpstream {
    private static final int UNAUTHORIZED = 401;
    private static final String SCHEME = "Bearer ";

    @Override
    public UpstreamResponse send(UpstreamRequest request) throws UpstreamException {
        UpstreamResponse response = upstream.send(request);
        String sent = request.headers().first("authorization");
        if (response.status() == UNAUTHORIZED && sent != null && sent.startsWith(SCHEME)) {
            identity.rejected(sent.substring(SCHEME.length()));
        }
        return response;
    }

    @Override
    public void close() {
        identity.close();
        upstream.close();
    }
}
