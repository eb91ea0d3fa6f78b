package io.chirograph.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.support.digest.Sha256;
import io.chirograph.verifier.browser.BrowserVerifier;
import io.chirograph.verifier.command.BrowserVerifierCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The published digests are those of the files, and the page's policy names what stands in it.
class BrowserVerifierPageTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new BrowserVerifierCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((e, line, parsed) -> 2)
                .execute(arguments);
    }

    @Test
    void theDigestsOfTheReleaseArePublished() throws Exception {
        String page = Files.readString(Path.of("docs/verification.md"));
        assertThat(run()).isZero();
        assertThat(page).as("docs/verification.md has these lines").contains("```text\n" + out + "```\n");
    }

    @Test
    void theCommandWritesWhatItPrintsAndOverwritesNothing(@TempDir Path directory) throws Exception {
        assertThat(run("--out", directory.toString())).isZero();
        for (BrowserVerifier file : BrowserVerifier.values()) {
            byte[] written = Files.readAllBytes(directory.resolve(file.file()));
            assertThat(written).isEqualTo(file.bytes());
            assertThat(out.toString()).contains(Sha256.hex(written) + "  " + file.file());
        }
        assertThat(run("--out", directory.toString())).isEqualTo(2);
    }

    @Test
    void thePageHoldsTheModuleAndItsPolicyNamesOneScriptAndOneStyle() {
        String page = new String(BrowserVerifier.PAGE.bytes(), UTF_8);
        String script = only(page, "<script type=\"module\">(.*?)</script>");
        String style = only(page, "<style>(.*?)</style>");

        assertThat(script).startsWith(new String(BrowserVerifier.MODULE.bytes(), UTF_8));
        assertThat(script)
                .doesNotContain(
                        "<!--",
                        "innerHTML",
                        "outerHTML",
                        "insertAdjacentHTML",
                        "document.write",
                        "eval(",
                        "fetch(",
                        "XMLHttpRequest",
                        "crypto.subtle");
        assertThat(BrowserVerifier.policy())
                .isEqualTo("default-src 'none'; script-src '" + source(script) + "'; style-src '" + source(style)
                        + "'; base-uri 'none'; form-action 'none'");
        assertThat(page)
                .contains("<meta http-equiv=\"Content-Security-Policy\" content=\"" + BrowserVerifier.policy() + "\">")
                .doesNotContain("{{policy}}", "{{style}}", "{{script}}");
        assertThat(page).doesNotContain("http://", "https://", " src=", "style=\"", "onclick=");
    }

    private static String only(String page, String pattern) {
        Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
        assertThat(found.find()).isTrue();
        String text = found.group(1);
        assertThat(found.find()).isFalse();
        return text;
    }

    private static String source(String text) {
        return "sha256-" + Base64.getEncoder().encodeToString(Sha256.of(text.getBytes(UTF_8)));
    }
}
