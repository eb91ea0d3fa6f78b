package io.chirograph;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Debian's Chromium, driven by Playwright, as tests share it.
public final class Chromium implements AutoCloseable {
    /// How long a test waits for what a page does.
    public static final Duration MOST = Duration.ofMinutes(2);

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright) {
        this.playwright = playwright;
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(PROGRAM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /// Skips the test where there is none.
    public static void require() {
        Requirements.require(Files.isExecutable(PROGRAM), "Chromium at " + PROGRAM);
    }

    /// Starts it; it asks the net for nothing of its own.
    public static Chromium start() {
        require();
        PlaywrightAssertions.setDefaultAssertionTimeout((double) MOST.toMillis());
        return new Chromium(Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))));
    }

    public Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
