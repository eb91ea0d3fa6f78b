package io.chirograph.policy.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.eval.Asked;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.eval.PolicyVersion;
import io.chirograph.policy.model.CallerFacts;
import io.chirograph.policy.model.Globs;
import io.chirograph.policy.model.InvalidPolicy;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.policy.model.PayloadWish;
import io.chirograph.policy.model.ProviderFacts;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/// Nothing that a caller says of its call gets it more than its key has, or less recorded than is decided.
class DecisionsPropertyTest {
    private static final String POLICY = """
        version: 1
        allow: {models: ['m-*', alias]}
        payload: {request: clear, response: encrypted}
        data-class: public
        data-classes:
          - {name: public}
          - {name: internal, requires: {jurisdiction: eu}, payload: {request: redacted}}
          - {name: phi, requires: {baa: true}, payload: nothing}
        aliases:
          alias: {provider: openai, model: m-1}
        rules:
          - {id: old, deny: {models: ['m-old*']}}
          - {id: paths, when: {paths: [/openai/v1/phi]}, data-class: phi}
          - {id: more, when: {paths: [/openai/v1/lab]}, allow: {models: ['*']}}
          - {id: lab-kept, when: {paths: [/openai/v1/lab]}, payload: {response: reference}}
          - {id: phi-bound, when: {data-class: internal}, parameters: {max_tokens: {max: 10}}}
        """;

    /// Without a word, but for the reference, which is no wish for less or more.
    private static final PayloadWish NO_WORD = new PayloadWish(null, false, true);

    record Said(@Nullable String dataClass, PayloadWish payload, List<String> path, Map<String, Object> metadata) {}

    @Provide
    Arbitrary<Said> said() {
        Arbitrary<String> words =
                Arbitraries.of("public", "internal", "phi", "PHI", "", " phi ", "nothing", "clear", "x");
        Arbitrary<List<String>> paths = Arbitraries.of("v1", "phi", "PHI", "lab", "Lab", "phi;x", "chat")
                .list()
                .ofMaxSize(4);
        return Combinators.combine(words.injectNull(0.4), payloads(), paths, words)
                .as((dataClass, payload, path, word) -> new Said(dataClass, payload, path, Map.of("class", word)));
    }

    private static Arbitrary<PayloadWish> payloads() {
        return Combinators.combine(
                        Arbitraries.of(
                                        "nothing",
                                        "digest",
                                        "clear",
                                        "DIGEST",
                                        "x",
                                        "encrypted",
                                        "request=clear",
                                        "request=redacted",
                                        "response=digest, request=clear",
                                        "response=reference",
                                        "request=digest,response=encrypted")
                                .injectNull(0.3),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(PayloadWish::new);
    }

    @Provide
    Arbitrary<CallerFacts.Limits> limits() {
        return Combinators.combine(
                        Arbitraries.<List<String>>of(List.of(), List.of("m-1"), List.of("m-*"), List.of("x")),
                        Arbitraries.of("public", "internal", "phi").injectNull(0.5),
                        Arbitraries.<List<String>>of(List.of(), List.of("public", "internal"), List.of("phi")))
                .as((models, least, classes) -> new CallerFacts.Limits(List.of(), models, List.of(), least, classes));
    }

    @Property(tries = 2000)
    void wordsOfACallerWidenNothing(
            @ForAll("said") Said said,
            @ForAll("limits") CallerFacts.Limits limits,
            @ForAll("models") String model,
            @ForAll("providers") ProviderFacts provider)
            throws InvalidPolicy {
        Decision plain = decide(new Said(null, NO_WORD, said.path, Map.of()), limits, model, provider);
        Decision decision = decide(said, limits, model, provider);
        if (!(decision instanceof Decision.Allowed allowed)) {
            return;
        }
        PolicyText text = PolicyText.parse(POLICY, null);
        assertThat(allowed.facts().policyDigest()).isEqualTo(text.digest());
        assertThat(model).doesNotStartWith("m-old").doesNotStartWith("M-OLD");
        if (!limits.models().isEmpty()) {
            assertThat(new Globs(limits.models()).permits(model.equals("alias") ? "m-1" : model)
                            || limits.models().contains(model))
                    .isTrue();
        }
        int rank = text.policy().rank(allowed.facts().dataClass());
        assertThat(rank).isGreaterThanOrEqualTo(text.policy().rank(limits.dataClass()));
        assertThat(rank < 1 || "eu".equals(provider.attributes().get("jurisdiction")))
                .isTrue();
        assertThat(rank < 2 || "true".equals(provider.attributes().get("baa"))).isTrue();
        assertThat(allowed.facts().payloadLevel())
                .isEqualTo(allowed.terms().request())
                .isLessThanOrEqualTo(
                        rank == 2 ? PayloadLevel.NOTHING : rank == 1 ? PayloadLevel.REDACTED : PayloadLevel.CLEAR);
        if (plain instanceof Decision.Allowed without) {
            assertThat(allowed.terms().request())
                    .isLessThanOrEqualTo(without.terms().request());
            assertThat(allowed.terms().response())
                    .isLessThanOrEqualTo(without.terms().response());
        }
        if (plain instanceof Decision.Refused refused && !refused.code().code().equals("data-class-refused")) {
            throw new AssertionError("refused without a word (" + refused.detail() + "), allowed with " + said);
        }
    }

    @Provide
    Arbitrary<String> models() {
        return Arbitraries.of("m-1", "m-2", "m-old", "m-old-2", "M-OLD", "alias", "x", "");
    }

    @Provide
    Arbitrary<ProviderFacts> providers() {
        return Arbitraries.of(
                new ProviderFacts("openai", Map.of()),
                new ProviderFacts("openai", Map.of("jurisdiction", "eu")),
                new ProviderFacts("openai", Map.of("jurisdiction", "eu", "baa", "true")),
                new ProviderFacts("openai", Map.of("jurisdiction", "us", "baa", "true")));
    }

    private static Decision decide(Said said, CallerFacts.Limits limits, String model, ProviderFacts provider)
            throws InvalidPolicy {
        PolicyText text = PolicyText.parse(POLICY, null);
        var version = new PolicyVersion(text.policy(), text.digest(), false);
        return new Asked(
                        new CallerFacts("k", "t", "team", "app", false, limits),
                        provider,
                        OperationClass.INFERENCE,
                        said.path,
                        said.metadata,
                        said.payload,
                        said.dataClass,
                        new BodyFacts(BodyFacts.Reading.WHOLE, model, Map.of()))
                .decide(version);
    }
}
