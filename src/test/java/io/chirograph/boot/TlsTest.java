package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class TlsTest {
    private static MockEnvironment listening(String address, String operations) {
        return new MockEnvironment()
                .withProperty("server.port", "8080")
                .withProperty("server.address", address)
                .withProperty("management.server.port", "8081")
                .withProperty("management.server.address", operations);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false",
        "127.8.9.10, false",
        "::1, false",
        "[::1], false",
        "localhost, false",
        "LOCALHOST, false",
        "::ffff:127.0.0.1, false",
        "0.0.0.0, true",
        "::, true",
        "10.0.0.5, true",
        "fe80::1, true",
        "128.0.0.1, true",
        "no-such-host.invalid, true",
        "'', true",
        "' ', true"
    })
    void anAddressThatOthersReachNeedsABundleOrTheWordWhoEndsTls(String address, boolean needed) {
        var calls = listening(address, "127.0.0.1");
        assertThat(Tls.missing(calls))
                .hasSize(needed ? 1 : 0)
                .allSatisfy(missing -> assertThat(missing)
                        .startsWith("server.ssl.bundle (server.address is ")
                        .contains("port 8080")
                        .contains("chirograph.tls.terminated-by"));
        var operations = listening("127.0.0.1", address);
        assertThat(Tls.missing(operations))
                .hasSize(needed ? 1 : 0)
                .allSatisfy(missing -> assertThat(missing)
                        .startsWith("management.server.ssl.bundle (management.server.address is ")
                        .contains("port 8081"));
    }

    @Test
    void anAddressThatNobodySetIsEveryInterface() {
        assertThat(Tls.missing(new MockEnvironment()))
                .singleElement()
                .asString()
                .contains("server.address is not set, so that every interface is listened on");
    }

    @Test
    void eachWayOutIsEnough() {
        var environment = listening("0.0.0.0", "10.0.0.5");
        assertThat(Tls.missing(environment)).hasSize(2);
        environment.setProperty("server.ssl.bundle", "edge");
        assertThat(Tls.missing(environment)).as("both ports speak it").isEmpty();
        environment.setProperty("management.server.ssl.enabled", "false");
        assertThat(Tls.missing(environment))
                .singleElement()
                .asString()
                .startsWith("management.server.ssl.bundle (management.server.address is 10.0.0.5, beyond loopback");
        environment.setProperty("server.ssl.enabled", "false");
        assertThat(Tls.missing(environment)).hasSize(2);
        environment.setProperty("chirograph.tls.terminated-by", "  ");
        assertThat(Tls.missing(environment)).hasSize(2);
        environment.setProperty("chirograph.tls.terminated-by", "the mesh");
        assertThat(Tls.missing(environment)).isEmpty();
    }

    @Test
    void aPortThatIsNotOpenedNeedsNothing() {
        var environment = listening("0.0.0.0", "0.0.0.0");
        environment.setProperty("chirograph.environment", "production");
        environment.setProperty("management.server.port", "-1");
        assertThat(Tls.missing(environment)).hasSize(1);
        environment.setProperty("management.server.port", "8080");
        assertThat(Tls.missing(environment)).as("one port for both").hasSize(1);
        environment.setProperty("server.port", "-1");
        environment.setProperty("management.server.port", "-1");
        assertThat(Tls.missing(environment)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring.ssl.bundle.pem.edge.options.enabled-protocols",
                "spring.ssl.bundle.jks.edge.options.enabled-protocols",
                "server.ssl.enabled-protocols",
                "management.server.ssl.enabled-protocols"
            })
    void nothingOlderThanTls12CanBeConfigured(String property) {
        assertThatThrownBy(() -> Tls.check(new MockEnvironment().withProperty(property, "TLSv1.1,TLSv1.2")))
                .isInstanceOf(StartRefused.class)
                .hasMessage("Cannot start: " + property
                        + " is TLSv1.1,TLSv1.2, and nothing but TLSv1.2 and TLSv1.3 is spoken");
        assertThatCode(() -> Tls.check(new MockEnvironment().withProperty(property, "TLSv1.3")))
                .doesNotThrowAnyException();
    }

    @Test
    void aBundleChecksItsKeyUnlessToldOtherwise() {
        var environment =
                new MockEnvironment().withProperty("spring.ssl.bundle.pem.edge.keystore.certificate", "edge.pem");
        assertThat(Tls.defaults(environment))
                .containsEntry("spring.ssl.bundle.pem.edge.keystore.verify-keys", "true")
                .containsEntry("spring.ssl.bundle.pem.edge.options.enabled-protocols", "TLSv1.2,TLSv1.3")
                .hasSize(2);
        assertThat(Tls.defaults(new MockEnvironment())).isEmpty();
    }

    @Test
    void whoEndsTlsIsOneShortLine() {
        assertThatThrownBy(() -> new TlsProperties("x".repeat(201)))
                .hasMessageStartingWith("chirograph.tls.terminated-by has 201 characters");
        assertThatThrownBy(() -> new TlsProperties("a\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThat(new TlsProperties(" nginx ").terminatedBy()).isEqualTo("nginx");
    }

    @Test
    void whatIsSpokenIsToldOfEachPort() {
        var environment = listening("0.0.0.0", "127.0.0.1");
        assertThat(ListeningPort.of(environment))
                .extracting(port -> port.spoken("the mesh"))
                .containsExactly("plain HTTP behind the mesh", "plain HTTP on loopback");
        environment.setProperty("server.ssl.bundle", "edge");
        environment.setProperty("management.server.address", "10.0.0.5");
        assertThat(ListeningPort.of(environment))
                .extracting(port -> port.spoken(null))
                .containsExactly("TLS with bundle edge", "TLS with bundle edge");
        environment.setProperty("management.server.ssl.bundle", "inner");
        assertThat(ListeningPort.of(environment))
                .extracting(port -> port.spoken(null))
                .containsExactly("TLS with bundle edge", "TLS with bundle inner");
        environment.setProperty("management.server.ssl.enabled", "false");
        assertThat(ListeningPort.of(environment))
                .extracting(port -> port.spoken(null))
                .containsExactly("TLS with bundle edge", "plain HTTP beyond loopback");
    }
}
