package io.chirograph.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.ShiftedClock;
import io.chirograph.archive.Archive;
import io.chirograph.archive.Layout;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.signin.DevelopmentLinks;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.content.KeptLog;
import io.chirograph.query.index.TestLog;
import io.chirograph.standin.Browser;
import io.chirograph.support.digest.Sha256;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The console of a developer's machine: who gets in, what each role sees, and that hostile values stay text.
class ConsoleTest {
    private static final String EVIL = "<img src=x onerror=alert(1)>\u202e\u0007'\"&";
    private static final String SHOWN = "&lt;img src=x onerror=alert(1)&gt;⟦U+202E⟧⟦U+0007⟧";
    private static final Pattern INLINE = Pattern.compile(
            "<script(?![^>]*\\ssrc=)|<style|\\sstyle=|\\son[a-z]+=|javascript:", Pattern.CASE_INSENSITIVE);

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static UUID evil;
    private static UUID kept;
    private static String root;
    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        KeptLog content = new KeptLog(log, archive);
        evil = log.counted(
                Map.of(
                        "application",
                        EVIL,
                        "tenant",
                        EVIL,
                        "team",
                        EVIL,
                        "user",
                        EVIL,
                        "model",
                        EVIL,
                        "provider",
                        EVIL,
                        "operation",
                        EVIL,
                        "rule",
                        EVIL,
                        "metadata.case",
                        EVIL),
                1,
                2,
                3);
        String request =
                "{\"messages\":[{\"role\":\"" + EVIL.replace("\u0007", "").replace("\"", "\\\"")
                        + "\",\"content\":\"<script>alert(1)</script> to [redacted] and [email:0123456789abcdef]\"},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,aGk=\"}},"
                        + "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/gif\",\"data\":\"aGk=\"}},"
                        + "{\"type\":\"input_image\",\"image_url\":\"https://example.com/a.png\"},"
                        + "{\"type\":\"image\",\"source\":{\"data\":\"*\"}}]}]}";
        kept = content.call(
                Map.of("tenant", "acme"),
                KeptLog.Content.clear("application/json", request.getBytes(UTF_8)),
                KeptLog.Content.clear("text/html", "<script>alert(2)</script>\u202e".getBytes(UTF_8)));
        for (int i = 0; i < 60; i++) {
            log.ok(Map.of("tenant", "acme", "model", "m-" + i));
        }
        content.publish();
        archive.put(
                new Layout(log.followed().id()).timestamp(2),
                "none".getBytes(UTF_8),
                new Retention(LockMode.NONE, TestLog.START.plusSeconds(86_400)));
        server = AuditServer.start(data, log.followed(), log.events.size());
        root = "http://127.0.0.1:" + server.port();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        browser = new Browser();
        server.part(ShiftedClock.class).ahead(Duration.ZERO);
        server.recorded().unavailable = false;
        server.recorded().takeReads();
        server.recorded().granted.clear();
        server.recorded().refused.clear();
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private static String link(Role... roles) {
        return root + server.part(DevelopmentLinks.class).link(Set.of(roles));
    }

    private void enter(Role... roles) throws Exception {
        assertThat(browser.open(link(roles)).statusCode()).isEqualTo(302);
    }

    private String page(String path) throws Exception {
        HttpResponse<String> page = browser.open(root + path);
        assertThat(page.statusCode()).as(path).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy")).contains(Pages.POLICY);
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(INLINE.matcher(page.body())
                        .results()
                        .map(found -> page.body()
                                .substring(found.start(), Math.min(page.body().length(), found.end() + 60)))
                        .filter(found -> !found.startsWith(" onerror=alert(1)")))
                .as(path)
                .isEmpty();
        return page.body();
    }

