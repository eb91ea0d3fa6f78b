package io.chirograph.console.acts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.configured.Archives;
import io.chirograph.content.keys.ErasableKeys;
import io.chirograph.content.keys.StoredContentKeys;
import io.chirograph.event.facts.CredentialRotated;
import io.chirograph.event.facts.ErasureRequested;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.HoldObserved;
import io.chirograph.event.facts.HoldRequested;
import io.chirograph.event.facts.PayloadErased;
import io.chirograph.event.facts.RetentionChanged;
import io.chirograph.event.facts.RetentionRequested;
import io.chirograph.event.facts.SwitchThrown;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.gateway.explain.Explanation;
import io.chirograph.gateway.explain.TestExplanations;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.signin.DevelopmentLinks;
import io.chirograph.keys.GatewayKeyRegister;
import io.chirograph.keys.TestGatewayKeys;
import io.chirograph.limits.Limits;
import io.chirograph.limits.TestLimits;
import io.chirograph.monitor.ObjectObserver;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.PolicyProperties;
import io.chirograph.policy.model.ContentAbilities;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.content.KeptLog;
import io.chirograph.query.content.KeptLog.Content;
import io.chirograph.query.index.TestLog;
import io.chirograph.recording.Recorder;
import io.chirograph.retention.TestRetention;
import io.chirograph.retention.erasure.TestErasures;
import io.chirograph.retention.watch.LockChanges;
import io.chirograph.standin.Browser;
import io.chirograph.switches.SwitchBoard;
import io.chirograph.switches.TestSwitches;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/// What administrators and retention managers do on pages: done by the services of the API, recorded first, refused
/// beside the field. And what each role finds.
class ActsTest {
    private static final String EVIL = "<img src=x onerror=alert(1)>\u202e'\"&";
    private static final Pattern SECRET = Pattern.compile("aria-label=\"The secret\">([^<]+)</pre>");

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static String root;
    private static UUID call;
    private static UUID used;
    private Browser browser;

    // No stereotype: component scans of other tests must pass it by.
    static class Services {
        @Bean
        SwitchBoard board(@Value("${chirograph.data-dir}") Path directory, Recorder recorder, Clock clock) {
            return TestSwitches.board(directory, recorder, clock);
        }

        @Bean
        GatewayKeyRegister register(@Value("${chirograph.data-dir}") Path directory, Recorder recorder, Clock clock)
                throws IOException {
            return TestGatewayKeys.register(directory, recorder, clock);
        }

        @Bean
        ErasableKeys contentKeys(@Value("${chirograph.data-dir}") Path directory) throws IOException {
            return StoredContentKeys.open(directory, (kind, id, commitment) -> {}, Clock.systemUTC());
        }

        @Bean
        Limits limits(@Value("${chirograph.data-dir}") Path directory) throws Exception {
            return TestLimits.used(
                    Files.createDirectories(directory.resolve("limits")),
                    "{id: per-key, per: key, requests: 9, tokens: 5000, window: hour}",
                    EVIL);
        }

        @Bean
        PolicyDecisionPoint policy(@Value("${chirograph.data-dir}") Path directory) {
            return PolicyDecisionPoint.onTrial(
                    new PolicyProperties(directory.resolve("policy.yml"), Duration.ofMinutes(1)),
                    directory,
                    Set.of(),
                    ContentAbilities.NONE,
                    true);
        }

