package io.chirograph.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.chirograph.content.Abilities;
import io.chirograph.content.redaction.FindingNames;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.model.ContentAbilities;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.policy.model.DataClass;
import io.chirograph.policy.model.InvalidPolicy;
import io.chirograph.policy.model.PayloadLimit;
import io.chirograph.policy.model.Policy;
import io.chirograph.policy.model.TermsByClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is a policy, and what is said of a text that is none.
class PolicyTextTest {
    private static final Path EXAMPLE = Path.of("config/policy.yml");
    private static final Path SCHEMA = Path.of("docs/schema/policy.json");
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /// What a schema cannot say: that names differ and are declared, and what a pattern may be.
    private static final Pattern BEYOND_SHAPE = Pattern.compile(
            "which another|has the id|needs payload encrypted|' twice|the file is empty|which is none of|retention classes are|no pattern of RE2|no"
                    + " YAML|stands twice|anchors and aliases");

    private static final ContentAbilities AS_IT_COMES = new Abilities(true, FindingNames.of(new Binder()));

    private static List<String> schemaSays(String text) throws Exception {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(MAPPER.readTree(Files.readString(SCHEMA)));
        JsonNode plain = MAPPER.valueToTree(YamlText.parse(text).plain());
        return schema.validate(plain).stream().map(Object::toString).toList();
    }

    @Test
    void theExampleIsWhatHoldsWithoutAFile() throws Exception {
        assertThat(PolicyText.parse(Files.readString(EXAMPLE), Set.of()).policy())
                .isEqualTo(Policy.BUILT_IN);
    }

    @Test
    void whatTheExampleHoldsInCommentsIsValidToo() throws Exception {
        Policy all = PolicyText.parse(uncommented(), Set.of(), AS_IT_COMES).policy();

        assertThat(all.rules()).hasSizeGreaterThan(4);
        assertThat(all.dataClasses()).extracting(DataClass::name).containsExactly("public", "internal", "phi");
        assertThat(all.aliases()).containsKey("fast");
        assertThat(all.allow().operations()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"hospital, phi", "bank, customer", "public-pilot, public"})
    void thePoliciesToBeginWithAreTakenWhereTheyCanBeKept(String name, String dataClass) throws Exception {
        String text = Files.readString(Path.of("docs/examples/policy-" + name + ".yml"));
        Set<String> presets = Set.of("hipaa", "sec-17a-4", "soc2");
        Policy policy = PolicyText.parse(text, presets, AS_IT_COMES).policy();

        assertThat(schemaSays(text)).isEmpty();
        assertThat(policy.dataClass()).isEqualTo(dataClass);
        ContentTerms terms = TermsByClass.of(policy, false).get(1 + policy.rank(dataClass));
        switch (name) {
            case "hospital" ->
                assertThat(terms)
                        .isEqualTo(new ContentTerms(
                                PayloadLevel.ENCRYPTED,
                                PayloadLevel.ENCRYPTED,
                                "hipaa",
                                true,
                                List.of("user", "metadata.patient"),
                                true,
                                true,
                                List.of()));
            case "bank" ->
                assertThat(terms)
                        .isEqualTo(new ContentTerms(
                                PayloadLevel.REDACTED,
                                PayloadLevel.REDACTED,
                                "soc2",
                                true,
                                List.of(),
                                false,
                                false,
                                List.of()));
            default -> assertThat(terms).isEqualTo(ContentTerms.of(PayloadLevel.CLEAR, "standard"));
        }
        if (!name.equals("public-pilot")) {
            assertThatThrownBy(() -> PolicyText.parse(text, presets, ContentAbilities.NONE))
                    .isInstanceOf(InvalidPolicy.class)
                    .hasMessageContaining("chirograph.content.recipients");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: 1~payload: encrypted| line 2: payload is 'encrypted'",
                "version: 1~payload:~  request: digest~  response: encrypted| line 4: payload.response is 'encrypted'",
                "version: 1~payload: {request: encrypted, response: clear}| line 2: payload.request is 'encrypted'",
                "version: 1~data-classes:~  - {name: a}~  - name: b~    payload: encrypted| line 5:"
                        + " data-classes[1].payload is 'encrypted'",
                "version: 1~rules:~  - {id: a, payload: digest}~  - id: b~    payload: {request: encrypted}| line 5:"
                        + " rules[1].payload.request is 'encrypted'"
            })
    void nothingIsEncryptedToNobody(String text, String place) throws Exception {
        String policy = text.replace('~', '\n');
        assertThatThrownBy(() -> PolicyText.parse(policy, null, ContentAbilities.NONE))
                .isInstanceOf(InvalidPolicy.class)
                .hasMessage(place.strip() + ", and chirograph.content.recipients names nobody to encrypt to; name a"
                        + " recipient there, or keep less");
        assertThat(PolicyText.parse(policy, null, () -> true).policy().version())
                .isEqualTo("1");
        assertThat(PolicyText.parse(policy.replace("encrypted", "redacted"), null, ContentAbilities.NONE)
                        .policy()
                        .version())
                .isEqualTo("1");
    }

