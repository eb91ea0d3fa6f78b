package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chirograph.e2e.Http;
import io.chirograph.identity.callers.Grants;
import io.chirograph.standin.RawUpstream;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What one tenant has at a provider does not exist for another.
@Timeout(300)
class TenantIsolationTest {
    private static final AtomicInteger IDS = new AtomicInteger();
    private static HttpServer provider;
    private static RawUpstream raw;
    private static GatewayHarness gateway;
    private static String mine;
    private static String other;

    /// What the only tenant was answered before there was another.
    private static final List<Integer> alone = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", TenantIsolationTest::answer);
        provider.start();
        String url = "http://127.0.0.1:" + provider.getAddress().getPort();
        raw = new RawUpstream((connection, wire) -> {
            for (int request = 1; wire.request(); request++) {
                String body = "{\"id\":\"" + connection + "-" + request + "\"}";
                String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
                wire.raw(answer + answer.replace("-", "!"));
            }
        });
        List<String> settings = new ArrayList<>();
        for (String name : List.of("o", "a", "own")) {
            settings.add("gateway.providers." + name + ".base-url=" + url);
        }
        settings.add("gateway.providers.n.dialect=gemini");
        settings.add("gateway.providers.n.base-url=" + url);
        settings.add("gateway.providers.own.dialect=openai");
        settings.add("gateway.providers.own.state-tenant=other");
        settings.add("gateway.providers.raw.dialect=openai");
        settings.add("gateway.providers.raw.base-url=" + raw.url());
        gateway = GatewayHarness.start(settings.toArray(String[]::new));
        mine = gateway.key("acme");
        for (String path : List.of("/o/v1/files", "/o/v1/files/from-before", "/n/v1beta/cachedContents")) {
            alone.add(call(mine, "GET", path, "").statusCode());
        }
        gateway.add("other", "other", Grants.UNLIMITED);
        other = gateway.key("other");
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String id = exchange.getRequestMethod().equals("POST")
                ? "made-" + IDS.incrementAndGet()
                : path.substring(path.lastIndexOf('/') + 1);
        boolean isStream = path.endsWith("/threads/runs");
        String json = path.contains("/v1beta/") ? "{\"file\":{\"name\":\"files/" + id + "\"}}" : """
            {"id":"ID","name":"claimed","output_file_id":"out-ID",\
            "output":[{"type":"message","id":"item-ID","container_id":"cntr-ID"}]}\
            """.replace("ID", id);
        byte[] body =
                (isStream ? "event: thread.created\ndata: " + json + "\n\n" : json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", isStream ? "text/event-stream" : "application/json");
        exchange.getResponseHeaders()
                .add("X-Goog-Upload-URL", "http://127.0.0.1:1/upload/v1beta/files?upload_id=up-" + id);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        provider.stop(0);
        raw.close();
    }

    private static HttpResponse<String> call(String key, String method, String path, String body) throws Exception {
        String type = body.startsWith("--q") ? "multipart/form-data; boundary=q" : "application/json";
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                            .header("Chirograph-Key", key)
                            .header("Content-Type", type)
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String made(String path) throws Exception {
        return made(path, "{}");
    }

    private static String made(String path, String body) throws Exception {
        var answer = call(mine, "POST", path, body);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().replaceFirst("(?s).*?(made-[0-9]+).*", "$1");
    }

    private static String form(String name, String value) {
        return "--q\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n--q--\r\n";
    }

    /// A provider that writes a second whole answer behind each: it is nobody's.
    @Test
    void noTenantGetsAnAnswerThatAProviderGaveBehindThatOfAnother() throws Exception {
        for (int call = 1; call <= 6; call++) {
            String key = call % 2 == 0 ? mine : other;
            var answer = call(key, "POST", "/raw/v1/chat/completions", "{\"model\":\"m\"}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"id\":\"" + call + "-1\"}");
            String id = answer.headers().firstValue("chirograph-call-id").orElseThrow();
            var completed = gateway.event("ai.call.completed", id);
            assertThat(completed.path("surplus").booleanValue()).isTrue();
        }
        var surplus = gateway.bean(MeterRegistry.class)
                .get("chirograph.upstream.surplus")
                .tag("provider", "raw");
        assertThat(surplus.functionCounter().count()).isEqualTo(6);
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "/o/v1/files, /o/v1/files/ID/content",
        "/o/v1/batches, /o/v1/batches/ID",
        "/o/v1/vector_stores, /o/v1/vector_stores/ID/files",
        "/o/v1/threads, /o/v1/threads/ID/messages",
        "/o/v1/threads/runs, /o/v1/threads/ID/messages",
        "/n/upload/v1beta/files, /n/v1beta/files/ID",
        "/o/v1/responses, /o/v1/responses/ID",
        "/a/v1/messages/batches, /a/v1/messages/batches/ID/results",
        "/a/v1/files, /a/v1/files/ID"
    })
    void whatATenantMadeIsItsOwn(String make, String use) throws Exception {
        String path = use.replace("ID", made(make));
        assertThat(call(mine, "GET", path, "").statusCode()).isEqualTo(200);
        refused(call(other, "GET", path, ""), 404, "not-found");
        refused(call(other, "GET", use.replace("ID", "never-made"), ""), 404, "not-found");
        refused(
                call(other, "GET", make.matches(".*/(threads|runs|responses|upload.*)") ? "/o/v1/files" : make, ""),
                403,
                "list-refused");
    }

