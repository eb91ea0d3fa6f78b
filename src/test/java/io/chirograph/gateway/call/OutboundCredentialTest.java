package io.chirograph.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.value.Actor;
import io.chirograph.event.value.SentCredential;
import io.chirograph.event.value.SentCredential.Whose;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.Target;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.gateway.upstream.Provider;
import io.chirograph.gateway.upstream.Providers;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.PresentedKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class OutboundCredentialTest {
    private static final String KEY = "cg_shop-1_" + "Ab0_-".repeat(8) + "xyz";

    private final Providers providers = new Providers(
            new Binder(new MapConfigurationPropertySource(Map.of(
                            "chirograph.gateway.providers.a.base-url", "http://127.0.0.1:9",
                            "chirograph.gateway.providers.a.auth", "x-api-key",
                            "chirograph.gateway.providers.a.credential", "ours",
                            "chirograph.gateway.providers.none.base-url", "http://127.0.0.1:9",
                            "chirograph.gateway.providers.none.auth", "none")))
                    .bindOrCreate("chirograph.gateway", GatewayProperties.class),
            null);

    @AfterEach
    void end() {
        providers.close();
    }

    /// Fields as `name: value`, `|` between them, `KEY` for the gateway key.
    private static Headers headers(String fields) {
        var headers = new Headers();
        for (String field : fields.replace("KEY", KEY).split("\\|", -1)) {
            String[] parts = field.strip().split(": *", 2);
            headers.add(parts[0], parts[1]);
        }
        return headers;
    }

    private record Sent(SentCredential event, String line) {}

    /// What is said to leave, and the credential headers that do.
    private Sent sent(String provider, String query, String fields) throws Refusal {
        Headers headers = headers(fields);
        var found = (PresentedKey.Found) PresentedKey.in(headers);
        var caller = new Caller(
                new Actor(new TreeMap<>(), new TreeMap<>()),
                "shop-1",
                Grants.UNLIMITED,
                false,
                found.own(),
                found.foreign());
        Provider of = providers.all().stream()
                .filter(each -> each.name().equals(provider))
                .findFirst()
                .orElseThrow();
        var target = new Target(provider, "/v1/x", query == null || query.isEmpty() ? null : query);
        OutboundCredential credential = OutboundCredential.of(caller, headers, of, target);
        Headers forwarded = credential.forwarded(headers, of);
        List<String> lines = IntStream.range(0, forwarded.size())
                .mapToObj(i -> forwarded.name(i) + "=" + forwarded.value(i))
                .toList();
        assertThat(lines).allSatisfy(line -> assertThat(line).doesNotContain("cg_"));
        return new Sent(credential.event(), String.join(",", lines));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a;; x-api-key: KEY; GATEWAY; ''; x-api-key=ours",
                "a;; authorization: Bearer KEY; GATEWAY; ''; x-api-key=ours",
                "a;; authorization: Bearer KEY | x-api-key: dummy; GATEWAY; x-api-key; x-api-key=ours",
                "a;; x-api-key: KEY | authorization: Bearer sk-placeholder; GATEWAY; authorization; x-api-key=ours",
                "a;; x-api-key: KEY | authorization: Basic eDp5 | ocp-apim-subscription-key: s; GATEWAY;"
                        + " authorization,ocp-apim-subscription-key; x-api-key=ours",
                "a;; chirograph-key: KEY; GATEWAY; ''; x-api-key=ours",
                "a;; chirograph-key: KEY | x-api-key: KEY; GATEWAY; ''; x-api-key=ours",
                "a;; chirograph-key: KEY | x-api-key: theirs; CALLER; ''; x-api-key=theirs",
                "a;; chirograph-key: KEY | authorization: Bearer theirs; CALLER; ''; authorization=Bearer theirs",
                "a;; chirograph-key: KEY | api-key: KEY | api-key: theirs; CALLER; ''; api-key=theirs",
                "a;; chirograph-key: KEY | x-api-key: theirs | api-key: other; CALLER; api-key; x-api-key=theirs",
                "a; key=theirs; chirograph-key: KEY; CALLER; ''; ''",
                "a; alt=sse&%6Bey=theirs; x-api-key: KEY; CALLER; ''; ''",
                "a; key=; x-api-key: KEY; GATEWAY; ''; x-api-key=ours",
                "none;; chirograph-key: KEY; NONE; ''; ''",
                "none;; chirograph-key: KEY | api-key: theirs; CALLER; ''; api-key=theirs",
                "none;; api-key: KEY | x-api-key: theirs; NONE; x-api-key; ''"
            })
    void oneCredentialLeavesAndTheEventSaysWhose(
            String provider, String query, String fields, Whose whose, String dropped, String sent) throws Refusal {
        List<String> names = dropped.isEmpty() ? List.of() : List.of(dropped.split(","));
        assertThat(sent(provider, query, fields)).isEqualTo(new Sent(new SentCredential(whose, names, null), sent));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "; chirograph-key: KEY | authorization: Bearer a | api-key: b",
                "; chirograph-key: KEY | x-api-key: a | x-api-key: b",
                "key=a; chirograph-key: KEY | x-api-key: b"
            })
    void whichOfSeveralIsMeantIsNotGuessed(String query, String fields) {
        assertThatThrownBy(() -> sent("a", query, fields))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).hasToString("credential-ambiguous"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-custom: KEY",
                "x-custom: a, b=KEY;c",
                "x-custom: %63g_shop-1_Ab0_-Ab0_-Ab0_-Ab0_-Ab0_-Ab0_-Ab0_-Ab0_-xyz",
                "x-custom: %2563g%255Fshop-1_Ab0_-Ab0_-Ab0_-Ab0_-Ab0_-Ab0_-Ab0_-Ab0_-xyz",
                "x-custom: Basic BASIC",
                "authorization: Basic BASIC",
                "chirograph-metadata: {\"a\":\"KEY\"}",
                "user-agent: KEY",
                "KEY: 1"
            })
    void aGatewayKeyLeavesInNoOtherHeader(String field) {
        String basic = Base64.getEncoder().encodeToString(("x:" + KEY).getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> StrayKeys.check(
                        new Target("a", "/v1/x", null), headers("x: 1 | " + field.replace("BASIC", basic))))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).hasToString("key-misplaced");
                    assertThat(refusal.detail() + refusal.field() + refusal.value())
                            .doesNotContain("Ab0_-");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"KEY\"}",
                "{\"model\":\"m\",\"user\":\"u:KEY\"}",
                "{\"model\":\"m\",\"safety_identifier\":\"%63g_shop-1_Ab0_-Ab0_-Ab0_-Ab0_-Ab0_-Ab0_-Ab0_-Ab0_-xyz\"}",
                "{\"model\":\"m\",\"service_tier\":\"KEY\"}",
                "{\"model\":\"m\",\"service_tier\":\"KEY\",\"service_tier\":\"auto\"}",
                "{\"model\":\"m\",\"previous_response_id\":\"KEY\"}"
            })
    void aGatewayKeyStandsInNothingThatEventsCopyOfABody(String body) {
        assertThatThrownBy(() -> StrayKeys.check(facts(body.replace("KEY", KEY))))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).hasToString("key-misplaced");
                    assertThat(refusal.detail() + refusal.field() + refusal.value())
                            .doesNotContain("Ab0_-");
                });
    }

    @Test
    void whatABodySaysIsNotSearchedForKeys() {
        String body = "{\"model\":\"m\",\"user\":\"u\",\"input\":\"why does " + KEY + " not work\"}";
        assertThatCode(() -> StrayKeys.check(facts(body))).doesNotThrowAnyException();
    }

    private static RequestFacts facts(String body) {
        Dialect dialect = Dialects.byName("openai");
        return dialect.readRequest(
                dialect.operation("POST", "/v1/responses"),
                "application/json",
                null,
                () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aGatewayKeyLeavesInNoPathQueryOrMetadata() {
        String encoded = KEY.replace("c", "%63");
        for (Target target : List.of(
                new Target("a", "/v1/" + KEY, null),
                new Target("a", "/v1/" + encoded, null),
                new Target(KEY, "", null),
                new Target("a", "/v1/x", "key=" + KEY),
                new Target("a", "/v1/x", encoded))) {
            assertThatThrownBy(() -> StrayKeys.check(target, new Headers())).isInstanceOf(Refusal.class);
        }
        assertThatThrownBy(() -> StrayKeys.check(Map.of("a", KEY))).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> StrayKeys.check(Map.of(KEY, true))).isInstanceOf(Refusal.class);
        assertThat(StrayKeys.masked("/v1/" + encoded)).isEqualTo("[gateway key]");
        assertThat(StrayKeys.masked("/v1/cg_short_x")).isEqualTo("/v1/cg_short_x");
    }

    @Test
    void whatOnlyResemblesAKeyPasses() throws Refusal {
        StrayKeys.check(new Target("a", "/v1/cg_x", "q=cg_a_b"), headers("x-api-key: KEY | x: cg_shop_short"));
    }
}