    @Test
    void aLinkOpensTheConsoleOnce() throws Exception {
        String link = link(Role.AUDITOR);
        HttpResponse<String> entered = browser.open(link);
        assertThat(entered.headers().firstValue("Location").orElse("")).endsWith("/console");
        assertThat(entered.headers().firstValue("Set-Cookie").orElse(""))
                .startsWith("chirograph-session=")
                .contains("HttpOnly", "SameSite=Lax");
        assertThat(browser.follow(entered).headers().firstValue("Location").orElse(""))
                .endsWith("/console/overview");
        assertThat(page("/console/session")).contains("dev-auditor", "chirograph-development", "auditor");
        assertThat(server.recorded().granted).hasSizeGreaterThanOrEqualTo(1).allSatisfy(access -> {
            assertThat(access.surface()).isEqualTo("console");
            assertThat(access.means().method()).isEqualTo("development-code");
        });
        try (Browser other = new Browser()) {
            HttpResponse<String> again = other.open(link);
            assertThat(again.statusCode()).isEqualTo(400);
            assertThat(again.body()).contains("sign-in-unknown").doesNotContain(link.substring(link.indexOf('=') + 1));
            assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(other.open(root + "/console/session").statusCode()).isEqualTo(401);
        }
        assertThat(server.recorded().refused).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?code=", "?code=AAAA", "?code=a&code=b", "?other=1"})
    void whatIsNoLinkOpensNothing(String query) throws Exception {
        HttpResponse<String> answer = browser.open(root + "/console/enter" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void aLinkEndsAfterAnHourAndAtAProxy() throws Exception {
        String late = link(Role.AUDITOR);
        server.part(ShiftedClock.class).ahead(Duration.ofHours(1));
        assertThat(browser.open(late).statusCode()).isEqualTo(400);
        server.part(ShiftedClock.class).ahead(Duration.ZERO);

        String proxied = link(Role.AUDITOR);
        HttpRequest throughProxy = HttpRequest.newBuilder(URI.create(proxied))
                .header("X-Forwarded-For", "203.0.113.1")
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(throughProxy, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(400);
        }
        assertThat(browser.open(proxied).statusCode()).isEqualTo(302); // that was no use of it
    }

    @Test
    void anEntryThatCannotBeRecordedOpensNothing() throws Exception {
        String link = link(Role.AUDITOR);
        server.recorded().unavailable = true;
        HttpResponse<String> answer = browser.open(link);
        assertThat(answer.statusCode()).isEqualTo(503);
        server.recorded().unavailable = false;
        assertThat(browser.open(root + "/console/session").statusCode()).isEqualTo(401);
    }

    @Test
    void everyPageAboutTheTrailIsARecordedRead() throws Exception {
        enter(Role.AUDITOR, Role.PAYLOAD_READER);
        String logId = log.followed().id();
        List<String> paths = List.of(
                "/console/overview",
                "/console/calls",
                "/console/calls/facet?group=model",
                "/console/calls/" + kept,
                "/console/calls/" + kept + "/content/request",
                "/console/logs",
                "/console/logs/" + logId,
                "/console/reads",
                "/console/events/" + log.events.getFirst().id(),
                "/console/events/" + log.events.getFirst().id() + "/seal");
        for (String path : paths) {
            server.recorded().takeReads();
            String body = page(path);
            assertThat(server.recorded().takeReads()).as(path).singleElement().satisfies(read -> {
                assertThat(read.http().path()).isEqualTo(path.split("\\?", 2)[0]);
                assertThat(read.status()).isEqualTo(200);
                assertThat(read.reader().verified()).containsEntry("subject", "dev-auditor");
            });
            server.recorded().unavailable = true;
            HttpResponse<String> refused = browser.open(root + path);
            server.recorded().unavailable = false;
            assertThat(refused.statusCode()).as(path).isEqualTo(503);
            assertThat(refused.body()).contains("recording-unavailable").doesNotContain("acme");
            assertThat(refused.headers().firstValue("Retry-After")).contains("7");
            assertThat(body).isNotEmpty();
        }
        for (String path : List.of("/console/session", "/console/runbook", "/console/assets/htmx.js")) {
            server.recorded().takeReads();
            assertThat(browser.open(root + path).statusCode()).isEqualTo(200);
            assertThat(server.recorded().takeReads()).isEmpty();
        }
    }

    @Test
    void whatCallsAndQuestionsSayIsText() throws Exception {
        enter(Role.AUDITOR, Role.PAYLOAD_READER);
        String encoded = SearchForm.encoded(EVIL.replace("\u0007", ""));
        for (String path : List.of(
                "/console/calls?order=asc",
                "/console/calls/" + evil,
                "/console/calls/facet?group=model",
                "/console/calls?model=" + encoded,
                "/console/calls?metadata." + encoded + "=" + encoded,
                "/console/reads?operator=" + encoded,
                "/console/events/" + log.events.getFirst().id())) {
            String body = page(path);
            // a field holds what was asked, as it was, so that it can be asked again
            String outside = body.replaceAll("=\"[^\"]*\"", "");
            assertThat(body.contains("<img")).as(path).isFalse();
            assertThat(outside.matches("(?s).*(\u202e|\u0007|<script>alert).*"))
                    .as(path)
                    .isFalse();
        }
        assertThat(page("/console/calls?order=asc")).contains(SHOWN);
        assertThat(page("/console/calls/" + evil)).contains(SHOWN);
        String request = page("/console/calls/" + kept + "/content/request");
        assertThat(request)
                .contains(
                        "&lt;script&gt;alert(1)&lt;/script&gt; to <mark title=\"taken out by the redaction\">[redacted]</mark>")
                .contains(">[email:0123456789abcdef]</mark>")
                .contains("[image_url: image/png, 2 bytes, sha256:" + Sha256.hex("hi".getBytes(UTF_8)) + "]")
                .contains("[image: image/gif, 2 bytes, sha256:")
                .contains("[input_image: at https://example.com/a.png]")
                .doesNotContain("<img", "\u202e", "<script>");
        assertThat(page("/console/calls/" + kept + "/content/response"))
                .contains("&lt;script&gt;alert(2)&lt;/script&gt;⟦U+202E⟧")
                .doesNotContain("<script>", "\u202e");
    }

    @Test
    void aCallSaysWhatItsReceiptPromisesAndALogItsTimeStamps() throws Exception {
        enter(Role.AUDITOR);
        assertThat(page("/console/calls/" + kept))
                .contains(
                        "The promise is kept",
                        "/audit/v1/logs/" + log.followed().id() + "/proof/inclusion?event=");
        assertThat(page("/console/logs/" + log.followed().id()))
                .contains("Time stamps", "no token that can be read")
                .doesNotContain("No checkpoint up to this size");
    }

    @Test
    void anEventIsCarriedAwayAndVerifiedFromItsPage() throws Exception {
        enter(Role.AUDITOR);
        String name = log.events.getFirst().id().toString();
        assertThat(page("/console/events/" + name))
                .contains(
                        "href=\"/audit/v1/events/" + name + "/evidence\" download",
                        "Evidence of its call",
                        "Witnesses of that checkpoint</dt><dd>none")
                .contains("data-verify=\"/audit/v1/events/" + name + "/evidence\"")
                .contains(log.followed().key().encode().replace("+", "&#43;").substring(0, 20));
    }

    @Test
    void aRefusedQuestionIsSaidOnAPage() throws Exception {
        enter(Role.AUDITOR);
        for (Map.Entry<String, String> bad : Map.of(
                        "/console/calls?nonsense=<b>",
                        "unknown-parameter",
                        "/console/calls?outcome=perhaps",
                        "bad-value",
                        "/console/calls?model=a&model=b",
                        "duplicate-parameter",
                        "/console/calls?cursor=zzz",
                        "bad-value",
                        "/console/calls/none",
                        "bad-value",
                        "/console/calls/facet?group=secret",
                        "bad-value",
                        "/console/calls/" + new UUID(1, 2),
                        "not-found",
                        "/console/overview?last=year",
                        "bad-value",
                        "/console/logs/none",
                        "not-found",
                        "/console/logs/" + log.followed().id() + "?from=999999999",
                        "bad-value")
                .entrySet()) {
            HttpResponse<String> answer =
                    browser.open(root + bad.getKey().replace("<", "%3C").replace(">", "%3E"));
            assertThat(answer.statusCode()).as(bad.getKey()).isBetween(400, 404);
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
            assertThat(answer.body())
                    .contains("<code>" + bad.getValue() + "</code>")
                    .doesNotContain("<b>");
        }
    }

    @Test
    void aListComesInPagesThatHtmxAndPeopleFollow() throws Exception {
        enter(Role.AUDITOR);
        String first = page("/console/calls?model=&tenant=acme");
        assertThat(first.split("/console/calls/[0-9a-f-]{36}", -1)).hasSize(51);
        String next = first.replaceAll("(?s).*hx-get=\"(/console/calls\\?[^\"]*cursor=[^\"]*)\".*", "$1")
                .replace("&amp;", "&");
        String second = page(next);
        assertThat(second.split("/console/calls/[0-9a-f-]{36}", -1)).hasSize(12);
        assertThat(second).contains("Back to the first page").doesNotContain("Show more");
        HttpResponse<String> part = browser.fetch("GET", root + next, "HX-Request", "true");
        assertThat(part.body().stripLeading()).startsWith("<tr>").doesNotContain("<html");
        assertThat(first)
                .contains(
                        "/audit/v1/calls?format=csv&amp;tenant=acme", "/audit/v1/calls?format=parquet&amp;tenant=acme");
        assertThat(browser.fetch("GET", root + "/audit/v1/calls?format=csv&tenant=acme")
                        .body()
                        .lines()
                        .count())
                .isEqualTo(62);
    }

    @Test
    void eachRoleSeesItsOwnPagesAndNoWordOfOthers() throws Exception {
        enter(Role.AUDITOR);
        assertThat(page("/console/session")).doesNotContain("/console/admin", "Administration");
        assertThat(page("/console/calls/" + kept)).contains("Your role shows").doesNotContain("Show the request");
        assertThat(browser.open(root + "/console/admin").statusCode()).isEqualTo(403);
        assertThat(browser.open(root + "/console/calls/" + kept + "/content/request")
                        .statusCode())
                .isEqualTo(403);
        try (Browser admin = new Browser()) {
            assertThat(admin.open(link(Role.ADMINISTRATOR)).statusCode()).isEqualTo(302);
            assertThat(admin.open(root + "/console")
                            .headers()
                            .firstValue("Location")
                            .orElse(""))
                    .endsWith("/console/admin");
            HttpResponse<String> page = admin.open(root + "/console/admin");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).doesNotContain("/console/calls", "/console/logs", "/console/reads", "Overview");
            for (String path : List.of("/console/calls", "/console/overview", "/console/logs", "/audit/v1/calls")) {
                assertThat(admin.open(root + path).statusCode()).as(path).isEqualTo(403);
            }
            server.recorded().takeReads();
        }
    }

    @Test
    void aFormOfAnotherSiteDoesNothing() throws Exception {
        enter(Role.ADMINISTRATOR);
        Map<String, String> stop = Map.of("scope", "all", "stopped", "true", "reason", "mine");
        HttpResponse<String> forged = browser.submit(root + "/console/admin/switches", "", stop);
        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(forged.body()).contains("form-refused");
        assertThat(browser.submit(root + "/console/sign-out", "", Map.of()).statusCode())
                .isEqualTo(403);
        String page = page("/console/session");
        assertThat(browser.submit(root + "/console/sign-out", page, Map.of()).statusCode())
                .isEqualTo(302);
        assertThat(browser.open(root + "/console/session").statusCode()).isEqualTo(401);
    }

    @Test
    void filesAreThoseOfTheirDigestsAndNothingElseIsServed() throws Exception {
        HttpResponse<String> htmx = browser.open(root + "/console/assets/htmx.js");
        assertThat(htmx.headers().firstValue("Content-Type")).contains("text/javascript;charset=utf-8");
        assertThat(htmx.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
        for (String path : List.of(
                "/console/assets/none", "/console/assets/..%2fapplication.yml", "/webjars/uplot/1.6.30/package.json")) {
            assertThat(browser.open(root + path).statusCode()).as(path).isGreaterThanOrEqualTo(400);
        }
    }
}
