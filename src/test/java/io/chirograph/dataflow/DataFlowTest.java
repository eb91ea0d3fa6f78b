package io.chirograph.dataflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.Schemas;
import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.gateway.dialect.live.Sockets;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import tools.jackson.databind.json.JsonMapper;

/// The paper changes when, and only when, the configuration does.
class DataFlowTest {
    private static final Path GOLDEN = Path.of("src/test/resources/dataflow");

    /// Settings of every part, each with a value that the configuration does not have.
    private static final String OTHER = """
        chirograph.environment=staging
        chirograph.data-dir=/srv/other
        chirograph.roles=gateway
        chirograph.log.origin=audit.example.com/gw-2
        chirograph.log.signing-key=/srv/keys/other.pem
        chirograph.gateway.drain=11m
        chirograph.gateway.memory-body=2MB
        chirograph.gateway.external-url=https://models.example.com
        chirograph.gateway.agent-headers.session=x-run
        chirograph.gateway.providers.openai.base-url=https://proxy.example.com
        chirograph.gateway.providers.openai.region=eu
        chirograph.gateway.providers.openai.enabled=false
        chirograph.gateway.providers.openai.attributes.baa=yes
        chirograph.gateway.providers.new.base-url=https://new.example.com
        chirograph.gateway.providers.absent.requires-credential=false
        chirograph.identity.gateway-keys[0].tenant=other
        chirograph.identity.gateway-keys[0].grants.models=small-*
        chirograph.identity.operators.issuer-uri=https://id2.example.com
        chirograph.identity.operators.role-mapping.auditor=others
        chirograph.identity.operators.actuator=true
        chirograph.identity.operators.sign-in.age=9h
        chirograph.archive.s3.bucket=trail-2
        chirograph.archive.s3.region=us-east-1
        chirograph.archive.s3.sse-kms-key-id=key-2
        chirograph.archive.lock-mode=GOVERNANCE
        chirograph.archive.retention=P500D
        chirograph.archive.access-log.bucket=elsewhere
        chirograph.archives.second.s3.endpoint=https://s3.third.example.net
        chirograph.archives.second.required=true
        chirograph.archives.third.directory=/srv/third
        chirograph.retention.classes.clinical.preset=sec-17a-4
        chirograph.retention.default-class=clinical
        chirograph.residency.allowed=eu
        chirograph.witnesses.north.url=https://witness2.example.org
        chirograph.witnesses.quorum=any
        chirograph.timestamps.every=1h
        chirograph.forwarding.destinations.siem.url=https://siem2.example.com/in
        chirograph.forwarding.destinations.siem.types=ai.call.*
        chirograph.content.grants=required
        chirograph.content.max-bytes=1MB
        chirograph.content.redaction.scanners[0].url=http://127.0.0.1:5003
        chirograph.policy.poll=2s
        chirograph.query.poll=2s
        chirograph.journal.max-bytes=20GB
        chirograph.limits.subjects=5
        chirograph.tls.terminated-by=nginx
        chirograph.trusted-proxies=10.0.0.0/8
        server.address=127.0.0.1
        server.port=9443
        server.ssl.bundle=other
        management.server.port=9081
        """;

