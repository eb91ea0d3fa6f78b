package io.chirograph.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;

class GatewayPropertiesTest {
    @Test
    void defaultsAreAsDocumented() {
        GatewayProperties defaults = bind(Map.of());
        assertThat(defaults.drain()).isEqualTo(Duration.ofMinutes(10));
        assertThat(defaults.memoryBody()).isEqualTo(DataSize.ofMegabytes(1));
        assertThat(defaults.maxInferenceBody()).isEqualTo(DataSize.ofMegabytes(100));
        assertThat(defaults.maxFileBody()).isEqualTo(DataSize.ofMegabytes(512));
        assertThat(defaults.providers()).isEmpty();
        // the watch sees at its second look at the latest that a caller has gone
        assertThat(defaults.hangUpPoll().multipliedBy(2)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void theLongestTimeoutIsThatOfAnActiveProviderOrOneOfItsRoutes() {
        assertThat(bind(Map.of()).longestTimeout()).isZero();
        var properties = bind(Map.of(
                "providers.local.base-url", "http://127.0.0.1:1",
                "providers.local.connect-timeout", "1s",
                "providers.local.first-byte-timeout", "2s",
                "providers.local.idle-timeout", "3s",
                "providers.local.routes[0].path", "/v1/batches",
                "providers.local.routes[0].first-byte-timeout", "9s",
                "providers.local.routes[0].idle-timeout", "4s",
                "providers.off.enabled", "false"));
        assertThat(properties.longestTimeout()).isEqualTo(Duration.ofSeconds(14));
    }

    @Test
    void everySettingOfAProviderIsRead() {
        var provider = Objects.requireNonNull(bind(Map.ofEntries(
                        Map.entry("providers.local.base-url", "http://127.0.0.1:1/v1"),
                        Map.entry("providers.local.dialect", "openai"),
                        Map.entry("providers.local.provider-name", "vllm"),
                        Map.entry("providers.local.auth", "x-api-key"),
                        Map.entry("providers.local.credential", "secret"),
                        Map.entry("providers.local.requires-credential", "true"),
                        Map.entry("providers.local.connect-timeout", "1s"),
                        Map.entry("providers.local.first-byte-timeout", "2s"),
                        Map.entry("providers.local.idle-timeout", "3s"),
                        Map.entry("providers.local.max-connections", "4"),
                        Map.entry("providers.local.idle-connection", "5s"),
                        Map.entry("providers.local.region", "eu"),
                        Map.entry("providers.local.attributes.jurisdiction", "de"),
                        Map.entry("providers.local.routes[0].path", "/v1/batches"),
                        Map.entry("providers.local.routes[0].first-byte-timeout", "9s")))
                .providers()
                .get("local"));
        assertThat(provider.auth()).isEqualTo(GatewayProperties.Auth.X_API_KEY);
        assertThat(provider.providerName()).isEqualTo("vllm");
        assertThat(provider.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(provider.idleTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(provider.maxConnections()).isEqualTo(4);
        assertThat(provider.attributes()).containsEntry("jurisdiction", "de");
        assertThat(provider.route("/v1/batches/1").firstByteTimeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(provider.route("/v1/chat").firstByteTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(provider.active()).isTrue();
    }

    @Test
    void aVariableThatIsNotSetIsNoCredential() {
        assertThatThrownBy(() -> bind(Map.of("providers.openai.credential", "${OPENAI_API_KEY}")))
                .rootCause()
                .hasMessageContaining("credential is ${OPENAI_API_KEY}");
    }

    @Test
    void aCredentialInABaseUrlIsRefusedAndNotShown() {
        for (String url : List.of(
                "https://user:canary@127.0.0.1/v1",
                "https://127.0.0.1/v1?key=canary",
                "https://127.0.0.1/v1#canary",
                "ftp://canary@127.0.0.1?canary")) {
            assertThatThrownBy(() -> bind(Map.of("providers.local.base-url", url)))
                    .rootCause()
                    .hasMessageContaining("providers.*.base-url is ")
                    .hasMessageNotContaining("canary");
        }
    }

    @Test
    void aRegionThatIsNotThatOfTheHostIsRefused() {
        String bedrock = "https://bedrock-runtime.us-east-1.amazonaws.com";
        String vertex = "https://europe-west4-aiplatform.googleapis.com";
        for (String[] each : new String[][] {
            {bedrock, "us-east-1"},
            {bedrock, "us"},
            {vertex, "europe-west4"},
            {vertex, "eu"},
            {"https://eu.example.com", "us-east-1"}
        }) {
            assertThat(bind(Map.of("providers.x.base-url", each[0], "providers.x.region", each[1]))
                            .providers())
                    .containsKey("x");
        }
        Map.of(bedrock, "eu-central-1", vertex, "us-central1")
                .forEach((url, region) -> assertThatThrownBy(
                                () -> bind(Map.of("providers.x.base-url", url, "providers.x.region", region)))
                        .rootCause()
                        .hasMessageStartingWith("chirograph.gateway.providers.*.region is " + region + "; it must be ")
                        .hasMessageEndingWith(", where its base URL is"));
    }

    @Test
    void badValuesAreRefusedByName() {
        Map.ofEntries(
                        Map.entry("providers.x.retries", "6"),
                        Map.entry("providers.x.output-tokens", "0"),
                        Map.entry("providers.x.breaker.failure-rate", "101"),
                        Map.entry("drain", "0s"),
                        Map.entry("memory-body", "65MB"),
                        Map.entry("max-inference-body", "0B"),
                        Map.entry("max-open-calls", "0"),
                        Map.entry("providers.admin.dialect", "openai"),
                        Map.entry("providers.x.base-url", "ftp://host"),
                        Map.entry("providers.x.max-connections", "0"),
                        Map.entry("providers.x.idle-timeout", "0s"))
                .forEach((name, value) -> assertThatThrownBy(() -> bind(Map.of(name, value)))
                        .rootCause()
                        .hasMessageContaining("chirograph.gateway.")
                        .hasMessageContaining(name.replaceAll("^providers\\.x\\.|\\.dialect$", "")));
    }

    @Test
    void agentHeadersAreAnOpenListOfWhatHoldsNoCredential() {
        AgentHeaders defaults = bind(Map.of()).agentHeaders();
        assertThat(defaults.session()).contains("x-claude-code-session-id");
        assertThat(defaults.retry()).containsExactly("x-stainless-retry-count");
        assertThat(bind(Map.of("agent-headers.session[0]", " X-Run "))
                        .agentHeaders()
                        .session())
                .containsExactly("x-run");
        assertThat(bind(Map.of("agent-headers.id", "")).agentHeaders().id()).isEmpty();
        for (String bad : List.of("Authorization", "x-api-key", "chirograph-key", "a b", "x:y", "cookie")) {
            assertThatThrownBy(() -> bind(Map.of("agent-headers.parent[0]", bad)))
                    .rootCause()
                    .hasMessage("chirograph.gateway.agent-headers.parent is " + bad.toLowerCase(java.util.Locale.ROOT)
                            + "; it must be the name of a header that holds no credential");
        }
    }

    private static GatewayProperties bind(Map<String, String> settings) {
        var source = new MapConfigurationPropertySource();
        settings.forEach((name, value) -> source.put("chirograph.gateway." + name, value));
        return new Binder(List.of(source), new PropertySourcesPlaceholdersResolver(new MockEnvironment()))
                .bindOrCreate("chirograph.gateway", Bindable.of(GatewayProperties.class));
    }
}
