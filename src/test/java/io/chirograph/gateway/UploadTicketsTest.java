package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.identity.callers.Grants;
import io.chirograph.standin.Received;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Uploads in pieces as Google's SDKs make them: the start has a gateway key, the content has none.
class UploadTicketsTest {
    private static final String START = "X-Goog-Upload-Command: start";
    private static final String MORE = "X-Goog-Upload-Command: upload";
    private static final String LAST = "X-Goog-Upload-Command: upload, finalize";

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private GatewayHarness gateway;
    private volatile String status = "200 OK";

    @BeforeEach
    void begin() throws IOException {
        gateway = GatewayHarness.start();
        gateway.add("other", "other", Grants.UNLIMITED);
        gateway.add("twin", "acme", Grants.UNLIMITED);
        gateway.provider().says((connection, wire) -> {
            Received request = wire.received();
            if (request == null) {
                return;
            }
            received.add(request);
            String command = String.valueOf(request.header("x-goog-upload-command"));
            String head = command.equals("start")
                    ? "X-Goog-Upload-URL: " + gateway.provider().url() + "/upload/v1beta/files?upload_id=up-"
                            + received.size() + "&upload_protocol=resumable\r\n"
                    : "X-Goog-Upload-Status: " + (command.contains("finalize") ? "final" : "active") + "\r\n";
            String json = command.contains("finalize") ? "{\"file\":{\"name\":\"files/f1\"}}" : "";
            wire.answer(
                    status,
                    head + "Content-Type: application/json\r\nConnection: close\r\n",
                    json.getBytes(StandardCharsets.UTF_8),
                    false);
        });
    }

    @AfterEach
    void end() throws IOException {
        assertThat(received).noneMatch(request -> request.target().contains("ticket"));
        assertThat(gateway.journal().events())
                .allSatisfy(event -> assertThat(event.data().toString()).doesNotContain("chirograph_ticket="));
        gateway.close();
    }

    private record Started(String target, String callId) {
        String ticket() {
            return target.replaceFirst(".*chirograph_ticket=", "");
        }
    }

    private Started start(String key, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(START);
        Http.Answer answer = gateway.as(key)
                .post("/g/upload/v1beta/files", "{\"file\":{\"displayName\":\"a\"}}", all.toArray(String[]::new));
        assertThat(answer.status()).isEqualTo(200);
        URI url = URI.create(answer.header("x-goog-upload-url").orElseThrow());
        assertThat(url.getPort()).isEqualTo(gateway.port());
        return new Started(url.getRawPath() + "?" + url.getRawQuery(), answer.callId());
    }

    /// A request without any key.
    private Http.Answer send(String method, String target, String content, String... headers) throws IOException {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + gateway.port()
                + "\r\nContent-Length: " + content.length() + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        try (Socket socket = gateway.http().connect()) {
            socket.getOutputStream().write((head + "\r\n" + content).getBytes(StandardCharsets.ISO_8859_1));
            return Http.read(socket, method);
        }
    }

