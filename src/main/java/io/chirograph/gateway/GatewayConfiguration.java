package io.chirograph.gateway;

import io.chirograph.event.UuidV7;
import io.chirograph.gateway.call.Admission;
import io.chirograph.gateway.call.Authenticator;
import io.chirograph.gateway.call.BodyReceiver;
import io.chirograph.gateway.call.Routing;
import io.chirograph.gateway.exchange.KillSwitch;
import io.chirograph.gateway.exchange.OpenExchanges;
import io.chirograph.gateway.http.ExternalUrl;
import io.chirograph.gateway.http.MemoryBudget;
import io.chirograph.gateway.http.Spool;
import io.chirograph.gateway.server.OpenConnections;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.gateway.tenancy.ResourceOwnershipStore;
import io.chirograph.gateway.tenancy.TenantIsolation;
import io.chirograph.gateway.upstream.ProviderCredentials;
import io.chirograph.gateway.upstream.Providers;
import io.chirograph.gateway.upstream.Upstream;
import io.chirograph.identity.callers.Callers;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.recording.Recorder;
import io.chirograph.switches.SwitchBoard;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.clientaddress.TrustedProxies;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayProperties.class)
class GatewayConfiguration {
    @Bean
    UuidV7 callIds(Clock clock) {
        return new UuidV7(clock);
    }

    @Bean
    Spool spool(@Value("${chirograph.data-dir:./data}") Path dataDir, GatewayProperties properties) {
        return new Spool(dataDir.resolve("spool"), properties.spoolQuota().toBytes());
    }

    @Bean
    MemoryBudget requestMemory() {
        return MemoryBudget.ofHeap(Runtime.getRuntime().maxMemory());
    }

    @Bean
    ResourceOwnershipStore keptObjects(@Value("${chirograph.data-dir:./data}") Path dataDir) throws IOException {
        return ResourceOwnershipStore.open(dataDir);
    }

    @Bean
    OpenExchanges openExchanges(GatewayProperties properties, Providers providers) {
        return new OpenExchanges(properties.hangUpPoll(), providers::evict);
    }

    @Bean
    GatewayMetrics gatewayMetrics(
            MeterRegistry registry,
            OpenExchanges open,
            OpenConnections connections,
            Spool spool,
            Providers providers,
            GatewayProperties properties) {
        return new GatewayMetrics(registry, open, connections, spool, providers, properties.longestTimeout());
    }

    @Bean
    Providers providers(GatewayProperties properties, ObjectProvider<Upstream> sandbox) {
        return new Providers(properties, sandbox.getIfAvailable()).start();
    }

    @Bean
    ProviderCredentials providerCredentials(Providers providers, Recorder recorder, GatewayProperties properties) {
        return new ProviderCredentials(providers, recorder, properties.credentialPoll());
    }

    /// Before every other filter: a model call reaches the servlet and nothing else.
    @Bean
    FilterRegistrationBean<FrontFilter> gatewayFront(
            GatewayProperties properties,
            Providers providers,
            Callers callers,
            TrustedProxies proxies,
            PolicyDecisionPoint policy,
            Spool spool,
            Recorder recorder,
            OpenExchanges open,
            SwitchBoard switches,
            GatewayMetrics metrics,
            ResourceOwnershipStore keptObjects,
            MemoryBudget requestMemory,
            UuidV7 callIds) {
        var routing = new Routing(providers);
        var admission = new Admission(routing, policy, properties);
        var receiver = new BodyReceiver(spool, (int) properties.memoryBody().toBytes());
        var gateway = new GatewayServlet(
                proxies,
                new Authenticator(callers),
                admission,
                receiver,
                recorder,
                open,
                new KillSwitch(switches, open),
                new TenantIsolation(keptObjects, callers::isOnly),
                new ExternalUrl(properties.externalUrl(), proxies),
                metrics,
                callIds);
        var registration = new FilterRegistrationBean<>(new FrontFilter(gateway));
        registration.addUrlPatterns("/*");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setName("gateway");
        return registration;
    }
}
