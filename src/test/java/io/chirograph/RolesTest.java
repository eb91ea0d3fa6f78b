package io.chirograph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class RolesTest {
    @Test
    void aProcessIsAGatewayAndServesAuditorsUnlessItIsTheRetentionManagers() {
        var usual = new MockEnvironment();
        var retention = new MockEnvironment().withProperty("chirograph.roles", "retention");
        assertThatCode(() -> Roles.check(usual)).doesNotThrowAnyException();
        assertThatCode(() -> Roles.check(retention)).doesNotThrowAnyException();
        assertThat(Roles.source(usual)).isEqualTo(Chirograph.class);
        assertThat(Roles.source(retention)).isEqualTo(Roles.RetentionProcess.class);
    }

    @Test
    void rolesThatDoNotGoTogetherAreRefused() {
        assertThatThrownBy(
                        () -> Roles.check(new MockEnvironment().withProperty("chirograph.roles", "gateway,retention")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("chirograph.roles is [gateway, retention]");
    }

    @Test
    void noGatewayStartsWithTheManagersCredential() {
        String property = "chirograph.retention-manager.s3.access-key-id";
        assertThatThrownBy(() -> Roles.check(new MockEnvironment().withProperty(property, "id")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(property + " is set");
        assertThatCode(() -> Roles.check(new MockEnvironment()
                        .withProperty(property, "id")
                        .withProperty("chirograph.roles", "retention")))
                .doesNotThrowAnyException();
    }

    @Test
    void whatARetentionProcessLacksIsNamed() {
        assertThatThrownBy(() -> StartRequirements.checkRetention(new MockEnvironment()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("chirograph.retention-manager.gateway")
                .hasMessageContaining("chirograph.archive.s3.bucket");
        assertThatThrownBy(() -> StartRequirements.checkRetention(new MockEnvironment()
                        .withProperty("chirograph.environment", "production")
                        .withProperty("server.address", "10.0.0.5")))
                .hasMessageContaining("chirograph.tls.terminated-by");
    }
}
