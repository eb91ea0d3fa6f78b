package io.chirograph.spring.calls;

import java.net.URI;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/// As [CallCapture], for a `WebClient`. The scope is that of the thread which subscribes: where the
/// application waits for the response (`block`), its own.
public final class WebClientCallCapture implements ExchangeFilterFunction {
    private final URI gateway;

    /// @param gateway its URL
    public WebClientCallCapture(URI gateway) {
        this.gateway = gateway;
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        return Mono.defer(() -> {
            CallScope scope = CallScope.current();
            Mono<ClientResponse> response = next.exchange(request);
            if (scope == null || !CallCapture.isSameServer(gateway, request.url())) {
                return response;
            }
            return response.doOnNext(head -> scope.add(
                    head.headers().asHttpHeaders().getFirst(CallCapture.ID),
                    head.headers().asHttpHeaders().getFirst(CallCapture.RECEIPT)));
        });
    }
}
