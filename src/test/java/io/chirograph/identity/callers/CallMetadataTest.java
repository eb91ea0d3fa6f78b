package io.chirograph.identity.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.value.Actor;
import io.chirograph.identity.MapHeaders;
import io.chirograph.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallMetadataTest {
    private static CallMetadata read(String... headers) {
        return CallMetadata.of(MapHeaders.of(headers));
    }

    private static String entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k%02d\":%d".formatted(i, i))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static void assertRefused(ThrowableAssert.ThrowingCallable call, String field, String value) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ApiException.class, refused -> {
            assertThat(refused.field()).isEqualTo(field);
            assertThat(refused.value()).isEqualTo(value);
        });
    }

    @Test
    void stringsNumbersAndBooleansAreTaken() {
        assertThat(read("chirograph-metadata", "{\"a\":\"x\",\"b\":true,\"c\":12,\"d\":1.5}")
                        .entries())
                .containsExactlyEntriesOf(new TreeMap<>(Map.of("a", "x", "b", true, "c", 12L, "d", 1.5)));
    }

    @Test
    void theHeadersOfOtherGatewaysMeanTheSame() {
        CallMetadata metadata = read(
                "cf-aig-metadata", "{\"cost\":1}",
                "x-portkey-metadata", "{\"_user\":\"ann\",\"env\":\"test\"}",
                "helicone-property-session", "s1");
        assertThat(metadata.entries())
                .containsExactlyEntriesOf(
                        new TreeMap<>(Map.of("cost", 1L, "_user", "ann", "env", "test", "session", "s1")));
        assertThat(metadata.asserted()).containsExactly(Map.entry("user", "ann"));
    }

    @Test
    void aUserIsAssertedAndLeavesWhatIsVerifiedAlone() {
        Actor verified = new Actor(new TreeMap<>(Map.of("application", "shop")), new TreeMap<>());
        Actor actor = read("helicone-user-id", "bob").with(verified);
        assertThat(actor.verified()).isEqualTo(verified.verified());
        assertThat(actor.asserted()).containsExactly(Map.entry("user", "bob"));
        assertThat(read().with(verified)).isSameAs(verified);
    }

    @Test
    void utf8InHeadersIsRead() {
        String wire = new String("{\"name\":\"Zoë\"}".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(read("chirograph-metadata", wire).entries()).containsEntry("name", "Zoë");
        assertRefused(() -> read("helicone-property-x", "Zo\u00eb"), "helicone-property-x", "Zo\u00eb");
    }

    @Test
    void theBoundsAreExact() {
        assertThat(read("chirograph-metadata", entries(16)).entries()).hasSize(16);
        assertRefused(() -> read("chirograph-metadata", entries(17)), "chirograph-metadata.k16", "16");
        assertRefused(
                () -> read("chirograph-metadata", entries(16), "helicone-property-x", "1"),
                "helicone-property-x.x",
                "1");
        String full = "{\"k\":\"" + "v".repeat(4096 - 8) + "\"}";
        assertThat(read("chirograph-metadata", full).entries()).hasSize(1);
        assertThatThrownBy(() -> read("chirograph-metadata", full + " ".repeat(1)))
                .isInstanceOf(ApiException.class)
                .hasMessage("chirograph-metadata: 4097 bytes; at most 4096 are taken");
    }

    @Test
    void oneEntryWithTwoValuesIsRefusedAndTheSameTwiceIsNot() {
        assertThat(read("chirograph-metadata", "{\"a\":1}", "cf-aig-metadata", "{\"a\":1}")
                        .entries())
                .hasSize(1);
        assertRefused(
                () -> read("chirograph-metadata", "{\"a\":1}", "cf-aig-metadata", "{\"a\":2}"),
                "cf-aig-metadata.a",
                "2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "null",
                "{",
                "{}{}",
                "{} x",
                "{\"a\":1,\"a\":1}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":1e999}",
                "{\"a\":123456789012345678901234567890}",
                "{\"a\":null}",
                "{\"a\":{}}",
                "{\"a\":[1]}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":1,}",
                "{\"\":1}",
                "{\"a\\u0000\":1}",
                "{/**/\"a\":1}"
            })
    void nothingMoreLenientThanAFlatJsonObjectIsTaken(String text) {
        assertThatThrownBy(() -> read("chirograph-metadata", text)).isInstanceOf(ApiException.class);
    }

    @Test
    void aRefusalNamesTheEntry() {
        assertRefused(
                () -> read("chirograph-metadata", "{\"a\":1,\"nested\":{\"b\":1}}"), "chirograph-metadata.nested", "{");
    }
}
