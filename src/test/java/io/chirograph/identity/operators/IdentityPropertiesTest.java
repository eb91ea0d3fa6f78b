package io.chirograph.identity.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.IdentitySettings;
import io.chirograph.identity.signin.SignInProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityPropertiesTest {
    private static IdentitySettings bind(Map<String, String> properties) {
        return IdentitySettings.of(properties);
    }

    @Test
    void theDefaults() {
        IdentitySettings defaults = bind(Map.of());
        assertThat(defaults.callers().gatewayKeys()).isEmpty();
        assertThat(defaults.operators().configured()).isFalse();
        assertThat(defaults.operators().roleClaim()).isEqualTo("roles");
    }

    @Test
    void everyPropertyHasItsName() {
        String hash = "sha256:" + "0".repeat(32) + ":" + "f".repeat(64);
        Map<String, String> given = new HashMap<>(Map.of(
                "chirograph.identity.gateway-keys[0].id", "web",
                "chirograph.identity.gateway-keys[0].hash", hash,
                "chirograph.identity.gateway-keys[0].application", "shop",
                "chirograph.identity.gateway-keys[0].tenant", "acme",
                "chirograph.identity.gateway-keys[0].team", "payments",
                "chirograph.identity.operators.jwk-set-uri", "https://idp.example/keys",
                "chirograph.identity.operators.issuer-uri", "https://idp.example",
                "chirograph.identity.operators.audiences", "a,b",
                "chirograph.identity.operators.role-claim", "realm_access.roles"));
        given.putAll(Map.of(
                "chirograph.identity.operators.role-mapping.auditor", "trail,audit",
                "chirograph.identity.operators.exclusive-roles", "auditor+administrator",
                "chirograph.identity.operators.token-header", "Cf-Access-Jwt-Assertion",
                "chirograph.identity.operators.mfa.roles", "administrator",
                "chirograph.identity.operators.mfa.methods", "hwk",
                "chirograph.identity.operators.mfa.classes", "aal2",
                "chirograph.identity.operators.scope.tenant-claim", "org.tenants",
                "chirograph.identity.operators.scope.log-claim", "logs",
                "chirograph.identity.operators.access-interval", "1m"));
        given.putAll(Map.of(
                "chirograph.identity.operators.sign-in.client-id", "chirograph-console",
                "chirograph.identity.operators.sign-in.client-secret", "s3cret",
                "chirograph.identity.operators.sign-in.external-url", "https://audit.example",
                "chirograph.identity.operators.sign-in.authorization-uri", "https://idp.example/authorize",
                "chirograph.identity.operators.sign-in.token-uri", "https://idp.example/token",
                "chirograph.identity.operators.sign-in.scopes", "openid,groups",
                "chirograph.identity.operators.sign-in.idle", "10m",
                "chirograph.identity.operators.sign-in.age", "2h",
                "chirograph.identity.operators.sign-in.sessions", "50",
                "chirograph.identity.operators.actuator", "true"));
        IdentitySettings set = bind(given);
        assertThat(set.callers().gatewayKeys())
                .containsExactly(new GatewayKeyEntry("web", hash, "shop", "acme", "payments", Grants.UNLIMITED));
        assertThat(set.operators())
                .isEqualTo(new OperatorProperties(
                        "https://idp.example/keys",
                        "https://idp.example",
                        List.of("a", "b"),
                        "realm_access.roles",
                        Map.of("auditor", List.of("trail", "audit")),
                        List.of("auditor+administrator"),
                        "Cf-Access-Jwt-Assertion",
                        new OperatorProperties.Mfa(List.of("administrator"), List.of("hwk"), List.of("aal2")),
                        new OperatorProperties.ScopeClaims("org.tenants", "logs"),
                        Duration.ofMinutes(1),
                        true));
        assertThat(set.signIn())
                .isEqualTo(new SignInProperties(
                        "chirograph-console",
                        "s3cret",
                        "https://audit.example",
                        "https://idp.example/authorize",
                        "https://idp.example/token",
                        List.of("openid", "groups"),
                        Duration.ofMinutes(10),
                        Duration.ofHours(2),
                        50));
        assertThat(set.toString()).doesNotContain("s3cret");
        given.remove("chirograph.identity.operators.issuer-uri");
        assertThatThrownBy(() -> bind(given))
                .rootCause()
                .hasMessageContaining("chirograph.identity.operators.jwk-set-uri is 'https://idp.example/keys'")
                .hasMessageContaining("are set together or not at all");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "external-url | | external-url is 'null'; expected an https URL",
                "external-url | http://audit.example | external-url is 'http://audit.example'; expected an https URL",
                "external-url | https://audit.example/x | expected scheme, host and port and nothing else",
                "external-url | https://a b | external-url is 'https://a b', no URL",
                "token-uri | https://idp.example/token | .token-uri is 'https://idp.example/token'; they are set"
                        + " together",
                "scopes | profile | scopes is '[profile]'; openid must be among them",
                "idle | 0s | idle is PT0S and .age is PT8H; expected 0s < idle <= age <= 7d",
                "idle | 9h | idle is PT9H and .age is PT8H",
                "age | 8d | .age is PT192H",
                "sessions | 0 | sessions is '0'; expected 1 to 100000",
                "client-id | chirograph | is one of chirograph.identity.operators.audiences too"
            })
    void aSignInThatCannotBeIsRefused(String name, String value, String message) {
        String operators = "chirograph.identity.operators.";
        Map<String, String> given = new HashMap<>(Map.of(
                operators + "jwk-set-uri", "https://idp.example/keys",
                operators + "issuer-uri", "https://idp.example",
                operators + "audiences", "chirograph",
                operators + "sign-in.client-id", "console",
                operators + "sign-in.external-url", "https://audit.example"));
        bind(given);
        given.put(operators + "sign-in." + name, value);
        given.values().removeIf(Objects::isNull);
        assertThatThrownBy(() -> bind(given)).hasStackTraceContaining(message);
    }

    @Test
    void nobodySignsInWithoutAnIssuer() {
        assertThatThrownBy(() -> bind(Map.of(
                        "chirograph.identity.operators.sign-in.client-id", "console",
                        "chirograph.identity.operators.sign-in.external-url", "http://127.0.0.1:8080")))
                .hasMessageContaining("client-id is 'console', and there is no issuer to sign in at");
    }

    @ParameterizedTest
    @CsvSource({
        "role-mapping.auditors, x, role-mapping has 'auditors'; roles are auditor",
        "role-mapping.auditor, administrator, role-mapping has 'administrator' for both",
        "exclusive-roles, auditor, exclusive-roles has 'auditor'; expected two",
        "exclusive-roles, auditor+boss, exclusive-roles has 'boss'",
        "mfa.roles, boss, mfa.roles has 'boss'",
        "token-header, 'X:', token-header is 'X:'",
        "access-interval, 25h, access-interval is PT25H"
    })
    void whatNoRuleCanMeanIsRefused(String name, String value, String message) {
        assertThatThrownBy(() -> bind(Map.of("chirograph.identity.operators." + name, value)))
                .rootCause()
                .hasMessageContaining("chirograph.identity.operators." + message);
    }

    @Test
    void theGrantsOfAKeyHaveTheirNames() {
        String key = "chirograph.identity.gateway-keys[0].";
        Map<String, String> given = new HashMap<>(Map.of(
                key + "id", "web",
                key + "hash", "sha256:" + "0".repeat(32) + ":" + "f".repeat(64),
                key + "application", "shop",
                key + "tenant", "acme",
                key + "team", "payments",
                key + "grants.providers", "openai,sandbox",
                key + "grants.models", "gpt-5*",
                key + "grants.operation-classes", "inference,stateful",
                key + "grants.data-class", "internal"));
        given.putAll(Map.of(
                key + "grants.data-classes", "internal,phi",
                key + "grants.expires", "2027-01-01T00:00:00Z",
                key + "grants.addresses", "10.0.0.0/8,2001:db8::/32"));
        assertThat(bind(given).callers().gatewayKeys().getFirst().grants())
                .isEqualTo(new Grants(
                        List.of("openai", "sandbox"),
                        List.of("gpt-5*"),
                        List.of("inference", "stateful"),
                        "internal",
                        List.of("internal", "phi"),
                        Instant.parse("2027-01-01T00:00:00Z"),
                        List.of("10.0.0.0/8", "2001:db8::/32")));
        given.put(key + "grants.operation-classes", "inferance");
        assertThatThrownBy(() -> bind(given))
                .rootCause()
                .hasMessageContaining("operation-classes holds 'inferance', which is not one of inference, catalogue");
        given.put(key + "grants.operation-classes", "inference");
        given.put(key + "grants.addresses", "10.0.0.1/8");
        assertThatThrownBy(() -> bind(given)).rootCause().hasMessageContaining("'10.0.0.1/8' is no address range");
    }

    @Test
    void aMissingFieldOfAKeyIsNamed() {
        assertThatThrownBy(() -> bind(Map.of("chirograph.identity.gateway-keys[0].id", "web")))
                .rootCause()
                .hasMessageContaining("chirograph.identity.gateway-keys[].hash (of key web) is");
    }
}
