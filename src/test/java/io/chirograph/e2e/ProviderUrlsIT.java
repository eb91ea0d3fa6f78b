package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Whoever follows a provider's absolute URL out of an answer stays with the gateway.
@ExtendWith(Stage.class)
class ProviderUrlsIT {
    private static final String BATCHES = "/standin-a/v1/messages/batches";

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static JsonNode completed(Stage stage, Http.Answer answer) throws IOException {
        return stage.gateway().journal().completed(answer.callId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gzip", "br", "zstd"})
    void theResultsOfABatchComeThroughTheGateway(String encoding, Stage stage) throws Exception {
        String header = encoding.isEmpty() ? "x-nothing: 1" : "x-standin-encoding: " + encoding;
        var direct = stage.direct().post("/v1/messages/batches", "{}", "x-standin: batch", header);
        var answer = stage.http().post(BATCHES, "{}", "x-standin: batch", header);

        String url = stage.gateway().url(BATCHES + "/msgbatch_1/results");
        assertThat(answer.json().at("/results_url").stringValue()).isEqualTo(url);
        assertThat(answer.clean()).isTrue();
        assertThat(answer.header("content-length")).hasValue(Integer.toString(answer.body().length));
        assertThat(answer.header("content-encoding")).isEmpty();
        assertThat(answer.header("etag")).isEmpty();
        assertThat(answer.text())
                .startsWith(
                        "{ \"id\":\"msgbatch_1\",\"n\":12345678901234567890, \"note\":\"\",\"results_url\" :\"" + url)
                .endsWith("\",\"ended\":{\"results_url\":\"http://x/\"}}\n");
        assertThat(stage.http().get(URI.create(url).getRawPath()).status()).isEqualTo(200);

        JsonNode event = completed(stage, answer);
        if (encoding.isEmpty()) {
            assertThat(event.at("/response/digest/value").stringValue()).isEqualTo(sha256(direct.body()));
        } else {
            assertThat(event.at("/response/contentEncoding").stringValue()).isEqualTo(encoding);
        }
        assertThat(event.at("/returned/digest/value").stringValue()).isEqualTo(sha256(answer.body()));
        assertThat(event.at("/returned/digest/length").longValue()).isEqualTo(answer.body().length);
        assertThat(event.at("/returned/rewritten").toString()).isEqualTo("[\"results_url\"]");
        assertThat(event.at("/outcome").stringValue()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-standin-url: null",
                "x-standin-url: https://elsewhere.example/v1/messages/batches/msgbatch_1/results",
                "x-standin-encoding: rot13",
                "x-standin-size: 1500000"
            })
    void anyOtherAnswerIsAsItCame(String header, Stage stage) throws IOException {
        var direct = stage.direct().post("/v1/messages/batches", "{}", "x-standin: batch", header);
        var answer = stage.http().post(BATCHES, "{}", "x-standin: batch", header);
        assertThat(answer.body()).isEqualTo(direct.body());
        assertThat(answer.header("content-encoding")).isEqualTo(direct.header("content-encoding"));
        assertThat(answer.header("etag")).isPresent();
        assertThat(answer.clean()).isTrue();
        assertThat(completed(stage, answer).has("returned")).isFalse();
    }

    @Test
    void anUploadGoesThroughTheGatewayOrNowhere(Stage stage) throws IOException {
        var begun = stage.http().post("/standin-g/upload/v1beta/files", "{}", "x-standin: upload");
        String path = "/standin-g/upload/v1beta/files?upload_id=up-1&upload_protocol=resumable";
        assertThat(begun.header("x-goog-upload-url")).hasValue(stage.gateway().url(path));
        assertThat(stage.http().post(path, "content").status()).isEqualTo(200);
        assertThat(completed(stage, begun).at("/returned/rewritten").toString()).isEqualTo("[\"x-goog-upload-url\"]");
        assertThat(completed(stage, begun).at("/returned").has("digest")).isFalse();

        var away = stage.http()
                .post(
                        "/standin-g/upload/v1beta/files",
                        "{}",
                        "x-standin: upload",
                        "x-standin-url: https://storage.example/upload?upload_id=up-3");
        assertThat(away.status()).isEqualTo(200);
        assertThat(away.header("x-goog-upload-url")).isEmpty();
        assertThat(completed(stage, away).at("/returned/withheld").toString()).isEqualTo("[\"x-goog-upload-url\"]");
    }

    @Test
    void aLocationBelowTheBaseUrlIsBelowTheProviderHere(Stage stage) throws IOException {
        var answer = stage.http().post("/based/anything", "{}", "x-standin: created");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("location"))
                .hasValue(stage.gateway().url("/based/upload/v1beta/files?upload_id=up-2&upload_protocol=resumable"));
        var relative =
                stage.http().post("/based/anything", "{}", "x-standin: created", "x-standin-url: /base/path/a?b");
        assertThat(relative.header("location")).hasValue(stage.gateway().url("/based/a?b"));
        String beside = "http://127.0.0.1:" + stage.standin().port() + "/base/pathological/x";
        var other = stage.http().post("/based/anything", "{}", "x-standin: created", "x-standin-url: " + beside);
        assertThat(other.header("location")).hasValue(beside);
        assertThat(completed(stage, other).has("returned")).isFalse();
    }
}
