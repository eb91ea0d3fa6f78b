package io.chirograph.gateway.dialect.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonScannerTest {
    private static final FieldSelector SHAPE = new FieldSelector()
            .scalar("a", 0)
            .scalar("b.a", 1)
            .scalar("b.b.c", 2)
            .scalar("c[].a", 3)
            .array("c", 4)
            .text("c[].b", 5);

    private static final class Heard implements JsonHandler {
        final List<String> values = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        long elements = -1;

        @Override
        public void string(int leaf, String value) {
            values.add(leaf + "=" + value);
        }

        @Override
        public void number(int leaf, String value) {
            values.add(leaf + "=" + value);
        }

        @Override
        public void bool(int leaf, boolean value) {
            values.add(leaf + "=" + value);
        }

        @Override
        public void text(int leaf, byte[] bytes, int offset, int length) {
            text.append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void array(int leaf, long count) {
            elements = count;
        }
    }

    private static Heard scan(byte[] json, @Nullable Random random) {
        var heard = new Heard();
        var scanner = new JsonScanner(SHAPE, heard);
        int at = 0;
        while (at < json.length) {
            int count = random == null ? json.length : Math.min(json.length - at, 1 + random.nextInt(5));
            scanner.feed(json, at, count);
            at += count;
        }
        return heard;
    }

    @Property(tries = 400)
    void reportsWhatAParserSees(@ForAll("trees") String json, @ForAll long seed) {
        JsonNode tree = JsonMapper.shared().readTree(json);
        List<String> expected = new ArrayList<>();
        add(expected, 0, tree.path("a"));
        add(expected, 1, tree.path("b").path("a"));
        add(expected, 2, tree.path("b").path("b").path("c"));
        var text = new StringBuilder();
        if (tree.path("c").isArray()) {
            for (JsonNode element : tree.path("c")) {
                add(expected, 3, element.path("a"));
                if (element.path("b").isString()) {
                    text.append(element.path("b").stringValue());
                }
            }
        }
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (var heard : List.of(scan(bytes, null), scan(bytes, new Random(seed)))) {
            assertThat(heard.values).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(heard.text.toString().getBytes(StandardCharsets.ISO_8859_1))
                    .isEqualTo(text.toString().getBytes(StandardCharsets.UTF_8));
            assertThat(heard.elements)
                    .isEqualTo(tree.path("c").isArray() ? tree.path("c").size() : -1);
        }
    }

    private static void add(List<String> values, int leaf, JsonNode node) {
        if (node.isString()) {
            values.add(leaf + "=" + node.stringValue());
        } else if (node.isNumber() || node.isBoolean()) {
            values.add(leaf + "=" + node);
        }
    }

    @Provide
    Arbitrary<String> trees() {
        return object(3);
    }

    private Arbitrary<String> value(int depth) {
        Arbitrary<String> scalar = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars('a', '"', '\\', '\n', 'é', '\u2028', '{', '}', '[', ']', ',', ':')
                        .ofMaxLength(8)
                        .map(text -> JsonMapper.shared().writeValueAsString(text)),
                Arbitraries.of(
                        "1", "-20", "true", "false", "null", "\"\\ud83d\\ude00\"", "\"\\u0061\\/\"", "[]", "{}"));
        return depth == 0
                ? scalar
                : Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(2, scalar),
                        net.jqwik.api.Tuple.of(2, object(depth - 1)),
                        net.jqwik.api.Tuple.of(
                                1,
                                Arbitraries.lazy(() -> value(depth - 1))
                                        .list()
                                        .ofMaxSize(3)
                                        .map(list -> "[ " + String.join(" ,\n", list) + "]")));
    }

    private Arbitrary<String> object(int depth) {
        var names = Arbitraries.of("a", "b", "c", "\\u0063", "aa", "").set().ofMaxSize(5);
        return names.flatMap(set -> {
            List<String> distinct = new ArrayList<>(set);
            if (distinct.contains("c")) {
                distinct.remove("\\u0063");
            }
            return Arbitraries.lazy(() -> value(depth))
                    .list()
                    .ofSize(distinct.size())
                    .map(values -> {
                        var members = new ArrayList<String>();
                        for (int i = 0; i < values.size(); i++) {
                            members.add("\"" + distinct.get(i) + "\" : " + values.get(i));
                        }
                        return "{" + String.join(",", members) + "}";
                    });
        });
    }

    @Test
    void depthIsNoConcern() {
        String deep = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"a\":7}";
        assertThat(scan(deep.getBytes(StandardCharsets.UTF_8), null).values).containsExactly("0=7");
        String open = "{\"a\":1,\"c\":[" + "{\"a\":[".repeat(100_000);
        assertThat(scan(open.getBytes(StandardCharsets.UTF_8), new Random(1)).values)
                .containsExactly("0=1");
    }

    @Test
    void longStringsAreCutAtACharacter() {
        for (String letter : new String[] {"x", "é", "€", "😀"}) {
            for (String lead : new String[] {"", "a", "ab", "abc"}) {
                String json = "{\"a\":\"" + lead + letter.repeat(300) + "\"}";
                String heard =
                        scan(json.getBytes(StandardCharsets.UTF_8), null).values.getFirst();
                assertThat(heard).startsWith("0=" + lead + letter).doesNotContain("\uFFFD");
                assertThat(heard.substring(2).getBytes(StandardCharsets.UTF_8).length)
                        .isBetween(257, 260);
            }
        }
    }

    @Test
    void whatIsNoCharacterStaysRecognisable() {
        String json = "{\"a\":\"x\\ud83dy\\ude00\\ud83d\"}";
        assertThat(scan(json.getBytes(StandardCharsets.UTF_8), null).values).containsExactly("0=x\uDC00y\uDC00\uDC00");
        byte[] bad = "{\"a\":\"x\\ud83d?\\ude00y\uFFFD\"}".getBytes(StandardCharsets.UTF_8);
        bad[new String(bad, StandardCharsets.ISO_8859_1).indexOf('?')] = (byte) 0xFF;
        assertThat(scan(bad, null).values).containsExactly("0=x\uDC00\uDC00\uDC00y\uFFFD");
    }
}
