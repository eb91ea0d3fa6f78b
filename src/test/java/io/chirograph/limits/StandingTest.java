package io.chirograph.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7",
        "7.000000, 7",
        "0.0005, 0",
        "0.0015, 0.001",
        "0.005, 0.005",
        "0.05, 0.05",
        "0.5, 0.5",
        "12.3450, 12.345",
        "999999.999999, 999999.999",
        "999999.990000, 999999.99",
        "1E+9, 1000000000",
        "999999999999999999, 999999999999999999",
        "1234567890123456789, 1234567890123456789",
        "1234567890123456789.98765, 1234567890123456789.987",
        "1234567890123456.7899, 1234567890123456.789",
        "1E+30, 1000000000000000000000000000000"
    })
    void moneyHasThreeDigitsBehindThePointAtMostAndNoneThatSaysNothing(BigDecimal remaining, String words) {
        var headers = new LinkedHashMap<String, String>();
        Standing.headers(
                List.of(new Standing(Standing.Terms.of("budget", LimitKind.COST, BigDecimal.TEN, 60), remaining, 5)),
                headers::put);
        assertThat(headers)
                .containsExactly(
                        Map.entry("Chirograph-Limit-Cost", "\"budget\";limit=10;remaining=" + words + ";reset=5"));
    }

    @Test
    void eachKindHasItsHeaderInWhichRulesAreAList() {
        var headers = new LinkedHashMap<String, String>();
        Standing.headers(
                List.of(
                        new Standing(
                                Standing.Terms.of("b", LimitKind.TOKENS, new BigDecimal(100), 60), BigDecimal.ONE, 5),
                        new Standing(
                                Standing.Terms.of("a", LimitKind.REQUESTS, BigDecimal.TEN, 3600), BigDecimal.ZERO, 7),
                        new Standing(Standing.Terms.of("a", LimitKind.TOKENS, BigDecimal.TEN, 3600), BigDecimal.TWO, 7),
                        new Standing(
                                Standing.Terms.of("a", LimitKind.CONCURRENCY, BigDecimal.TWO, 0), BigDecimal.ONE, 0)),
                headers::put);
        assertThat(headers)
                .containsExactly(
                        Map.entry("Chirograph-Limit-Requests", "\"a\";limit=10;remaining=0;reset=7"),
                        Map.entry(
                                "Chirograph-Limit-Tokens",
                                "\"b\";limit=100;remaining=1;reset=5, \"a\";limit=10;remaining=2;reset=7"),
                        Map.entry("Chirograph-Limit-Concurrency", "\"a\";limit=2;remaining=1"),
                        Map.entry(
                                "RateLimit-Policy",
                                "\"b.tokens\";q=100;w=60;qu=\"tokens\", \"a.requests\";q=10;w=3600,"
                                        + " \"a.tokens\";q=10;w=3600;qu=\"tokens\""),
                        Map.entry("RateLimit", "\"b.tokens\";r=1;t=5, \"a.requests\";r=0;t=7, \"a.tokens\";r=2;t=7"));
    }
}
