package io.chirograph.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.chirograph.Chromium;
import io.chirograph.e2e.GatewayProcess;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Administrator, retention manager and auditor act from the pages of a gateway that a developer started, each by the
/// link that the start printed; and callers see what was done.
class ConsoleActsIT {
    @TempDir
    private static Path directory;

    private static GatewayProcess gateway;
    private static Chromium chromium;
    private static Browser browser;
    private static String axe;
    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        Chromium.require();
        try (InputStream in = ConsoleActsIT.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            axe = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        }
        Path policy = directory.resolve("policy.yml");
        Files.writeString(policy, """
            version: 1
            limits: [{id: per-key, per: key, requests: 500, window: hour}]
            rules: [{id: old, deny: {models: [gpt-3*]}}]
            """);
        gateway = GatewayProcess.start(directory, "--chirograph.policy.file=" + policy);
        chromium = Chromium.start();
        browser = chromium.browser();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @BeforeEach
    void open() {
        context = browser.newContext(new Browser.NewContextOptions().setAcceptDownloads(true));
        context.setDefaultTimeout((double) Chromium.MOST.toMillis());
        page = context.newPage();
        page.onConsoleMessage(message -> {
            // a refused form is a page with another status
            if (!message.type().equals("log") && !message.text().contains("status of 400")) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            if (!request.url().startsWith(gateway.url(""))) {
                complaints.add("asked for " + request.url());
            }
        });
    }

    @AfterEach
    void close() {
        context.close();
        assertThat(complaints).isEmpty();
    }

    /// Opens the link that the start printed.
    private void enter(String who) {
        Pattern line = Pattern.compile("as " + who + "[^\n]*? +(http\\S+)");
        Awaitility.await()
                .atMost(Chromium.MOST)
                .until(() -> line.matcher(gateway.log()).find());
        Matcher link = line.matcher(gateway.log());
        assertThat(link.find()).isTrue();
        page.navigate(link.group(1));
    }

    private void assertAccessible() {
        page.evaluate(axe);
        assertThat(page.evaluate(ConsoleBrowserTest.RULES)).as(page.url()).isEqualTo(List.of());
    }

    /// The rules of accessibility, in light and dark, and nothing that is wider than a phone.
    private void assertAccessible(String... paths) {
        for (String path : paths) {
            page.navigate(gateway.url(path));
            assertAccessible();
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            assertAccessible();
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            page.setViewportSize(320, 640);
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .as(path)
                    .isLessThanOrEqualTo(320);
            page.setViewportSize(1280, 720);
        }
    }

