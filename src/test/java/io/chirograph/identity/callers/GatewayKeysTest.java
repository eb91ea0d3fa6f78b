package io.chirograph.identity.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.web.clientaddress.ClientAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayKeysTest {
    private final GatewayKey key = GatewayKey.generate("web-1");
    private final GatewayKeyEntry entry = entry("web-1", key.text());
    private final GatewayKeys keys = new GatewayKeys(
            List.of(entry, entry("other", GatewayKey.generate("other").text())));

    private static GatewayKeyEntry entry(String id, String key) {
        return new GatewayKeyEntry(id, KeyHash.of(key).toString(), "shop", "acme", "payments", Grants.UNLIMITED);
    }

    private KeyResult authenticate(String presented) {
        return keys.authenticate(presented, ClientAddress.direct("127.0.0.1"), Instant.EPOCH);
    }

    @Test
    void aKnownKeyNamesItsHolderAndEverythingIsVerified() {
        assertThat(authenticate(key.text())).isInstanceOfSatisfying(KeyResult.Known.class, known -> {
            assertThat(known.keyId()).isEqualTo("web-1");
            assertThat(known.actor().verified())
                    .containsExactlyEntriesOf(new java.util.TreeMap<>(
                            Map.of("application", "shop", "tenant", "acme", "team", "payments", "keyId", "web-1")));
            assertThat(known.actor().asserted()).isEmpty();
        });
    }

    @Test
    void anotherSecretUnderAKnownIdIsUnknown() {
        assertThat(authenticate(GatewayKey.generate("web-1").text()))
                .isEqualTo(new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY));
    }

    @Test
    void theSecretOfOneKeyUnderTheIdOfAnotherIsUnknown() {
        String secret = key.text().substring("cg_web-1_".length());
        assertThat(authenticate("cg_other_" + secret)).isEqualTo(new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY));
    }

    @Test
    void anUnknownIdIsUnknown() {
        assertThat(authenticate(GatewayKey.generate("nobody").text()))
                .isEqualTo(new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY));
    }

    @Test
    void everyAlteredKeyIsUnknown() {
        for (int i = 0; i < key.text().length(); i++) {
            char[] altered = key.text().toCharArray();
            altered[i] = altered[i] == 'x' ? 'y' : 'x';
            assertThat(authenticate(new String(altered))).isInstanceOf(KeyResult.Unknown.class);
            assertThat(authenticate(key.text().substring(0, i))).isInstanceOf(KeyResult.Unknown.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "cg_", "cg__", "cg_web-1", "cg_web-1_", "sk-proj-abc", "cg_WEB_x", "Bearer x", "\u0000"})
    void whatIsNoKeyIsToldApart(String text) {
        assertThat(authenticate(text)).isEqualTo(new KeyResult.Unknown(KeyResult.Reason.NOT_A_GATEWAY_KEY));
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
        assertThatThrownBy(() -> new GatewayKeyEntry("Web", hash, "a", "b", "c", Grants.UNLIMITED))
                .hasMessageContaining("gateway-keys[].id is 'Web'");
        assertThatThrownBy(() -> new GatewayKeyEntry("web", "md5:x", "a", "b", "c", Grants.UNLIMITED))
                .hasMessageContaining("gateway-keys[].hash (of key web) is 'md5:x'");
        assertThatThrownBy(() -> new GatewayKeyEntry("web", hash, "a", " ", "c", Grants.UNLIMITED))
                .hasMessageContaining("gateway-keys[].tenant (of key web) is ' '");
        assertThatThrownBy(() -> new GatewayKeyEntry("web", key.text(), "a", "b", "c", Grants.UNLIMITED))
                .as("the key in the place of its hash")
                .hasMessageContaining("gateway-keys[].hash (of key web) is a text of ")
                .hasMessageNotContaining(key.text().substring(9));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T00:00:00Z, , 192.0.2.1, 2026-01-01T23:59:59.999Z, ",
        "2026-01-02T00:00:00Z, , 192.0.2.1, 2026-01-02T00:00:00Z, key-expired",
        ", 10.0.0.0/8, 10.9.9.9, 2026-01-02T00:00:00Z, ",
        ", 10.0.0.0/8, ::ffff:10.9.9.9, 2026-01-02T00:00:00Z, ",
        ", 10.0.0.0/8, 192.0.2.1, 2026-01-02T00:00:00Z, address-refused",
        ", 10.0.0.0/8, unreadable, 2026-01-02T00:00:00Z, address-refused",
        ", fe80::/10, fe80::1%eth0, 2026-01-02T00:00:00Z, ",
        "2026-01-02T00:00:00Z, 10.0.0.0/8, 192.0.2.1, 2026-01-03T00:00:00Z, key-expired",
    })
    void aKeyIsBarredAfterItsEndAndFromElsewhere(
            @Nullable Instant expires, @Nullable String range, String peer, Instant now, @Nullable String code) {
        Grants grants = new Grants(
                List.of(), List.of(), List.of(), null, List.of(), expires, range == null ? List.of() : List.of(range));
        GatewayKeys limited = new GatewayKeys(List.of(
                new GatewayKeyEntry("web-1", KeyHash.of(key.text()).toString(), "shop", "acme", "payments", grants)));

        switch (limited.authenticate(key.text(), ClientAddress.direct(peer), now)) {
            case KeyResult.Known known -> {
                assertThat(code).isNull();
                assertThat(known.grants()).isEqualTo(grants);
            }
            case KeyResult.Barred barred -> {
                assertThat(barred.bar().code().code()).isEqualTo(code);
                assertThat(barred.actor().verified()).containsEntry("keyId", "web-1");
            }
            case KeyResult.Unknown unknown -> throw new AssertionError(unknown);
            case KeyResult.Refused refused -> throw new AssertionError(refused);
            case KeyResult.Undecided undecided -> throw new AssertionError(undecided);
        }
        assertThat(limited.authenticate(GatewayKey.generate("web-1").text(), ClientAddress.direct(peer), now))
                .as("who does not hold the secret learns nothing of the key")
                .isEqualTo(new KeyResult.Unknown(KeyResult.Reason.NO_SUCH_KEY));
    }

    @Test
    void oneTenantIsAloneWhileNoKeyIsAnothers() {
        assertThat(keys.areOf("acme")).isTrue();
        assertThat(keys.areOf("other")).isFalse();
        var theirs = new GatewayKeyEntry("b", entry.hash(), "shop", "other", "payments", Grants.UNLIMITED);
        assertThat(new GatewayKeys(List.of(entry, theirs)).areOf("acme")).isFalse();
    }
}
