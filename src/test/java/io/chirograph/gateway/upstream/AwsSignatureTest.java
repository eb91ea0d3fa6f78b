package io.chirograph.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.e2e.Http;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.gateway.http.Headers;
import io.chirograph.standin.Received;
import io.chirograph.support.digest.Sha256;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What arrives at AWS is signed for what arrives: the stand-in recomputes Signature Version 4 from the request as it
/// came, step by step as AWS documents it ("Create a signed AWS API request"). AWS itself was not tried.
@Timeout(300)
class AwsSignatureTest {
    private static final String ID = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Pattern AUTHORIZATION = Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/"
            + "bedrock/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");
    private static final String BODY = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"grüß dich\"}]}]}";

    private static final AtomicReference<Received> SEEN = new AtomicReference<>();
    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = GatewayHarness.start(
                "gateway.providers.aws.base-url={provider}/base",
                "gateway.providers.aws.dialect=bedrock",
                "gateway.providers.aws.auth=aws-sigv4",
                "gateway.providers.aws.region=eu-central-1",
                "gateway.providers.aws.credential=" + ID + ":" + SECRET,
                "gateway.providers.session.base-url={provider}",
                "gateway.providers.session.dialect=bedrock",
                "gateway.providers.session.auth=aws-sigv4",
                "gateway.providers.session.region=us-gov-west-1",
                "gateway.providers.session.credential=" + ID + ":" + SECRET + ":a/session+token==",
                "gateway.memory-body=1KB");
        gateway.provider().says((connection, wire) -> {
            SEEN.set(wire.received());
            wire.answer("200 OK", "Content-Type: application/json\r\n", "{}".getBytes(StandardCharsets.UTF_8), false);
        });
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    private static Received seen() {
        return Objects.requireNonNull(SEEN.get(), "the provider was not asked");
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> headers(Received request) {
        return request.headers().stream()
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (one, other) -> one + "," + other,
                        TreeMap::new));
    }

    /// RFC 3986, each octet of UTF-8 but the unreserved ones.
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String canonicalQuery(String query) {
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> (pair.contains("=") ? pair : pair + "=").split("=", 2))
                .map(pair -> encoded(URLDecoder.decode(pair[0].replace("+", "%2B"), StandardCharsets.UTF_8)) + "="
                        + encoded(URLDecoder.decode(pair[1].replace("+", "%2B"), StandardCharsets.UTF_8)))
                .sorted()
                .collect(Collectors.joining("&"));
    }

    /// What AWS would compute over the request as it arrived.
    private static String expected(Received request, Matcher authorization) throws Exception {
        Map<String, String> headers = headers(request);
        String[] target = request.target().split("\\?", 2);
        String path = Arrays.stream(target[0].split("/", -1))
                .map(AwsSignatureTest::encoded)
                .collect(Collectors.joining("/"));
        var signed = new StringBuilder();
        for (String name : authorization.group(4).split(";", -1)) {
            signed.append(name).append(':').append(headers.get(name)).append('\n');
        }
        String canonical = request.method() + "\n" + path + "\n" + (target.length == 2 ? canonicalQuery(target[1]) : "")
                + "\n" + signed + "\n" + authorization.group(4) + "\n" + request.bodySha256();
        String date = headers.get("x-amz-date");
        String scope = authorization.group(2) + "/" + authorization.group(3) + "/bedrock/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n"
                + Sha256.hex(canonical.getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, toSign));
    }

    private static void assertSigned(String region) throws Exception {
        Received request = seen();
        Map<String, String> headers = headers(request);
        Matcher authorization = AUTHORIZATION.matcher(headers.get("authorization"));
        assertThat(authorization.matches()).as(headers.get("authorization")).isTrue();
        assertThat(authorization.group(1)).isEqualTo(ID);
        assertThat(authorization.group(3)).isEqualTo(region);
        assertThat(headers.get("x-amz-date")).startsWith(authorization.group(2));
        assertThat(List.of(authorization.group(4).split(";", -1))).contains("host", "x-amz-date");
        assertThat(authorization.group(5)).isEqualTo(expected(request, authorization));
        assertThat(request.headers()).noneMatch(line -> line.contains("cg_") || line.contains(SECRET));
    }

    @ParameterizedTest
    @CsvSource({
        "/model/anthropic.claude-sonnet-4-20250514-v1:0/converse",
        "/model/anthropic.claude-sonnet-4-20250514-v1%3A0/converse",
        "/model/arn%3Aaws%3Abedrock%3Aeu-central-1%3A1%3Ainference-profile%2Fx/converse",
        "/model/m/converse?b=2&a=x%20y&a=+&empty",
        "/model/gr%C3%BC%C3%9F/invoke"
    })
    void theSignatureIsForTheBytesThatArrive(String target) throws Exception {
        Http.Answer answer = gateway.http().post("/aws" + target, BODY);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(seen().target()).isEqualTo("/base" + target);
        assertThat(seen().body()).isEqualTo(BODY);
        assertSigned("eu-central-1");
    }

    @Test
    void aBodyThatIsSpooledIsSignedToo() throws Exception {
        String large = BODY.replace("dich", "dich ".repeat(20_000));
        assertThat(gateway.http().post("/aws/model/m/converse", large).status()).isEqualTo(200);
        assertThat(seen().bodyLength()).isEqualTo(large.getBytes(StandardCharsets.UTF_8).length);
        assertSigned("eu-central-1");
    }

    @Test
    void aRequestWithoutABodyIsSigned() throws Exception {
        assertThat(gateway.http().get("/aws/foundation-models").status()).isEqualTo(200);
        assertSigned("eu-central-1");
    }

    /// A caller's SDK signs for the gateway's host with whatever it was given; nothing of that goes on.
    @Test
    void aSignatureOfTheCallersIsReplacedAndSaidToBe() throws Exception {
        Http.Answer answer = gateway.http()
                .post(
                        "/session/model/m/converse",
                        BODY,
                        "Authorization: AWS4-HMAC-SHA256 Credential=THEIRS/20261130/us-east-1/bedrock/aws4_request,"
                                + " SignedHeaders=host, Signature=" + "0".repeat(64),
                        "X-Amz-Date: 20261130T000000Z",
                        "X-Amz-Security-Token: theirs",
                        "X-Amz-Content-Sha256: theirs",
                        "amz-sdk-invocation-id: kept");
        assertThat(answer.status()).isEqualTo(200);
        assertSigned("us-gov-west-1");
        assertThat(headers(seen()))
                .containsEntry("x-amz-security-token", "a/session+token==")
                .containsEntry("amz-sdk-invocation-id", "kept");
        assertThat(seen().headers()).noneMatch(line -> line.contains("heirs"));
        JsonNode started = gateway.event("ai.call.started", answer.callId());
        assertThat(started.path("credential").asString("")).isEqualTo("gateway");
        assertThat(started.path("droppedCredentials").toString()).isEqualTo("[\"authorization\"]");
        assertThat(started.toString()).doesNotContain(ID, SECRET);
    }

    /// A credential's file can be replaced by anything while the process runs.
    @Test
    void withNothingToSignWithNothingIsSent() {
        var credential = new Credential(null, ID + ":" + SECRET);
        var upstream = new AwsSignedUpstream(
                request -> {
                    throw new AssertionError("it was sent");
                },
                URI.create("https://aws.example"),
                "eu",
                credential,
                Clock.systemUTC());
        credential.follow("half-a-credential");
        var request = new UpstreamRequest(
                "GET", "/foundation-models", null, new Headers(), null, Duration.ZERO, Duration.ZERO, cancel -> {});
        assertThatThrownBy(() -> upstream.send(request))
                .isInstanceOfSatisfying(
                        UpstreamException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIAL_UNAVAILABLE))
                .hasMessageNotContaining("half-a-credential");
    }

    @ParameterizedTest
    @CsvSource({
        "credential=only-an-id, <access key id>:<secret access key>",
        "credential=:secret, <access key id>:<secret access key>",
        "region=, region is missing"
    })
    void whatCannotSignStopsTheStart(String setting, String told) {
        assertThatThrownBy(() -> GatewayHarness.start(
                        "gateway.providers.aws.base-url={provider}",
                        "gateway.providers.aws.auth=aws-sigv4",
                        setting.startsWith("region")
                                ? "log.origin=example.com/harness"
                                : "gateway.providers.aws.region=eu",
                        "gateway.providers.aws." + setting))
                .hasStackTraceContaining("chirograph.gateway.providers.aws")
                .hasStackTraceContaining(told);
    }
}