    @Test
    void whatAnAnswerNamesIsTheTenantsTooButNotWhatACallerCalledIt() throws Exception {
        String batch = made("/o/v1/batches");
        assertThat(call(mine, "GET", "/o/v1/files/out-" + batch + "/content", "")
                        .statusCode())
                .isEqualTo(200);
        refused(call(mine, "GET", "/o/v1/files/claimed", ""), 404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/o/v1/responses | {\"model\":\"m\",\"previous_response_id\":\"ID\"}",
                "/o/v1/responses | {\"model\":\"m\",\"previous\\u005fresponse_id\":\"ID\"}",
                "/o/v1/responses |"
                        + " {\"model\":\"m\",\"input\":[{\"content\":[{\"type\":\"input_file\",\"file_id\":\"ID\"}]}]}",
                "/o/v1/responses |"
                        + " {\"model\":\"m\",\"tools\":[{\"type\":\"file_search\",\"vector_store_ids\":[\"x\",\"ID\"]}]}",
                "/o/v1/batches | {\"input_file_id\":\"ID\"}",
                "/o/v1/chat/completions |"
                        + " {\"model\":\"m\",\"messages\":[{\"content\":[{\"file\":{\"file_id\":\"ID\"}}]}]}"
            })
    void aBodyNamesOnlyWhatIsTheTenants(String path, String body) throws Exception {
        String file = form("purpose", "batch").replace("--q--\r\n", "")
                + form("file", "{\"custom_id\":\"1\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\"}}");
        String named = body.replace("ID", made("/o/v1/files", file)).replace("\"x\",", "");
        assertThat(call(mine, "POST", path, named).statusCode()).isEqualTo(200);
        refused(call(other, "POST", path, named), 404, "not-found");
        refused(call(other, "POST", path, "no json " + named), 400, "body-unreadable");
    }

    @Test
    void whatAStoredAnswerMadeIsTheTenants() throws Exception {
        String id = made("/o/v1/responses");
        for (String input : List.of("item-" + id, "cntr-" + id)) {
            String body = input.startsWith("item-")
                    ? "{\"model\":\"m\",\"input\":[{\"id\":\"" + input + "\",\"type\":\"item_reference\"}]}"
                    : "{\"model\":\"m\",\"tools\":[{\"container\":\"" + input + "\"}]}";
            assertThat(call(mine, "POST", "/o/v1/responses", body).statusCode()).isEqualTo(200);
            refused(call(other, "POST", "/o/v1/responses", body), 404, "not-found");
        }
        var unstored = call(mine, "POST", "/o/v1/responses", "{\"model\":\"m\",\"store\":false}");
        String path = "/o/v1/responses/" + unstored.body().replaceFirst("(?s).*?(made-[0-9]+).*", "$1");
        refused(call(mine, "GET", path, ""), 404, "not-found");
    }

    @Test
    void whatIsDeletedIsNobodys() throws Exception {
        String path = "/o/v1/files/" + made("/o/v1/files");
        assertThat(call(mine, "DELETE", path, "").statusCode()).isEqualTo(200);
        refused(call(mine, "GET", path, ""), 404, "not-found");
    }

    @Test
    void fieldsOfFormsAndQueriesCount() throws Exception {
        String edit = form("images[0][file_id]", made("/o/v1/files"));
        assertThat(call(mine, "POST", "/o/v1/images/edits", edit).statusCode()).isEqualTo(200);
        refused(call(other, "POST", "/o/v1/images/edits", edit), 404, "not-found");
        String upload = "/n/upload/v1beta/files?upload%5Fid=up-" + made("/n/upload/v1beta/files");
        assertThat(call(mine, "POST", upload, "").statusCode()).isEqualTo(200);
        var answer = call(other, "POST", upload, "");
        refused(answer, 404, "not-found");
        var event = gateway.event(
                "ai.call.refused",
                answer.headers().firstValue("chirograph-call-id").orElseThrow());
        assertThat(event.at("/policy/rules/0").stringValue()).isEqualTo("tenant");
        assertThat(event.at("/field").stringValue()).isEqualTo("query");
        assertThat(event.at("/actor/verified/tenant").stringValue()).isEqualTo("other");
    }

    @Test
    void aCredentialOfOneTenantIsItsOwn() throws Exception {
        assertThat(call(other, "GET", "/own/v1/files", "").statusCode()).isEqualTo(200);
        assertThat(call(other, "GET", "/own/v1/files/any", "").statusCode()).isEqualTo(200);
        refused(call(mine, "GET", "/own/v1/files", ""), 403, "list-refused");
        refused(call(mine, "GET", "/own/v1/files/any", ""), 404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/o/v1/responses |"
                        + " {\"model\":\"m\",\"prompt\":{\"id\":\"p\",\"variables\":{\"d\":{\"file_id\":\"ID\"}}}}",
                "/o/v1/chat/completions |"
                        + " {\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"audio\":{\"id\":\"ID\"}}]}",
                "/o/v1/responses | {\"model\":\"m\",\"input\":\"https://x/v1/files/ID/content\"}",
                "/o/v1/responses | {\"model\":\"ID\",\"input\":\"x\"}",
                "/a/v1/messages |"
                        + " {\"model\":\"m\",\"messages\":[{\"content\":[{\"content\":[{\"content\":[{\"file_id\":\"ID\"}]}]}]}]}",
                "/n/v1beta/models/m:countTokens |"
                        + " {\"generateContentRequest\":{\"contents\":[{\"parts\":[{\"fileData\":{\"fileUri\":\"https://g/v1beta/files/ID\"}}]}]}}",
                "/n/v1beta/interactions | {\"model\":\"m\",\"input\":[{\"type\":\"document\",\"uri\":\"files/ID\"}]}",
                "/o/v1/audio/speech?voice=ID | {\"model\":\"m\"}",
                "/o/v1/models/ID | "
            })
    void anIdOfAnotherTenantIsRefusedWhereverItStands(String path, String body) throws Exception {
        String make = path.startsWith("/n/")
                ? "/n/upload/v1beta/files"
                : path.startsWith("/a/") ? "/a/v1/files" : "/o/v1/files";
        String id = made(make);
        String method = body == null ? "GET" : "POST";
        String named = body == null ? "" : body.replace("ID", id);
        assertThat(call(mine, method, path.replace("ID", id), named).statusCode())
                .isEqualTo(200);
        refused(call(other, method, path.replace("ID", id), named), 404, "not-found");
    }

    @Test
    void listsWorkWhereThereIsOneTenantAndNoLonger() throws Exception {
        assertThat(alone).hasSize(3).containsOnly(200);
        refused(call(mine, "GET", "/o/v1/files", ""), 403, "list-refused");
        refused(call(mine, "GET", "/o/v1/files/from-before", ""), 404, "not-found");
    }

    @Test
    void anUploadIsReadWithoutItsEncodingOrNotTaken() throws Exception {
        String line = "--q\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jsonl\"\r\n\r\n"
                + "{\"body\":{\"input_file\":\"" + made("/o/v1/files") + "\"}}\r\n--q--\r\n";
        refused(call(other, "POST", "/o/v1/files", line), 404, "not-found");
        var zipped = new java.io.ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(zipped)) {
            gzip.write(line.getBytes(StandardCharsets.UTF_8));
        }
        var http = new Http(gateway.port(), other);
        byte[] body = zipped.toByteArray();
        String type = "Content-Type: multipart/form-data; boundary=q";
        for (String[] encodings : new String[][] {{"gzip"}, {"identity", "gzip"}, {"gzip, identity"}, {"rot13"}}) {
            List<String> headers = new ArrayList<>(List.of(type));
            for (String encoding : encodings) {
                headers.add("Content-Encoding: " + encoding);
            }
            var answer = http.send("POST", "/o/v1/files", body, headers.toArray(String[]::new));
            assertThat(answer.json().at("/code").stringValue())
                    .isEqualTo(encodings[0].equals("gzip") ? "not-found" : "body-unreadable");
        }
    }

    @Test
    void whatSelectsByAccountNeedsACredentialOfOneTenant() throws Exception {
        String stored = "{\"data_source_config\":{\"type\":\"stored_completions\"}}";
        refused(call(other, "POST", "/o/v1/evals", stored), 403, "list-refused");
        assertThat(call(other, "POST", "/own/v1/evals", stored).statusCode()).isEqualTo(200);
    }
}