    @ParameterizedTest
    @CsvSource({"many,md", "many,svg", "auditor,md", "auditor,svg"})
    void thePaperIsAsItWas(String name, String extension) throws Exception {
        DataFlow flow = name.equals("many") ? Configured.many() : Configured.auditor();
        String paper = (extension.equals("md") ? FlowFormat.MARKDOWN : FlowFormat.SVG)
                .write(flow)
                .replaceAll("\n## Settings(?s:.*)", "")
                .replaceAll("sha256:[0-9a-f]{64}", "sha256:…");
        Path golden = GOLDEN.resolve(name + "." + extension);
        Path made = Path.of("target/dataflow", name + "." + extension);
        Files.createDirectories(made.getParent());
        Files.writeString(made, paper);
        assertThat(paper).as("%s; the new one is %s", golden, made).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @EnumSource(FlowFormat.class)
    void noSecretIsInItAndHostsAre(FlowFormat format) {
        String paper = format.write(Configured.many());

        assertThat(paper).doesNotContain("canary", "00112233445566778899");
        assertThat(paper).contains("https://api.openai.com", "s3.other.example.net", "siem.example.com");
    }

    @Test
    void aSecretThatIsAnotherOneChangesNothingAndOneThatIsGoneDoes() {
        String before = FlowFormat.MARKDOWN.write(Configured.many());
        Map<String, Object> rotated = Configured.map(Configured.MANY.replace("canary-", "rotated-"));
        Map<String, Object> gone = Configured.map(Configured.MANY);
        gone.remove("chirograph.forwarding.destinations.siem.token");

        assertThat(paper(rotated)).isEqualTo(before);
        assertThat(paper(gone)).isNotEqualTo(before);
    }

    /// @param settings that bring it
    /// @param policy that lets it through, behind the first line
    /// @param words of its crossings
    private record Brought(String settings, String policy, List<String> words) {}

    private static final List<Brought> BROUGHT = List.of(
            new Brought(
                    """
                    chirograph.reconciliation.providers.openai.report=openai
                    chirograph.reconciliation.providers.openai.credentials=key_1
                    """,
                    "",
                    List.of(
                            "usage report of openai (openai)",
                            "an administrator's credential, of the command alone",
                            "usage and cost by day, key and model",
                            "what was found, to be recorded")),
            new Brought(
                    """
                    chirograph.gateway.providers.fed.base-url=https://api.openai.com
                    chirograph.gateway.providers.fed.dialect=cohere
                    chirograph.gateway.providers.fed.auth=workload-identity
                    chirograph.gateway.providers.fed.workload-identity.exchange=token-exchange
                    chirograph.gateway.providers.fed.workload-identity.token-url=https://sts.example.com/token
                    chirograph.gateway.providers.fed.workload-identity.subject-token-file=/run/token
                    """,
                    "",
                    List.of(
                            "token exchange of fed",
                            "https://sts.example.com/token",
                            "a token of the gateway's own identity",
                            "/run/token")),
            new Brought(
                    "",
                    "allow: {operations: [inference, stateful]}",
                    List.of("results of batches, when they are fetched", "model, parameters and digest of each line")),
            new Brought(
                    "",
                    "rules: [{id: b, allow: {operations: [stateful]}}]",
                    List.of("results of batches, when they are fetched")),
            new Brought(
                    "chirograph.identity.gateway-keys[0].grants.operation-classes=stateful",
                    "",
                    List.of("results of batches, when they are fetched")),
            new Brought(
                    """
                    chirograph.gateway.providers.g.base-url=https://g.example.com
                    chirograph.gateway.providers.g.dialect=gemini
                    chirograph.gateway.providers.g.auth=none
                    """,
                    "allow: {operations: [stateful]}",
                    List.of("URLs of uploads, with a ticket that stands for the starter", "content of uploads")));

    @Test
    void whatIsConfiguredBringsItsCrossingsAndNothingElseDoes() {
        String plain = FlowFormat.MARKDOWN.write(Configured.many());
        for (Brought one : BROUGHT) {
            Map<String, Object> map = Configured.map(Configured.MANY);
            map.putAll(Configured.map(one.settings()));
            String policy = Configured.POLICY + one.policy() + "\n";
            String paper =
                    FlowFormat.MARKDOWN.write(FlowReader.read(Configured.settings(map), Configured.policy(policy)));
            for (String word : one.words()) {
                assertThat(crossings(paper).contains(word))
                        .as("%s: %s", one, word)
                        .isTrue();
                assertThat(crossings(plain).contains(word)).as(word).isFalse();
            }
        }
        assertThat(plain).contains("messages of WebSockets");
        String none = FlowFormat.MARKDOWN.write(FlowReader.read(
                Configured.settings(Configured.map(Configured.MANY)),
                Configured.policy(Configured.POLICY + "allow: {operations: [catalogue]}\n")));
        assertThat(none).doesNotContain("messages of WebSockets");
    }

    private static String crossings(String paper) {
        return paper.replaceAll("\n## Settings(?s:.*)", "");
    }

    /// The dialects that the paper takes for such are those whose endpoints are.
    @Test
    void dialectsWithSocketsAndBatchesAreThoseOfTheProgram() {
        List<String> names = List.of("openai", "anthropic", "gemini", "bedrock", "cohere", "ollama", "mcp", "generic");
        List<String> sockets = names.stream()
                .filter(name -> List.of(
                                "/v1/realtime",
                                "/v1/responses",
                                "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent")
                        .stream()
                        .anyMatch(path -> Sockets.isOne(Dialects.byName(name).operation(Sockets.METHOD, path))))
                .toList();
        assertThat(sockets).containsExactlyInAnyOrderElementsOf(ProviderFlows.WITH_SOCKETS);
        List<String> batches = names.stream()
                .filter(name -> List.of("/v1/batches", "/v1/messages/batches").stream()
                        .map(path -> Dialects.byName(name).operation("POST", path))
                        .anyMatch(operation ->
                                List.of("batches", "messages.batches").contains(operation.endpoint())))
                .toList();
        assertThat(batches).containsAll(ProviderFlows.WITH_BATCHES);
    }

    @Property(tries = 120)
    void everySettingThatChangesChangesThePaper(@ForAll("others") List<Map.Entry<String, Object>> others) {
        EffectiveSettings before = Configured.settings(Configured.map(Configured.MANY));
        Map<String, Object> map = Configured.map(Configured.MANY);
        others.forEach(other -> {
            map.put(other.getKey(), other.getValue());
            if (other.getKey().endsWith("third.directory")) {
                map.put("chirograph.archives.third.type", "directory");
            }
            if (other.getKey().endsWith("default-class")) {
                map.remove("chirograph.archive.retention");
            }
        });
        EffectiveSettings after = Configured.settings(map);

        assertThat(after.digest()).isNotEqualTo(before.digest());
        for (FlowFormat format : FlowFormat.values()) {
            assertThat(format.write(FlowReader.read(after, Configured.policy(Configured.POLICY))))
                    .isNotEqualTo(format.write(FlowReader.read(before, Configured.policy(Configured.POLICY))));
        }
    }

    @Provide
    Arbitrary<List<Map.Entry<String, Object>>> others() {
        return Arbitraries.of(List.copyOf(Configured.map(OTHER).entrySet()))
                .list()
                .uniqueElements(Map.Entry::getKey)
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    @Test
    void anIndexInADatabaseLeavesTheMachine() {
        Map<String, Object> map = Configured.map(Configured.MANY);
        map.put("chirograph.query.index.type", "postgresql");
        map.put("chirograph.query.index.url", "jdbc:postgresql://db.example.com:5432/chirograph");
        map.put("chirograph.query.index.username", "chirograph");
        assertThat(paper(map))
                .contains("| query index | other machines | `postgresql://db.example.com:5432/chirograph` |")
                .contains("| PostgreSQL over TLS | events |");
    }

    @Test
    void sharedStateLeavesTheMachine() {
        Map<String, Object> map = Configured.map(Configured.MANY);
        map.put("chirograph.state.type", "postgresql");
        map.put("chirograph.state.url", "jdbc:postgresql://db.example.com:5432/chirograph");
        map.put("chirograph.state.username", "chirograph");
        assertThat(paper(map))
                .contains("| shared state | other machines | `postgresql://db.example.com:5432/chirograph` |")
                .contains("| PostgreSQL over TLS | hashes of gateway keys, switches, grants");
    }

    /// Alone, so that none is hidden by another.
    @Test
    void eachOfThemDoesSo() {
        String before = Configured.settings(Configured.map(Configured.MANY)).digest();
        Configured.map(OTHER).forEach((name, value) -> {
            Map<String, Object> map = Configured.map(Configured.MANY);
            map.put(name, value);
            assertThat(Configured.settings(map).digest()).as(name).isNotEqualTo(before);
        });
    }

    @Test
    void howAndInWhichOrderASettingIsWrittenChangesNothing() {
        String before = paper(Configured.map(Configured.MANY));
        Map<String, Object> map = Configured.map(Configured.MANY);
        map.put("chirograph.gateway.drain", "PT10M"); // the default
        map.put("chirograph.gateway.maxOpenCalls", "10000");
        map.put("chirograph.archive.lock-mode", "compliance");
        map.put("chirograph.timestamps.every", "900s");
        map.put("chirograph.identity.operators.audiences[0]", "chirograph");
        map.remove("chirograph.identity.operators.audiences");
        List<Map.Entry<String, Object>> entries = new ArrayList<>(map.entrySet());
        Collections.shuffle(entries, new Random(7));
        Map<String, Object> shuffled = new LinkedHashMap<>();
        entries.forEach(entry -> shuffled.put(entry.getKey(), entry.getValue()));

        assertThat(paper(shuffled)).isEqualTo(before);
    }

    @Test
    void aProviderThatIsNotActiveIsNotThere() {
        assertThat(paper(Configured.map(Configured.MANY))).doesNotContain("absent");
    }

    @Test
    void anotherPolicyIsAnotherPaperAndAnotherSpellingOfItIsNot() {
        EffectiveSettings settings = Configured.settings(Configured.map(Configured.MANY));
        String before = FlowFormat.MARKDOWN.write(FlowReader.read(settings, Configured.policy(Configured.POLICY)));
        String other = Configured.POLICY.replace("payload: encrypted", "payload: digest");
        String same = "# a comment\n" + Configured.POLICY;

        assertThat(FlowFormat.MARKDOWN.write(FlowReader.read(settings, Configured.policy(other))))
                .isNotEqualTo(before);
        assertThat(FlowFormat.MARKDOWN.write(FlowReader.read(settings, Configured.policy(same))))
                .isEqualTo(before);
    }

    @Test
    void aClassOfDataGoesOnlyWhereItsDemandsAreMet() {
        DataFlow flow = Configured.many();

        assertThat(classes(flow, "provider_openai")).containsExactly("without class", "internal");
        assertThat(classes(flow, "provider_eu")).containsExactly("without class", "internal", "personal", "phi");
    }

    private static List<String> classes(DataFlow flow, String provider) {
        return flow.crossings().stream()
                .filter(one -> one.to().equals(provider))
                .flatMap(one -> one.carries().stream())
                .filter(load -> load.form() == DataFlow.Form.CLEAR)
                .flatMap(load -> load.classes().stream())
                .distinct()
                .toList();
    }

    /// The digest can be reckoned by anybody of the paper alone.
    @Test
    void theDigestIsOverTheLinesInThePaper() throws Exception {
        DataFlow flow = Configured.many();
        String paper = FlowFormat.MARKDOWN.write(flow);
        String lines = paper.substring(paper.indexOf("```properties\n") + 14, paper.lastIndexOf("```"));

        byte[] digest = MessageDigest.getInstance("SHA-256").digest(lines.getBytes(StandardCharsets.UTF_8));
        assertThat(flow.configuration()).isEqualTo("sha256:" + HexFormat.of().formatHex(digest));
    }

    @Test
    void theJsonIsAsItsSchemaSays() {
        for (DataFlow flow : List.of(Configured.many(), Configured.auditor())) {
            Schemas.assertValid("api.dataflow", JsonMapper.shared().readTree(FlowFormat.JSON.write(flow)));
        }
    }

    @Test
    void thePictureIsXmlWithATitleAndWordsAndWithoutAScript() throws Exception {
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        String hostile = Configured.MANY.replace("providers.eu.region=eu-west-1", "providers.eu.region=<script>&\"]]>");
        String svg = FlowFormat.SVG.write(
                FlowReader.read(Configured.settings(Configured.map(hostile)), Configured.policy(Configured.POLICY)));
        Document picture =
                parsers.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));

        assertThat(picture.getElementsByTagName("title").getLength()).isEqualTo(1);
        assertThat(picture.getElementsByTagName("desc").item(0).getTextContent())
                .contains("provider openai");
        assertThat(picture.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg).doesNotContain("<script", "href", "url(");
    }

    @Test
    void aRegionThatIsMarkupStaysTextInMarkdown() {
        String hostile =
                Configured.MANY.replace("providers.eu.region=eu-west-1", "providers.eu.region=<img src=x>|\"]");
        String paper = paper(Configured.map(hostile));

        assertThat(paper.substring(0, paper.indexOf("## Settings"))).doesNotContain("<img");
        assertThat(paper).contains("&lt;img src=x>\\|");
    }

    @Test
    void aValueThatIsNoneIsNamed() {
        Map<String, Object> map = Configured.map(Configured.MANY);
        map.put("chirograph.limits.subjects", "0");

        assertThatThrownBy(() -> Configured.settings(map))
                .rootCause()
                .hasMessageContaining("chirograph.limits.subjects");
    }

    @Test
    void jsonReadsBack() {
        DataFlow flow = Configured.many();

        assertThat(JsonMapper.shared()
                        .readTree(FlowFormat.JSON.write(flow))
                        .path("settings")
                        .size())
                .isEqualTo(flow.settings().size());
    }

    private static String paper(Map<String, Object> map) {
        return FlowFormat.MARKDOWN.write(
                FlowReader.read(Configured.settings(map), Configured.policy(Configured.POLICY)));
    }
}
