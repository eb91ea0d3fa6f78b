package io.chirograph.identity.callers;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.identity.MapHeaders;
import java.util.List;
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
        assertThat(PresentedKey.in(MapHeaders.of(header, value)))
                .isEqualTo(new PresentedKey.Found("k", header, own, List.of()));
    }

    @Test
    void ourOwnHeaderGoesBeforeTheUsualPlaces() {
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Bearer sk-provider", "chirograph-key", "k")))
                .isEqualTo(new PresentedKey.Found("k", "chirograph-key", true, List.of("authorization")));
    }

    @Test
    void theSameKeyTwiceIsOneKey() {
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Bearer k", "x-api-key", "k")))
                .isEqualTo(new PresentedKey.Found("k", "authorization", false, List.of()));
    }

    @Test
    void differentKeysAreAConflict() {
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Bearer k", "x-api-key", "other")))
                .isEqualTo(new PresentedKey.Conflicting(List.of("authorization", "x-api-key")));
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Bearer k", "authorization", "Bearer l")))
                .isEqualTo(new PresentedKey.Conflicting(List.of("authorization")));
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

    private static final String KEY = "cg_a_" + "A".repeat(43);
    private static final String OTHER = "cg_b_" + "B".repeat(43);
    private static final String TOKEN = "eyA.eyB.C";

    @Test
    void aGatewayKeyIsKnownByItsFormBesideWhatIsForeign() {
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Bearer sk-placeholder", "x-api-key", KEY)))
                .isEqualTo(new PresentedKey.Found(KEY, "x-api-key", false, List.of("authorization")));
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Bearer " + KEY, "x-api-key", "dummy")))
                .isEqualTo(new PresentedKey.Found(KEY, "authorization", false, List.of("x-api-key")));
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Basic eDp5", "api-key", KEY)))
                .isEqualTo(new PresentedKey.Found(KEY, "api-key", false, List.of("authorization")));
    }

    @Test
    void aSignedTokenIsKnownByItsFormWhereNoGatewayKeyIs() {
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Bearer " + TOKEN, "x-api-key", "dummy")))
                .isEqualTo(new PresentedKey.Found(TOKEN, "authorization", false, List.of("x-api-key")));
        assertThat(PresentedKey.in(MapHeaders.of("authorization", "Bearer " + TOKEN, "x-api-key", KEY)))
                .isEqualTo(new PresentedKey.Found(KEY, "x-api-key", false, List.of("authorization")));
    }

    @Test
    void theSameKeyInAUsualPlaceToBelongsToNoProvider() {
        assertThat(PresentedKey.in(MapHeaders.of("chirograph-key", KEY, "authorization", "Bearer " + KEY)))
                .isEqualTo(new PresentedKey.Found(KEY, "chirograph-key", true, List.of()));
        assertThat(PresentedKey.in(MapHeaders.of("chirograph-key", TOKEN, "authorization", "Bearer " + TOKEN)))
                .isEqualTo(new PresentedKey.Found(TOKEN, "chirograph-key", true, List.of()));
    }

    @Test
    void twoGatewayKeysAreAConflictWhereverTheyStand() {
        assertThat(PresentedKey.in(MapHeaders.of("chirograph-key", KEY, "x-api-key", OTHER)))
                .isEqualTo(new PresentedKey.Conflicting(List.of("chirograph-key", "x-api-key")));
        assertThat(PresentedKey.in(MapHeaders.of("chirograph-key", TOKEN, "x-api-key", OTHER)))
                .isInstanceOf(PresentedKey.Conflicting.class);
        assertThat(PresentedKey.in(MapHeaders.of("chirograph-key", KEY, "authorization", "Bearer sk, " + KEY)))
                .isInstanceOf(PresentedKey.Conflicting.class);
        assertThat(PresentedKey.in(MapHeaders.of("api-key", KEY, "x-api-key", OTHER)))
                .isInstanceOf(PresentedKey.Conflicting.class);
    }
}
