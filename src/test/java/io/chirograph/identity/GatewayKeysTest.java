package io.chirograph.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayKeysTest {
    private final GatewayKey key = GatewayKey.generate("web-1");
    private final GatewayKeyEntry entry = entry("web-1", key.text());
    private final GatewayKeys keys = new GatewayKeys(
            List.of(entry, entry("other", GatewayKey.generate("other").text())));

    private static GatewayKeyEntry entry(String id, String key) {
        return new GatewayKeyEntry(id, KeyHash.of(key).toString(), "shop", "acme", "payments");
    }

    @Test
    void aKnownKeyNamesItsHolderAndEverythingIsVerified() {
        assertThat(keys.authenticate(key.text())).isInstanceOfSatisfying(KeyResult.Known.class, known -> {
            assertThat(known.keyId()).isEqualTo("web-1");
            assertThat(known.actor().verified())
                    .containsExactlyEntriesOf(new java.util.TreeMap<>(
                            Map.of("application", "shop", "tenant", "acme", "team", "payments", "keyId", "web-1")));
            assertThat(known.actor().asserted()).isEmpty();
        });
    }

    @Test
    void anotherSecretUnderAKnownIdIsUnknown() {
        assertThat(keys.authenticate(GatewayKey.generate("web-1").text()))
                .isEqualTo(new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY));
    }

    @Test
    void theSecretOfOneKeyUnderTheIdOfAnotherIsUnknown() {
        String secret = key.text().substring("cg_web-1_".length());
        assertThat(keys.authenticate("cg_other_" + secret))
                .isEqualTo(new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY));
    }

    @Test
    void anUnknownIdIsUnknown() {
        assertThat(keys.authenticate(GatewayKey.generate("nobody").text()))
                .isEqualTo(new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY));
    }

    @Test
    void everyAlteredKeyIsUnknown() {
        for (int i = 0; i < key.text().length(); i++) {
            char[] altered = key.text().toCharArray();
            altered[i] = altered[i] == 'x' ? 'y' : 'x';
            assertThat(keys.authenticate(new String(altered))).isInstanceOf(KeyResult.Unknown.class);
            assertThat(keys.authenticate(key.text().substring(0, i))).isInstanceOf(KeyResult.Unknown.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "cg_", "cg__", "cg_web-1", "cg_web-1_", "sk-proj-abc", "cg_WEB_x", "Bearer x", "\u0000"})
    void whatIsNoKeyIsToldApart(String text) {
        assertThat(keys.authenticate(text)).isEqualTo(new KeyResult.Unknown(KeyResult.Reason.NOT_A_GATEWAY_KEY));
    }

    @Test
    void neitherTheHashNorItsPrintHoldsTheKey() {
        assertThat(entry.hash()).matches("sha256:[0-9a-f]{32}:[0-9a-f]{64}").doesNotContain(key.text());
        assertThat(key.toString()).isEqualTo("GatewayKey[web-1]");
        assertThat(entry.toString()).isEqualTo("GatewayKeyEntry[web-1]");
    }

    @Test
    void oneIdTwiceIsRefused() {
        assertThatThrownBy(() -> new GatewayKeys(List.of(entry, entry)))
                .hasMessage("chirograph.identity.gateway-keys[].id is 'web-1' more than once");
    }

    @Test
    void aBadEntryIsRefusedByNameAndValue() {
        String hash = entry.hash();
        assertThatThrownBy(() -> new GatewayKeyEntry("Web", hash, "a", "b", "c"))
                .hasMessageContaining("gateway-keys[].id is 'Web'");
        assertThatThrownBy(() -> new GatewayKeyEntry("web", "md5:x", "a", "b", "c"))
                .hasMessageContaining("gateway-keys[].hash (of key web) is 'md5:x'");
        assertThatThrownBy(() -> new GatewayKeyEntry("web", hash, "a", " ", "c"))
                .hasMessageContaining("gateway-keys[].tenant (of key web) is ' '");
    }
}
