package io.chirograph.identity;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What tells who calls models.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({IdentityProperties.class, ProxyProperties.class})
class CallerConfiguration {
    @Bean
    GatewayKeys gatewayKeys(IdentityProperties properties) {
        return new GatewayKeys(properties.gatewayKeys());
    }

    @Bean
    Callers callers(GatewayKeys keys, IdentityProperties properties, Clock clock) {
        Audiences audiences = Audiences.of(properties);
        return new Callers(
                keys,
                new CallerTokens(properties.callers().issuers(), audiences.foreignToCallers(), clock),
                new UserTokens(properties.endUsers().issuers(), audiences.foreignToEndUsers(), clock),
                clock);
    }

    @Bean
    Proxies proxies(ProxyProperties properties) {
        return new Proxies(properties.trustedProxies());
    }
}
