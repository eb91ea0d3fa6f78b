package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.exporter.keys.Passphrase;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.standin.StandinAuthority;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every secret that a packaged gateway is told contains one word, or is known whole; the gateway is taken through
/// calls, refusals, echoes of its provider, reloads, rotations, switches and a failed start; then whatever it left
/// behind or said is searched.
class LeakHuntIT {
    /// Stands in every secret that the test chooses.
    private static final String WORD = "LeakCanary7qZx";

    /// Stands in what is recorded rightly; where it is not found, the hunt would not find a leak either.
    private static final String CONTROL = "ControlWord4mNp";

    private static final String CHAT = "/v1/chat/completions";
    private static final String HIDDEN = "env configprops beans heapdump threaddump loggers mappings conditions"
            + " httpexchanges startup sbom quartz sessions shutdown";
    private static final List<String> KEY_PLACES = List.of(
            "Authorization: Bearer ",
            "x-api-key: ",
            "api-key: ",
            "x-goog-api-key: ",
            "Chirograph-Key: ",
            "cf-aig-authorization: Bearer ");

    @TempDir
    private Path directory;

    private final Hunt hunt = new Hunt().secret("canary", WORD);
    private final Hunt control = new Hunt().secret("control", CONTROL);
    private final Map<String, String> said = new LinkedHashMap<>();
    private final List<String> keys = new ArrayList<>();

    private static String canary(String what) {
        return WORD + "-" + what;
    }

    @Test
    void noSecretIsInAnythingThatTheGatewayLeavesBehindOrSays() throws Exception {
        try (EchoingServer issuer = new EchoingServer(canary("access-token"));
                StandinProcess standin = StandinProcess.start(Files.createDirectory(directory.resolve("standin")));
                GatewayProcess gateway = start(standin, issuer);
                Trail trail = new Trail(gateway)) {
            administer(gateway);
            call(gateway, issuer);
            echoes(gateway);
            malformed(gateway);
            operate(gateway);
            signIn(gateway, issuer);
            read(gateway, trail);
            threads(gateway);
            gateway.stop();
            said.put("log", gateway.log());
            hideOwnFiles(gateway.dataDir());
            hunt.in(gateway.dataDir());
            control.in(gateway.dataDir());
        }
        failedStarts();
        said.forEach(hunt::in);
        said.forEach(control::in);
        assertThat(control.found().keySet())
                .anyMatch(each -> each.contains(".journal"))
                .anyMatch(each -> each.contains("!zstd"))
                .anyMatch(each -> each.contains("index"))
                .anyMatch(each -> each.contains("/audit/v1/calls?limit=50"))
                .anyMatch(each -> each.contains("/evidence!"));
        assertThat(hunt.found()).isEmpty();
    }

