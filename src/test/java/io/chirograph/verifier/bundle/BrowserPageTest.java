package io.chirograph.verifier.bundle;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.sun.net.httpserver.HttpServer;
import io.chirograph.Chromium;
import io.chirograph.verifier.browser.BrowserVerifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `verify.html` as people use it: from a disk and from plain HTTP, by mouse, by keyboard and by dropping a file.
@Tag("slow")
class BrowserPageTest {
    @TempDir
    static Path directory;

    private static Chromium chromium;
    private static Browser browser;
    private static Path html;

    private final BundleFixture made = new BundleFixture();
    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    BrowserPageTest() throws Exception {}

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        browser = chromium.browser();
        html = Files.write(directory.resolve("verify.html"), BrowserVerifier.PAGE.bytes());
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() {
        context = browser.newContext(new Browser.NewContextOptions().setColorScheme(ColorScheme.LIGHT));
        context.setDefaultTimeout((double) Chromium.MOST.toMillis());
        page = context.newPage();
        page.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            if (!request.isNavigationRequest()) {
                complaints.add("asked for " + request.url());
            }
        });
        page.navigate(html.toUri().toString());
    }

    @AfterEach
    void close() {
        context.close();
        assertThat(complaints).isEmpty();
    }

    private String key() {
        return made.signer.verifierKey().encode();
    }

    private void give(String label, String name, byte[] content) {
        page.getByLabel(label).setInputFiles(new FilePayload(name, "application/octet-stream", content));
    }

    private void judge(byte[] zip) {
        page.getByLabel("Verifier keys").fill(key());
        give("Evidence (a .zip file)", "evidence.zip", zip);
    }

    private Locator answer() {
        return page.getByRole(AriaRole.STATUS);
    }

    private Locator button() {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Verify"));
    }

    private Locator steps(String words) {
        return page.locator("#steps > li").filter(new Locator.FilterOptions().setHasText(words));
    }

    /// One bit of an event is other, and all digests of the file are right.
    private byte[] tampered() throws Exception {
        byte[] zip = made.call(new byte[0]);
        String name = EntryNames.event(made.log, 6);
        byte[] event = Bundle.parse(zip).get(name).orElseThrow().clone();
        event[event.length / 2] ^= 1;
        return BundleFixture.forged(zip, name, event);
    }

    @Test
    void goodEvidenceHoldsAndShowsEachStepWithItsInputs() throws Exception {
        judge(made.call(new byte[0]));

        assertThat(answer()).containsText("The evidence holds.");
        assertThat(steps("fails")).hasCount(0);
        Locator event = steps("ai.call.started at position 6 stands in the signed tree");
        assertThat(event).containsText("holds");
        event.locator("summary").click();
        assertThat(event.getByText("leaf hash")).isVisible();
        assertThat(event.getByText("signed root")).isVisible();
        assertThat(page.getByText("RFC 3161")).hasCount(0);
        assertThat(page.getByText("cosignatures: 1 over size 13; a policy checks them"))
                .not()
                .hasCount(0);
    }

    @Test
    void aTamperedEventIsRedAtItsStep() throws Exception {
        judge(tampered());

        assertThat(answer()).containsText("DOES NOT HOLD");
        Locator failed = steps("✗ fails").first();
        assertThat(failed).containsText("the event at position 6 stands in the signed tree");
        assertThat(failed).containsText("proof-invalid");
        assertThat(failed).hasCSS("border-left-color", "rgb(163, 21, 28)");
        assertThat(failed.getByText("root that they give")).isVisible();
        page.getByText("Go to the first step that fails").press("Enter");
        assertThat(failed.locator("summary")).isFocused();
    }

    @Test
    void aPolicyShowsTheWitness() throws Exception {
        page.getByText("Witnesses, proofs of a receipt").click();
        give("Policy", "policy", made.policy().getBytes(UTF_8));
        judge(made.call(new byte[0]));

        assertThat(answer()).containsText("The evidence holds.");
        assertThat(steps("witness w1 cosigned the checkpoint of size 13")).containsText("holds");
    }

    @Test
    void withoutAKeyNothingIsJudgedAndTheFingerprintIsShown() throws Exception {
        give("Evidence (a .zip file)", "evidence.zip", made.call(new byte[0]));

        assertThat(answer()).containsText("could not be checked");
        assertThat(steps("no key was given for log")).containsText("not checked here");
        page.getByLabel("Verifier keys").fill("nonsense");
        button().click();
        assertThat(answer()).containsText("a verifier key is name+id+key");
    }

    @Test
    void theKeyboardAloneIsEnough() throws Exception {
        page.getByLabel("Verifier keys").focus();
        page.keyboard().insertText(key());
        page.keyboard().press("Tab");
        assertThat(page.getByLabel("Evidence (a .zip file)")).isFocused();
        page.keyboard().press("Tab");
        assertThat(page.getByText("Witnesses, proofs of a receipt")).isFocused();
        page.keyboard().press("Tab");
        assertThat(button()).isFocused();
        page.keyboard().press("Enter");
        assertThat(answer()).containsText("Choose a file first.");
        assertThat(page.getByLabel("Evidence (a .zip file)")).isFocused();
    }

    @Test
    void aFileCanBeDroppedAnywhere() throws Exception {
        page.getByLabel("Verifier keys").fill(key());
        String content = Base64.getEncoder().encodeToString(made.call(new byte[0]));
        page.evaluate("""
            content => {
              const bytes = Uint8Array.from(atob(content), c => c.charCodeAt(0));
              const dropped = new DataTransfer();
              dropped.items.add(new File([bytes], 'dropped.zip'));
              document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: dropped, bubbles: true, cancelable: true}));
            }""", content);
        assertThat(answer()).containsText("The evidence holds.");
        assertThat(page.locator("#about")).containsText("dropped.zip");
    }

    /// Names and texts in a file are anybody's.
    @Test
    void nothingInAFileIsReadAsHtml() throws Exception {
        byte[] zip = made.call(new byte[0]);
        byte[] manifest = Bundle.parse(zip).get(EntryNames.MANIFEST).orElseThrow();
        byte[] evil = BundleFixture.replaced(
                manifest, "\"location\":\"s3://bucket\"", "\"location\":\"<img src=x onerror=alert(1)>\"");
        judge(BundleFixture.forged(zip, EntryNames.MANIFEST, evil));

        assertThat(answer()).containsText("The evidence holds.");
        assertThat(page.getByText("stored in <img src=x onerror=alert(1)>")).isVisible();
        assertThat(page.locator("img")).hasCount(0);
    }

    /// WebCrypto is missing on plain HTTP but for local hosts; here it is missing altogether.
    @Test
    void plainHttpWithoutWebCryptoDoesToo() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/verify.html", exchange -> {
            byte[] bytes = BrowserVerifier.PAGE.bytes();
            exchange.getResponseHeaders().add("Content-Type", "text/html;charset=utf-8");
            exchange.getResponseHeaders().add("Content-Security-Policy", BrowserVerifier.policy());
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            page.addInitScript("Object.defineProperty(globalThis, 'crypto', {value: undefined})");
            page.navigate("http://127.0.0.1:" + server.getAddress().getPort() + "/verify.html");
            judge(made.population(2));
            assertThat(answer()).containsText("The evidence holds.");
            judge(tampered());
            assertThat(answer()).containsText("DOES NOT HOLD");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void pictures() throws Exception {
        String to = System.getProperty("test.pictures", "");
        Path pictures = to.isEmpty() ? directory : Path.of(to);
        judge(tampered());
        assertThat(answer()).containsText("DOES NOT HOLD");
        picture(pictures, "tampered-light");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(page.locator("body")).hasCSS("background-color", "rgb(21, 24, 28)");
        picture(pictures, "tampered-dark");
        judge(made.population(2));
        assertThat(answer()).containsText("The evidence holds.");
        page.setViewportSize(360, 740);
        picture(pictures, "good-phone-dark");
        Object wide = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
        assertThat(wide).isEqualTo(true);
    }

    private void picture(Path directory, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(directory.resolve(name + ".png"))
                .setFullPage(true));
    }
}
