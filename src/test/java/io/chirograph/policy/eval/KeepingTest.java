package io.chirograph.policy.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.policy.model.InvalidPolicy;
import io.chirograph.policy.text.PolicyText;
import io.chirograph.web.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// How content is kept: the least of all that is said, for request and response apart.
class KeepingTest {
    /// Where a level can stand beside the policy's own.
    enum Place {
        CLASS,
        RULE,
        HEADER;

        String policy(PayloadLevel most, String said) {
            String own = "version: 1\npayload: " + most.wire() + "\n";
            return switch (this) {
                case CLASS -> own + "data-class: a\ndata-classes: [{name: a, payload: " + said + "}]\n";
                case RULE -> own + "rules: [{id: r, payload: " + said + "}]\n";
                case HEADER -> own;
            };
        }
    }

    private static PolicyVersion version(String text, boolean isDevelopment) throws InvalidPolicy {
        PolicyText read = PolicyText.parse(text, null);
        return new PolicyVersion(read.policy(), read.digest(), isDevelopment);
    }

    private static Asked asked(String said) {
        Asked asked = Asked.plainly();
        for (String one : said.split(";", -1)) {
            asked = one.isBlank() ? asked : asked.with(one.strip());
        }
        return asked;
    }

    private static Decision.Allowed allowed(String policy, String said) throws InvalidPolicy {
        return (Decision.Allowed) asked(said).decide(version(policy, false));
    }

