package io.chirograph.policy.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.model.Globs;
import io.chirograph.policy.model.InvalidPolicy;
import io.chirograph.policy.model.Matching;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.policy.model.PathPrefix;
import io.chirograph.policy.model.PayloadWish;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.policy.model.RuleCondition;
import io.chirograph.policy.text.PolicyText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What policies decide, case by case.
class DecisionsTest {
    private static final String POLICY = """
        version: 1
        allow:
          models: ['gpt-*', 'claude-*', 'fast']
        data-class: public
        data-classes:
          - name: public
          - name: internal
            requires: {jurisdiction: [eu, us]}
          - name: phi
            requires: {baa: true}
            payload: nothing
            retention: hipaa
          - name: secret
            requires: {region: here}
        aliases:
          fast: {provider: openai, model: mini-9}
          slow: {provider: other, model: gpt-4.1}
          cheap: {provider: openai, model: gpt-3.5-turbo}
        rules:
          - id: no-old
            deny: {models: ['gpt-3.5*']}
          - id: lab
            when: {tenants: [lab-*]}
            allow: {models: ['*'], operations: [stateful]}
          - id: nobody
            deny: {providers: [bad]}
          - id: tokens
            when: {operations: [inference]}
            parameters:
              max_tokens: {max: 100}
              temperature: {min: 0, max: 1}
          - id: n-said
            when: {paths: [/openai/v1/embeddings]}
            parameters:
              dimensions: {max: 64, required: true}
          - id: clinic
            when: {tenants: [clinic]}
            data-class: phi
            require: {metadata: {case: 'C-[0-9]{4}'}}
          - id: users
            when: {paths: [/openai/v1/user]}
            require: {end-user: true}
          - id: beta
            when: {paths: [/openai/beta]}
            allow: {operations: [unknown]}
          - id: phi-no-files
            when: {data-class: phi}
            deny: {operations: [stateful]}
        """;

    private static PolicyVersion version(String text) throws InvalidPolicy {
        PolicyText read = PolicyText.parse(text, null);
        return new PolicyVersion(read.policy(), read.digest(), false);
    }

