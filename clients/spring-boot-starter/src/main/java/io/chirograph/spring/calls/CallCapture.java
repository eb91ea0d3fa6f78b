package io.chirograph.spring.calls;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/// Adds the calls that a `RestClient` or `RestTemplate` makes through the gateway to the open [CallScope].
/// Responses of other servers are not looked at: what they say would be recorded as a call.
public final class CallCapture implements ClientHttpRequestInterceptor {
    static final String ID = "Chirograph-Call-Id";
    static final String RECEIPT = "Chirograph-Receipt";

    private final URI gateway;

    /// @param gateway its URL
    public CallCapture(URI gateway) {
        this.gateway = gateway;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        ClientHttpResponse response = execution.execute(request, body);
        CallScope scope = CallScope.current();
        if (scope != null && isSameServer(gateway, request.getURI())) {
            scope.add(response.getHeaders().getFirst(ID), response.getHeaders().getFirst(RECEIPT));
        }
        return response;
    }

    static boolean isSameServer(URI one, URI other) {
        return server(one).equals(server(other));
    }

    private static String server(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }
}
