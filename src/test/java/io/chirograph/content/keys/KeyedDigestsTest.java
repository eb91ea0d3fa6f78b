package io.chirograph.content.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.content.keys.ContentKeys.TenantKey;
import io.chirograph.event.encoding.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// What is computed under keys is what the documentation says, word for word.
class KeyedDigestsTest {
    private static final byte[] KEY = HexFormat.of().parseHex("0b".repeat(32));
    private static final TenantKey TENANT = new TenantKey("00112233445566778899aabbccddeeff", KEY);
    private static final SubjectKey SUBJECT = new SubjectKey("ffeeddccbbaa99887766554433221100", KEY);
    private static final byte[] BODY = "hello".getBytes(StandardCharsets.UTF_8);

    @Test
    void aKeyedDigestIsAnHmacOverThePlainOne() throws Exception {
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(BODY);
        Digest plain = new Digest("sha256", null, HexFormat.of().formatHex(sha256), 5);
        Digest keyed = KeyedDigests.keyed(plain, TENANT);
        assertThat(keyed).isEqualTo(new Digest("hmac-sha256", TENANT.id(), hmac(sha256), 5));
        assertThat(KeyedDigests.keyed(plain, SUBJECT).keyId()).isEqualTo(SUBJECT.id());
        assertThat(KeyedDigests.keyed(keyed, TENANT)).isSameAs(keyed);
        assertThat(KeyedDigests.keyed(plain.withheld(), TENANT)).isEqualTo(plain.withheld());
    }

    @Test
    void aPseudonymIsTheSameForTheSameValueUnderTheSameKey() throws Exception {
        String alice = KeyedDigests.pseudonym(TENANT, "alice");
        assertThat(alice)
                .isEqualTo("p:00112233:"
                        + hmac("chirograph pseudonym v1\0alice".getBytes(StandardCharsets.UTF_8))
                                .substring(0, 32));
        assertThat(KeyedDigests.pseudonym(TENANT, "alice")).isEqualTo(alice);
        assertThat(KeyedDigests.pseudonym(TENANT, "bob")).isNotEqualTo(alice);
        byte[] other = HexFormat.of().parseHex("0c".repeat(32));
        assertThat(KeyedDigests.pseudonym(new TenantKey(TENANT.id(), other), "alice"))
                .isNotEqualTo(alice);
        assertThat(KeyedDigests.pseudonym(SUBJECT, "alice")).startsWith("p:ffeeddcc:");
    }

    @Test
    void aCommitmentBindsIdAndKey() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(("chirograph key commitment v1\0" + TENANT.id() + "\0").getBytes(StandardCharsets.UTF_8));
        digest.update(KEY);
        assertThat(KeyedDigests.commitment(TENANT.id(), KEY))
                .isEqualTo(HexFormat.of().formatHex(digest.digest()));
        assertThat(KeyedDigests.commitment(SUBJECT.id(), KEY)).isNotEqualTo(KeyedDigests.commitment(TENANT.id(), KEY));
    }

    private static String hmac(byte[] data) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(data));
    }
}
