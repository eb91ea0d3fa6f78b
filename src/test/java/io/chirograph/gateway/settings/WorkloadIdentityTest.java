package io.chirograph.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class WorkloadIdentityTest {
    private static final String PREFIX = "chirograph.gateway.providers.p.";

    private static Map<String, Object> good() {
        return new HashMap<>(Map.of(
                "base-url", "https://api.openai.com",
                "auth", "workload-identity",
                "requires-credential", "true",
                "credential", "",
                "workload-identity.exchange", "openai",
                "workload-identity.subject-token-file", "/var/run/token",
                "workload-identity.parameters.identity-provider-id", "idp_1",
                "workload-identity.parameters.service-account-id", "svc_1"));
    }

    private static Binder binder(Map<String, Object> settings) {
        var source = new MapConfigurationPropertySource();
        settings.forEach((name, value) -> source.put(PREFIX + name, value));
        return new Binder(source);
    }

    private static GatewayProperties.Provider bind(Map<String, Object> settings) {
        return Objects.requireNonNull(binder(settings)
                .bindOrCreate("chirograph.gateway", GatewayProperties.class)
                .providers()
                .get("p"));
    }

    @Test
    void whatIsNotSetIsAsTheProviderDocumentsIt() {
        GatewayProperties.Provider provider = bind(good());
        WorkloadIdentity identity = Objects.requireNonNull(provider.workloadIdentity());
        assertThat(identity.endpoint()).hasToString("https://auth.openai.com/oauth/token");
        assertThat(identity.parameters())
                .containsEntry("identity-provider-id", "idp_1")
                .containsEntry("subject-token-type", "urn:ietf:params:oauth:token-type:jwt");
        assertThat(provider.active()).as("it needs no credential").isTrue();
        assertThat(ConfiguredProvider.all(binder(good())).get("p")).satisfies(configured -> {
            assertThat(configured.isActive()).isTrue();
            assertThat(configured.hasCredential())
                    .as("an auditors' process must not have it")
                    .isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "credential | sk-canary | providers.*.credential is set",
                "credential-file | /canary | providers.*.credential is set",
                "auth | bearer | providers.*.workload-identity is set",
                "workload-identity.exchange | canary | Exchange.canary",
                "workload-identity.subject-token-file | '' | subject-token-file is missing",
                "workload-identity.parameters.client-id | canary | parameters.client-id is not known to exchange openai",
                "workload-identity.parameters.service-account-id | ' ' | parameters.service-account-id is a text of",
                "workload-identity.timeout | 0s | timeout is PT0S",
                "workload-identity.timeout | 61s | timeout is PT1M1S",
                "workload-identity.exchange | azure | token-url is missing",
                "workload-identity.exchange | token-exchange | token-url is missing",
                "workload-identity.exchange | anthropic | parameters.",
                "workload-identity.impersonation-url | https://iam.example/x | impersonation-url is set"
            })
    void badValuesAreRefusedByName(String name, String value, String why) {
        var settings = good();
        settings.put(name, value);
        assertThatThrownBy(() -> bind(settings)).rootCause().hasMessageContaining(why);
    }

    @Test
    void whatIsMissingIsNamed() {
        for (String name : new String[] {
            "workload-identity.exchange",
            "workload-identity.subject-token-file",
            "workload-identity.parameters.identity-provider-id"
        }) {
            var settings = good();
            settings.remove(name);
            assertThatThrownBy(() -> bind(settings)).rootCause().hasMessageContaining(name + " is missing");
        }
        var none = good();
        none.keySet().removeIf(name -> name.startsWith("workload-identity."));
        assertThatThrownBy(() -> bind(none)).rootCause().hasMessageContaining("workload-identity is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://auth.example.com/token",
                "http://127.0.0.1.example.com/token",
                "ftp://127.0.0.1/token",
                "https:///token",
                "https://user:canary@auth.example.com/token",
                "https://auth.example.com/token#canary"
            })
    void tokensGoOverTlsAlone(String url) {
        var settings = good();
        settings.put("workload-identity.token-url", url);
        assertThatThrownBy(() -> bind(settings))
                .rootCause()
                .hasMessageContaining("token-url is ")
                .hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:9/token", "http://localhost/t", "http://[::1]/t", "https://a.example/t?x=1"})
    void orToThisMachine(String url) {
        var settings = good();
        settings.put("workload-identity.token-url", url);
        assertThat(Objects.requireNonNull(bind(settings).workloadIdentity()).endpoint())
                .hasToString(url);
    }
}