    private GatewayProcess start(StandinProcess standin, EchoingServer issuer) throws Exception {
        StoredKey.Made configured = StoredKey.make("conf", "shop", "acme", "payments", Grants.UNLIMITED, Instant.now());
        secret("configured key", configured.text());
        Path signingKey = directory.resolve("signing-key.pem");
        SigningKeyFile.generate(signingKey, Passphrase.NONE);
        byte[] der = Base64.getMimeDecoder().decode(Files.readString(signingKey).replaceAll("-----[A-Z ]+-----", ""));
        byte[] seed = Arrays.copyOfRange(der, 16, 48);
        hunt.secret("signing key (hex)", HexFormat.of().formatHex(seed));
        hunt.secret(
                "signing key (base64)", Base64.getEncoder().encodeToString(seed).substring(0, 40));
        var server = new StandinAuthority(Instant.now()).server(7);
        server.write(directory.resolve("tls.pem"), directory.resolve("tls.key"));
        hunt.secret("TLS key", server.privateKey().lines().skip(2).findFirst().orElseThrow());
        Files.writeString(directory.resolve("credential"), canary("first-file-credential") + "\n");
        Files.writeString(directory.resolve("jwks.json"), issuer.keys());
        int port = GatewayProcess.freePort();
        String yaml = """
            chirograph:
              gateway:
                credential-poll: 200ms
                providers:
                  from-config: {base-url: %1$s, dialect: openai, credential: %2$s}
                  from-env: {base-url: %1$s, dialect: openai, credential: '${CANARY_CREDENTIAL}'}
                  from-file: {base-url: %1$s, dialect: openai, auth: x-api-key, credential-file: %3$s}
                  bare: {base-url: %1$s, dialect: openai, auth: none}
              log:
                signing-key: %4$s
              identity:
                gateway-keys:
                  - {id: conf, hash: '%5$s', application: shop, tenant: acme, team: payments}
                callers.issuers:
                  - {issuer-uri: 'https://issuer.example', jwk-set-file: %6$s, audiences: [calls], tenant: acme, application: shop}
                operators:
                  jwk-set-uri: %7$s/jwks
                  issuer-uri: https://issuer.example
                  audiences: [ops]
                  sign-in:
                    client-id: console
                    client-secret: %14$s
                    external-url: http://127.0.0.1:%15$d
                    authorization-uri: %7$s/authorize
                    token-uri: %7$s/token
                end-users.issuers:
                  - {issuer-uri: 'https://issuer.example', jwk-set-file: %6$s, audiences: [users]}
              archives:
                far:
                  required: false
                  type: s3
                  lock-mode: NONE
                  s3: {bucket: far, endpoint: '%7$s', region: us-east-1, access-key-id: %8$s, secret-access-key: %9$s}
              exporter: {max-age: 300ms, retry-max: 500ms}
              journal: {file-size: 8MB}
            spring.ssl.bundle:
              watch.file.quiet-period: 100ms
              pem.spare:
                reload-on-update: true
                keystore: {certificate: %10$s, private-key: %11$s, private-key-password: %12$s}
            logging.level.io.chirograph: debug
            canary.unknown-setting: %13$s
            """.formatted(
                        standin.baseUrl(),
                        canary("config-credential"),
                        directory.resolve("credential"),
                        signingKey,
                        configured.key().entry().hash(),
                        directory.resolve("jwks.json"),
                        issuer.url(),
                        canary("access-key-id"),
                        canary("secret-access-key"),
                        directory.resolve("tls.pem"),
                        directory.resolve("tls.key"),
                        canary("bundle-password"),
                        canary("setting"),
                        canary("client-secret"),
                        port);
        Path config = Files.writeString(directory.resolve("leaks.yml"), yaml);
        GatewayProcess gateway = GatewayProcess.launch(
                directory,
                List.of(),
                Map.of("CANARY_CREDENTIAL", canary("env-credential"), "CANARY_UNUSED", canary("env")),
                port,
                GatewayProcess.freePort(),
                "--spring.config.additional-location=file:" + config);
        gateway.awaitReady();
        secret("development key", gateway.key());
        keys.addAll(List.of(configured.text(), gateway.key()));
        for (var operator : Map.of("auditor", "auditor-token", "administrator", "admin-token")
                .entrySet()) {
            Files.writeString(
                    gateway.dataDir().resolve("dev").resolve(operator.getValue()),
                    issuer.sign("ops", Instant.now().plusSeconds(3600), Map.of("roles", List.of(operator.getKey()))));
        }
        hunt.secret("auditor's token", signature(gateway.auditorToken()));
        hunt.secret("administrator's token", signature(gateway.adminToken()));
        return gateway;
    }

    private void secret(String what, String key) {
        hunt.secret(what, key.split("_", 3)[2]);
    }

    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    private Http.Answer admin(GatewayProcess gateway, String path, String json) throws IOException {
        return new Http(gateway.port(), "").post(path, json, "Authorization: Bearer " + gateway.adminToken());
    }

