package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Stage.class)
class PathsAndHeadersIT {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models/meta-llama%2FLlama-3",
                "/v1/models/meta-llama%2fLlama-3",
                "/v1/models/gpt%3A4",
                "/v1/models/a:b;v=1;w",
                "//v1//x//",
                "/v1/x[0]?a[]=1&b={c}|d",
                "/v1/%7Euser/~user",
                "/v1/%20/%25/%E2%82%AC?q=%2F..%2F",
                "/v1/...hidden/..a/a..",
                "/?",
                "/v1?a=1?b=2&&c",
                ""
            })
    void pathsAndQueriesPassAsTheyAre(String target, Stage stage) throws IOException {
        var answer = stage.http().get("/based" + target, "x-standin: echo");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/target").stringValue()).isEqualTo("/base/path" + target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret",
                "/v1/../../secret",
                "/%2e%2e/secret",
                "/%2E./secret",
                "/v1/..%2f..%2fsecret",
                "/v1/..%2F",
                "/%252e%252e/secret",
                "/%252e%252e%252fsecret",
                "/%25252e%25252e/x",
                "/..;/secret",
                "/..;a=b/secret",
                "/v1/./x",
                "/v1/%2e/x",
                "/..%5csecret",
                "/..\\secret",
                "/v1/%00",
                "/v1/%0d%0ax",
                "/.."
            })
    void noPathLeavesTheBasePath(String path, Stage stage) throws IOException {
        int before = stage.standin().requests("").size();
        var answer = stage.http().get("/based" + path, "x-standin: echo");
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.callId()).isNotEmpty();
        assertThat(answer.header("content-type")).hasValue("application/json");
        assertThat(answer.json().path("code").isString()).isTrue();
        assertThat(stage.standin().requests("")).hasSize(before);
    }

    @Test
    void aHeadAnswerHasTheLengthAndNoBody(Stage stage) throws IOException {
        var answer = stage.http().send("HEAD", "/standin/v1/models", null, "x-standin: random", "x-standin-size: 1234");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-length")).hasValue("1234");
        assertThat(stage.gateway()
                        .journal()
                        .completed(answer.callId())
                        .path("outcome")
                        .stringValue())
                .isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-content", "not-modified"})
    void answersWithoutABodyPass(String scenario, Stage stage) throws IOException {
        var answer = stage.http().get("/standin/v1/x", "x-standin: " + scenario);
        assertThat(answer.status()).isEqualTo(scenario.equals("no-content") ? 204 : 304);
        assertThat(answer.header("etag")).hasValue("\"standin\"");
    }

    @Test
    void aRedirectGoesBackToTheCaller(Stage stage) throws IOException {
        int before = stage.standin().requests("").size();
        var answer = stage.http().post("/standin/v1/x", "{}", "x-standin: redirect");
        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.header("location")).hasValue(stage.gateway().url("/standin/v1/elsewhere"));
        assertThat(stage.standin().requests("")).hasSize(before + 1);
    }

    @Test
    void expectContinueIsAnsweredBeforeTheBodyComes(Stage stage) throws IOException {
        byte[] body = "{\"model\":\"standin:echo\"}".getBytes(StandardCharsets.UTF_8);
        var http = stage.http();
        try (var socket = http.connect()) {
            socket.getOutputStream()
                    .write(http.head("POST", "/standin/v1/chat/completions", body.length, "Expect: 100-continue"));
            var first = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            assertThat(first.readLine()).startsWith("HTTP/1.1 100");
            assertThat(first.readLine()).isEmpty();
            socket.getOutputStream().write(body);
            assertThat(Http.read(socket, "POST").json().at("/bodyLength").longValue())
                    .isEqualTo(body.length);
        }
    }

    @Test
    void aRefusalComesInsteadOfContinue(Stage stage) throws IOException {
        var http = new Http(stage.gateway().port(), "cg_none_wrong");
        try (var socket = http.connect()) {
            socket.getOutputStream()
                    .write(http.head("POST", "/standin/v1/chat/completions", 10, "Expect: 100-continue"));
            var first = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            assertThat(first.readLine()).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void aHeaderOfSixtyKilobytesPassesBothWays(Stage stage) throws IOException {
        String value = "v".repeat(60_000);
        var answer = stage.http().get("/standin/v1/x", "x-standin: echo", "x-big: " + value);
        assertThat(answer.json().at("/headers").toString()).contains("big: " + value);
        var huge = stage.http().get("/standin/v1/x", "x-standin: huge-headers");
        assertThat(huge.header("x-huge").orElseThrow()).hasSize(60_000);
    }

    @Test
    void whatIsOursOrHopByHopIsNotForwarded(Stage stage) throws IOException {
        var answer = stage.http()
                .get(
                        "/standin/v1/x",
                        "x-standin: echo",
                        "Cookie: a=b",
                        "X-Forwarded-For: 1.2.3.4",
                        "Forwarded: for=1.2.3.4",
                        "Via: 1.1 x",
                        "Chirograph-Metadata: {\"a\":1}",
                        "cf-aig-collect-log: false",
                        "Connection: keep-alive, x-private",
                        "x-private: 1",
                        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "X-Kept: yes");
        String headers = answer.json().at("/headers").toString().toLowerCase(java.util.Locale.ROOT);
        assertThat(headers)
                .contains("x-kept: yes", "traceparent: 00-0af7651916cd43dd8448eb211c80319c")
                .doesNotContain("cookie", "forwarded", "via:", "chirograph", "cf-aig", "x-private", "cg_");
    }

    @Test
    void aGatewayKeyLeavesInNoHeaderAndTheEventSaysWhoseCredentialDoes(Stage stage) throws IOException {
        String key = stage.gateway().key();
        var own = stage.http()
                .get("/standin/v1/x", "x-standin: echo", "api-key: " + key, "Authorization: Bearer sk-canary-own");
        assertThat(own.json().at("/headers").toString())
                .contains("sk-canary-own")
                .doesNotContain("cg_");
        var started = stage.gateway().journal().started(own.callId());
        assertThat(started.at("/credential").stringValue()).isEqualTo("caller");
        var misplaced = stage.http().get("/standin/v1/" + key + "/x", "x-standin: echo");
        assertThat(misplaced.json().at("/code").stringValue()).isEqualTo("key-misplaced");
        assertThat(misplaced.text()).doesNotContain(key);
        assertThat(stage.gateway().journal().events().toString()).doesNotContain(key, "sk-canary-own");
        assertThat(stage.gateway().log()).doesNotContain(key, "sk-canary-own");
    }
}