    private static PayloadLevel least(PayloadLevel one, PayloadLevel other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void everyPlaceLowersAndNoneRaises(Place place) throws InvalidPolicy {
        for (PayloadLevel most : PayloadLevel.values()) {
            for (PayloadLevel said : PayloadLevel.values()) {
                for (String part : List.of("both", "request", "response")) {
                    String yaml = part.equals("both") ? said.wire() : "{" + part + ": " + said.wire() + "}";
                    String header = part.equals("both") ? said.wire() : part + "=" + said.wire();
                    String words = place == Place.HEADER ? "ref=1;payload=" + header : "ref=1";
                    Decision decision = asked(words).decide(version(place.policy(most, yaml), false));
                    String as = place + " " + part + " " + said + " below " + most;
                    if (place == Place.HEADER && said.compareTo(most) > 0) {
                        assertThat(decision).as(as).isInstanceOf(Decision.Refused.class);
                        continue;
                    }
                    ContentTerms terms = ((Decision.Allowed) decision).terms();
                    assertThat(terms.request()).as(as).isEqualTo(part.equals("response") ? most : least(most, said));
                    assertThat(terms.response()).as(as).isEqualTo(part.equals("request") ? most : least(most, said));
                }
            }
        }
    }

    private static final String SEVERAL = """
        version: 1
        payload: {request: clear, response: encrypted}
        data-class: public
        data-classes:
          - name: public
          - {name: internal, payload: {request: encrypted}}
          - {name: phi, payload: {response: reference}}
          - {name: top, payload: clear}
        rules:
          - {id: lab, when: {tenants: [lab]}, payload: redacted}
          - {id: files, when: {paths: [/openai/v1/files]}, payload: {request: digest}}
          - {id: key, when: {keys: [shop-*], tenants: [shop]}, payload: {response: nothing}}
          - {id: sensitive, when: {data-class: phi, tenants: [clinic]}, payload: {request: reference}}
          - {id: other, when: {providers: [other]}, payload: nothing}
        """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what is asked | request | response | rules in the event
                "                                    | clear     | encrypted | data-class:public",
                "class=internal                      | encrypted | encrypted | data-class:internal",
                "class=phi                           | encrypted | reference | data-class:phi",
                "class=top                           | encrypted | reference | data-class:top",
                "tenant=lab                          | redacted  | redacted  | data-class:public lab",
                "tenant=LAB                          | redacted  | redacted  | data-class:public lab",
                "tenant=lab;class=phi                | redacted  | reference | data-class:phi lab",
                "tenant=lab;path=v1/files            | digest    | redacted  | data-class:public lab files",
                "path=v1/FILES/x                     | digest    | encrypted | data-class:public files",
                "tenant=shop                         | clear     | nothing   | data-class:public key",
                "tenant=shop;path=v1/files;class=phi | digest    | nothing   | data-class:phi files key",
                "tenant=clinic                       | clear     | encrypted | data-class:public",
                "tenant=clinic;class=phi             | reference | reference | data-class:phi sensitive",
                "tenant=clinic;class=top             | reference | reference | data-class:top sensitive",
                "tenant=lab;payload=request=digest   | digest    | redacted  | data-class:public lab",
                "tenant=lab;uncollected=1            | nothing   | nothing   | data-class:public lab",
                "key.class=phi;payload=response=nothing | encrypted | nothing | data-class:phi"
            })
    void ofSeveralTheStrictestWins(String said, String request, String response, String rules) throws InvalidPolicy {
        Decision.Allowed allowed = allowed(SEVERAL, "ref=1;" + Objects.requireNonNullElse(said, ""));

        assertThat(allowed.terms().request().wire()).isEqualTo(request);
        assertThat(allowed.terms().response().wire()).isEqualTo(response);
        assertThat(String.join(" ", allowed.facts().rules())).isEqualTo(rules);
        assertThat(allowed.facts().payloadLevel()).isEqualTo(allowed.terms().request());
        PayloadLevel apart = allowed.facts().responsePayloadLevel();
        assertThat(apart == null ? request : apart.wire()).isEqualTo(response);
        assertThat(apart == null).isEqualTo(request.equals(response));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: 1                                                     | clear    | digest",
                "version: 1~payload: nothing                                    | nothing  | nothing",
                "version: 1~data-class: a~data-classes: [{name: a, payload: redacted}] | redacted | digest",
                "version: 1~rules: [{id: r, payload: encrypted}]                | encrypted | digest"
            })
    void whatNothingSaysTheEnvironmentDoes(String text, String development, String elsewhere) throws InvalidPolicy {
        String policy = text.replace('~', '\n');
        for (boolean isDevelopment : new boolean[] {true, false}) {
            String level = isDevelopment ? development : elsewhere;
            ContentTerms terms = ((Decision.Allowed) asked("").decide(version(policy, isDevelopment))).terms();
            assertThat(terms.request().wire()).isEqualTo(level);
            assertThat(terms.response().wire()).isEqualTo(level);
        }
    }

    @Test
    void whereThePolicySpeaksOfOneBodyTheEnvironmentSpeaksOfTheOther() throws InvalidPolicy {
        String policy = "version: 1\npayload: {request: redacted}\n";
        for (boolean isDevelopment : new boolean[] {true, false}) {
            ContentTerms terms = ((Decision.Allowed) asked("").decide(version(policy, isDevelopment))).terms();
            assertThat(terms.request()).isEqualTo(PayloadLevel.REDACTED);
            assertThat(terms.response()).isEqualTo(isDevelopment ? PayloadLevel.CLEAR : PayloadLevel.DIGEST);
        }
        PolicyText none = PolicyText.builtIn();
        assertThat(((Decision.Allowed) asked("").decide(new PolicyVersion(none.policy(), none.digest(), true))).terms())
                .isEqualTo(ContentTerms.of(PayloadLevel.CLEAR, "standard"));
        assertThat(((Decision.Allowed) asked("").decide(new PolicyVersion(none.policy(), none.digest(), false)))
                        .terms())
                .isEqualTo(ContentTerms.of(PayloadLevel.DIGEST, "standard"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // header | request | response, below request redacted and response digest; none where refused
                "nothing                            | nothing  | nothing",
                "DIGEST                             | digest   | digest",
                "request=digest                     | digest   | digest",
                "request=redacted, response=nothing | redacted | nothing",
                " Response=nothing ,REQUEST=Digest  | digest   | nothing",
                "request = nothing                  | nothing  | digest",
                "redacted                           | -        | -",
                "clear                              | -        | -",
                "request=encrypted                  | -        | -",
                "response=redacted                  | -        | -",
                "request=digest, response=clear     | -        | -",
                "digest, digest                     | -        | -",
                "request=digest, request=nothing    | -        | -",
                "request=digest, nothing            | -        | -",
                "request=digest,                    | -        | -",
                "request=                           | -        | -",
                "answer=digest                      | -        | -",
                "some                               | -        | -",
                "''                                 | -        | -"
            })
    void aCallerCanOnlyLower(String header, String request, String response) throws InvalidPolicy {
        String policy = "version: 1\npayload: {request: redacted, response: digest}\n";
        for (String more : List.of("", "uncollected=1;")) {
            Decision decision = asked(more + "payload=" + header).decide(version(policy, false));
            if (request == null) {
                Decision.Refused refused = (Decision.Refused) decision;
                assertThat(refused.code()).isEqualTo(ErrorCode.PAYLOAD_LEVEL_REFUSED);
                assertThat(refused.field()).isEqualTo("Chirograph-Payload");
                assertThat(refused.value()).isEqualTo(header);
                assertThat(refused.detail())
                        .isEqualTo("'" + header + "' is not 'nothing' or 'digest' or 'reference' or 'redacted' for the"
                                + " request and 'nothing' or 'digest' for the response, as 'request=<level>,"
                                + " response=<level>': a caller can only lower what is kept");
                assertThat(refused.facts().rules()).containsExactly("payload");
            } else {
                ContentTerms terms = ((Decision.Allowed) decision).terms();
                assertThat(terms.request().wire()).isEqualTo(more.isEmpty() ? request : "nothing");
                assertThat(terms.response().wire()).isEqualTo(more.isEmpty() ? response : "nothing");
            }
        }
        Decision.Refused same =
                (Decision.Refused) asked("payload=all").decide(version("version: 1\npayload: digest\n", false));
        assertThat(same.detail())
                .isEqualTo(
                        "'all' is not 'nothing' or 'digest', alone or as 'request=<level>, response=<level>': a caller"
                                + " can only lower what is kept");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reference                                | ''                     | digest    | digest",
                "reference                                | ref=1                  | reference | reference",
                "clear                                    | payload=reference      | digest    | digest",
                "clear                                    | payload=reference;ref=1| reference | reference",
                "'{request: reference, response: clear}'  | ''                     | digest    | clear",
                "'{request: clear, response: reference}'  | ''                     | clear     | digest",
                "'{request: clear, response: reference}'  | ref=1                  | clear     | reference",
                "digest                                   | ref=1                  | digest    | digest"
            })
    void aReferenceThatIsNotGivenLeavesTheDigest(String level, String said, String request, String response)
            throws InvalidPolicy {
        ContentTerms terms =
                allowed("version: 1\npayload: " + level + "\n", said).terms();
        assertThat(terms.request().wire()).isEqualTo(request);
        assertThat(terms.response().wire()).isEqualTo(response);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // policy | classes a, internal, c, d | class | retention of record | of content | keyed
                "''                          | '' | '' | ''             | a        | standard | standard | false",
                "''                          | '' | '' | ''             | internal | standard | standard | false",
                "''                          | '' | '' | ''             | c        | standard | standard | true",
                "'digests: plain'            | '' | '' | ''             | c        | standard | standard | false",
                "'digests: keyed'            | '' | '' | ''             | a        | standard | standard | true",
                "'digests: keyed'            | ', digests: plain' | '' | '' | a     | standard | standard | false",
                "'digests: keyed'            | ', digests: plain' | '' | '' | internal | standard | standard | true",
                "'digests: plain'            | ', digests: keyed' | '' | '' | c     | standard | standard | true",
                "''                          | '' | ', digests: plain' | '' | c     | standard | standard | false",
                "''                          | '' | ', digests: plain' | '' | d     | standard | standard | true",
                "'payload-retention: short'  | '' | '' | ''             | a        | standard | short    | false",
                "'retention: r'              | '' | '' | ''             | a        | r        | r        | false",
                "'retention: r'              | ', retention: s' | '' | '' | internal | s      | s        | false",
                "'payload-retention: short'  | ', retention: s' | '' | '' | internal | s      | short    | false",
                "''                          | ', payload-retention: x' | ', retention: s' | '' | c | s | x  | true",
                "''                          | ', payload-retention: x' | ', payload-retention: y' | '' | d | standard"
                        + " | y | true",
            })
    void retentionAndDigestsAreTheClasss(
            String own,
            String a,
            String c,
            String d,
            String dataClass,
            String ofRecord,
            String ofContent,
            boolean isKeyed)
            throws InvalidPolicy {
        String policy = "version: 1\n" + own + "\ndata-classes: [{name: a" + a + "}, {name: internal}, {name: c" + c
                + "}, {name: d" + d + "}]\n";
        Decision.Allowed allowed = allowed(policy, "class=" + dataClass);
        assertThat(allowed.facts().retentionClass()).isEqualTo(ofRecord);
        assertThat(allowed.terms().retentionClass()).isEqualTo(ofContent);
        assertThat(allowed.terms().keyed()).isEqualTo(isKeyed);
    }

    private static final String ERASABLE = """
        version: 1
        payload: encrypted
        data-classes:
          - {name: public, digests: plain}
          - {name: own, erasable: subject, payload: {response: digest}}
          - {name: phi, erasable: subject, subjects: [metadata.patient, user], all: false, pseudonyms: true}
          - {name: top}
          - {name: shown, pseudonyms: false}
        rules:
          - {id: lab, when: {tenants: [lab]}, payload: redacted}
        """;

    @Test
    void aClassSaysWhoseKeysErase() throws InvalidPolicy {
        assertThat(allowed(ERASABLE, "class=public").terms())
                .isEqualTo(ContentTerms.of(PayloadLevel.ENCRYPTED, "standard"));
        ContentTerms own = allowed(ERASABLE, "class=own").terms();
        assertThat(own)
                .isEqualTo(new ContentTerms(
                        PayloadLevel.ENCRYPTED,
                        PayloadLevel.DIGEST,
                        "standard",
                        true,
                        List.of("user"),
                        true,
                        false,
                        List.of()));
        ContentTerms phi = allowed(ERASABLE, "class=phi").terms();
        assertThat(phi.subjects()).containsExactly("metadata.patient", "user");
        assertThat(phi.allSubjects()).isFalse();
        assertThat(phi.pseudonyms()).isTrue();
        assertThat(allowed(ERASABLE, "class=top").terms()).isEqualTo(phi);
        ContentTerms shown = allowed(ERASABLE, "class=shown").terms();
        assertThat(shown.pseudonyms()).isFalse();
        assertThat(shown.subjects()).isEqualTo(phi.subjects());
    }

    @Test
    void whatWouldOutliveAPersonsKeyIsNotKept() throws InvalidPolicy {
        assertThat(allowed(ERASABLE, "tenant=lab;class=public").terms().request())
                .isEqualTo(PayloadLevel.REDACTED);
        assertThat(allowed(ERASABLE, "tenant=lab;class=phi").terms().request()).isEqualTo(PayloadLevel.DIGEST);
        assertThat(allowed(ERASABLE, "class=own;payload=request=redacted")
                        .terms()
                        .request())
                .isEqualTo(PayloadLevel.DIGEST);
    }

    private static final String DENYING = """
        version: 1
        payload: clear
        allow: {models: ['gpt-*']}
        rules:
          - {id: secrets, deny: {findings: [private-key, credential]}}
          - {id: lab, when: {tenants: [lab]}, deny: {findings: [email, credential]}}
        """;

    @Test
    void whatIsDeniedToBeFoundIsKnownWithItsRuleAfterHeadAndBody() throws InvalidPolicy {
        assertThat(allowed(DENYING, "").terms().denied()).containsExactly("credential", "private-key");
        PolicyVersion version = version(DENYING, false);
        Decision.Allowed head = (Decision.Allowed)
                HeaderEvaluator.decide(version, asked("tenant=lab").question());
        Decision.Allowed body = (Decision.Allowed) asked("tenant=lab").decide(version);
        assertThat(head.body()).isNotNull();
        assertThat(body.body()).isNull();
        assertThat(head.terms()).isEqualTo(body.terms());
        assertThat(body.terms().denied()).containsExactly("credential", "email", "private-key");

        Decision.Refused refused = body.refuse("email");
        assertThat(refused.code().code()).isEqualTo("finding-refused");
        assertThat(refused.value()).isEqualTo("email");
        assertThat(refused.detail()).isEqualTo("Rule lab denies requests in which email is found.");
        assertThat(refused.facts().decision()).isEqualTo("refuse");
        assertThat(refused.facts().rules()).containsExactly("lab");
        assertThat(refused.facts().policyDigest()).isEqualTo(version.digest());
        assertThat(body.refuse("credential").facts().rules()).containsExactly("secrets");
        assertThatThrownBy(() -> body.refuse("phone")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatNobodyLowersIsWorkedOutOnce() throws InvalidPolicy {
        PolicyVersion version = version(SEVERAL, false);
        for (String said : List.of("", "class=internal", "class=phi;ref=1")) {
            ContentTerms terms = ((Decision.Allowed) asked(said).decide(version)).terms();
            assertThat(terms).isSameAs(((Decision.Allowed) asked(said).decide(version)).terms());
        }
        PolicyVersion plain = version("version: 1\npayload: encrypted\n", false);
        assertThat(HeaderEvaluator.decide(plain, asked("").question()))
                .isSameAs(HeaderEvaluator.decide(plain, asked("ref=1").question()));
        assertThat(HeaderEvaluator.decide(plain, asked("uncollected=1").question()))
                .isNotSameAs(HeaderEvaluator.decide(plain, asked("").question()));
    }

    @Test
    void anExplanationSaysWhatLowered() throws InvalidPolicy {
        List<String> steps = new ArrayList<>();
        HeaderEvaluator.explain(
                version(
                        SEVERAL.replace(
                                "payload: {request: clear, response: encrypted}\n", "payload: {request: clear}\n"),
                        true),
                asked("tenant=lab;class=phi;payload=request=digest").question(),
                step -> {
                    if (step.outcome() == RuleTrace.Outcome.PASSES) {
                        steps.add(step.rule() + ": " + step.detail());
                    }
                });
        assertThat(steps)
                .containsSubsequence(
                        "payload: at most request clear as the policy has it, response clear as the development"
                                + " environment has it",
                        "data-class:internal: it lowers what is kept: request from clear to encrypted",
                        "data-class:phi: it lowers what is kept: response from clear to reference",
                        "lab: it lowers what is kept: request from encrypted to redacted",
                        "payload: as the caller asks, it lowers what is kept: request from redacted to digest",
                        "payload: it lowers what is kept: response from reference to digest: no Chirograph-Payload-Ref"
                                + " says where the caller keeps it");
    }
}
