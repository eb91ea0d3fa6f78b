package io.chirograph.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class IdentityPropertiesTest {
    private static IdentityProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("chirograph.identity", IdentityProperties.class);
    }

    @Test
    void theDefaults() {
        IdentityProperties defaults = bind(Map.of());
        assertThat(defaults.gatewayKeys()).isEmpty();
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
        IdentityProperties set = bind(given);
        assertThat(set.gatewayKeys()).containsExactly(new GatewayKeyEntry("web", hash, "shop", "acme", "payments"));
        assertThat(set.operators())
                .isEqualTo(new IdentityProperties.Operators(
                        "https://idp.example/keys",
                        "https://idp.example",
                        java.util.List.of("a", "b"),
                        "realm_access.roles"));
        given.remove("chirograph.identity.operators.issuer-uri");
        assertThatThrownBy(() -> bind(given))
                .rootCause()
                .hasMessageContaining("chirograph.identity.operators.jwk-set-uri is 'https://idp.example/keys'")
                .hasMessageContaining("are set together or not at all");
    }

    @Test
    void aMissingFieldOfAKeyIsNamed() {
        assertThatThrownBy(() -> bind(Map.of("chirograph.identity.gateway-keys[0].id", "web")))
                .rootCause()
                .hasMessageContaining("chirograph.identity.gateway-keys[].hash (of key web) is");
    }
}