    @Test
    void whatNothingReportsCannotBeDenied() {
        String policy = """
                version: 1
                rules:
                  - id: a
                    deny:
                      findings: [email]
                  - id: b
                    deny:
                      findings: [ssn]
                """;
        assertThatThrownBy(() -> PolicyText.parse(policy, null, AS_IT_COMES))
                .isInstanceOf(InvalidPolicy.class)
                .hasMessageContaining(
                        "rules[1].deny.findings has 'ssn', which no detector, pattern or scanner reports");
    }

    @Test
    void aLevelIsOneForBothOrOneForEach() throws Exception {
        Policy policy = PolicyText.parse("""
            version: 1
            payload: Clear
            data-classes:
              - {name: a, payload: {request: redacted, response: DIGEST}}
              - {name: b, payload: {response: nothing}}
            rules:
              - {id: r, payload: {request: reference}}
            """, null).policy();

        assertThat(policy.payload()).isEqualTo(PayloadLimit.of(PayloadLevel.CLEAR));
        assertThat(policy.dataClasses())
                .extracting(DataClass::payload)
                .containsExactly(
                        new PayloadLimit(PayloadLevel.REDACTED, PayloadLevel.DIGEST),
                        new PayloadLimit(null, PayloadLevel.NOTHING));
        assertThat(policy.rules().getFirst().payload()).isEqualTo(new PayloadLimit(PayloadLevel.REFERENCE, null));
    }

    @Test
    void everyPolicyOfTheDocumentationIsOfTheSchemasShape() throws Exception {
        assertThat(schemaSays(Files.readString(EXAMPLE))).isEmpty();
        assertThat(schemaSays(uncommented())).isEmpty();
        Matcher part =
                Pattern.compile("(?ms)^```yaml\\n(.*?)^```").matcher(Files.readString(Path.of("docs/policy.md")));
        int parts = 0;
        for (; part.find(); parts++) {
            assertThat(schemaSays("version: 1\n" + part.group(1)))
                    .as(part.group(1))
                    .isEmpty();
        }
        assertThat(parts).isPositive();
    }

    @Test
    void theExampleHoldsEveryKeyThatAPolicyCanHave() throws Exception {
        String text = uncommented();
        String page = Files.readString(Path.of("docs/policy.md"));
        JsonNode schema = MAPPER.readTree(Files.readString(SCHEMA));
        for (String keys : List.of(
                "/properties",
                "/properties/allow/properties",
                "/properties/data-classes/items/properties",
                "/$defs/denials/properties",
                "/$defs/rule/properties",
                "/$defs/rule/properties/when/properties")) {
            for (String key : schema.at(keys).propertyNames()) {
                assertThat(text).contains(key + ":");
                assertThat(page).containsPattern("`([a-z-]+\\.)?" + key + "`");
            }
        }
    }

    private static String uncommented() throws IOException {
        return Files.readString(EXAMPLE).replaceAll("(?m)^( *)#~ ", "$1");
    }

