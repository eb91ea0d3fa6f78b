package io.chirograph.console;

import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/console/runbook`: `docs/runbook.md` of this release, a section for each alert. It says nothing of the trail.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class RunbookController extends ConsolePage {
    RunbookController(Pages pages) {
        super(pages);
    }

    private static List<Section> read() {
        try (InputStream in = RunbookController.class.getClassLoader().getResourceAsStream("docs/runbook.md")) {
            if (in == null) {
                throw new IllegalStateException("the program lacks docs/runbook.md");
            }
            return sections(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A section of the page.
    /// @param anchor as links name it
    /// @param text as it is written
    record Section(String anchor, String title, String text) {}

    @GetMapping("/console/runbook")
    ResponseEntity<byte[]> runbook(HttpServletRequest request) {
        return pages.page(request, "Runbook", "/console/runbook", "runbook", Map.of("sections", read()));
    }

    static List<Section> sections(String markdown) {
        List<Section> sections = new ArrayList<>();
        for (String part : markdown.split("(?m)^## ", -1)) {
            String[] lines = part.split("\n", 2);
            if (!sections.isEmpty() || !part.startsWith("# ")) {
                String title = lines[0].strip();
                String anchor = title.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-');
                sections.add(new Section(anchor, title, lines.length > 1 ? lines[1].strip() : ""));
            }
        }
        return sections;
    }
}
