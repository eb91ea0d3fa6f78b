package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class AbsentRoleTest {
    /// A path, and whether a process that only takes calls, and one that only serves auditors, has something there.
    @ParameterizedTest
    @CsvSource({
        "/audit/v1/calls, false, true",
        "/audit, false, true",
        "/audit/v1/calls/x/content/request, false, true",
        "/audit/v1/digests, false, true",
        "/admin/v1/content-grants, true, true",
        "/console, false, true",
        "/console/x, false, true",
        "/openai/v1/chat/completions, true, false",
        "/auditor/v1/models, true, false",
        "/v1/events, true, false",
        "/, true, false",
        "/admin/v1/reload, true, true",
        "/error, true, true"
    })
    void aPathOfAnAbsentRoleIsNotFound(String path, boolean gateway, boolean auditor) throws Exception {
        assertAnswer(new AbsentRole(true, false), path, gateway, "gateway");
        assertAnswer(new AbsentRole(false, true), path, auditor, "auditor");
    }

    private static void assertAnswer(AbsentRole filter, String path, boolean there, String role)
            throws ServletException, IOException {
        var request = new MockHttpServletRequest("GET", path);
        request.setServletPath(path);
        var response = new MockHttpServletResponse();
        var chain = new MockFilterChain();
        filter.doFilter(request, response, chain);
        assertThat(chain.getRequest() != null).as(path + " at " + role).isEqualTo(there);
        if (!there) {
            assertThat(response.getStatus()).isEqualTo(404);
            assertThat(response.getContentType()).isEqualTo("application/problem+json");
            assertThat(response.getContentAsString())
                    .contains("\"code\":\"role-absent\"", "chirograph.roles of this process is " + role);
        }
    }
}
