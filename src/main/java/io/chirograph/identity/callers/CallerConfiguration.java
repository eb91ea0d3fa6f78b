package io.chirograph.identity.callers;

import io.chirograph.event.UuidV7;
import io.chirograph.identity.tokens.Audiences;
import io.chirograph.recording.Recorder;
import io.chirograph.state.Hearing;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.clientaddress.TrustedProxies;
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

    @Bean
    CallerAccess callerAccess(
            Callers callers, TrustedProxies proxies, Recorder recorder, Clock clock, Hearing hearing) {
        return new CallerAccess(callers, proxies, recorder, new UuidV7(clock), hearing);
    }
}
