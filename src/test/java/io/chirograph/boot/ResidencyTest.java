package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class ResidencyTest {
    private static final String PROVIDER = "chirograph.gateway.providers.p.";

    private static MockEnvironment environment(String settings) {
        var environment = new MockEnvironment()
                .withProperty("chirograph.residency.allowed", "eu, eu-central-1")
                .withProperty("chirograph.archive.s3.region", "eu-central-1")
                .withProperty(PROVIDER + "base-url", "https://p.example");
        for (String setting : settings.split(";", -1)) {
            String[] pair = setting.strip().split("=", 2);
            environment.setProperty(pair[0].replace("P.", PROVIDER), pair[1]);
        }
        return environment;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "P.region=eu-central-1",
                "P.attributes.jurisdiction=eu",
                "P.region=eu-west-3;P.attributes.jurisdiction=eu",
                "P.enabled=false",
                "P.requires-credential=true",
                "P.requires-credential=true;P.credential= ;P.credential-file=",
                "P.region=eu;chirograph.archives.second.s3.region=us-1;chirograph.residency.archives.second=eu",
                "P.region=eu;chirograph.identity.operators.jwk-set-uri=https://i;chirograph.residency.issuers.operators=eu",
                "P.region=eu;chirograph.identity.callers.issuers[0].issuer-uri=https://i;chirograph.residency.issuers.callers=eu",
                "P.region=eu;chirograph.forwarding.destinations.siem.kind=otlp;chirograph.residency.destinations.siem=eu",
                "P.region=us;chirograph.residency.allowed=us,eu-central-1",
                "P.region=us;chirograph.roles=auditor;chirograph.query.source.s3.region=eu"
            })
    void whatIsInsideStarts(String settings) {
        assertThatCode(() -> Residency.check(environment(settings))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "P.region=us-east-1 | provider p, which is in us-east-1",
                "P.requires-credential=true;P.credential-file=/run/key | provider p, which does not",
                "P.requires-credential=true;P.credential=k | provider p, which does not",
                "P.auth=none | provider p, which does not say where it is (region and attributes.jurisdiction of"
                        + " chirograph.gateway.providers.p)",
                "P.region=eu;chirograph.archive.s3.region= | archive main, which does not say where it is"
                        + " (chirograph.archive.s3.region, or chirograph.residency.archives.main)",
                "P.region=eu;chirograph.archives.second.type=directory | archive second, which does not say where it"
                        + " is",
                "P.region=eu;chirograph.archives.second.s3.region=us-1 | archive second, which is in us-1",
                "chirograph.roles=auditor;chirograph.query.source.s3.region=us-1 | archive source, which is in us-1",
                "P.region=eu;chirograph.identity.operators.jwk-set-uri=https://i | issuer operators, which does not"
                        + " say where it is (chirograph.residency.issuers.operators)",
                "P.region=eu;chirograph.identity.operators.jwk-set-uri=https://i;chirograph.residency.issuers.operators=us"
                        + " | issuer operators, which is in us",
                "P.region=eu;chirograph.forwarding.destinations.siem.kind=otlp | forwarding destination siem, which does"
                        + " not say where it is (chirograph.residency.destinations.siem)",
                "P.region=eu;chirograph.identity.end-users.issuers[0].issuer-uri=https://i | issuer end-users, which"
                        + " does not say"
            })
    void whatIsOutsideIsNamedWithTheReason(String settings, String reason) {
        assertThatThrownBy(() -> Residency.check(environment(settings)))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("Cannot start: chirograph.residency.allowed is eu, eu-central-1")
                .hasMessageContaining(reason);
    }

    @Test
    void withoutTheSettingNothingIsAsked() {
        assertThatCode(() -> Residency.check(new MockEnvironment().withProperty(PROVIDER + "base-url", "https://p")))
                .doesNotThrowAnyException();
    }
}