    /// Sends and keeps what was answered, head and body.
    private Http.Answer ask(GatewayProcess gateway, String method, String target, String body, String... headers)
            throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: application/json");
        Http.Answer answer = new Http(gateway.port(), "")
                .send(
                        method,
                        target,
                        method.equals("GET") ? null : body.getBytes(StandardCharsets.UTF_8),
                        all.toArray(String[]::new));
        keep(method + " " + target.replaceAll("\\?.*", "") + " " + said.size(), answer);
        return answer;
    }

    private void keep(String what, Http.Answer answer) {
        said.put(
                what,
                answer.status() + "\n" + String.join("\n", answer.headers()) + "\n"
                        + new String(answer.body(), StandardCharsets.ISO_8859_1));
    }

    private void administer(GatewayProcess gateway) throws IOException {
        String made = admin(
                        gateway,
                        "/admin/v1/gateway-keys",
                        "{\"id\":\"made\",\"application\":\"shop\",\"tenant\":\"acme\",\"team\":\"payments\",\"reason\":\"new\"}")
                .json()
                .path("key")
                .asString();
        String rotated = admin(
                        gateway, "/admin/v1/gateway-keys/made/rotations", "{\"overlap\":\"PT1H\",\"reason\":\"test\"}")
                .json()
                .path("key")
                .asString();
        for (String key : List.of(made, rotated)) {
            secret("made key", key);
            keys.add(key);
        }
    }

    private void call(GatewayProcess gateway, EchoingServer issuer) throws Exception {
        String body = "{\"model\":\"" + CONTROL + "\",\"messages\":[]}";
        String caller = issuer.sign("calls", Instant.now().plusSeconds(600), Map.of());
        String user = issuer.sign("users", Instant.now().plusSeconds(600), Map.of());
        String expired = issuer.sign("calls", Instant.now().minusSeconds(600), Map.of());
        String elsewhere = issuer.sign("others", Instant.now().plusSeconds(600), Map.of());
        for (String token : List.of(caller, user, expired, elsewhere)) {
            hunt.secret("a token", signature(token));
        }
        String[] beside = {
            "Cookie: session=" + canary("cookie"),
            "Proxy-Authorization: Basic " + canary("proxy"),
            "Chirograph-User-Token: " + user,
            "Chirograph-Metadata: {\"control\":\"" + CONTROL + "\"}"
        };
        String query = "?key=" + canary("query") + "&api_key=" + canary("query") + "&access_token=" + canary("query")
                + "&X-Amz-Signature=" + canary("query") + "&limit=5";
        for (String place : KEY_PLACES) {
            for (String key : List.of(keys.getFirst(), keys.getLast(), caller)) {
                String[] headers = Arrays.copyOf(beside, beside.length + 1);
                headers[beside.length] = place + key;
                assertThat(ask(gateway, "POST", "/from-env" + CHAT + query, body, headers)
                                .status())
                        .as(place)
                        .isEqualTo(200);
            }
            for (String wrong : List.of(
                    "cg_conf_" + canary("wrong-secret-0123456789012345678"),
                    "cg_" + canary("form"),
                    "sk-" + canary("foreign"),
                    "eyJhbGciOiJSUzI1NiJ9." + canary("payload") + "." + canary("signature"),
                    Base64.getUrlEncoder()
                                    .encodeToString(
                                            ("{\"alg\":\"" + canary("alg") + "\"}").getBytes(StandardCharsets.US_ASCII))
                            + ".e30.e30",
                    caller.substring(0, caller.lastIndexOf('.') + 1) + canary("signature"),
                    expired,
                    elsewhere)) {
                assertThat(ask(gateway, "POST", "/from-env" + CHAT + query, body, place + wrong)
                                .status())
                        .isEqualTo(401);
            }
        }
        String right = "Chirograph-Key: " + keys.getFirst();
        for (String wrong : List.of(canary("user-token"), user + canary("x"), elsewhere, "a.b.c")) {
            ask(gateway, "POST", "/from-env" + CHAT, body, right, "Chirograph-User-Token: " + wrong);
        }
        ask(gateway, "GET", "/from-env/v1/models" + query, "", "Authorization: Basic " + canary("basic"));
        ask(gateway, "POST", "/from-env" + CHAT, body, "x-api-key: " + keys.getFirst(), "api-key: " + canary("other"));
        ask(gateway, "POST", "/nowhere" + CHAT + query, body, right, "Authorization: Bearer " + canary("brought"));
        ask(gateway, "DELETE", "/from-env/v1/organization/admin_api_keys/x" + query, "", right);
    }

    /// A provider that says back what it was told: to its caller, who sees it as it is, and to nobody else.
    private void echoes(GatewayProcess gateway) throws IOException {
        for (String told : "error fields stream status-line header-line length encoding chunk".split(" ", -1)) {
            boolean whole = "error fields stream".contains(told);
            String body = "{\"model\":\"m\",\"stream\":" + told.equals("stream") + ",\"messages\":[]}";
            String brought = whole ? "Authorization: Bearer " + canary("brought") : "x-said: " + canary("content");
            for (String provider : List.of("from-config", "from-env", "from-file", "bare", "bare?")) {
                String target = "/" + provider.replace("?", "") + CHAT
                        + (provider.endsWith("?") ? "?key=" + canary("query-brought") : "");
                String last = provider.equals("bare") ? brought : "x-none: 1";
                try {
                    Http.Answer answer = new Http(gateway.port(), keys.getFirst())
                            .post(target, body, "x-standin: told-" + told, last);
                    if (whole) {
                        assertThat(answer.text() + answer.headers()).as(told).contains(WORD);
                    } else {
                        keep(told + " of " + provider, answer);
                    }
                } catch (IOException cutOff) {
                    assertThat(told).isEqualTo("chunk");
                }
            }
        }
    }

    private void malformed(GatewayProcess gateway) throws IOException {
        for (String text : List.of(
                "GET /from-env/v1/models?key=" + canary("target") + "\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /from-env/v1/models HTTP/1.1\r\nHost: x\r\nAuthorization Bearer " + canary("line") + "\r\n\r\n",
                "GET /from-env/v1/models HTTP/1.1\r\nHost: x\r\nx-api-key: " + canary("long") + "x".repeat(80_000)
                        + "\r\n\r\n",
                canary("method") + " /from-env/v1/models HTTP/9.9\r\n\r\n")) {
            var http = new Http(gateway.port(), "");
            try (var socket = http.connect()) {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                keep("malformed " + said.size(), Http.read(socket, "GET"));
            } catch (IOException closed) {
                said.put("malformed " + said.size(), "no answer");
            }
        }
    }

    private void operate(GatewayProcess gateway) throws Exception {
        for (String path : List.of("/admin/v1/gateway-keys", "/audit/v1/calls", "/admin/v1/switches")) {
            ask(gateway, "GET", path + "?access_token=" + canary("query"), "", "Authorization: Bearer " + canary("op"));
            ask(gateway, "GET", path, "", "Authorization: Basic " + canary("basic"), "Cookie: s=" + canary("cookie"));
            ask(gateway, "GET", path, "", "Authorization: Bearer e30." + canary("payload") + ".e30");
        }
        String right = "Authorization: Bearer " + gateway.adminToken();
        ask(gateway, "GET", "/admin/v1/gateway-keys", "", right);
        ask(gateway, "POST", "/admin/v1/gateway-keys", "{\"id\":\"x\",\"key\":\"" + canary("field") + "\"}", right);
        ask(gateway, "POST", "/admin/v1/gateway-keys", "{\"key\": " + canary("no-json"), right);
        ask(gateway, "POST", "/admin/v1/switches", "{\"token\":\"" + canary("field") + "\"}", right);
        String reload = "{\"reason\":\"test\"}";
        StandinAuthority.put(directory.resolve("credential"), canary("second-file-credential"));
        assertThat(ask(gateway, "POST", "/admin/v1/reload", reload, right).status())
                .isEqualTo(200);
        StandinAuthority.put(directory.resolve("credential"), canary("two lines\n") + canary("of credential"));
        assertThat(ask(gateway, "POST", "/admin/v1/reload", reload, right).status())
                .isEqualTo(422);
        StandinAuthority.put(directory.resolve("tls.key"), "-----BEGIN PRIVATE KEY-----\n" + canary("tls-key") + "\n");
        for (boolean stopped : new boolean[] {true, false}) {
            ask(
                    gateway,
                    "POST",
                    "/admin/v1/switches",
                    "{\"scope\":\"key\",\"value\":\"conf\",\"stopped\":" + stopped
                            + ",\"endOpen\":false,\"reason\":\"test\"}",
                    right);
            ask(gateway, "POST", "/from-file" + CHAT, "{}", "Authorization: Bearer " + keys.getFirst());
        }
        ask(gateway, "POST", "/admin/v1/gateway-keys/made/disable", "{\"reason\":\"test\"}", right);
        ask(gateway, "POST", "/from-file" + CHAT, "{}", "Authorization: Bearer " + keys.getLast());
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> gateway.log().contains("Unexpected SSL reload error"));
    }

    /// By browser, with a code that the issuer takes and with one that it refuses.
    private void signIn(GatewayProcess gateway, EchoingServer issuer) throws Exception {
        var browser = new Http(gateway.port(), "");
        String page = "Accept: text/html";
        for (String code : List.of(canary("code"), canary("refused-code"))) {
            Http.Answer begun = browser.get("/console", page);
            String begin = begun.header("location").orElseThrow();
            Http.Answer sent = browser.get(begin.substring(begin.indexOf("/console")), page);
            String cookies = cookies(sent);
            String query = sent.header("location").orElseThrow();
            for (String name : List.of("state", "nonce")) {
                hunt.secret(name + " of a sign-in", EchoingServer.asked(query, name));
            }
            String idToken = issuer.sign(
                    "console",
                    Instant.now().plusSeconds(600),
                    Map.of(
                            "nonce",
                            EchoingServer.asked(query, "nonce"),
                            "roles",
                            List.of("auditor"),
                            "azp",
                            "console"));
            hunt.secret("an ID token", signature(idToken));
            issuer.identifies(idToken);
            Http.Answer back = browser.get(
                    "/console/sign-in/code?code=" + code + "&state="
                            + URLEncoder.encode(EchoingServer.asked(query, "state"), StandardCharsets.UTF_8),
                    page,
                    "Cookie: " + cookies);
            if (code.contains("refused")) {
                assertThat(back.status()).as(back.text()).isGreaterThanOrEqualTo(400);
                keep("a sign-in that was refused", back);
            } else {
                assertThat(back.status()).as(back.text()).isEqualTo(302);
                assertThat(ask(gateway, "GET", "/audit/v1/calls", "", "Cookie: " + cookies(back))
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    private String cookies(Http.Answer answer) {
        List<String> cookies = answer.headers().stream()
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("set-cookie:"))
                .map(header -> header.substring(11).replaceAll(";.*", "").strip())
                .filter(cookie -> !cookie.endsWith("="))
                .toList();
        cookies.forEach(cookie -> hunt.secret("a cookie", cookie.substring(cookie.indexOf('=') + 1)));
        return String.join("; ", cookies);
    }

    private void read(GatewayProcess gateway, Trail trail) throws IOException {
        Awaitility.await("the calls are indexed")
                .atMost(Duration.ofMinutes(2))
                .until(() -> !trail.get("/audit/v1/events?type=switch.thrown&limit=2")
                        .at("/items/1")
                        .isMissingNode());
        for (String path : List.of("/audit/v1/calls?limit=50", "/audit/v1/events?limit=1000", "/audit/v1/logs")) {
            said.put(path, trail.get(path).toString());
        }
        String callId = trail.get("/audit/v1/calls?model=" + CONTROL)
                .at("/items/0/callId")
                .stringValue();
        String evidence = "/audit/v1/calls/" + callId + "/evidence";
        byte[] bundle = trail.download(evidence);
        hunt.in(evidence, bundle);
        control.in(evidence, bundle);
        String token = "Authorization: Bearer " + gateway.auditorToken();
        ask(gateway, "GET", "/audit/v1/calls?token=" + canary("query"), "", token);
        ask(gateway, "GET", "/audit/v1/calls/" + canary("path"), "", "Authorization: Bearer " + canary("op"));
        var ops = new Http(gateway.opsPort(), "");
        for (String path : List.of("", "/health", "/info", "/prometheus", "/health/readiness")) {
            keep("/actuator" + path, ops.get("/actuator" + path));
        }
        for (String hidden : HIDDEN.split(" ", -1)) {
            assertThat(ops.get("/actuator/" + hidden).status()).as(hidden).isEqualTo(404);
        }
    }

    /// Names of threads, and what the process was started with.
    private void threads(GatewayProcess gateway) throws IOException {
        String pid = Long.toString(gateway.process().pid());
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), pid, "Thread.print")
                .redirectErrorStream(true)
                .start();
        said.put("threads", new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        said.put("command line", Files.readString(Path.of("/proc", pid, "cmdline")));
    }

    /// The files whose purpose is to hold a secret that was made here.
    private static void hideOwnFiles(Path data) throws IOException {
        for (String own : List.of("gateway-key", "auditor-token", "admin-token", "operator-key.json")) {
            Files.delete(data.resolve("dev").resolve(own));
        }
    }

    /// Mistakes that a start names, each with a secret in the wrong place.
    private void failedStarts() throws IOException {
        Map<String, Map<String, String>> mistakes = Map.of(
                "a manager's credential",
                Map.of(
                        "CHIROGRAPH_RETENTIONMANAGER_S3_ACCESSKEYID", canary("manager"),
                        "CHIROGRAPH_RETENTIONMANAGER_S3_SECRETACCESSKEY", canary("manager")),
                "a key in the place of a hash",
                Map.of(
                        "CHIROGRAPH_IDENTITY_GATEWAYKEYS_0_ID",
                        "web",
                        "CHIROGRAPH_IDENTITY_GATEWAYKEYS_0_HASH",
                        "cg_web_" + canary("key")));
        for (var mistake : mistakes.entrySet()) {
            var failed = Commands.run(
                    directory,
                    mistake.getValue(),
                    "--server.port=0",
                    "--management.server.port=0",
                    "--chirograph.data-dir=" + directory.resolve("failed"));
            assertThat(failed.exit()).as(failed.output()).isEqualTo(2);
            said.put("a start with " + mistake.getKey(), failed.output());
        }
    }
}