    @Test
    void theDigestIsThatOfTheMeaningfulText() throws Exception {
        String one = PolicyText.parse("version: 1\nallow: {models: [a, b], providers: ['*']}", null)
                .digest();
        String same = PolicyText.parse(
                        "# other words\nallow:\n  providers: [\"*\"]\n  models:\n    - a\n    - b\nversion: 1\n", null)
                .digest();
        String other = PolicyText.parse("version: 1\nallow: {models: [a, c], providers: ['*']}", null)
                .digest();

        assertThat(one).matches("sha256:[0-9a-f]{64}").isEqualTo(same).isNotEqualTo(other);
        assertThat(PolicyText.builtIn().digest())
                .isEqualTo("sha256:" + sha256("{\"version\":1}"))
                .isEqualTo(PolicyText.parse("version: 1", null).digest());
    }

    @Test
    void theCanonicalFormHasFlagsAndWholeNumbersAsSuch() throws Exception {
        String text = "version: 1\nallow: {models: [yes, 'yes', 12, '12', 1.0, 012, null]}";
        assertThat(PolicyText.parse(text, null).digest())
                .isEqualTo("sha256:"
                        + sha256("{\"allow\":{\"models\":[true,\"yes\",12,\"12\",\"1.0\",\"012\",\"null\"]},"
                                + "\"version\":1}"));
        assertThat(PolicyText.parse(text, null).policy().allow().models().patterns())
                .containsExactly("yes", "yes", "12", "12", "1.0", "012", "null");
    }

