package io.chirograph.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"chirograph-call-id", "chirograph-receipt", "chirograph-anything", "cf-aig-log-id"})
    void aProviderSaysNothingInTheGatewaysName(String name) {
        assertThat(HeaderRules.returns(name)).isFalse();
    }
}