        @Bean
        Explanation explanation(PolicyDecisionPoint policy, Environment settings) {
            return TestExplanations.of(policy, settings);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        try (Archive archive = Archives.directory(data.resolve("archive"))) {
            TestLog log = new TestLog(archive, "example.com/chirograph/gw-1");
            KeptLog kept = new KeptLog(log, archive);
            String keyId;
            try (StoredContentKeys keys = StoredContentKeys.open(data, (kind, id, of) -> {}, Clock.systemUTC())) {
                keyId = keys.subject("acme", "ann").id();
            }
            Content content = Content.sealed(new byte[10], List.of(keyId));
            call = kept.call(Map.of("tenant", "acme"), content, content);
            used = log.ok(Map.of("keyId", "used-1", "tenant", "acme"));
            onRecord(log);
            kept.publish();
            Files.writeString(data.resolve("policy.yml"), "version: 1\nrules: [{id: old, deny: {models: [gpt-3*]}}]\n");
            server = AuditServer.start(
                    data,
                    0,
                    log.followed().key().encode(),
                    List.of(Services.class, TestRetention.CONFIGURATION, TestErasures.CONFIGURATION),
                    "--chirograph.gateway.providers.one.base-url=http://127.0.0.1:1");
        }
        root = "http://127.0.0.1:" + server.port();
    }

    /// Holds that were asked for, and what was found.
    private static void onRecord(TestLog log) {
        Actor who = new Actor(new TreeMap<>(Map.of("subject", "rita")), new TreeMap<>());
        ObjectScope scope = ObjectScope.log("gw-1-0a1b2c3d");
        log.fact(new HoldRequested(HoldRequested.Action.PLACE, "settled", scope, "order", who));
        log.fact(new HoldRequested(HoldRequested.Action.RELEASE, "settled", null, "over", who));
        log.fact(new HoldRequested(HoldRequested.Action.PLACE, EVIL, scope, "order", who));
        UUID asked = log.events.getLast().id();
        log.fact(new HoldObserved(true, "main", 3, List.of("a/b"), EVIL, asked));
        log.fact(new HoldObserved(false, "main", 1, List.of("a/c"), null, null));
        log.fact(new RetentionRequested(Instant.parse("2036-12-31T00:00:00Z"), null, scope, "longer", who));
        log.fact(new RetentionChanged(
                "main", 2, List.of("a/b"), Instant.EPOCH, null, true, RetentionChanged.Cause.UNKNOWN, null));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        browser = new Browser();
        server.recorded().unavailable = false;
        server.recorded().acts.clear();
        server.recorded().permissions.clear();
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private void enter(Role... roles) throws Exception {
        String link = server.part(DevelopmentLinks.class).link(Set.of(roles));
        assertThat(browser.open(root + link).statusCode()).isEqualTo(302);
    }

    private HttpResponse<String> page(String path, int status) throws Exception {
        HttpResponse<String> page = browser.open(root + path);
        assertThat(page.statusCode()).as(path).isEqualTo(status);
        return page;
    }

    /// Sends a form of a page, and gives what comes of it.
    private HttpResponse<String> send(String page, String to, String... fields) throws Exception {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            values.put(fields[i], fields[i + 1]);
        }
        return browser.submit(root + to, page(page, 200).body(), values);
    }

