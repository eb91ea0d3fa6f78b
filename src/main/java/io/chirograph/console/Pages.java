package io.chirograph.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/// Makes pages of templates that the build compiled. Thread-safe.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Component
public final class Pages {
    /// What a browser may load and do on a page: what comes from here, and nothing that stands in the page itself.
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Pages.class.getClassLoader(), Pages.class.getPackageName());
    private final ConsoleAssets assets;

    Pages(ConsoleAssets assets) {
        this.assets = assets;
        engine.setBinaryStaticContent(false);
    }

    /// A whole page.
    /// @param here the path of the place that it belongs to
    public ResponseEntity<byte[]> page(
            HttpServletRequest request, String title, String here, String template, Map<String, ?> values) {
        return page(request, title, here, template, values, null);
    }

    /// A whole page that may say in its midst that something was refused.
    /// @param refused null where nothing was
    public ResponseEntity<byte[]> page(
            HttpServletRequest request,
            String title,
            String here,
            String template,
            Map<String, ?> values,
            @Nullable ApiException refused) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("shell", Shell.of(request, title, here, assets));
        return (refused == null ? answer(200) : answer(refused)).body(render(template, all));
    }

    /// A whole page for whoever comes, with nobody's name on it.
    public ResponseEntity<byte[]> open(String title, String template) {
        return answer(200).body(render(template, new HashMap<>(Map.of("shell", Shell.ofNobody(title, assets)))));
    }

    /// A part of a page, for one that is open.
    public ResponseEntity<byte[]> part(String template, Map<String, ?> values) {
        return answer(200).body(render(template, new HashMap<>(values)));
    }

    /// A page that says no.
    ResponseEntity<byte[]> refusal(HttpServletRequest request, ApiException refused) {
        return answer(refused).body(refusalPage(request, refused));
    }

    /// The same as the whole response of a filter.
    void refuse(HttpServletRequest request, HttpServletResponse response, ApiException refused) throws IOException {
        ResponseEntity<byte[]> answer = refusal(request, refused);
        byte[] body = answer.getBody() == null ? new byte[0] : answer.getBody();
        response.setStatus(refused.status());
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private byte[] refusalPage(HttpServletRequest request, ApiException refused) {
        Map<String, Object> values = new HashMap<>();
        values.put("refused", refused);
        if (isPart(request)) {
            return render("refusedPart", values);
        }
        values.put("shell", Shell.of(request, "Not answered", "", assets));
        return render("refused", values);
    }

    /// Whether a page that is open asks for a part of itself.
    public static boolean isPart(HttpServletRequest request) {
        return "true".equals(request.getHeader("HX-Request"));
    }

    private static ResponseEntity.BodyBuilder answer(ApiException refused) {
        ResponseEntity.BodyBuilder answer = answer(refused.status());
        if (refused.retryAfter() != null) {
            answer.header(
                    "Retry-After",
                    Long.toString(Math.max(1, refused.retryAfter().toSeconds())));
        }
        return answer;
    }

    private static ResponseEntity.BodyBuilder answer(int status) {
        return ResponseEntity.status(status)
                .contentType(HTML)
                .header("Content-Security-Policy", POLICY)
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cache-Control", "no-store")
                .varyBy("HX-Request");
    }

    private byte[] render(String template, Map<String, Object> values) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        engine.render(template + ".jte", values, output);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(output.getContentLength());
        try {
            output.writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
