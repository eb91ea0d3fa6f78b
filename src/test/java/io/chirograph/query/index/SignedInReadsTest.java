package io.chirograph.query.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.e2e.GatewayProcess;
import io.chirograph.query.api.AuditServer;
import io.chirograph.standin.Browser;
import io.chirograph.standin.StandinIssuer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody of one tenant signs in by browser, sees who that is on the page, reads what may be read, and signs out.
class SignedInReadsTest {
    @TempDir
    private Path data;

    @Test
    void aBrowserReadsWhatItsScopeShows() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        TestLog log = new TestLog(archive, "example.com/chirograph/gw-1");
        UUID mine = log.ok(Map.of("tenant", "acme"));
        UUID theirs = log.ok(Map.of("tenant", "secretive"));
        log.publish();
        int port = GatewayProcess.freePort();
        String gateway = "http://127.0.0.1:" + port;
        String operators = "--chirograph.identity.operators.";
        try (StandinIssuer issuer = StandinIssuer.start();
                AuditServer server = AuditServer.start(
                        data,
                        port,
                        log.followed().key().encode(),
                        operators + "jwk-set-uri=" + issuer.jwkSetUri(),
                        operators + "issuer-uri=" + issuer.uri(),
                        operators + "audiences=chirograph",
                        operators + "scope.tenant-claim=tenants",
                        operators + "sign-in.client-id=console",
                        operators + "sign-in.external-url=" + gateway);
                Browser browser = new Browser()) {
            issuer.identifies(Map.of("roles", List.of("auditor"), "tenants", "acme"));
            HttpResponse<String> signedIn = browser.follow(browser.follow(browser.signIn(gateway + "/console", "ann")));
            assertThat(signedIn.headers().firstValue("Location").orElse("")).endsWith("/console/overview");
            HttpResponse<String> page = browser.open(gateway + "/console/session");
            assertThat(page.body()).contains("<bdi>ann</bdi>", "calls of the tenants acme", issuer.uri());

            String calls = gateway + "/audit/v1/calls";
            Awaitility.await()
                    .until(() -> browser.fetch("GET", calls).body().contains("\"size\":" + log.events.size()));
            server.recorded().takeReads();
            assertThat(browser.fetch("GET", calls).body())
                    .contains(mine.toString())
                    .doesNotContain(theirs.toString(), "secretive");
            assertThat(browser.fetch("GET", calls + "/" + theirs).statusCode()).isEqualTo(404);
            assertThat(server.recorded().takeReads()).hasSize(2).allSatisfy(read -> {
                assertThat(read.reader().verified()).containsEntry("subject", "ann");
                assertThat(read.scope()).containsEntry("tenants", List.of("acme"));
            });
            assertThat(server.recorded().granted)
                    .extracting(entered ->
                            entered.surface() + " by " + entered.means().method())
                    .containsExactly("console by oidc-code", "audit by oidc-code");

            assertThat(browser.open(gateway + "/console/calls").body())
                    .contains("/console/calls/" + mine)
                    .doesNotContain(theirs.toString(), "secretive", "/console/reads");
            assertThat(browser.open(gateway + "/console/calls/" + mine).statusCode())
                    .isEqualTo(200);
            for (String path : List.of("/console/calls/" + theirs, "/console/calls/" + theirs + "/content/request")) {
                assertThat(browser.open(gateway + path).statusCode()).as(path).isIn(403, 404);
            }
            for (String path : List.of(
                    "/console/overview",
                    "/console/calls/facet?group=tenant",
                    "/console/reads",
                    "/console/logs/" + log.followed().id())) {
                HttpResponse<String> answer = browser.open(gateway + path);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(answer.body()).as(path).doesNotContain(theirs.toString(), "secretive");
            }
            assertThat(browser.open(gateway + "/console/events/"
                                    + log.events.getLast().id())
                            .statusCode())
                    .isEqualTo(404);

            HttpResponse<String> out =
                    browser.follow(browser.submit(gateway + "/console/sign-out", page.body(), Map.of()));
            assertThat(out.body()).contains("You are signed out");
            assertThat(browser.fetch("GET", calls).statusCode()).isEqualTo(401);
        }
    }
}
