package io.chirograph.gateway;

import io.chirograph.event.UuidV7;
import io.chirograph.identity.Callers;
import io.chirograph.identity.Proxies;
import io.chirograph.policy.PolicyInForce;
import io.chirograph.recording.Recorder;
import io.chirograph.switches.SwitchBoard;
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
    Budget requestMemory() {
        return Budget.ofHeap(Runtime.getRuntime().maxMemory());
    }

    @Bean
    KeptObjects keptObjects(@Value("${chirograph.data-dir:./data}") Path dataDir) throws IOException {
        return KeptObjects.open(dataDir);
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
            Proxies proxies,
            PolicyInForce policy,
            Spool spool,
            Recorder recorder,
            OpenExchanges open,
            SwitchBoard switches,
            GatewayMetrics metrics,
            KeptObjects keptObjects,
            Budget requestMemory,
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
                new Tenancy(keptObjects, callers::isOnly),
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
