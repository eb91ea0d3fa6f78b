package io.chirograph.web.clientaddress;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.identity.MapHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {
    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "2001:db8::/32"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // peer | Forwarded | X-Forwarded-For | claimed
                "192.0.2.1 | for=198.51.100.7 | | ",
                "192.0.2.1 | | 198.51.100.7 | ",
                "10.0.0.1 | | | ",
                "10.0.0.1 | | 198.51.100.7 | 198.51.100.7",
                "10.0.0.1 | | 203.0.113.9, 198.51.100.7 | 198.51.100.7",
                "10.0.0.1 | | 203.0.113.9, 198.51.100.7, 10.9.9.9 | 198.51.100.7",
                "10.0.0.1 | | 10.1.1.1, 10.9.9.9 | 10.1.1.1",
                "10.0.0.1 | | 198.51.100.7:4711 | 198.51.100.7",
                "10.0.0.1 | | 203.0.113.9, [2001:db9::7]:4711 | 2001:db9:0:0:0:0:0:7",
                "10.0.0.1 | | 203.0.113.9, 2001:db8::1 | 203.0.113.9",
                "::ffff:10.0.0.1 | | ::ffff:198.51.100.7 | 198.51.100.7",
                "2001:db8::5 | for=198.51.100.7 | | 198.51.100.7",
                "10.0.0.1 | for=203.0.113.9, for=\"[2001:db9::7]:80\";proto=https | | 2001:db9:0:0:0:0:0:7",
                "10.0.0.1 | For=\"198.51.100.7:1\" ; by=\"a,b;for=203.0.113.9\" | | 198.51.100.7",
                "10.0.0.1 | proto=http;for=198.51.100.7,for=10.2.2.2 | | 198.51.100.7",
                "10.0.0.1 | for=198.51.100.7 | 198.51.100.7 | 198.51.100.7",
                "10.0.0.1 | for=203.0.113.9 | 198.51.100.7 | AMBIGUOUS",
                "10.0.0.1 | | 203.0.113.9, unknown | unknown",
                "10.0.0.1 | for=203.0.113.9, for=_hidden | | _hidden",
                "10.0.0.1 | | 203.0.113.9, 10 | 10",
                "10.0.0.1 | | 203.0.113.9,  | ''",
                "10.0.0.1 | by=10.0.0.2 | | ''",
                "10.0.0.1 | for=\"203.0.113.9, for=198.51.100.7 | | 203.0.113.9,?for=198.51.100.7",
            })
    void theNearestHopThatIsNoTrustedProxyCounts(String peer, String standard, String usual, String claimed) {
        ClientAddress source = proxies.source(
                peer,
                new MapHeaders(Map.of(
                        "forwarded", standard == null ? List.of() : List.of(standard),
                        "x-forwarded-for", usual == null ? List.of() : List.of(usual))));
        assertThat(source.peer()).isEqualTo(peer);
        if ("AMBIGUOUS".equals(claimed)) {
            assertThat(source).isEqualTo(new ClientAddress(peer, null, null, true));
            return;
        }
        assertThat(source.ambiguous()).isFalse();
        assertThat(source.claimed()).isEqualTo(claimed);
        assertThat(source.address()).isEqualTo(ClientAddress.parse(claimed == null ? peer : claimed));
    }

    @Test
    void linesOfOneHeaderFollowOneAnother() {
        assertThat(proxies.source(
                                "10.0.0.1",
                                new MapHeaders(Map.of(
                                        "x-forwarded-for",
                                        List.of("203.0.113.9", "198.51.100.7"),
                                        "forwarded",
                                        List.of())))
                        .claimed())
                .isEqualTo("198.51.100.7");
    }

    @Test
    void nothingIsReadWhereNoProxyIsTrusted() {
        assertThat(new TrustedProxies(List.of())
                        .source(
                                "10.0.0.1",
                                new MapHeaders(
                                        Map.of("x-forwarded-for", List.of("198.51.100.7"), "forwarded", List.of()))))
                .isEqualTo(ClientAddress.direct("10.0.0.1"));
    }

    @Test
    void aHeaderOfAnyLengthIsReadInOnePass() {
        String many = "for=\"\\\"" + "a;b,".repeat(16_000) + "\"," + "\"".repeat(15_001) + ",for=198.51.100.7";
        assertThat(proxies.source(
                                "10.0.0.1",
                                new MapHeaders(Map.of("forwarded", List.of(many), "x-forwarded-for", List.of())))
                        .claimed())
                .isNotNull();
    }
}
