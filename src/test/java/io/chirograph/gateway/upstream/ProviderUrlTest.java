package io.chirograph.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.http.ExternalUrl;
import io.chirograph.gateway.http.Headers;
import io.chirograph.web.clientaddress.TrustedProxies;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://h/b, https://h/b/v1/x?q=1#f, /v1/x?q=1#f",
        "https://h/b/, HTTPS://H:443/b/v1, /v1",
        "https://h/b, https://h/b, ''",
        "https://h, https://h/a%2Fb, /a%2Fb",
        "http://h:8080/b, http://h:8080/b/x, /x",
        "https://h/b, https://h/bb/x,",
        "https://h/b, https://h/B/x,",
        "https://h/b, http://h/b/x,",
        "https://h/b, https://h:444/b/x,",
        "https://h/b, https://h.evil/b/x,",
        "https://h/b, https://h@evil/b/x,",
        "https://h/b, https://u@h/b/x,",
        "https://h/b, https://h/b/../x,",
        "https://h/b, https://h/b/%252e%252e/x,",
        "https://h/b, /b/x,",
        "https://h/b, //h/b/x,",
        "https://h/b, 'https://h/b/ x',",
        "https://h/b, mailto:x,"
    })
    void onlyWhatBeginsWithTheBaseIsBelowIt(String base, String url, @Nullable String below) {
        assertThat(ProviderUrl.of(URI.create(base)).below(url)).isEqualTo(below);
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/b, /b/v1/x?q=1#f, https://h/b/v1/x?q=1#f",
        "http://h:8080/b, /other, http://h:8080/other",
        "https://h/b, //h/b/x, https://h/b/x",
        "https://h/b, //elsewhere/b/x, https://elsewhere/b/x",
        "https://h/b, ../y, https://h/b/y",
        "https://h/b, z/../../y, https://h/b/y",
        "https://h/b, y, y",
        "https://h/b, ?page=2, ?page=2",
        "https://h/b, http://elsewhere/../x, http://elsewhere/../x",
        "https://h/b, '/b/ x', '/b/ x'"
    })
    void aReferenceMeansWhatTheProviderMeans(String base, String reference, String absolute) {
        assertThat(ProviderUrl.of(URI.create(base)).absolute(reference, "/v1/x"))
                .isEqualTo(absolute);
    }

    @ParameterizedTest
    @CsvSource({
        // configured, peer, host, forwarded host, forwarded scheme, external
        "https://ai.example/llm/, 10.0.0.1, h, x, http, https://ai.example/llm",
        ", 192.0.2.1, h:8080, x, https, http://h:8080",
        ", 10.0.0.1, h:8080, x, https, https://x",
        ", 10.0.0.1, h:8080, 'forged, x:444', 'http, https', https://x:444",
        ", 10.0.0.1, h:8080, , https, https://h:8080",
        ", 10.0.0.1, h:8080, 'x/y', https,",
        ", 10.0.0.1, h:8080, x, javascript,",
        ", 192.0.2.1, '[::1]:8080', , , http://[::1]:8080",
        ", 192.0.2.1, 'h\"', , ,",
        ", 192.0.2.1, , , ,"
    })
    void theGatewayIsCalledAsConfiguredOrAsTheCallerSees(
            @Nullable URI configured,
            String peer,
            @Nullable String host,
            @Nullable String forwardedHost,
            @Nullable String forwardedScheme,
            @Nullable String external) {
        var headers = new Headers();
        add(headers, "Host", host);
        add(headers, "X-Forwarded-Host", forwardedHost);
        add(headers, "X-Forwarded-Proto", forwardedScheme);
        var url = new ExternalUrl(configured, new TrustedProxies(List.of("10.0.0.0/8")));
        assertThat(url.of(headers, peer, "http")).isEqualTo(external);
    }

    private static void add(Headers headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name, value);
        }
    }
}
