package io.chirograph.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresentedKeyTest {
    @ParameterizedTest
    @CsvSource({
        "authorization, Bearer k, false",
        "authorization, bearer  k, false",
        "x-api-key, k, false",
        "api-key, k, false",
        "x-goog-api-key, k, false",
        "chirograph-key, k, true",
        "cf-aig-authorization, Bearer k, true"
    })
    void theKeyIsFoundWhereSdksPutIt(String header, String value, boolean own) {
        assertThat(PresentedKey.in(MapHeaders.of(header, value))).isEqualTo(new PresentedKey.Found("k", header, own));
    }

    @Test
    void ourOwnHeaderGoesBeforeTheUsualPlaces() {
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Bearer sk-provider", "chirograph-key", "k")))
                .isEqualTo(new PresentedKey.Found("k", "chirograph-key", true));
    }

    @Test
    void theSameKeyTwiceIsOneKey() {
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Bearer k", "x-api-key", "k")))
                .isEqualTo(new PresentedKey.Found("k", "authorization", false));
    }

    @Test
    void differentKeysAreAConflict() {
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Bearer k", "x-api-key", "other")))
                .isEqualTo(new PresentedKey.Conflicting(java.util.List.of("authorization", "x-api-key")));
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Bearer k", "authorization", "Bearer l")))
                .isEqualTo(new PresentedKey.Conflicting(java.util.List.of("authorization")));
        assertThat(PresentedKey.in(MapHeaders.of("chirograph-key", "k", "cf-aig-authorization", "Bearer l")))
                .isInstanceOf(PresentedKey.Conflicting.class);
    }

    @Test
    void nothingThatCouldBeAKeyIsMissing() {
        assertThat(PresentedKey.in(MapHeaders.of())).isEqualTo(new PresentedKey.Missing());
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Basic abc", "x-api-key", " ")))
                .isEqualTo(new PresentedKey.Missing());
    }

    @Test
    void thePrintOfAFoundKeyDoesNotHoldIt() {
        assertThat(PresentedKey.in(MapHeaders.of("x-api-key", "secret")).toString())
                .doesNotContain("secret");
    }
}
