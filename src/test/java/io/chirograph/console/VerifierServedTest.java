package io.chirograph.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.query.api.AuditServer;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.verifier.browser.BrowserVerifier;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The verifier for browsers as the console serves it.
class VerifierServedTest {
    @Test
    void pageAndModuleAreTheReleasesForAuditorsAlone(@TempDir Path data) throws Exception {
        Files.createDirectories(data.resolve("archive"));
        String key = Ed25519Signer.ofSeed("example.com/chirograph/gw-1", new byte[32])
                .verifierKey()
                .encode();
        try (AuditServer server = AuditServer.start(data, key)) {
            String token = Files.readString(data.resolve("dev/auditor-token"));
            for (BrowserVerifier file : BrowserVerifier.values()) {
                String path = "/console/" + file.file();
                HttpResponse<byte[]> answer = server.raw(token, "GET", path, "");

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(file.bytes());
                assertThat(header(answer, "Content-Type")).isEqualTo(file.mediaType() + ";charset=UTF-8");
                assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(header(answer, "Content-Security-Policy"))
                        .startsWith("default-src 'none'; script-src 'sha256-")
                        .endsWith("frame-ancestors 'none'")
                        .doesNotContain("unsafe");
                String tag = header(answer, "ETag");
                assertThat(tag).isEqualTo('"' + file.digest() + '"');
                HttpResponse<byte[]> again = server.raw(token, "GET", path, "", "If-None-Match", tag);
                assertThat(again.statusCode()).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(server.raw(token, "HEAD", path, "").statusCode()).isEqualTo(200);
                assertThat(server.raw("none", "GET", path, "").statusCode()).isEqualTo(401);
            }
        }
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
