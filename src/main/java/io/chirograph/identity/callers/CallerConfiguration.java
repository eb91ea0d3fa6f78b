package io.chirograph.identity.callers;

import io.chirograph.identity.tokens.Audiences;
import io.chirograph.web.ConditionalOnRole;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What tells who calls models.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
class CallerConfiguration {
    @Bean
    GatewayKeys gatewayKeys(CallerProperties properties) {
        return new GatewayKeys(properties.gatewayKeys());
    }

    @Bean
    Callers callers(GatewayKeys keys, CallerProperties properties, Audiences audiences, Clock clock) {
        return new Callers(
                keys,
                new CallerTokens(properties.callers().issuers(), audiences.foreignToCallers(), clock),
                new UserTokens(properties.endUsers().issuers(), audiences.foreignToEndUsers(), clock),
                clock);
    }
}
