package io.chirograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.web.ApiSurface;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `docs/operators.md` and [ApiSurface] say the same of the operators' paths.
class SurfacesPageTest {
    private static String line(ApiSurface surface) {
        return "| " + words(surface.patterns()) + " | "
                + (surface.methods().isEmpty() ? "any" : words(surface.methods())) + " | "
                + (surface == ApiSurface.PROBES ? "none needed" : "`" + surface.role() + "`") + " | `" + surface.word()
                + "` |";
    }

    private static String words(List<String> words) {
        return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }

    @Test
    void thePageHasEverySurfaceInTheirOrder() {
        assertThat(Repository.text("docs/operators.md"))
                .contains(Arrays.stream(ApiSurface.values())
                        .map(SurfacesPageTest::line)
                        .collect(Collectors.joining("\n", "|---|---|---|---|\n", "\n\n")));
    }

    @ParameterizedTest
    @CsvSource({
        "/audit, AUDIT",
        "/audit/v1/evidence, EVIDENCE",
        "/audit/v1/evidence/x, AUDIT",
        "/audit/v1/calls/x/content, CONTENT",
        "/audit/v1/calls/x/content/request, CONTENT",
        "/audit/v1/calls/x/content/request/y, CONTENT",
        "/audit/v1/calls/x/contents, AUDIT",
        "/audit/v1/calls/x/y/content, AUDIT",
        "/audit/v1/calls//content, AUDIT",
        "/audit/v1/calls/content, AUDIT",
        "/audit/v1/digests, DIGESTS",
        "/audit/v1/digests/x, AUDIT",
        "/admin/v1/erasures/x, RETENTION",
        "/admin/v1/content-grants, ADMIN",
        "/auditors,",
        "/admin/v1/holds, RETENTION",
        "/admin/v1/holds/x, RETENTION",
        "/admin/v1/holdsx, ADMIN",
        "/actuator/health/liveness, PROBES",
        "/actuator/health/liveness/x, ACTUATOR",
        "/console, CONSOLE",
        "/console/calls/x/content/request, CONTENT",
        "/console/calls/x, CONSOLE",
        "/console/admin, CONSOLE_ADMIN",
        "/console/admin/switches, CONSOLE_ADMIN",
        "/console/administration, CONSOLE",
        "/openai/v1/models,"
    })
    void theFirstSurfaceThatHasAPathDecides(String path, ApiSurface surface) {
        assertThat(ApiSurface.find(path).orElse(null)).isEqualTo(surface);
    }
}
