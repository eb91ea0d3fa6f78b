package io.chirograph.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventViewTest {
    private static final String GOOD = "{\"data\":{},\"id\":\"0193471e-9c00-7abc-8def-0123456789ab\","
            + "\"source\":\"//example.com/x/y\",\"specversion\":\"1.0\",\"time\":\"2026-11-21T09:30:00.000Z\","
            + "\"type\":\"some.later.type\"}";

    @Test
    void aTypeOfALaterVersionIsReadAllTheSame() throws MalformedEventException {
        EventView view = EventView.read(bytes(GOOD));

        assertThat(view.type()).isEqualTo("some.later.type");
        assertThat(view.subject()).isNull();
        assertThat(view.dataSchema()).isNull();
        assertThat(view.data().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                    | []                         | data: missing",
                "\"id\":\"0193471e     | \"id\":\"X193471e          | id: 'X193471e",
                "0123456789ab          | 123456789ab                | no UUID in its usual form",
                "\"id\":               | \"ID\":                    | id: missing",
                "1.0                   | 0.3                        | specversion: '0.3'",
                "2026-11-21            | 2026-13-21                 | time: '2026-13-21",
                "\"some.later.type\"   | 7                          | type: missing or not a string",
                "\"data\"              | \"id\":\"x\",\"data\"      | not JSON: Duplicate",
            })
    void whatIsNoEventIsNamed(String part, String replacement, String message) {
        assertThatExceptionOfType(MalformedEventException.class)
                .isThrownBy(() -> EventView.read(bytes(GOOD.replace(part, replacement))))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "7", "{", "nonsense", "{} {}"})
    void whatIsNoObjectIsRefused(String text) {
        assertThatExceptionOfType(MalformedEventException.class).isThrownBy(() -> EventView.read(bytes(text)));
    }

    @Test
    void depthAndSizeAreBounded() {
        byte[] deep = bytes("[".repeat(20_000) + "]".repeat(20_000));
        byte[] large = bytes("{\"a\":\"" + "x".repeat(EventView.MAX_BYTES) + "\"}");

        assertThatExceptionOfType(MalformedEventException.class).isThrownBy(() -> EventView.read(deep));
        assertThatExceptionOfType(MalformedEventException.class)
                .isThrownBy(() -> EventView.read(large))
                .withMessageContaining("more than 65536");
        assertThat(EventView.isCanonical(deep)).isFalse();
        assertThat(EventView.isCanonical(large)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"b\":[true,null,\"\u20ac\"]}",
                "1e+30",
                "9007199254740994",
                "\"\\u001f\"",
                "[0.5,-1]",
                "{}"
            })
    void theCanonicalFormIsRecognised(String text) {
        assertThat(EventView.isCanonical(bytes(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b\":1,\"a\":2}",
                "{\"a\": 1}",
                "1.0",
                "1E30",
                "-0",
                "9007199254740993",
                "\"\\u20ac\"",
                "\"\\u001F\"",
                "\"\\/\"",
                " 1",
                "1 ",
                "{\"a\":1,\"a\":1}",
                "\"\\ud800\"",
                "1e400",
                "",
                "tru",
                "01",
                "NaN",
                "[1,]"
            })
    void anyOtherFormIsNot(String text) {
        assertThat(EventView.isCanonical(bytes(text))).isFalse();
    }

    @Test
    void badUtf8IsNotCanonical() {
        assertThat(EventView.isCanonical(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}))
                .isFalse();
        assertThat(EventView.isCanonical(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}))
                .isFalse();
        assertThat(EventView.isCanonical(new byte[] {'"', (byte) 0xff, '"'})).isFalse();
        assertThat(EventView.isCanonical(bytes("\ufeff1"))).isFalse();
        assertThat(EventView.isCanonical(GOOD.getBytes(StandardCharsets.UTF_16)))
                .isFalse();
    }

    @Property(tries = 500)
    void damageIsReportedAsDamageOnly(@ForAll int at, @ForAll byte value) {
        byte[] damaged = bytes(GOOD);
        damaged[Math.floorMod(at, damaged.length)] = value;

        assertThat(catchThrowable(() -> EventView.read(damaged)))
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(),
                        refused -> assertThat(refused).isInstanceOf(MalformedEventException.class));
        assertThatCode(() -> EventView.isCanonical(damaged)).doesNotThrowAnyException();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
