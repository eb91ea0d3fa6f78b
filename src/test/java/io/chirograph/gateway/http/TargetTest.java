package io.chirograph.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/openai/../admin",
                "/openai/v1/..",
                "/openai/./x",
                "/openai/%2e%2e/x",
                "/openai/%2E./x",
                "/openai/.%2e",
                "/openai/..%2fadmin",
                "/openai/%2e%2e%2fadmin",
                "/openai/%252e%252e/x",
                "/openai/%25252e%25252e/x",
                "/openai/..;a=b/x",
                "/openai/x\\y",
                "/openai/%5c..",
                "/openai/%255c",
                "/openai/%00",
                "/openai/%0d%0a",
                "/openai/%250a",
                "/..",
                "/."
            })
    void aPathThatCouldLeaveTheBasePathIsRefused(String path) {
        assertThat(Target.objection(path)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/openai/v1/chat/completions",
                "/openai/v1/models/meta-llama%2FLlama-3",
                "/gemini/v1/models/x:generate",
                "/gemini/v1/models/x%3Agenerate",
                "/openai//v1//x",
                "/openai/a;b=c",
                "/openai/[x]",
                "/openai/...",
                "/openai/.hidden",
                "/openai/a..b",
                "/openai/v1/a%20b",
                "/openai/%zz",
                "/openai/%",
                "/openai/%E2%82%AC"
            })
    void anyOtherPathPasses(String path) {
        assertThat(Target.objection(path)).isNull();
    }

    @Property
    void noNumberOfEncodingsHidesADotSegment(@ForAll @From("encodings") String segment) {
        assertThat(Target.objection("/openai/v1/" + segment + "/x")).isNotNull();
    }

    @Provide
    Arbitrary<String> encodings() {
        return Arbitraries.of(".", "..")
                .flatMap(dots -> Arbitraries.integers()
                        .between(0, 12)
                        .list()
                        .ofSize(dots.length())
                        .map(depths -> {
                            var out = new StringBuilder();
                            for (int depth : depths) {
                                out.append(depth == 0 ? "." : "%" + "25".repeat(depth - 1) + "2e");
                            }
                            return out.toString();
                        }));
    }

    @ParameterizedTest
    @CsvSource({
        "/openai/v1/x, openai, /v1/x",
        "/openai, openai, ''",
        "/openai/, openai, /",
        "//v1/x, '', /v1/x",
        "/openai//v1/x, openai, //v1/x"
    })
    void theFirstSegmentIsTheProviderAndTheRestIsKeptAsItIs(String raw, String provider, String path) {
        assertThat(Target.of(raw, "a=b%2F")).isEqualTo(new Target(provider, path, "a=b%2F"));
    }
}
