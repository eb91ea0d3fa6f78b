package io.chirograph.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.PolicyFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyInForceTest {
    private final PolicyInForce policy = new PolicyInForce();

    @Test
    void allowsACallThatAsksForNothing() {
        PolicyFacts facts = allowed(policy.decide(null, null));

        assertThat(facts.decision()).isEqualTo("allow");
        assertThat(facts.rules()).containsExactly("default-allow");
        assertThat(facts.payloadLevel()).isEqualTo("digest");
        assertThat(facts.retentionClass()).isEqualTo("standard");
        assertThat(facts.policyDigest()).matches("sha256:[0-9a-f]{64}").isEqualTo(policy.digest());
        assertThat(facts.dataClass()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "NOTHING", " digest "})
    void aCallerMayAskForLess(String level) {
        assertThat(allowed(policy.decide(level, "hr.internal")).payloadLevel()).isEqualToIgnoringCase(level.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"redacted", "encrypted", "clear", "none", "", "nothing at all"})
    void moreThanThePolicyKeepsIsRefusedByName(String level) {
        assertThat(policy.decide(level, null)).isInstanceOfSatisfying(Decision.Refused.class, refused -> {
            assertThat(refused.field()).isEqualTo("Chirograph-Payload");
            assertThat(refused.value()).isEqualTo(level);
            assertThat(refused.detail()).contains("'" + level + "'");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "\u00e9", "x/y"})
    void aDataClassThatIsNoNameIsRefused(String dataClass) {
        assertThat(policy.decide(null, dataClass)).isInstanceOfSatisfying(Decision.Refused.class, refused -> {
            assertThat(refused.field()).isEqualTo("Chirograph-Data-Class");
            assertThat(refused.value()).isEqualTo(dataClass);
        });
    }

    private static PolicyFacts allowed(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Allowed.class);
        return ((Decision.Allowed) decision).facts();
    }
}