    private static void assertGoes(HttpResponse<String> answer, String to) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElse("")).endsWith(to);
    }

    /// What is said beside a field, which holds what it held.
    private static void assertBeside(HttpResponse<String> answer, int status, String field, String value, String said) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body())
                .containsPattern("name=\"" + field + "\"[^>]* value=\"" + Pattern.quote(value) + "\""
                        + "[^>]* aria-invalid=\"true\"[^>]*>\\s*<p class=\"bad-text\"[^>]*>" + Pattern.quote(said));
    }

    private <T extends Fact> T act(Class<T> type) {
        assertThat(server.recorded().acts).hasSize(1);
        return type.cast(server.recorded().acts.removeFirst());
    }

    @Test
    void aSwitchIsThrownAndTakenBack() throws Exception {
        enter(Role.ADMINISTRATOR);
        String to = "/console/admin/switches";
        assertGoes(
                send("/console/admin", to, "scope", "model", "value", EVIL, "stopped", "true", "reason", "№ 7"),
                "/console/admin");
        assertThat(act(SwitchThrown.class)).satisfies(event -> {
            assertThat(event.reason()).isEqualTo("№ 7");
            assertThat(event.operator().verified()).containsEntry("subject", "dev-administrator");
        });
        assertThat(page("/console/admin", 200).body())
                .contains("model &lt;img src=x onerror=alert(1)&gt;⟦U+202E⟧", "№ 7");
        assertGoes(
                send("/console/admin", to, "scope", "model", "value", EVIL, "stopped", "false", "reason", "over"),
                "/console/admin");
        assertThat(act(SwitchThrown.class).reason()).isEqualTo("over");
        assertThat(page("/console/admin", 200).body()).contains("Nothing is stopped.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            model | gpt-4 | true | '' | reason | '' | reason has 0 characters; 1 to 500
            key | k* | true | r | value | k* | value is &#39;k*&#39;; only models may end in *
            all | x | true | r | value | x | value is &#39;x&#39;, and scope all has none
            """)
    void whatIsWrongWithASwitchIsSaidBesideItsField(
            String scope, String value, String stopped, String reason, String field, String held, String said)
            throws Exception {
        enter(Role.ADMINISTRATOR);
        HttpResponse<String> answer = send(
                "/console/admin",
                "/console/admin/switches",
                "scope",
                scope,
                "value",
                value,
                "stopped",
                stopped,
                "reason",
                reason);
        assertBeside(answer, 400, field, held, said.replace("&#39;", "'"));
        assertThat(answer.body()).contains("<option value=\"" + scope + "\" selected>");
        assertThat(server.recorded().acts).isEmpty();
    }

    @Test
    void formsThatAreOtherwiseChangeNothing() throws Exception {
        enter(Role.ADMINISTRATOR);
        String to = "/console/admin/switches";
        for (String[] wrong : new String[][] {
            {"scope", "everything", "reason", "r"},
            {"scope", "all", "stopped", "perhaps", "reason", "r"},
            {"scope", "all", "stopped", "true", "reason", "r".repeat(501)},
            {"scope", "all", "reason", "r", "more", "1"},
            {}
        }) {
            assertThat(send("/console/admin", to, wrong).statusCode())
                    .as(List.of(wrong).toString())
                    .isEqualTo(400);
        }
        assertThat(browser.submit(root + to, "", Map.of("scope", "all", "reason", "r"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.recorded().acts).isEmpty();
        assertThat(server.part(SwitchBoard.class).stops().thrown()).isEmpty();
    }

    @Test
    void whatCannotBeRecordedChangesNothingAndIsSaidOnThePage() throws Exception {
        enter(Role.ADMINISTRATOR);
        page("/console/admin/keys", 200);
        String form = page("/console/admin", 200).body();
        server.recorded().unavailable = true;
        HttpResponse<String> stop = browser.submit(
                root + "/console/admin/switches", form, Map.of("scope", "all", "reason", "mine", "stopped", "true"));
        assertThat(stop.statusCode()).isEqualTo(503);
        assertThat(stop.headers().firstValue("Retry-After")).contains("7");
        assertThat(stop.body()).contains("recording-unavailable", "nothing has changed", "value=\"mine\"");
        HttpResponse<String> key = browser.submit(
                root + "/console/admin/keys",
                form,
                Map.of("id", "no-1", "tenant", "t", "application", "a", "team", "t", "reason", "r"));
        assertThat(key.statusCode()).isEqualTo(503);
        assertThat(SECRET.matcher(key.body()).find()).isFalse();
        assertThat(server.part(SwitchBoard.class).stops().thrown()).isEmpty();
        assertThat(server.part(GatewayKeyRegister.class).stored())
                .extracting(StoredKey::id)
                .doesNotContain("no-1");
    }

    private static String secret(HttpResponse<String> page) {
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        Matcher found = SECRET.matcher(page.body());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void aKeysSecretIsShownOnceAndAKeyIsRotatedAndDisabled() throws Exception {
        enter(Role.ADMINISTRATOR);
        String here = "/console/admin/keys";
        String made = secret(send(
                here,
                here,
                "id",
                "shop-1",
                "tenant",
                EVIL,
                "application",
                "shop",
                "team",
                "core",
                "reason",
                "new shop",
                "models",
                "gpt-*, m",
                "expires",
                "2099-01-01T00:00:00Z",
                "providers",
                ""));
        assertThat(made).startsWith("cg_").contains("shop-1");
        assertThat(server.recorded().permissions).singleElement().satisfies(event -> {
            assertThat(event.reason()).isEqualTo("new shop");
            assertThat(event.after()).containsEntry("models", List.of("gpt-*", "m"));
            assertThat(event.toString()).doesNotContain(made);
        });
        String list = page(here, 200).body();
        assertThat(list)
                .contains("shop-1", "active", "&lt;img src=x onerror=alert(1)&gt;⟦U+202E⟧", "2099-01-01")
                .doesNotContain(made);

        HttpResponse<String> again =
                send(here, here, "id", "shop-1", "tenant", "t", "application", "a", "team", "t", "reason", "r");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("key-exists", "value=\"shop-1\"").doesNotContain(made);

        String next = secret(send(here, here + "/rotations", "id", "shop-1", "overlap", "PT1H", "reason", "yearly"));
        assertThat(next).isNotEqualTo(made);
        assertThat(act(CredentialRotated.class).reason()).isEqualTo("yearly");
        assertThat(send(here, here + "/rotations", "id", "shop-1", "overlap", "PT1H", "reason", "again")
                        .body())
                .contains("key-rotating");
        assertThat(send(here, here + "/rotations", "id", "shop-1", "overlap", "soon", "reason", "again")
                        .body())
                .contains("overlap is 'soon', which is no duration such as PT24H");

        assertThat(send(here, here + "/disablings", "id", "shop-1", "reason", " ")
                        .statusCode())
                .isEqualTo(400);
        assertGoes(send(here, here + "/disablings", "id", "shop-1", "reason", "lost"), here);
        assertThat(server.recorded().permissions).hasSize(2);
        assertThat(page(here, 200).body()).contains("disabled").doesNotContain("value=\"shop-1\"", made, next);
        assertThat(send(here, here + "/disablings", "id", "nobody", "reason", "r")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            id | A b | id
            expires | soon | expires must be a time
            addresses | 10.0.0.0/99 | 10.0.0.0
            operationClasses | all | operation-classes holds
            dataClass | a b | data-class holds
            """)
    void whatIsWrongWithAKeyIsSaid(String field, String value, String said) throws Exception {
        enter(Role.ADMINISTRATOR);
        Map<String, String> form =
                new HashMap<>(Map.of("id", "shop-2", "tenant", "t", "application", "a", "team", "t", "reason", "r"));
        form.put(field, value);
        String here = "/console/admin/keys";
        HttpResponse<String> answer =
                browser.submit(root + here, page(here, 200).body(), form);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(said, "value=\"" + value + "\"", "role=\"alert\"");
        assertThat(server.recorded().permissions).isEmpty();
    }

    @Test
    void usageSaysWhatIsLeft() throws Exception {
        enter(Role.ADMINISTRATOR);
        String all = page("/console/admin/usage?rule=&subject=", 200).body();
        assertThat(all)
                .contains("key &lt;img src=x onerror=alert(1)&gt;⟦U+202E⟧")
                .containsPattern("<td>tokens</td><td class=\"number\">5000</td><td class=\"number\">11</td>"
                        + "<td class=\"number\">30</td><td class=\"number\">4959</td>");
        assertThat(page("/console/admin/usage?rule=none", 200).body()).contains("Nothing is used");
        page("/console/admin/usage?other=1", 400);
    }

    @Test
    void thePolicyInForceSaysWhatWouldHappenToACall() throws Exception {
        enter(Role.ADMINISTRATOR);
        String here = "/console/admin/policy";
        String digest = server.part(PolicyDecisionPoint.class).digest();
        assertThat(page(here, 200).body()).contains(digest, "policy.yml");
        assertThat(send(here, here, "model", "gpt-4", "metadata", "case=" + EVIL)
                        .body())
                .contains("It would be allowed.", "policy " + digest, "inference at provider one, model gpt-4");
        assertThat(send(here, here, "model", "gpt-3.5").body()).contains("It would be refused.", "model-refused");
        assertThat(send(here, here).body()).contains("cannot be said without a model");
        assertBeside(
                send(here, here, "provider", "nobody"),
                400,
                "provider",
                "nobody",
                "provider is 'nobody'; configured are ");
        assertBeside(send(here, here, "key", "nobody"), 400, "key", "nobody", "No gateway key has the id 'nobody'");
        assertThat(send(here, here, "metadata", "<b>").body())
                .contains("Parameter 'metadata' is")
                .doesNotContain("<b>");
        assertThat(send(here, here, "model", "m", "parameters", "max_tokens=many")
                        .statusCode())
                .isEqualTo(400);

        Files.writeString(data.resolve("policy.yml"), "version: 1\nrules: [{id: new, deny: {models: [gpt-5]}}]\n");
        assertThat(send(here, here + "/reloads", "reason", "").statusCode()).isEqualTo(400);
        assertGoes(send(here, here + "/reloads", "reason", "a new model"), here);
        assertThat(page(here, 200).body()).doesNotContain(digest);
        Files.writeString(data.resolve("policy.yml"), "version: 2\n");
        HttpResponse<String> refused = send(here, here + "/reloads", "reason", "a bad one");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("reload-refused", "The file as it is now is not in force");
    }

    @Test
    void aHoldIsAskedForAndItsRelease() throws Exception {
        enter(Role.RETENTION_MANAGER);
        String here = "/console/holds";
        assertThat(page(here, 200).body()).contains("It changes nothing at a store", "No hold runs.");
        assertGoes(
                send(
                        here,
                        here,
                        "action",
                        "place",
                        "matter",
                        EVIL.replace("\u202e", ""),
                        "reason",
                        "order",
                        "ids",
                        call + ", " + call),
                here);
        assertThat(act(HoldRequested.class)).satisfies(event -> {
            assertThat(event.action()).isEqualTo(HoldRequested.Action.PLACE);
            assertThat(event.operator().verified()).containsEntry("subject", "dev-retention-manager");
        });
        assertThat(page(here, 200).body())
                .contains("Ask for its release", "&lt;img src=x onerror=alert(1)&gt;", call.toString())
                .doesNotContain("<img");
        assertThat(send(here, here, "action", "release", "matter", EVIL.replace("\u202e", ""), "reason", " ")
                        .statusCode())
                .isEqualTo(400);
        assertGoes(
                send(here, here, "action", "release", "matter", EVIL.replace("\u202e", ""), "reason", "settled"), here);
        assertThat(act(HoldRequested.class).action()).isEqualTo(HoldRequested.Action.RELEASE);
        assertThat(page(here, 200).body()).contains("No hold runs.", "settled");

        assertGoes(
                send(
                        here,
                        here + "/extensions",
                        "until",
                        "2036-12-31T00:00:00Z",
                        "from",
                        "2026-11-01",
                        "reason",
                        "law"),
                here);
        assertThat(act(RetentionRequested.class).reason()).isEqualTo("law");
        assertThat(page(here, 200).body()).contains("keep until 2036-12-31T00:00:00Z");
    }

    @Test
    void anAuditorReadsWhichHoldsAreOnRecordAndAsksForNone() throws Exception {
        enter(Role.AUDITOR);
        server.recorded().takeReads();
        String body = page("/console/retention", 200).body();
        assertThat(server.recorded().takeReads())
                .singleElement()
                .satisfies(read -> assertThat(read.http().path()).isEqualTo("/console/retention"));
        assertThat(body)
                .contains("<li>&lt;img src=x onerror=alert(1)&gt;⟦U+202E⟧")
                .contains("hold asked for", "release asked for", "hold found", "hold gone", "3 in main")
                .contains(
                        "asked to keep until 2036-12-31T00:00:00.000Z", "lock shortened: 1970-01-01T00:00:00.000Z → –")
                .contains("rita", "logs gw-1-0a1b2c3d", ">the request</a>")
                .doesNotContain("<img", "<li>settled", "name=\"matter\"", "/console/holds");
        assertThat(body.split("no request explains it", -1)).hasSize(3);
        page("/console/retention?type=hold.placed", 400);
        server.recorded().unavailable = true;
        assertThat(page("/console/retention", 503).body()).doesNotContain("rita");
        server.recorded().takeReads();
    }

    @Test
    void anAdministratorReadsWhenAKeyWasUsedLast() throws Exception {
        enter(Role.ADMINISTRATOR);
        String here = "/console/admin/keys";
        for (String id : List.of("used-1", "unused-1")) {
            String made = secret(
                    send(here, here, "id", id, "tenant", "acme", "application", "a", "team", "t", "reason", "r"));
            assertThat(made).contains(id);
        }
        server.recorded().takeReads();
        String body = page(here + "/uses", 200).body();
        assertThat(server.recorded().takeReads()).singleElement().satisfies(read -> {
            assertThat(read.http().path()).isEqualTo(here + "/uses");
            assertThat(read.role()).isEqualTo("administrator");
        });
        assertThat(body)
                .containsPattern(">used-1</td>.*?<time datetime=\"2026-11-21T10:00:00\\.\\d+Z\"")
                .containsPattern(">unused-1</td>.*?none is indexed")
                .doesNotContain(used.toString());
        page(here + "/uses?id=x", 400);
        server.recorded().unavailable = true;
        assertThat(page(here + "/uses", 503).body()).doesNotContain("unused-1");
        server.recorded().takeReads();
    }

    @Test
    void whatNobodyAskedForIsFoundOnTheObjects() throws Exception {
        enter(Role.RETENTION_MANAGER);
        assertThat(page("/console/holds", 200).body()).contains("No change was found on the objects");
        LockChanges changes = server.part(LockChanges.class);
        ObjectLock held = new ObjectLock(EVIL, "v1", LockMode.COMPLIANCE, Instant.parse("2030-01-01T00:00:00Z"), true);
        changes.begins("main", Instant.now());
        changes.observed(new ObjectObserver.Observation("main", EVIL, "v1", 0, held));
        changes.ends("main", true);
        assertThat(page("/console/holds", 200).body())
                .contains("Changes on objects that no request explains: 1.", "hold placed", "– → 2030-01-01")
                .contains("&lt;img src=x onerror=alert(1)&gt;⟦U+202E⟧")
                .doesNotContain("<img");
        assertThat(server.recorded().acts).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '' | ids | not-one | 400 | scope.ids[0] must be a UUID, was 'not-one'
            '' | from | 2026-13-01 | 400 | scope.from must be a date such as 2027-01-31, was '2026-13-01'
            '' | prefix | /x | 400 | scope: '/x' is no prefix of keys
            /extensions | until | tomorrow | 400 | until must be a time such as 2027-01-01T00:00:00Z, was 'tomorrow'
            /extensions | by | PT1H | 400 | an extension needs a scope
            """)
    void whatIsWrongWithAHoldIsSaid(String path, String field, String value, int status, String said) throws Exception {
        enter(Role.RETENTION_MANAGER);
        Map<String, String> form = new HashMap<>(Map.of("reason", "r", field, value));
        if (path.isEmpty()) {
            form.putAll(Map.of("action", "place", "matter", "m"));
        }
        HttpResponse<String> answer = browser.submit(
                root + "/console/holds" + path, page("/console/holds", 200).body(), form);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body().replace("&#39;", "'")).contains(said, "value=\"" + value + "\"", "role=\"alert\"");
        assertThat(server.recorded().acts).isEmpty();
    }

    @Test
    void anErasureIsTriedHeldDoneAndProven() throws Exception {
        enter(Role.RETENTION_MANAGER);
        String here = "/console/erasures";
        String form = page(here, 200).body();
        Map<String, String> asked = new HashMap<>(Map.of(
                "requestId",
                form.replaceAll("(?s).*name=\"requestId\" value=\"([^\"]+)\".*", "$1"),
                "tenant",
                "acme",
                "subject",
                "ann",
                "reason",
                "asked for",
                "legalBasis",
                "GDPR Art. 17"));
        Map<String, String> dry = new HashMap<>(asked);
        dry.put("dryRun", "true");
        HttpResponse<String> tried = browser.submit(root + here, form, dry);
        assertThat(tried.statusCode()).isEqualTo(200);
        assertThat(tried.body())
                .contains(
                        "Nothing is erased yet. Nothing of it is held.", "<dt>Calls with content under them</dt><dd>1<")
                .contains("value=\"" + asked.get("requestId") + "\"", "value=\"ann\"");
        assertThat(server.recorded().acts).isEmpty();

        assertGoes(
                send(
                        "/console/holds",
                        "/console/holds",
                        "action",
                        "place",
                        "matter",
                        "m",
                        "reason",
                        "r",
                        "from",
                        "2020-01-01"),
                "/console/holds");
        HttpResponse<String> held = browser.submit(root + here, form, asked);
        assertThat(page(Browser.target(held).replace(root, ""), 200).body())
                .contains("Refused, and nothing was erased");
        assertGoes(
                send("/console/holds", "/console/holds", "action", "release", "matter", "m", "reason", "r"),
                "/console/holds");
        server.recorded().acts.clear();

        asked.put("requestId", UUID.randomUUID().toString());
        HttpResponse<String> done = browser.submit(root + here, form, asked);
        assertGoes(done, here + "/" + asked.get("requestId"));
        assertThat(server.recorded().acts)
                .extracting(fact -> (Object) fact.getClass())
                .containsExactly(ErasureRequested.class, PayloadErased.Key.class, PayloadErased.class);
        assertThat(page(here + "/" + asked.get("requestId"), 200).body())
                .contains("Done: the keys are destroyed", "not kept: it is over")
                .doesNotContain(">ann<");
        assertThat(browser.submit(root + here, form, asked).statusCode()).isEqualTo(303); // the same one
        asked.put("reason", "another");
        assertThat(browser.submit(root + here, form, asked).body()).contains("erasure-differs");
        assertThat(page(here, 200).body()).contains(asked.get("requestId"), "done", "refused");
        assertThat(send(here, here, "subject", "", "reason", "r", "legalBasis", "l")
                        .statusCode())
                .isEqualTo(400);
        page(here + "/" + UUID.randomUUID(), 404);
        page(here + "/none", 400);
    }

    @Test
    void papersAreMadeAndRecorded() throws Exception {
        enter(Role.AUDITOR);
        server.recorded().takeReads();
        String flow = page("/console/dataflow", 200).body();
        assertThat(flow)
                .contains("<svg", "What crosses", "chirograph.environment=development")
                .doesNotContain("<style", "style=");
        String digest = flow.replaceAll("(?s).*?<dd class=\"mono\">([^<]+)</dd>.*", "$1");
        assertThat(server.recorded().takeReads()).singleElement().satisfies(read -> {
            assertThat(read.http().path()).isEqualTo("/console/dataflow");
            assertThat(read.query().toString()).contains(digest.substring(0, 20));
        });
        assertThat(page("/console/report", 200).body()).contains("T00:00:00Z");
        assertThat(server.recorded().takeReads()).isEmpty();

        HttpResponse<String> zip =
                page("/console/report/file?from=2026-01-01T00:00:00Z&to=2099-01-01T00:00:00Z&sample=&seed=x", 200);
        assertThat(zip.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"report-2026-01-01-2099-01-01.zip\"");
        assertThat(zip.body()).startsWith("PK").contains("report.html");
        assertThat(server.recorded().takeReads())
                .singleElement()
                .satisfies(read -> assertThat(read.query()).containsKeys("digest", "seed", "from", "to"));
        assertBeside(
                page("/console/report/file?from=yesterday&to=2099-01-01T00:00:00Z", 400),
                400,
                "from",
                "yesterday",
                "Parameter 'from' is 'yesterday'");
        page("/console/report/file?from=2026-01-01T00:00:00Z", 400);
        server.recorded().unavailable = true;
        page("/console/report/file?from=2026-01-01T00:00:00Z&to=2099-01-01T00:00:00Z", 503);
        page("/console/dataflow", 503);
        server.recorded().takeReads();
    }

    /// What each role finds in its navigation; everything else of this table is closed to it, and named nowhere.
    private static final Map<String, Role> PAGES = Map.ofEntries(
            Map.entry("/console/overview", Role.AUDITOR),
            Map.entry("/console/calls", Role.AUDITOR),
            Map.entry("/console/logs", Role.AUDITOR),
            Map.entry("/console/reads", Role.AUDITOR),
            Map.entry("/console/dataflow", Role.AUDITOR),
            Map.entry("/console/report", Role.AUDITOR),
            Map.entry("/console/retention", Role.AUDITOR),
            Map.entry("/console/admin", Role.ADMINISTRATOR),
            Map.entry("/console/admin/keys", Role.ADMINISTRATOR),
            Map.entry("/console/admin/policy", Role.ADMINISTRATOR),
            Map.entry("/console/admin/usage", Role.ADMINISTRATOR),
            Map.entry("/console/holds", Role.RETENTION_MANAGER),
            Map.entry("/console/erasures", Role.RETENTION_MANAGER));

    @ParameterizedTest
    @CsvSource({
        "AUDITOR, /console/overview",
        "ADMINISTRATOR, /console/admin",
        "RETENTION_MANAGER, /console/holds",
    })
    void eachRoleFindsItsOwnPagesAndNoWordOfOthers(Role role, String home) throws Exception {
        enter(role);
        assertThat(page("/console", 302).headers().firstValue("Location").orElse(""))
                .endsWith(home);
        List<String> own = PAGES.entrySet().stream()
                .filter(page -> page.getValue() == role)
                .map(Map.Entry::getKey)
                .toList();
        List<String> others =
                PAGES.keySet().stream().filter(path -> !own.contains(path)).toList();
        List<String> shown = new ArrayList<>(own);
        shown.add("/console/session");
        for (String path : shown) {
            String body = page(path, 200).body();
            assertThat(own).as(path).allSatisfy(place -> assertThat(body).contains("href=\"" + place + "\""));
            assertThat(others).as(path).allSatisfy(place -> assertThat(body).doesNotContain(place + "\""));
        }
        for (String path : others) {
            HttpResponse<String> closed = page(path, 403);
            assertThat(own).noneMatch(place -> closed.body().contains(place));
            assertThat(browser.submit(root + path, page(home, 200).body(), Map.of("reason", "r"))
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        page(home + "/none", 404);
        server.recorded().takeReads();
    }

    @Test
    void whoeverHasTwoRolesHasThePagesOfBoth() throws Exception {
        enter(Role.AUDITOR, Role.RETENTION_MANAGER);
        assertThat(page("/console/holds", 200).body()).contains("/console/overview", "/console/erasures");
        assertThat(new String(page("/console/session", 200).body().getBytes(UTF_8), UTF_8))
                .contains("/console/holds");
    }
}