    private void refused(Http.Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).contains("ticket-invalid");
        JsonNode event = gateway.event("ai.call.refused", answer.callId());
        assertThat(event.toString()).contains("ticket-invalid");
    }

    @Test
    void theContentIsTheStartersUntilTheUploadEnds() throws IOException {
        Started upload = start("acme", "Chirograph-Metadata: {\"order\":\"7\"}");
        assertThat(upload.ticket()).matches("[A-Za-z0-9_-]{43}");
        for (String part : List.of("one", "two")) {
            Http.Answer answer = send("POST", upload.target(), part, MORE, "Chirograph-Metadata: {\"order\":\"8\"}");
            assertThat(answer.status()).isEqualTo(200);
            JsonNode started = gateway.event("ai.call.started", answer.callId());
            JsonNode who = started.path("actor").path("verified");
            assertThat(who.path("keyId").asString()).isEqualTo("acme");
            assertThat(who.path("tenant").asString()).isEqualTo("acme");
            assertThat(who.path("uploadCall").asString()).isEqualTo(upload.callId());
            assertThat(started.path("metadata").path("order").asString()).isEqualTo("7");
            assertThat(started.path("credential").asString()).isEqualTo("gateway");
            assertThat(received.getLast().body()).isEqualTo(part);
            assertThat(received.getLast().target())
                    .isEqualTo("/upload/v1beta/files?upload_id=up-1&upload_protocol=resumable");
            assertThat(received.getLast().headers())
                    .anyMatch(header -> header.contains("secret-of-g"))
                    .noneMatch(header -> header.toLowerCase(Locale.ROOT).contains("chirograph"));
        }
        assertThat(send("POST", upload.target(), "end", LAST).status()).isEqualTo(200);
        int sent = received.size();
        refused(send("POST", upload.target(), "again", MORE));
        refused(send("POST", upload.target(), "end", LAST));
        assertThat(received).hasSize(sent);
    }

    @Test
    void anUploadThatFailedToEndGoesOn() throws IOException {
        Started upload = start("acme");
        status = "503 No";
        assertThat(send("POST", upload.target(), "end", LAST).status()).isEqualTo(503);
        status = "200 OK";
        assertThat(send("POST", upload.target(), "", "X-Goog-Upload-Command: query")
                        .status())
                .isEqualTo(200);
        assertThat(send("POST", upload.target(), "end", LAST).status()).isEqualTo(200);
        refused(send("POST", upload.target(), "end", LAST));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /upload/v1beta/files?upload_id=up-2&upload_protocol=resumable, upload",
        "POST, /upload/v1beta/files?upload_id=up-1, upload",
        "POST, /upload/v1beta/files?upload_id=up-1&upload_protocol=resumable&key=x, upload",
        "POST, /upload/v1beta/files, upload",
        "POST, /v1beta/files?upload_id=up-1&upload_protocol=resumable, upload",
        "POST, /v1beta/models/m:generateContent, upload",
        "GET, /upload/v1beta/files?upload_id=up-1&upload_protocol=resumable, upload",
        "DELETE, /upload/v1beta/files?upload_id=up-1&upload_protocol=resumable, upload",
        "POST, /upload/v1beta/files?upload_id=up-1&upload_protocol=resumable, start",
        "POST, /upload/v1beta/files?upload_id=up-1&upload_protocol=resumable, 'upload, start'",
        "POST, /upload/v1beta/files?upload_id=up-1&upload_protocol=resumable, ''"
    })
    void aTicketIsForItsUploadAlone(String method, String target, String command) throws IOException {
        Started upload = start("acme");
        String with = target + (target.contains("?") ? "&" : "?") + "chirograph_ticket=" + upload.ticket();
        refused(send(method, "/g" + with, "x", "X-Goog-Upload-Command: " + command));
        refused(send("POST", "/o" + with, "x", MORE));
        assertThat(received).hasSize(1);
        assertThat(send("POST", upload.target(), "x", MORE).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "cg_a_b", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00"})
    void aTicketThatIsNoneIsRefused(String ticket) throws IOException {
        Started upload = start("acme");
        String plain = upload.target().replaceFirst("&chirograph_ticket=.*", "");
        refused(send("POST", plain + "&chirograph_ticket=" + ticket, "x", MORE));
        refused(send("POST", upload.target() + "&chirograph_ticket=" + ticket, "x", MORE));
        refused(send("POST", plain + "&%63hirograph%5Fticket=" + ticket, "x", MORE));
        Http.Answer none = send("POST", plain, "x", MORE);
        assertThat(none.text()).contains("key-missing");
        assertThat(received).hasSize(1);
    }

    @Test
    void anotherKeyWithATicketIsRefusedAndItsOwnIsNot() throws IOException {
        Started upload = start("acme");
        for (String key : List.of("other", "twin")) {
            Http.Answer answer = gateway.as(key).post(upload.target(), "x", MORE);
            refused(answer);
            assertThat(gateway.event("ai.call.refused", answer.callId()).toString())
                    .contains("\"" + key + "\"");
        }
        assertThat(received).hasSize(1);
        assertThat(gateway.http().post(upload.target(), "x", LAST).status()).isEqualTo(200);
        refused(send("POST", upload.target(), "x", MORE));
        assertThat(gateway.http().post(upload.target(), "x", MORE).status())
                .as("a key stands for itself")
                .isEqualTo(200);
    }

    @Test
    void aTicketOfAKeyThatIsDisabledIsWorthNothing() throws IOException {
        Started upload = start("twin");
        gateway.disable("twin");
        Http.Answer answer = send("POST", upload.target(), "x", MORE);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).contains("key-disabled");
        assertThat(received).hasSize(1);
    }

    @Test
    void whoBringsTheProvidersCredentialGetsNoTicket() throws IOException {
        assertThat(start("acme", "x-goog-api-key: theirs").target()).doesNotContain("ticket");
    }

    @Test
    void onlyTheStartOfAnUploadThatSucceededGetsATicket() throws IOException {
        status = "500 No";
        Http.Answer answer = gateway.http().post("/g/upload/v1beta/files", "{}", START);
        assertThat(answer.header("x-goog-upload-url").orElse("")).doesNotContain("ticket");
    }
}