    private void press(String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    private void open(String place) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(place).setExact(true))
                .click();
    }

    private void fill(String label, String value) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(value);
    }

    private Locator main() {
        return page.locator("main");
    }

    /// What a caller with a key gets.
    private static HttpResponse<String> call(String key) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(gateway.url("/sandbox/v1/chat/completions")))
                            .header("Authorization", "Bearer " + key)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"messages\":[]}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void anAdministratorStopsCallsAndMakesKeys() throws Exception {
        enter("an administrator");
        assertThat(page).hasTitle("Switches · Chirograph");
        assertThat(call(gateway.key()).statusCode()).isEqualTo(200);
        page.locator("#f-scope").selectOption("tenant");
        page.locator("#f-value").fill("loc*");
        page.locator("#f-reason").fill("incident № 42");
        press("Stop these calls");
        assertThat(page.locator("#e-f-value")).containsText("only models may end in *");
        assertAccessible();
        assertThat(page.locator("#f-reason")).hasValue("incident № 42");
        page.locator("#f-value").fill("local");
        press("Stop these calls");
        assertThat(page.locator("tbody")).containsText("tenant local");
        assertThat(page.locator("tbody")).containsText("incident № 42");
        HttpResponse<String> refused = call(gateway.key());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("switched-off").doesNotContain("incident");
        assertAccessible();
        page.locator("tbody").getByLabel("Reason").fill("over");
        press("Go on");
        assertThat(main()).containsText("Nothing is stopped.");
        assertThat(call(gateway.key()).statusCode()).isEqualTo(200);

        open("Keys");
        fill("Id", "shop-1");
        fill("Tenant", "acme");
        fill("Application", "shop");
        fill("Team, which owns it", "core");
        fill("Reason, which is recorded", "a new shop");
        press("Make the key");
        String secret = page.getByLabel("The secret").textContent();
        assertAccessible();
        assertThat(call(secret).statusCode()).isEqualTo(200);
        open("Keys");
        assertThat(page.locator("tbody")).containsText("shop-1");
        assertThat(page.content()).doesNotContain(secret);
        page.locator("summary").first().click();
        assertAccessible();
        page.locator("tbody form").last().getByLabel("Reason").fill("closed");
        press("Disable for good");
        assertThat(page.locator("tbody")).containsText("disabled");
        assertThat(call(secret).statusCode()).isEqualTo(401);

        open("When each was last used");
        assertThat(page.locator("tbody")).containsText("shop-1");
        assertAccessible("/console/admin/keys/uses");

        open("Policy");
        fill("Model", "gpt-3.5");
        fill("Provider; empty for each that is active", "sandbox");
        press("Explain");
        assertThat(main()).containsText("It would be refused.");
        assertThat(page.getByLabel("Rule by rule")).containsText("Rule old denies model gpt-3.5.");
        assertAccessible();
        open("Usage");
        assertThat(page.locator("tbody")).containsText("per-key");
        assertAccessible(
                "/console/admin",
                "/console/admin/keys",
                "/console/admin/policy",
                "/console/admin/usage",
                "/console/session");
    }

    @Test
    void aRetentionManagerAsksForHoldsAndErasures() {
        enter("a retention manager");
        assertThat(page).hasTitle("Holds and retention · Chirograph");
        page.locator("#h-matter").fill("case 2026-17");
        page.locator("#h-reason").fill("order of the court");
        page.locator("#h-from").fill("2026-13-01");
        press("Ask for the hold");
        assertThat(page.locator("#e-h-from")).containsText("must be a date such as");
        page.locator("#h-from").fill("2026-11-01");
        press("Ask for the hold");
        assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Running holds")))
                .containsText("case 2026-17");
        assertAccessible("/console/holds");
        page.locator("tbody").first().getByLabel("Reason").fill("settled");
        press("Ask for its release");
        assertThat(main()).containsText("No hold runs.");
        assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Requests")))
                .containsText("settled");

        open("Erasures");
        fill("Tenant; empty for callers of none", "local");
        fill("Person, as calls name it", "ann");
        fill("Reason, which is recorded", "asked for");
        fill("Legal basis", "GDPR Art. 17");
        press("Say what it reaches");
        assertThat(main()).containsText("Nothing is erased yet.");
        assertAccessible();
        press("Erase for good");
        assertThat(main()).containsText("Done: the keys are destroyed");
        assertAccessible();
        assertAccessible("/console/erasures", "/console/session");
    }

    @Test
    void anAuditorTakesPapersAway() throws Exception {
        enter("an auditor");
        assertThat(page).hasTitle("Overview · Chirograph");
        open("Data flow");
        assertThat(page.locator(".flow svg")).isVisible();
        assertThat((String) page.evaluate("getComputedStyle(document.querySelector('.flow .e')).fill"))
                .isEqualTo("none");
        open("Report");
        page.locator("#f-from").fill("soon");
        press("Make and download");
        assertThat(page.locator("#e-f-from")).containsText("soon");
        page.locator("#f-from").fill("2026-01-01T00:00:00Z");
        page.locator("#f-to").fill("2099-01-01T00:00:00Z");
        Download zip = page.waitForDownload(() -> press("Make and download"));
        assertThat(zip.suggestedFilename()).isEqualTo("report-2026-01-01-2099-01-01.zip");
        assertThat(Files.size(zip.path())).isPositive();
        assertAccessible("/console/dataflow", "/console/report");
    }
}
