package io.chirograph.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotCaret;
import io.chirograph.Chromium;
import io.chirograph.Effort;
import io.chirograph.ShiftedClock;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.signin.DevelopmentLinks;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.content.KeptLog;
import io.chirograph.query.index.TestLog;
import io.chirograph.verifier.command.VerifyEvidenceCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The console in a browser: found, opened, read, taken away and verified, by mouse and by keyboard, with no complaint
/// of
/// the browser and none of the rules of accessibility.
@Tag("slow")
class ConsoleBrowserTest {
    private static final long MOST_PICTURE = 150_000;
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\u202e";

    /// Levels A and AA of WCAG 2.0 to 2.2.
    private static final String AXE =
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})";

    static final String RULES =
            AXE + ".then(found => found.violations.map(one => one.id + ': ' + one.nodes.map(n => n.html).join(' | ')))";

    /// The criteria that its rules are about, such as `wcag1410`.
    private static final String CRITERIA = AXE
            + ".then(found => [...found.passes, ...found.inapplicable].flatMap(rule => rule.tags)"
            + ".filter(tag => /^wcag\\d{3,4}$/.test(tag)))";

    /// The criteria that the walks by keys show.
    static final Set<String> BY_KEYS = Set.of("2.1.1", "2.1.2", "2.2.2", "2.4.1", "2.4.3", "2.4.7", "3.2.1");

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static UUID call;
    private static UUID shown;
    private static UUID decision;
    private static Chromium chromium;
    private static Browser browser;
    private static String axe;
    private static String root;
    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        Chromium.require();
        try (InputStream in = ConsoleBrowserTest.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            axe = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        }
        Archive archive = Archives.directory(data.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        KeptLog kept = new KeptLog(log, archive);
        call = kept.call(
                Map.of("tenant", "acme", "model", HOSTILE, "metadata.case", HOSTILE),
                KeptLog.Content.clear(
                        "application/json",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"<script>alert(1)</script>\"}]}"
                                .getBytes(UTF_8)),
                KeptLog.Content.clear("text/event-stream", stream("fi", "ne").getBytes(UTF_8)));
        shown = kept.call(
                Map.of("tenant", "gamma", "application", "claims-desk", "model", "gpt-4.1", "provider", "openai"),
                KeptLog.Content.clear(
                        "application/json",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Summarise claim 17 in one sentence.\"}]}"
                                .getBytes(UTF_8)),
                KeptLog.Content.clear(
                        "text/event-stream",
                        stream("The roof was damaged by hail ", "and the claim is within the policy.")
                                .getBytes(UTF_8)));
        for (int i = 0; i < 59; i++) {
            log.ok(Map.of("tenant", "beta", "model", "m-" + i));
        }
        decision = log.event("decision.recorded", "{\"said\":{\"decisionId\":\"D-1\"}}");
        kept.publish();
        server = AuditServer.start(data, log.followed(), log.events.size());
        root = "http://127.0.0.1:" + server.port();
        chromium = Chromium.start();
        browser = chromium.browser();
    }

    private static String stream(String... pieces) {
        return Arrays.stream(pieces)
                .map(piece -> "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + piece + "\"}}]}\n\n")
                .collect(Collectors.joining("", "", "data: [DONE]\n\n"));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() {
        context = browser.newContext(new Browser.NewContextOptions().setAcceptDownloads(true));
        context.setDefaultTimeout((double) Chromium.MOST.toMillis());
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (!message.type().equals("log")) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onDialog(dialog -> complaints.add("a dialog: " + dialog.message()));
        page.onRequest(request -> {
            if (!request.url().startsWith(root)) {
                complaints.add("asked for " + request.url());
            }
        });
    }

    @AfterEach
    void close() {
        context.close();
        assertThat(complaints).isEmpty();
    }

    private void enter(Role... roles) {
        page.navigate(root + server.part(DevelopmentLinks.class).link(Set.of(roles)));
    }

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private void assertAccessible() {
        page.evaluate(axe);
        assertThat(page.evaluate(RULES)).as(page.url()).isEqualTo(List.of());
    }

    @Test
    void anAuditorFindsOpensReadsAndTakesAway() throws Exception {
        enter(Role.AUDITOR, Role.PAYLOAD_READER);
        assertThat(page).hasTitle("Overview · Chirograph");
        link("Calls").click();
        assertThat(page.locator("tbody tr")).hasCount(51);
        link("Show more").click();
        assertThat(page.locator("tbody tr")).hasCount(61);

        page.getByLabel("tenant", new Page.GetByLabelOptions().setExact(true)).fill("acme");
        button("Search").click();
        assertThat(page).hasURL(root + "/console/calls?tenant=acme"); // empty fields are no part of the question
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody")).containsText("<img src=x onerror=alert(1)>⟦U+202E⟧");
        Download csv = page.waitForDownload(() -> link("CSV").click());
        assertThat(Files.readString(csv.path())).contains(call.toString());
        page.getByText("Count by").click();
        link("model").click();
        assertThat(page.locator(".facet li")).hasCount(1);

        page.locator("tbody a").first().click();
        assertThat(page).hasTitle("Call " + call + " · Chirograph");
        page.getByLabel("Why you read it").first().fill("a complaint, № 7");
        button("Show the request").click();
        assertThat(page.locator(".said-by pre")).hasText("<script>alert(1)</script>");
        assertThat(server.recorded().takeReads())
                .anySatisfy(read -> assertThat(read.content())
                        .isNotNull()
                        .satisfies(content -> assertThat(content.reason()).isEqualTo("a complaint, № 7")));
        link("Checkpoint and lock").first().click();
        assertThat(page.getByText("Smallest checkpoint that covers it")).isVisible();

        button("Verify here").click();
        assertThat(page.locator("[data-steps] .verdict.good")).isVisible();
        Download evidence = page.waitForDownload(() -> link("Download evidence").click());
        String key = log.followed().key().encode();
        assertThat(new CommandLine(new VerifyEvidenceCommand())
                        .setOut(new PrintWriter(new StringWriter()))
                        .execute(evidence.path().toString(), "--key", key))
                .isZero();
        holdsInThePageOnDisk(evidence.path(), key);

        page.navigate(root + "/console/events/" + decision);
        button("Verify here").click();
        assertThat(page.locator("[data-steps] .verdict.good")).isVisible();
    }

    /// The same evidence in `verify.html`, saved from the console and opened from a disk.
    private void holdsInThePageOnDisk(Path evidence, String key) throws Exception {
        Path saved = Files.write(
                data.resolve("verify.html"),
                context.request().get(root + "/console/verify.html").body());
        try (BrowserContext offline = browser.newContext()) {
            offline.setOffline(true);
            Page disk = offline.newPage();
            disk.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
            disk.navigate(saved.toUri().toString());
            disk.getByLabel("Verifier keys").fill(key);
            disk.getByLabel("Evidence (a .zip file)")
                    .setInputFiles(new FilePayload("e.zip", "application/zip", Files.readAllBytes(evidence)));
            disk.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Verify"))
                    .click();
            assertThat(disk.getByRole(AriaRole.STATUS)).containsText("hold");
        }
    }

    @Test
    void aStreamIsReplayedAsItCame() {
        enter(Role.AUDITOR, Role.PAYLOAD_READER);
        page.navigate(root + "/console/calls/" + call + "/content/response");
        assertThat(page.locator("[data-replay] pre")).hasText("fine");
        button("Replay as it came").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("[data-replay] .to-come")).hasText("ne");
        assertThat(page.locator("#said")).hasText("The replay is over.");
        assertThat(page.locator("[data-replay] .to-come")).hasCount(0);
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        button("Replay as it came").click();
        assertThat(page.locator("[data-replay] .to-come")).hasCount(0);
        assertThat(page.locator("[data-replay] table")).isVisible();
    }

    @Test
    void aGuestOpensALinkOnceUntilItIsTakenBack() {
        enter(Role.AUDITOR);
        page.navigate(root + "/console/calls?tenant=acme");
        page.getByText("Share by a link").click();
        page.getByLabel("Whom it is for").fill("counsel");
        button("Make a link").click();
        String url = page.locator("#link-url").inputValue();
        assertThat(url).startsWith(root + "/console/link#");
        assertAccessible();
        try (BrowserContext elsewhere = browser.newContext()) {
            Page guest = elsewhere.newPage();
            List<String> asked = new ArrayList<>();
            guest.onRequest(
                    request -> asked.add(request.url() + request.headers().getOrDefault("referer", "")));
            guest.onConsoleMessage(message -> asked.add(message.text()));
            guest.navigate(url);
            assertThat(guest).hasURL(root + "/console/link"); // the code is out of the address
            assertThat(guest.getByLabel("The code")).hasValue(url.substring(url.indexOf('#') + 1));
            guest.evaluate(axe);
            assertThat(guest.evaluate(RULES)).isEqualTo(List.of());
            guest.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Open it"))
                    .click();
            assertThat(guest).hasURL(root + "/console/shared");
            assertThat(guest.locator("tbody tr")).hasCount(1);
            guest.locator("tbody a").first().click();
            assertThat(guest).hasTitle("Call " + call + " · Chirograph");
            guest.evaluate(axe);
            assertThat(guest.evaluate(RULES)).isEqualTo(List.of());
            guest.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Verify here"))
                    .click();
            assertThat(guest.locator("[data-steps] .verdict.good")).isVisible();
            assertThat(asked).noneMatch(one -> one.contains(url.substring(url.indexOf('#') + 1)) && !one.contains("#"));

            page.navigate(root + "/console/links");
            assertAccessible();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Take back the link for counsel"))
                    .click();
            assertThat(page.locator("tbody")).containsText("taken back");
            assertThat(guest.reload().status()).isEqualTo(410);
            guest.navigate(url);
            guest.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Open it"))
                    .click();
            assertThat(guest.locator("main")).containsText("link-ended");
        }
    }

    @Test
    void requestsAndQuestionsGoByFormsAndByKeyboard() {
        enter(Role.AUDITOR);
        page.navigate(root + "/console/requests");
        page.getByLabel("What is wanted").focus();
        page.keyboard().type("Calls of acme");
        page.keyboard().press("Enter");
        assertThat(page).hasTitle("Request: Calls of acme · Chirograph");
        page.getByLabel("A search, by its address").fill(root + "/console/calls?tenant=acme");
        page.getByLabel("Ids of calls").fill(call.toString());
        button("Answer").click();
        assertThat(link("/console/calls?tenant=acme")).isVisible();
        assertAccessible();
        button("Close it").click();
        assertThat(button("Open it again")).isVisible();
        page.navigate(root + "/console/requests");
        assertAccessible();

        page.navigate(root + "/console/calls?tenant=acme");
        page.getByText("Keep this question under a name").click();
        page.locator("#question-name").fill("of-acme");
        button("Keep it").click();
        page.locator("#from").fill("2026-11-01T00:00:00Z");
        page.locator("#to").fill("2026-12-01T00:00:00Z");
        button("Ask").click();
        assertThat(page.locator(".verdict.bad")).containsText("Holds: no");
        assertAccessible();
        page.navigate(root + "/console/questions");
        assertAccessible();
        button("Delete of-acme").click();
        assertThat(page.locator("main")).containsText("No question is kept");
    }

    /// The pictures of README, made again; those that are committed were made so.
    @Test
    void thePagesAsPictures() throws Exception {
        Path pictures = Files.createDirectories(Path.of("target/tour"));
        enter(Role.AUDITOR, Role.PAYLOAD_READER);
        page.setViewportSize(1120, 760);
        server.part(ShiftedClock.class).ahead(Duration.between(Instant.now(), TestLog.START.plusSeconds(60)));
        try {
            enter(Role.AUDITOR, Role.PAYLOAD_READER);
            picture(pictures, "overview", "header");
            page.navigate(root + "/console/calls?tenant=beta,gamma&order=asc");
            picture(pictures, "calls", "header");
            page.navigate(root + "/console/calls/" + shown);
            button("Show the request").click();
            button("Show the response").click();
            assertThat(page.locator("[data-replay]")).isVisible();
            picture(pictures, "call", "h3:has-text('The request')");
            button("Verify here").click();
            assertThat(page.locator("[data-steps] .verdict.good")).isVisible();
            picture(pictures, "proof", "#proof");
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            page.setViewportSize(400, 760);
            picture(pictures, "phone", "header");
        } finally {
            server.part(ShiftedClock.class).ahead(Duration.ZERO);
        }
    }

    private void picture(Path directory, String name, String at) throws IOException {
        page.locator(at).evaluate("element => element.scrollIntoView()");
        Path file = directory.resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(file)
                .setAnimations(ScreenshotAnimations.DISABLED)
                .setCaret(ScreenshotCaret.HIDE));
        assertThat(Files.size(file)).isLessThan(MOST_PICTURE);
        assertThat(Files.size(Path.of("docs/images", name + ".png"))).isLessThan(MOST_PICTURE);
    }

    @Test
    void aTamperedRecordTurnsRed() {
        enter(Role.AUDITOR);
        page.navigate(root + "/console/calls/" + call);
        page.route("**/evidence", route -> {
            byte[] zip = route.fetch().body();
            zip[zip.length / 2] ^= 1;
            route.fulfill(
                    new Route.FulfillOptions().setContentType("application/zip").setBodyBytes(zip));
        });
        button("Verify here").click();
        assertThat(page.locator("[data-steps] .verdict.bad")).isVisible();
        assertThat(page.locator("[data-steps] p.bad-text").first()).isVisible();
        page.unroute("**/evidence");
        page.locator("#keys").fill("");
        button("Verify here").click();
        assertThat(page.locator("[data-steps] .verdict.warn, [data-steps] > p.bad-text"))
                .isVisible();
    }

    @Test
    void aPageIsPrintedWithoutWhatOneClicks() {
        enter(Role.AUDITOR);
        page.navigate(root + "/console/calls/" + call);
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT).setColorScheme(ColorScheme.DARK));
        assertThat((boolean) page.evaluate("""
            [...document.querySelectorAll('nav, button, footer, .who')].every(one => one.checkVisibility() === false)\
            """)).isTrue();
        assertThat((String) page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(255, 255, 255)");
        assertThat(page.locator("main").innerText()).contains(call.toString());
    }

    @Test
    void pagesKeepTheRulesOfAccessibility() {
        enter(Role.AUDITOR, Role.PAYLOAD_READER);
        for (String path : List.of(
                "/console/overview",
                "/console/calls",
                "/console/calls/" + call,
                "/console/calls/" + call + "/content/request",
                "/console/calls/facet?group=model",
                "/console/logs",
                "/console/logs/" + log.followed().id() + "?from=3",
                "/console/calls/" + call + "/content/response",
                "/console/reads",
                "/console/retention",
                "/console/events/" + log.events.getFirst().id(),
                "/console/dataflow",
                "/console/report",
                "/console/questions",
                "/console/requests",
                "/console/links",
                "/console/link",
                "/console/session")) {
            for (ColorScheme scheme : Effort.some(List.of(ColorScheme.LIGHT, ColorScheme.DARK), 1)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                page.navigate(root + path);
                assertAccessible();
            }
        }
        assertThat((List<?>) page.evaluate(CRITERIA))
                .map(tag -> String.valueOf(tag).replaceAll("wcag(\\d)(\\d)(\\d+)", "$1.$2.$3"))
                .containsAll(ConformanceReport.by("axe"));
        page.setViewportSize(320, 640); // WCAG 1.4.10
        for (String path : List.of(
                "/console/overview",
                "/console/calls",
                "/console/calls/" + call,
                "/console/dataflow",
                "/console/report",
                "/console/calls/" + call + "/content/response",
                "/console/questions",
                "/console/requests",
                "/console/links",
                "/console/link")) {
            page.navigate(root + path);
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .as(path)
                    .isLessThanOrEqualTo(320);
        }
        enter(Role.ADMINISTRATOR);
        assertAccessible();
    }

    @Test
    void theKeyboardAloneDoes() {
        enter(Role.AUDITOR);
        page.navigate(root + "/console/calls?tenant=acme");
        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).hasText("Skip to the content");
        page.keyboard().press("Enter");
        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).hasAttribute("name", "q");
        for (int i = 0;
                i < 40
                        && !"A"
                                .equals(page.evaluate(
                                        "document.activeElement.closest('tbody') && document.activeElement.tagName"));
                i++) {
            page.keyboard().press("Tab");
            assertThat(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
                    .isNotEqualTo("none");
        }
        page.keyboard().press("Enter");
        assertThat(page).hasTitle("Call " + call + " · Chirograph");
        String utc = page.locator("main time").first().textContent();
        button("Local time").focus();
        page.keyboard().press("Space");
        assertThat(button("Local time")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator("main time").first()).hasAttribute("title", utc + " UTC");
    }

    @Test
    void withoutScriptsThePagesSayTheSame() {
        try (BrowserContext plain = browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            Page bare = plain.newPage();
            bare.navigate(root + server.part(DevelopmentLinks.class).link(Set.of(Role.AUDITOR)));
            bare.navigate(root + "/console/calls");
            bare.locator("#f-tenant").fill("acme");
            bare.locator("button:has-text('Search')").click();
            assertThat(bare.locator("tbody tr")).hasCount(1);
            bare.navigate(root + "/console/calls");
            bare.locator("text=Show more").click();
            assertThat(bare.locator("tbody tr")).hasCount(11);
        }
    }
}
