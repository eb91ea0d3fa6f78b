package io.chirograph.event.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CanonicalJsonTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @ParameterizedTest
    @ValueSource(strings = {"arrays", "french", "structures", "unicode", "values", "weird"})
    void publishedTextsComeOutByteForByte(String name) throws IOException {
        Object value = MAPPER.readValue(vector("input/" + name), Object.class);

        assertThat(CanonicalJson.encode(value)).isEqualTo(vector("output/" + name));
    }

    @Property(tries = 500)
    void agreesWithTheReferenceImplementation(@ForAll("values") Object value) throws IOException {
        List<Object> text = List.of(value);

        byte[] canonical = CanonicalJson.encode(text);

        byte[] reference = new JsonCanonicalizer(MAPPER.writeValueAsString(text)).getEncodedUTF8();
        assertThat(new String(canonical, StandardCharsets.UTF_8))
                .isEqualTo(new String(reference, StandardCharsets.UTF_8));
    }

    @Property(tries = 500)
    void readingBackAndEncodingAgainGivesTheSameBytes(@ForAll("values") Object value) {
        byte[] canonical = CanonicalJson.encode(value);

        assertThat(CanonicalJson.encode(asWritten(MAPPER.readValue(canonical, Object.class))))
                .isEqualTo(canonical);
    }

    /// A double below 1e21 is written with all its digits, and a reader takes it for an integer that is too large.
    private static Object asWritten(Object read) {
        return switch (read) {
            case BigInteger large -> large.doubleValue();
            case Long large when Math.abs(large) > CanonicalJson.MAX_INTEGER -> large.doubleValue();
            case List<?> list -> list.stream().map(CanonicalJsonTest::asWritten).toList();
            case Map<?, ?> map -> {
                var all = new TreeMap<String, Object>();
                map.forEach((name, value) -> all.put((String) name, asWritten(value)));
                yield all;
            }
            default -> read;
        };
    }

    @Test
    void aLargeDoubleIsReadBackAsItWasWritten() {
        byte[] canonical = CanonicalJson.encode(List.of(-9.999999999999999E20, 1e20));

        assertThat(new String(canonical, StandardCharsets.UTF_8))
                .isEqualTo("[-999999999999999900000,100000000000000000000]");
        assertThat(CanonicalJson.encode(asWritten(MAPPER.readValue(canonical, Object.class))))
                .isEqualTo(canonical);
    }

    @Test
    void whatJsonCannotCarryExactlyIsRefused() {
        for (Object value : List.of(
                1L << 53,
                -(1L << 53),
                Long.MIN_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                "a\ud800b",
                "\udc00",
                "x\ud83d",
                Map.of("\udfff", 1),
                Map.of(1, 1),
                'c')) {
            assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.encode(List.of(value)));
        }
    }

    @Test
    void whatIsEncodedAlreadyStandsInItsPlaceAsItWouldOtherwise() {
        Map<String, Object> part = Map.of("b", List.of("ü", 1L), "a", true);
        assertThat(text(List.of("x", EncodedJson.of(part), Map.of("y", EncodedJson.of(part)))))
                .isEqualTo(text(List.of("x", part, Map.of("y", part))));
        assertThat(EncodedJson.of(part)).isEqualTo(EncodedJson.of(new TreeMap<>(part)));
    }

    @Test
    void theLargestIntegersStay() {
        assertThat(text(List.of(9007199254740991L, -9007199254740991L)))
                .isEqualTo("[9007199254740991,-9007199254740991]");
    }

    @Test
    void namesAreSortedByUtf16CodeUnits() {
        assertThat(text(Map.of("\ufb33", 1, "\ud83d\ude00", 2, "1", 3, "\r", 4)))
                .isEqualTo("{\"\\r\":4,\"1\":3,\"\ud83d\ude00\":2,\"\ufb33\":1}");
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                Arbitraries.strings()
                        .ofMaxLength(12)
                        .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text))
                        .asGeneric(),
                Arbitraries.longs()
                        .between(-CanonicalJson.MAX_INTEGER, CanonicalJson.MAX_INTEGER)
                        .asGeneric(),
                Arbitraries.longs()
                        .map(Double::longBitsToDouble)
                        .filter(CanonicalJsonTest::isNormal)
                        .asGeneric(),
                Arbitraries.of(true, false).asGeneric());
        Arbitrary<String> names = Arbitraries.strings()
                .ofMaxLength(6)
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
        return Arbitraries.recursive(
                () -> scalars,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(4).asGeneric(),
                        Arbitraries.maps(names, inner).ofMaxSize(5).asGeneric()),
                0,
                3);
    }

    /// The reference implementation writes some subnormal numbers wrongly: 1e-320 with more than a hundred zeros and
    /// `e-178` behind them.
    private static boolean isNormal(double number) {
        return Double.isFinite(number) && (number == 0 || Math.abs(number) >= Double.MIN_NORMAL);
    }

    @Test
    void subnormalNumbersAreWrittenAsEcmaScriptWritesThem() {
        assertThat(text(List.of(1e-320, 2.51425e-319, -Double.MIN_VALUE, Double.MIN_NORMAL)))
                .isEqualTo("[1e-320,2.51425e-319,-5e-324,2.2250738585072014e-308]");
    }

    private static String text(Object value) {
        return new String(CanonicalJson.encode(value), StandardCharsets.UTF_8);
    }

    private static byte[] vector(String name) throws IOException {
        try (InputStream in = CanonicalJsonTest.class.getResourceAsStream("/vectors/jcs/" + name + ".json")) {
            return in.readAllBytes();
        }
    }
}
