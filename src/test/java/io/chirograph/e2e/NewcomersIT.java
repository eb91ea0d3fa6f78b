package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The commonest mistakes, byte by byte: each is told in the caller's own error shape what is wrong and what exists,
/// and what is told is what is on record.
@ExtendWith(Stage.class)
class NewcomersIT {
    private static final String ACTIVE = "Active here: [a-z, -]*\\bsandbox, [a-z, -]*standin-g\\.";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /v1/chat/completions | | openai | provider-unknown | set …/[a-z-]+/v1 as the base URL",
                "POST /chat/completions | | openai | provider-unknown | set …/[a-z-]+/v1 as the base URL",
                "GET /v1/realtime | | openai | provider-unknown | set …/[a-z-]+/v1 as the base URL",
                "POST /v1/messages | | anthropic | provider-unknown | set …/[a-z-]+-a as the base URL",
                "GET /v1/models | anthropic-version: 2023-06-01 | anthropic | provider-unknown | set …/[a-z-]+-a as"
                        + " the base URL",
                "POST /v1beta/models/g:generateContent | | gemini | provider-unknown | set …/[a-z-]+-g as the base URL",
                "GET /models | x-goog-api-key: none | gemini | provider-unknown | set …/[a-z-]+-g as the base URL",
                "POST /Standin-A/v1/messages | | anthropic | provider-unknown | names are in lower case: standin-a",
                "POST //standin/v1/chat/completions | | openai | provider-unknown | begins with two slashes",
                "GET / | | openai | provider-unknown | The path names no provider",
                "GET /nobody/v1/models | | openai | provider-unknown | No provider is named nobody",
                "POST /anthropic/v1/messages | | anthropic | provider-inactive | no credential",
                "OPTIONS * | | openai | provider-unknown | about the whole server",
                "OPTIONS http://127.0.0.1 | | openai | provider-unknown | names no provider"
            })
    void aRequestThatNamesNoActiveProviderIsToldWhatExistsWithoutAKey(
            String request, String header, String shape, String code, String detail, Stage stage) throws IOException {
        Http.Answer answer = raw(stage, request + " HTTP/1.1", header);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.callId()).isNotBlank();
        assertThat(answer.json().at("/code").stringValue()).isEqualTo(code);
        assertThat(answer.json().at("/detail").stringValue()).matches(".*" + detail + ".* " + ACTIVE);
        assertShape(answer, shape);
    }

    @Test
    void whatApplicationsAreServedStaysReserved(Stage stage) throws IOException {
        for (String path : new String[] {"/v1/receipts/x", "/v1/usage/x", "/v1/events/x"}) {
            assertThat(stage.http().get(path).json().at("/code").stringValue()).isEqualTo("not-found");
        }
        assertThat(stage.http().get("/v1/usage").json().at("/items").isArray()).isTrue();
        assertThat(stage.http().get("/v1/events").json().at("/code").stringValue())
                .isEqualTo("method-not-allowed");
    }

    @Test
    void aWebSocketProbeIsToldWhatIsSpokenInstead(Stage stage) throws IOException {
        for (String path : new String[] {"/standin-a/v1/realtime", "/v1/realtime"}) {
            Http.Answer answer = stage.http()
                    .get(path, "Upgrade: WebSocket", "Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13");
            assertThat(answer.status()).isEqualTo(426);
            assertThat(answer.header("upgrade")).hasValue("HTTP/1.1");
            assertThat(answer.header("connection").orElseThrow()).containsIgnoringCase("upgrade");
            assertRecorded(stage, answer, "websocket-unsupported");
        }
    }

    @Test
    void aBrowsersPreflightIsRefusedAndGrantsNothing(Stage stage) throws IOException {
        Http.Answer answer = raw(
                stage,
                "OPTIONS /standin/v1/chat/completions HTTP/1.1",
                "Origin: https://page.example\r\nAccess-Control-Request-Method: POST");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().at("/code").stringValue()).isEqualTo("cross-origin-refused");
        assertThat(answer.json().at("/value").stringValue()).isEqualTo("https://page.example");
        assertThat(answer.callId()).isNotBlank();
        assertThat(answer.headers())
                .noneMatch(header -> header.toLowerCase(java.util.Locale.ROOT).startsWith("access-"));
        assertShape(answer, "openai");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PRI * HTTP/2.0 | SM | 505 | HTTP/1.1 and no HTTP/2",
                "CONNECT api.example:443 HTTP/1.1 | Host: api.example:443 | 501 | CONNECT is for proxies",
                "GET /standin/x HTTP/1.1 | Expect: a-miracle | 417 | nothing but 100-continue",
                "POST /standin/x HTTP/1.1 | Transfer-Encoding: gzip, chunked | 501 | none but chunked"
            })
    void whatIsNoCallOfHttpIsToldWhatIsWrong(String line, String header, int status, String detail, Stage stage)
            throws IOException {
        Http.Answer answer = raw(stage, line, header);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.callId()).isNotBlank();
        assertThat(answer.json().at("/code").stringValue()).isEqualTo("request-malformed");
        assertThat(answer.json().at("/detail").stringValue()).contains(detail);
    }

    @Test
    void aTlsHandshakeOnThePlainPortEndsAndIsNotLogged(Stage stage) throws IOException {
        int logged = stage.gateway().log().length();
        for (int i = 0; i < 3; i++) {
            try (var socket = stage.http().connect()) {
                socket.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3, '\r', '\n'});
                assertThat(Http.read(socket, "GET").status()).isEqualTo(400);
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
        assertThat(stage.gateway().log().substring(logged)).doesNotContain("0x16", "Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-5\r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX y\r\n\r\n"
            })
    void malformedChunksAreAnsweredAsTheyAreRecorded(String body, Stage stage) throws IOException {
        for (String provider : new String[] {"standin", "standin-a", "standin-g"}) {
            Http.Answer answer = receive(stage, provider, body, false);
            assertThat(answer.status()).isEqualTo(400);
            assertRecorded(stage, answer, "request-malformed");
            assertShape(answer, provider.endsWith("-a") ? "anthropic" : provider.endsWith("-g") ? "gemini" : "openai");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 100\r\n\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"
            })
    void aBodyThatBreaksOffIsAnsweredAsItIsRecorded(String body, Stage stage) throws IOException {
        Http.Answer answer = receive(stage, "standin-a", body, true);
        assertThat(answer.status()).isEqualTo(400);
        assertRecorded(stage, answer, "request-incomplete");
        assertShape(answer, "anthropic");
    }

    @Test
    void theRequestBehindARefusedOneWithABodyIsServed(Stage stage) throws IOException {
        int logged = stage.gateway().log().length();
        String key = "Host: x\r\nChirograph-Key: " + stage.gateway().key() + "\r\n";
        for (String body : new String[] {
            "Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        }) {
            try (var socket = stage.http().connect()) {
                String both = "POST /nobody/v1/x HTTP/1.1\r\n" + key + body + "GET /sandbox/v1/models HTTP/1.1\r\n"
                        + key + "\r\n";
                socket.getOutputStream().write(both.getBytes(StandardCharsets.ISO_8859_1));
                var in = new BufferedInputStream(socket.getInputStream());
                assertThat(Http.read(in, "POST").status()).isEqualTo(404);
                assertThat(Http.read(in, "GET").status()).isEqualTo(200);
            }
        }
        assertThat(stage.gateway().log().substring(logged)).doesNotContain("Exception");
    }

    @Test
    void aPrefaceOfHttp2WithMoreBehindItIsClosedAtOnce(Stage stage) throws IOException {
        try (var socket = stage.http().connect()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0".repeat(3000))
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(Http.read(socket, "GET").status()).isEqualTo(505);
            assertThat(ended(socket)).isTrue();
        }
    }

    /// Whether the connection is over, in one way or the other.
    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static Http.Answer receive(Stage stage, String provider, String body, boolean ends) throws IOException {
        try (var socket = stage.http().connect()) {
            String head = "POST /" + provider + "/v1/x HTTP/1.1\r\nHost: x\r\nChirograph-Key: "
                    + stage.gateway().key() + "\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
            if (ends) {
                socket.shutdownOutput();
            }
            return Http.read(socket, "POST");
        }
    }

    private static void assertRecorded(Stage stage, Http.Answer answer, String code) throws IOException {
        assertThat(answer.json().at("/code").stringValue()).isEqualTo(code);
        assertThat(answer.json().at("/callId").stringValue()).isEqualTo(answer.callId());
        JsonNode refused = stage.gateway()
                .journal()
                .find("ai.call.refused", answer.callId())
                .orElseThrow();
        assertThat(refused.at("/code").stringValue()).isEqualTo(code);
        assertThat(refused.at("/status").intValue()).isEqualTo(answer.status());
        assertThat(refused.at("/actor/verified/keyId").stringValue()).isEqualTo("dev");
    }

    private static void assertShape(Http.Answer answer, String shape) {
        assertThat(answer.header("content-type")).hasValue("application/json");
        JsonNode body = answer.json();
        assertThat(body.at("/error/message").stringValue()).contains(answer.callId());
        switch (shape) {
            case "anthropic" -> assertThat(body.at("/type").stringValue()).isEqualTo("error");
            case "gemini" -> assertThat(body.at("/error/code").intValue()).isEqualTo(answer.status());
            default ->
                assertThat(body.at("/error/code").stringValue())
                        .isEqualTo(body.at("/code").stringValue());
        }
    }

    private static Http.Answer raw(Stage stage, String line, String header) throws IOException {
        try (var socket = stage.http().connect()) {
            String more = header == null ? "" : header + "\r\n";
            String host = more.startsWith("Host:") || line.startsWith("PRI") ? "" : "Host: 127.0.0.1\r\n";
            String head =
                    line.startsWith("PRI") ? line + "\r\n\r\n" + more + "\r\n" : line + "\r\n" + host + more + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            return Http.read(socket, "GET");
        }
    }
}
