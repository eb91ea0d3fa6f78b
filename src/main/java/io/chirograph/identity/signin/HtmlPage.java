package io.chirograph.identity.signin;

import io.chirograph.support.digest.Sha256;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.web.util.HtmlUtils;

/// A page of the console: one document without scripts that loads nothing from anywhere, and stands in no
/// frame.
public final class HtmlPage {
    private static final String STYLE = """
        body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; color: #1b1b1b; background: #fff; }
        main { max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; }
        dt { font-weight: 600; margin-top: .75rem; }
        dd { margin: 0; overflow-wrap: anywhere; }
        button { font: inherit; padding: .5rem 1rem; margin-top: 1.5rem; color: #fff; background: #1f4e79;
          border: 0; border-radius: .25rem; cursor: pointer; }
        a { color: #1f4e79; }
        :focus-visible { outline: .2rem solid #b35900; outline-offset: .15rem; }
        """;
    /// What a browser may load and do on such a page.
    public static final String POLICY = "default-src 'none'; style-src 'sha256-" + digest()
            + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private HtmlPage() {}

    /// @param main the content, as HTML
    public static String of(String title, String main) {
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s · Chirograph</title>
            <style>%s</style>
            </head>
            <body>
            <main>
            <h1>%s</h1>
            %s
            </main>
            </body>
            </html>
            """.formatted(text(title), STYLE, text(title), main);
    }

    /// A text as HTML.
    public static String text(String plain) {
        return HtmlUtils.htmlEscape(plain, "UTF-8");
    }

    static void write(HttpServletResponse response, int status, String page) throws IOException {
        byte[] body = page.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String digest() {
        return Base64.getEncoder().encodeToString(Sha256.of(STYLE));
    }
}
