package io.chirograph.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceGroupTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.17, 192.0.2.0/24",
        "2001:db8:7:0:0:0:0:1, 2001:db8:7::/48",
        "2001:db8::1, 2001:db8:0::/48",
        "::ffff:192.0.2.17, 192.0.2.0/24",
        "fe80::1%eth0, fe80:0:0::/48",
        "no address, unknown",
        "localhost, unknown",
        "'', unknown"
    })
    void groupsByNetwork(String address, String group) {
        assertThat(SourceGroup.of(address)).isEqualTo(group);
    }
}
