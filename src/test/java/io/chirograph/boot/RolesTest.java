package io.chirograph.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.Chirograph;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;
import org.springframework.mock.env.MockEnvironment;

class RolesTest {
    private static final SimpleMetadataReaderFactory CLASSES = new SimpleMetadataReaderFactory();

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
        assertThat(Roles.source(environment)).isEqualTo(retention ? Roles.RetentionProcess.class : Chirograph.class);
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
        "gateway.SandboxConfiguration, true, false",
        "gateway.TomcatConfiguration, true, false",
        "policy.PolicyConfiguration, true, false",
        "switches.SwitchConfiguration, true, false",
        "switches.SwitchController, true, false",
        "identity.CallerConfiguration, true, false",
        "keys.GatewayKeyConfiguration, true, false",
        "keys.GatewayKeyController, true, false",
        "query.QueryConfiguration, false, true",
        "query.AuditController, false, true",
        "query.EvidenceController, false, true",
        "query.LogController, false, true",
        "console.ConsoleController, false, true",
        "identity.SignInConfiguration, false, true",
        "identity.IdentityConfiguration, true, true",
        "keys.KeysConfiguration, true, true",
        "keys.RotationController, true, true",
        "journal.JournalConfiguration, true, true",
        "recording.RecordingConfiguration, true, true",
        "exporter.ExporterConfiguration, true, true",
        "monitor.MonitorConfiguration, true, true"
    })
    void eachProcessHasThePartsOfItsRoles(String name, boolean gateway, boolean auditor) throws IOException {
        MetadataReader part = CLASSES.getMetadataReader("io.chirograph." + name);
        assertThat(RoleParts.of(roles("")).match(part, CLASSES)).isFalse();
        assertThat(RoleParts.of(roles("gateway")).match(part, CLASSES)).isEqualTo(!gateway);
        assertThat(RoleParts.of(roles("auditor")).match(part, CLASSES)).isEqualTo(!auditor);
    }

    @Test
    void whateverIsNamedAsAPartOfARoleExists() throws IOException {
        var classes = new PathMatchingResourcePatternResolver();
        for (String part : Stream.concat(RoleParts.GATEWAY.stream(), RoleParts.AUDITOR.stream())
                .toList()) {
            String path = "classpath*:io/chirograph/" + part.replace('.', '/') + "*.class";
            assertThat(classes.getResources(path)).as(part).isNotEmpty();
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