    private static Asked asked(String said) {
        Asked asked = Asked.plainly();
        for (String one : said.split(";", -1)) {
            asked = one.isBlank() ? asked : asked.with(one.strip());
        }
        return asked;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // what is asked | code | status | field | rule
                "                                  | -                     |   0 | -                        |"
                        + " data-class:public tokens",
                "model=gpt-4.1;max_tokens=100      | -                     |   0 | -                        |"
                        + " data-class:public tokens",
                "model=llama-3                     | model-refused         | 403 | model                    | allow",
                "model=llama-3;tenant=lab-7        | -                     |   0 | -                        |"
                        + " data-class:public lab tokens",
                "model=GPT-4.1                     | model-refused         | 403 | model                    | allow",
                "model=gpt-3.5-turbo               | model-refused         | 403 | model                    | no-old",
                "model= GPT-3.5-x;tenant=lab-7     | model-refused         | 403 | model                    | no-old",
                "model=fast                        | -                     |   0 | -                        |"
                        + " data-class:public alias:fast tokens",
                "model=slow                        | model-refused         | 403 | model                    |"
                        + " alias:slow",
                "model=cheap                       | model-refused         | 403 | model                    | no-old",
                "model=mini-9                      | model-refused         | 403 | model                    | allow",
                "body=UNREADABLE                   | model-unreadable      | 400 | model                    | body",
                "body=ABSENT                       | model-unreadable      | 400 | model                    | body",
                "body=AMBIGUOUS                    | model-unreadable      | 400 | model                    | body",
                "body=WHOLE                        | model-unreadable      | 400 | model                    | body",
                "body=ENCODING_UNKNOWN             | encoding-unsupported  | 415 | Content-Encoding         | body",
                "operation=catalogue;body=ABSENT   | -                     |   0 | -                        |"
                        + " data-class:public",
                "operation=stateful                | operation-refused     | 403 | path                     | allow",
                "operation=stateful;tenant=lab-7;body=ABSENT | -           |   0 | -                        |"
                        + " data-class:public lab",
                "operation=stateful;tenant=lab-7;body=UNREADABLE | model-unreadable | 400 | model             | body",
                "operation=stateful;tenant=lab-7;class=phi;case=x | operation-refused | 403 | path             |"
                        + " phi-no-files",
                "operation=stateful;key.operations=stateful;body=ABSENT | - |  0 | -                        |"
                        + " data-class:public key:operations",
                "operation=inference;key.operations=stateful | operation-refused | 403 | path                |"
                        + " key:operations",
                "operation=credential-minting      | operation-refused     | 403 | path                     | allow",
                "operation=unknown                 | operation-unknown     | 403 | path                     | allow",
                "operation=unknown;key.operations=unknown | operation-unknown | 403 | path                    | allow",
                "operation=unknown;path=beta/x;body=ABSENT | -             |   0 | -                        |"
                        + " data-class:public beta",
                "operation=unknown;path=BETA/x     | operation-unknown     | 403 | path                     | allow",
                "operation=unknown;path=beta/x;key.operations=inference | operation-refused | 403 | path      |"
                        + " key:operations",
                "operation=unknown;path=beta;key.operations=unknown;body=ABSENT | - | 0 | -                  |"
                        + " data-class:public key:operations",
                "provider=bad                      | provider-refused      | 403 | provider                 | nobody",
                "key.providers=anthropic           | provider-refused      | 403 | provider                 |"
                        + " key:providers",
                "key.providers=openai x            | -                     |   0 | -                        |"
                        + " data-class:public key:providers tokens",
                "key.models=gpt-4.1 o*             | -                     |   0 | -                        |"
                        + " data-class:public key:models tokens",
                "key.models=o*                     | model-refused         | 403 | model                    |"
                        + " key:models",
                "key.models=o*;model=o3            | model-refused         | 403 | model                    | allow",
                "key.models=o*;tenant=lab-1;model=o3 | -                   |   0 | -                        |"
                        + " data-class:public key:models lab tokens",
                "key.models=mini-9;model=fast      | -                     |   0 | -                        |"
                        + " data-class:public alias:fast key:models tokens",
                "max_tokens=101                    | parameter-refused     | 403 | max_tokens               | tokens",
                "max_tokens=5,101                  | parameter-refused     | 403 | max_tokens               | tokens",
                "max_tokens=101,5                  | parameter-refused     | 403 | max_tokens               | tokens",
                "max_tokens=1e3                    | parameter-refused     | 403 | max_tokens               | tokens",
                "temperature=-1                    | parameter-refused     | 403 | temperature              | tokens",
                "path=v1/embeddings                | parameter-refused     | 403 | dimensions               | n-said",
                "path=v1/EMBEDDINGS;dimensions=65  | parameter-refused     | 403 | dimensions               | n-said",
                "path=v1/embeddings;dimensions=64  | -                     |   0 | -                        |"
                        + " data-class:public tokens n-said",
                "class=internal                    | -                     |   0 | -                        |"
                        + " data-class:internal tokens",
                "class=internal;jurisdiction=cn    | residency-refused     | 403 | jurisdiction             |"
                        + " data-class:internal",
                "class=phi;jurisdiction=cn         | residency-refused     | 403 | jurisdiction             |"
                        + " data-class:internal",
                "class=phi;baa=no                  | residency-refused     | 403 | baa                      |"
                        + " data-class:phi",
                "class=secret                      | residency-refused     | 403 | region                   |"
                        + " data-class:secret",
                "class=nonsense                    | data-class-refused    | 403 | Chirograph-Data-Class    |"
                        + " data-classes",
                "class=a b                         | data-class-refused    | 400 | Chirograph-Data-Class    |"
                        + " data-classes",
                "key.class=internal                | -                     |   0 | -                        |"
                        + " data-class:internal tokens",
                "key.class=internal;class=public   | data-class-refused    | 403 | Chirograph-Data-Class    |"
                        + " key:data-class",
                "key.class=internal;class=phi      | -                     |   0 | -                        |"
                        + " data-class:phi tokens",
                "key.class=gone                    | data-class-refused    | 403 | Chirograph-Data-Class    |"
                        + " key:data-class",
                "key.classes=internal;class=phi    | data-class-refused    | 403 | Chirograph-Data-Class    |"
                        + " key:data-classes",
                "key.classes=internal              | data-class-refused    | 403 | Chirograph-Data-Class    |"
                        + " key:data-classes",
                "tenant=clinic                     | metadata-required     | 403 | Chirograph-Metadata.case | clinic",
                "tenant=clinic;case=C-123          | metadata-required     | 403 | Chirograph-Metadata.case | clinic",
                "tenant=clinic;case=xC-1234        | metadata-required     | 403 | Chirograph-Metadata.case | clinic",
                "tenant=clinic;case=C-1234         | -                     |   0 | -                        |"
                        + " data-class:phi clinic tokens",
                "tenant=clinic;case=C-1234;class=internal | data-class-refused | 403 | Chirograph-Data-Class | clinic",
                "path=v1/user/x                    | end-user-required     | 403 | Chirograph-User-Token    | users",
                "path=v1/User                      | end-user-required     | 403 | Chirograph-User-Token    | users",
                "path=v1/user/x;user=ada           | -                     |   0 | -                        |"
                        + " data-class:public users tokens",
                "path=v1/users                     | -                     |   0 | -                        |"
                        + " data-class:public tokens",
                "payload=nothing                   | -                     |   0 | -                        |"
                        + " data-class:public tokens",
                "payload=clear                     | payload-level-refused | 400 | Chirograph-Payload       | payload",
                "class=phi;payload=digest          | payload-level-refused | 400 | Chirograph-Payload       | payload"
            })
    void decides(String said, String code, int status, String field, String rules) throws InvalidPolicy {
        PolicyVersion version = version(POLICY);
        Decision decision = asked(Objects.requireNonNullElse(said, "")).decide(version);

        assertThat(decision.facts().policyDigest()).isEqualTo(version.digest());
        assertThat(String.join(" ", decision.facts().rules())).isEqualTo(rules);
        switch (decision) {
            case Decision.Allowed allowed -> {
                assertThat(code).as("refused").isNull();
                assertThat(allowed.facts().decision()).isEqualTo("allow");
            }
            case Decision.Refused refused -> {
                assertThat(refused.code().code()).as(refused.detail()).isEqualTo(code);
                assertThat(refused.code().status()).isEqualTo(status);
                assertThat(refused.field()).isEqualTo(field);
                assertThat(refused.detail()).isNotBlank();
                assertThat(refused.facts().decision()).isEqualTo("refuse");
            }
        }
    }

    @Test
    void aClassSaysWhatIsKept() throws InvalidPolicy {
        PolicyVersion version = version(POLICY);

        assertThat(asked("class=internal").decide(version).facts())
                .extracting("payloadLevel", "retentionClass", "dataClass")
                .containsExactly(PayloadLevel.DIGEST, "standard", "internal");
        assertThat(asked("class=phi").decide(version).facts())
                .extracting("payloadLevel", "retentionClass", "dataClass")
                .containsExactly(PayloadLevel.NOTHING, "hipaa", "phi");
        assertThat(asked("class=secret;region=here").decide(version).facts())
                .extracting("payloadLevel", "retentionClass", "dataClass")
                .containsExactly(PayloadLevel.NOTHING, "hipaa", "secret");
        assertThat(asked("payload=nothing").decide(version).facts().payloadLevel())
                .isEqualTo(PayloadLevel.NOTHING);
    }

    @Test
    void withoutAFileEverythingPassesAndNothingIsWorkedOut() throws InvalidPolicy {
        PolicyText none = PolicyText.builtIn();
        PolicyVersion version = new PolicyVersion(none.policy(), none.digest(), true);
        Decision decision = HeaderEvaluator.decide(version, Asked.plainly().question());

        assertThat(decision)
                .isSameAs(HeaderEvaluator.decide(version, asked("tenant=other").question()));
        assertThat(decision.facts().rules()).containsExactly("default-allow");
        assertThat(asked("operation=unknown").decide(version)).isInstanceOf(Decision.Allowed.class);
        assertThat(asked("class=any-word").decide(version).facts().dataClass()).isEqualTo("any-word");
        assertThat(asked("class=a b").decide(version)).isInstanceOf(Decision.Refused.class);
        assertThat(asked("key.class=x;class=y").decide(version)).isInstanceOf(Decision.Refused.class);
        PolicyVersion production = new PolicyVersion(none.policy(), none.digest(), false);
        assertThat(asked("operation=stateful").decide(production)).isInstanceOf(Decision.Refused.class);
        assertThat(asked("operation=unknown").decide(production)).isInstanceOf(Decision.Refused.class);
        assertThat(asked("operation=catalogue").decide(production)).isInstanceOf(Decision.Allowed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "*, , true", "*, x, true", "gpt-*, gpt-, true", "gpt-*, gpt, false", "*-mini, o4-mini, true",
        "*-mini, o4-mini-high, false", "a*b*c, aXbXbc, true", "a*b*c, acb, false", "a.c, abc, false", "**, x, true"
    })
    void aStarStandsForAnyText(String pattern, String text, boolean matches) {
        assertThat(Matching.permits(pattern, Objects.requireNonNullElse(text, "")))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4, GPT-4",
        "GPT-4, gpt-4",
        "gpt-4, ' gpt-4 '",
        "gpt-4, gpt%2D4",
        "gpt-4, gpt%252D4",
        "gpt-4, \uff27\uff30\uff34-\uff14",
        "gpt-4, g\u200bpt-4",
        "gpt-4, \u00a0gpt-4\u3000",
        "gpt-4*, GPT-4o-MINI",
        "gemini-pro, models/gemini-pro",
        "gemini-pro, publishers/google/Models/Gemini-Pro",
        "models/gemini-pro, gemini-pro",
        "stra\u00dfe, STRASSE",
        "kelvin, \u212aelvin"
    })
    void whatRestrictsIsReadAsWidelyAsAnyReaderMight(String written, String sent) {
        assertThat(Matching.restricts(written, sent)).isTrue();
        assertThat(Matching.permits(written, sent)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"gpt-4, gpt-4o", "gpt-4, gpt-4-0613", "gpt-4, openai/gpt-4", "gpt-4, ''", "a%zz, a", "gpt-4*, gpt-3"})
    void anotherNameIsAnother(String written, String sent) {
        assertThat(Matching.restricts(written, sent)).isFalse();
    }

    @Test
    void aRuleRestrictsWhoeverCouldBeMeantAndAllowsWhoeverIs() {
        Globs acme = new Globs(List.of("Acme"));
        RuleCondition when = new RuleCondition(null, null, Set.of(), acme, null, null, null, null);
        assertThat(when.unmet(Asked.plainly().question())).isNull();
        assertThat(when.permits(Asked.plainly().question())).isFalse();
        assertThat(when.unmet(asked("tenant=acme2").question())).isEqualTo("tenant acme2");
        RuleCondition below = new RuleCondition(
                null, Set.of(PathPrefix.of("/openai/v1/files")), Set.of(), null, null, null, null, null);
        for (String path : List.of("v1/Files/a", "V1/files;x/a", "v1/f%69les/a")) {
            assertThat(below.unmet(Asked.plainly().with("path=" + path).question()))
                    .isNull();
            assertThat(below.permits(Asked.plainly().with("path=" + path).question()))
                    .isFalse();
        }
        PolicyRequest slash = new Asked(
                        Asked.SHOP,
                        Asked.OPENAI,
                        OperationClass.STATEFUL,
                        List.of("v1/files", "a"),
                        Map.of(),
                        PayloadWish.NONE,
                        null,
                        Asked.plainly().body())
                .question();
        assertThat(below.unmet(slash)).isNull();
        assertThat(below.permits(slash)).isFalse();
    }
}
