package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.web.ConditionalOnRole;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.stereotype.Component;

class RolesTest {
    /// Roles, or none given; whether that process takes calls, serves auditors, is the retention manager's.
    @ParameterizedTest
    @CsvSource({
        "'', true, true, false",
        "'gateway,auditor', true, true, false",
        "'auditor,gateway', true, true, false",
        "gateway, true, false, false",
        "auditor, false, true, false",
        "retention, false, false, true"
    })
    void rolesSayWhatAProcessDoes(String roles, boolean gateway, boolean auditor, boolean retention) {
        MockEnvironment environment = roles(roles);
        assertThatCode(() -> Roles.check(environment)).doesNotThrowAnyException();
        assertThat(Roles.isGateway(environment)).isEqualTo(gateway);
        assertThat(Roles.isAuditor(environment)).isEqualTo(auditor);
        assertThat(Roles.isRetention(environment)).isEqualTo(retention);
        assertThat(Roles.source(environment))
                .isEqualTo(retention ? Roles.RetentionProcess.class : Roles.LogProcess.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway,retention", "auditor,retention", "gateway,auditor,retention", "console"})
    void rolesThatDoNotGoTogetherAreRefused(String roles) {
        assertThatThrownBy(() -> Roles.check(roles(roles)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("chirograph.roles is [")
                .hasMessageContaining("expected gateway, auditor, both of them, or retention alone");
    }

    /// A class, and whether it is in a process that only takes calls, and in one that only serves auditors.
    @ParameterizedTest
    @CsvSource({
        "gateway.GatewayConfiguration, true, false",
        "gateway.TomcatConfiguration, true, false",
        "policy.PolicyConfiguration, true, false",
        "switches.SwitchConfiguration, true, false",
        "switches.SwitchController, true, false",
        "identity.callers.CallerConfiguration, true, false",
        "keys.GatewayKeyConfiguration, true, false",
        "keys.GatewayKeyController, true, false",
        "receipts.ReceiptConfiguration, true, false",
        "query.QueryConfiguration, false, true",
        "query.api.AuditController, false, true",
        "query.evidence.EvidenceController, false, true",
        "query.api.LogController, false, true",
        "console.ConsoleController, false, true",
        "forwarding.ForwardingConfiguration, false, true",
        "identity.signin.SignInConfiguration, false, true",
        "identity.IdentityConfiguration, true, true",
        "keys.KeyRotation, true, true",
        "keys.RotationController, true, true",
        "journal.internal.JournalConfiguration, true, true",
        "recording.RecordingConfiguration, true, true",
        "exporter.ExporterConfiguration, true, true",
        "monitor.MonitorConfiguration, true, true"
    })
    void eachProcessHasThePartsOfItsRoles(String name, boolean gateway, boolean auditor) throws Exception {
        MergedAnnotation<ConditionalOnRole> role = role(name);
        assertThat(isIn(role, "")).isTrue();
        assertThat(isIn(role, "gateway")).isEqualTo(gateway);
        assertThat(isIn(role, "auditor")).isEqualTo(auditor);
    }

    private static MergedAnnotation<ConditionalOnRole> role(String name) throws ClassNotFoundException {
        return MergedAnnotations.from(Class.forName("io.chirograph." + name)).get(ConditionalOnRole.class);
    }

    private static boolean isIn(MergedAnnotation<ConditionalOnRole> role, String roles) {
        return !role.isPresent() || ConditionalOnRole.OnRole.roles(roles(roles)).contains(role.getString("value"));
    }

    /// Whole packages that only one role has.
    @ParameterizedTest
    @CsvSource({
        "gateway, gateway",
        "policy, gateway",
        "switches, gateway",
        "receipts, gateway",
        "query, auditor",
        "console, auditor",
        "forwarding, auditor"
    })
    void everyPartOfAPackageOfOneRoleSaysSo(String folder, String role) throws Exception {
        var scanner = new ClassPathScanningCandidateComponentProvider(true) {
            @Override
            protected boolean isCandidateComponent(MetadataReader reader) {
                return reader.getAnnotationMetadata().isAnnotated(Component.class.getName())
                        && !reader.getAnnotationMetadata().isAnnotated(ManagementContextConfiguration.class.getName());
            }
        };
        Set<BeanDefinition> parts = scanner.findCandidateComponents("io.chirograph." + folder);
        assertThat(parts).isNotEmpty();
        for (BeanDefinition part : parts) {
            String name = String.valueOf(part.getBeanClassName()).replace("io.chirograph.", "");
            assertThat(role(name).getValue("value")).as(name).hasValue(role);
        }
    }

    @Test
    void noGatewayStartsWithTheManagersCredential() {
        String property = "chirograph.retention-manager.s3.access-key-id";
        assertThatThrownBy(() -> Roles.check(new MockEnvironment().withProperty(property, "id")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(property + " is set");
        assertThatCode(() -> Roles.check(roles("retention").withProperty(property, "id")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gateway", "gateway,auditor", "retention"})
    void onlyAnAuditorsProcessReadsAnotherArchiveThanItsOwn(String roles) {
        assertThatThrownBy(() -> Roles.check(source(roles(roles))))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("chirograph.query.source is set")
                .hasMessageContaining("chirograph.roles=auditor");
        assertThatCode(() -> Roles.check(source(roles("auditor")))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"'', true", "'gateway,auditor', true", "auditor, true", "gateway, false", "retention, false"})
    void onlyAProcessThatServesAuditorsForwards(String roles, boolean starts) {
        MockEnvironment environment = roles(roles).withProperty("chirograph.forwarding.destinations.siem.kind", "otlp");
        if (starts) {
            assertThatCode(() -> Roles.check(environment)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> Roles.check(environment))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("chirograph.forwarding.destinations is set");
        }
    }

    @Test
    void whatAnAuditorsProcessLacksIsNamed() {
        assertThatThrownBy(() -> StartRequirements.checkAuditor(roles("auditor")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("chirograph.roles is auditor")
                .hasMessageContaining("chirograph.query.source")
                .hasMessageContaining("chirograph.query.keys");
        assertThatCode(() -> StartRequirements.checkAuditor(roles(""))).doesNotThrowAnyException();
        assertThatCode(() -> StartRequirements.checkAuditor(auditor())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"credential, sk-1, true", "credential-file, /run/key, true", "credential, '', false"})
    void anAuditorsProcessHasNoProvidersCredential(String name, String value, boolean refused) {
        MockEnvironment environment = auditor().withProperty("chirograph.gateway.providers.openai." + name, value);
        if (refused) {
            assertThatThrownBy(() -> StartRequirements.checkAuditor(environment))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("chirograph.gateway.providers.openai has a credential")
                    .hasMessageNotContaining(value);
        } else {
            assertThatCode(() -> StartRequirements.checkAuditor(environment)).doesNotThrowAnyException();
        }
    }

    @Test
    void aVariableThatIsNotSetIsNoCredential() {
        assertThatCode(() -> StartRequirements.checkAuditor(
                        auditor().withProperty("chirograph.gateway.providers.openai.credential", "${OPENAI_KEY}")))
                .doesNotThrowAnyException();
    }

    @Test
    void outsideDevelopmentAnAuditorsProcessNeedsNoProvider() {
        assertThatThrownBy(
                        () -> StartRequirements.check(auditor().withProperty("chirograph.environment", "production")))
                .hasMessageContaining("chirograph.log.origin")
                .hasMessageContaining("chirograph.log.signing-key")
                .hasMessageContaining("chirograph.identity.operators.jwk-set-uri")
                .hasMessageNotContaining("provider");
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

    private static MockEnvironment auditor() {
        return source(roles("auditor")).withProperty("chirograph.query.keys", "example.com/gw-1+00000000+AQ==");
    }

    private static MockEnvironment source(MockEnvironment environment) {
        return environment.withProperty("chirograph.query.source.type", "s3");
    }

    private static MockEnvironment roles(String roles) {
        var environment = new MockEnvironment();
        return roles.isEmpty() ? environment : environment.withProperty("chirograph.roles", roles);
    }
}
