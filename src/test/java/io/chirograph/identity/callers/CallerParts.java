package io.chirograph.identity.callers;

import io.chirograph.identity.IdentityConfiguration;
import io.chirograph.identity.operators.OperatorProperties;
import io.chirograph.identity.signin.SignInProperties;
import io.chirograph.identity.tokens.Audiences;
import io.chirograph.web.clientaddress.ProxyProperties;
import io.chirograph.web.clientaddress.TrustedProxies;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/// What tells who calls models, configured as in the program, without what only operators need.
// No stereotype: component scans of other tests must pass it by.
@EnableConfigurationProperties({
    CallerProperties.class,
    OperatorProperties.class,
    SignInProperties.class,
    ProxyProperties.class
})
@Import(CallerConfiguration.class)
public class CallerParts {
    @Bean
    Audiences audiences(CallerProperties callers, OperatorProperties operators, SignInProperties signIn) {
        return IdentityConfiguration.audiencesOf(callers, operators, signIn);
    }

    @Bean
    TrustedProxies proxies(ProxyProperties properties) {
        return new TrustedProxies(properties.trustedProxies());
    }
}