    private static String sha256(String text) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "''| line 1: no YAML",
                "# nothing| line 1: the file is empty",
                "version: 2| line 1: the policy must have 'version: 1'",
                "allow: {}| line 1: the policy must have 'version: 1'",
                "[1]| line 1: the policy must be a mapping",
                "version: 1~version: 1| line 2: version stands twice",
                "version: 1~~payloads: digest| line 3: payloads is not known; the policy has aliases, allow,",
                "version: 1~payload: all| line 2: payload is 'all'; it must be nothing, digest, reference, redacted,"
                        + " encrypted, clear, for both or for request and response apart",
                "version: 1~payload:~  request: clear~  response: all| line 4: payload.response is 'all'; it must be",
                "version: 1~payload:~  request: clear~  answer: clear| line 4: payload.answer is not known; payload has"
                        + " request, response",
                "version: 1~payload: {}| line 2: payload says nothing; it is a level, or has request, response",
                "version: 1~payload: [digest]| line 2: payload must be a",
                "version: 1~payload: {request: [digest]}| line 2: payload.request must be a word",
                "version: 1~payload: ' '| line 2: payload is ' '; it must be",
                "version: 1~payload-retention: for ever| line 2: payload-retention is 'for ever'; it must be",
                "version: 1~payload-retention: hipaa| line 2: payload-retention is 'hipaa'; retention classes are soc2,"
                        + " standard",
                "version: 1~digests: salted| line 2: digests is 'salted'; it must be keyed or plain",
                "version: 1~data-classes:~  - name: a~    payload: all| line 4: data-classes[0].payload is 'all'; it"
                        + " must be nothing,",
                "version: 1~data-classes:~  - name: a~    payload: {response: all}| line 4:"
                        + " data-classes[0].payload.response is 'all'; it must be nothing,",
                "version: 1~data-classes:~  - name: a~    payload-retention: A b| line 4:"
                        + " data-classes[0].payload-retention is 'A b'; it must be",
                "version: 1~data-classes:~  - name: a~    payload-retention: hipaa| line 4:"
                        + " data-classes[0].payload-retention is 'hipaa'; retention classes are soc2, standard",
                "version: 1~data-classes:~  - name: a~    digests: none| line 4: data-classes[0].digests is 'none'; it"
                        + " must be keyed or plain",
                "version: 1~payload: encrypted~data-classes:~  - name: a~    erasable: person| line 5:"
                        + " data-classes[0].erasable is 'person'; it must be subject",
                "version: 1~data-classes:~  - name: a~    subjects: [user]| line 4: data-classes[0].subjects is for a"
                        + " class with 'erasable: subject'",
                "version: 1~data-classes:~  - name: a~    all: false| line 4: data-classes[0].all is for a class with"
                        + " 'erasable: subject'",
                "version: 1~payload: encrypted~data-classes:~  - name: a~    erasable: subject~    subjects: []| line 6:"
                        + " data-classes[0].subjects names 0 subjects; it must be 1 to 16",
                "version: 1~payload: encrypted~data-classes:~  - name: a~    erasable: subject~    subjects: [key]| line"
                        + " 6: data-classes[0].subjects has 'key'; a subject is user or metadata.<name of an entry>",
                "version: 1~payload: encrypted~data-classes:~  - name: a~    erasable: subject~    subjects: [user,"
                        + " user]| line 6: data-classes[0].subjects has 'user' twice",
                "version: 1~payload: encrypted~data-classes:~  - name: a~    erasable: subject~    all: maybe| line 6:"
                        + " data-classes[0].all is 'maybe'; it must be true or false",
                "version: 1~data-classes:~  - name: a~    pseudonyms: maybe| line 4: data-classes[0].pseudonyms is"
                        + " 'maybe'; it must be true or false",
                "version: 1~payload: clear~data-classes:~  - name: a~    erasable: subject| line 5:"
                        + " data-classes[0].erasable needs payload encrypted or less than redacted, was clear",
                "version: 1~data-classes:~  - name: a~    erasable: subject| line 4: data-classes[0].erasable needs"
                        + " payload encrypted or less than redacted, was clear",
                "version: 1~payload: encrypted~data-classes:~  - name: a~    payload: {response: redacted}~    erasable:"
                        + " subject| line 6: data-classes[0].erasable needs payload encrypted or less than redacted, was"
                        + " redacted for the response",
                "version: 1~payload: {request: clear}~data-classes:~  - name: a~    payload: {response: digest}~   "
                        + " erasable: subject| line 6: data-classes[0].erasable needs payload encrypted or less than"
                        + " redacted, was clear for the request",
                "version: 1~payload: encrypted~data-classes:~  - {name: a, erasable: subject}~  - {name: b, payload:"
                        + " redacted}| line 5: data-classes[1] is erasable as a class below it is, and needs payload"
                        + " encrypted or less than redacted, was redacted",
                "version: 1~retention: for ever| line 2: retention is 'for ever'; it must be",
                "version: 1~retention: hipaa| line 2: retention is 'hipaa'; retention classes are soc2, standard",
                "version: 1~data-class: phi| line 2: data-class is 'phi', which is none of data-classes",
                "version: 1~allow:~  model: [a]| line 3: allow.model is not known; allow has models, operations,"
                        + " providers",
                "version: 1~allow:~  operations: [chat]| line 3: allow.operations has 'chat'; classes of operations"
                        + " are",
                "version: 1~allow: &a {models: [x]}~rules: [{id: r, allow: *a}]| anchors and aliases (& and *) are not"
                        + " taken",
                "version: 1~aliases:~  fast: {provider: openai}| line 3: aliases.fast has no 'model'",
                "version: 1~data-classes:~  - name: a~  - name: a| line 4: data-classes[1] has the name 'a', which"
                        + " another class has",
                "version: 1~data-classes:~  - name: a~    requires: {region: []}| line 4:"
                        + " data-classes[0].requires.region names no value",
                "version: 1~rules:~  - id: r| line 3: rules[0] does nothing",
                "version: 1~rules:~  - deny: {models: [a]}| line 3: rules[0] has no 'id'",
                "version: 1~rules:~  - id: A b~    deny: {models: [a]}| line 3: rules[0].id is 'A b'; it must be",
                "version: 1~rules:~  - id: body~    deny: {models: [a]}| line 3: rules[0].id is 'body', which has a"
                        + " meaning of its own",
                "version: 1~rules:~  - {id: r, deny: {models: [a]}}~  - {id: r, deny: {models: [a]}}| line 4: rules[1]"
                        + " has the id 'r'",
                "version: 1~rules:~  - id: r~    deny: {}| line 4: rules[0].deny names nothing",
                "version: 1~rules:~  - id: r~    payload: most| line 4: rules[0].payload is 'most'; it must be nothing,",
                "version: 1~rules:~  - id: r~    payload: {request: most}| line 4: rules[0].payload.request is 'most'; it"
                        + " must be nothing,",
                "version: 1~rules:~  - id: r~    deny: {findings: [e-mail, E-Mail]}| line 4: rules[0].deny.findings has"
                        + " 'E-Mail'; a finding is at most 64 of a-z and 0-9",
                "version: 1~rules:~  - id: r~    deny: {findings: [-x]}| line 4: rules[0].deny.findings has '-x'",
                "version: 1~rules:~  - id: r~    allow: {models: [a], findings: [email]}| line 4: rules[0].allow.findings is not known;"
                        + " rules[0].allow has models, operations, providers",
                "version: 1~rules:~  - id: r~    when: {}~    deny: {models: [a]}| line 4: rules[0].when names nothing",
                "version: 1~rules:~  - id: r~    when:~      keys: []~    deny: {models: [a]}| line 5:"
                        + " rules[0].when.keys is empty",
                "version: 1~rules:~  - id: r~    when: {paths: [v1]}~    deny: {models: [a]}| line 4:"
                        + " rules[0].when.paths has 'v1'; a path starts with '/'",
                "version: 1~rules:~  - id: r~    when: {paths: [/a/%62]}~    deny: {models: [a]}| is plain text",
                "version: 1~rules:~  - id: r~    when: {data-class: x}~    deny: {models: [a]}| line 4:"
                        + " rules[0].when.data-class is 'x', which is none of data-classes",
                "version: 1~data-classes: [{name: x}]~rules:~  - id: r~    when: {data-class: x}~    allow: {models:"
                        + " [a]}| line 4: rules[0] cannot allow by when.data-class",
                "version: 1~data-classes: [{name: x}]~rules:~  - id: r~    when: {data-class: x}~    data-class: x|"
                        + " line 6: rules[0].data-class cannot depend on the class that it sets",
                "version: 1~rules:~  - id: r~    require: {end-user: maybe}| line 4: rules[0].require.end-user is"
                        + " 'maybe'; it must be true or false",
                "version: 1~rules:~  - id: r~    require: {end-user: false}| line 4: rules[0].require demands nothing",
                "version: 1~rules:~  - id: r~    require: {metadata: {case: '('}}| line 4:"
                        + " rules[0].require.metadata.case is '(': no pattern of RE2",
                "version: 1~rules:~  - id: r~    require: {metadata: {case: '(a)\\1'}}| no pattern of RE2",
                "version: 1~rules:~  - id: r~    parameters: {stop: {max: 1}}| line 4: rules[0].parameters.stop can"
                        + " have no bounds",
                "version: 1~rules:~  - id: r~    parameters: {max_tokens: {max: many}}| line 4:"
                        + " rules[0].parameters.max_tokens.max is 'many'; it must be a number",
                "version: 1~rules:~  - id: r~    parameters: {max_tokens: {required: true}}| line 4:"
                        + " rules[0].parameters.max_tokens has no 'max' and no 'min'",
                "version: 1~rules:~  - [| line 3: no YAML",
                "version: 1~--- ~version: 1| no YAML: "
            })
    void whatIsNoPolicyIsRefusedByLineAndReason(String text, String reason) throws Exception {
        String policy = text.replace('~', '\n').replace("''", "\t");
        assertThatThrownBy(() -> PolicyText.parse(policy, Set.of("soc2")))
                .isInstanceOf(InvalidPolicy.class)
                .hasMessageContaining(reason.strip());
        if (!BEYOND_SHAPE.matcher(reason).find()) {
            assertThat(schemaSays(policy)).isNotEmpty();
        }
    }

    @Test
    void aTextBeyondAllBoundsIsRefused() {
        assertThatThrownBy(() -> PolicyText.parse("version: 1\n#" + "x".repeat(300_000), null))
                .isInstanceOf(InvalidPolicy.class);
        assertThatThrownBy(() -> PolicyText.parse("[".repeat(10_000), null)).isInstanceOf(InvalidPolicy.class);
        String many = "version: 1\nallow:\n  models: [" + "a, ".repeat(2_000) + "b]";
        assertThatThrownBy(() -> PolicyText.parse(many, null))
                .isInstanceOf(InvalidPolicy.class)
                .hasMessageContaining("at most 1000");
    }
}
