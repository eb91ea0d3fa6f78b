package io.chirograph.content.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private final List<Runnable> later = new ArrayList<>();

    @Test
    void contentsOfOneSecondHaveOneKeyPairAndTheirOwnKeys() throws Exception {
        Agreement agreement = agreement();
        Set<String> points = new HashSet<>();
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Agreement.Agreed agreed = agreement.agree();
            points.add(hex(agreed.point()));
            keys.add(hex(agreed.key().getEncoded()) + hex(agreed.keyingMaterial()));
        }
        assertThat(points).hasSize(1);
        assertThat(keys).hasSize(100);
        assertThat(later).hasSize(1);
    }

    @Test
    void theSecretIsForgottenWhenItsSecondIsOver() throws Exception {
        Agreement agreement = agreement();
        String first = hex(agreement.agree().point());
        later.removeFirst().run();
        assertThat(hex(agreement.agree().point())).isNotEqualTo(first);
        assertThat(later).hasSize(1);
    }

    @Test
    void aKeyPairServesForSoManyContentsAtMost() throws Exception {
        Agreement agreement = agreement();
        String first = hex(agreement.agree().point());
        for (int i = 1; i < Agreement.MOST; i++) {
            assertThat(agreement.agree().point()).isEqualTo(HexFormat.of().parseHex(first));
        }
        String second = hex(agreement.agree().point());
        assertThat(second).isNotEqualTo(first);
        later.getFirst().run(); // the first one's time, while the second one serves
        assertThat(hex(agreement.agree().point())).isEqualTo(second);
    }

    private Agreement agreement() throws Exception {
        return new Agreement((ECPublicKey) Certified.ec("secp256r1").pair().getPublic(), later::add);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
