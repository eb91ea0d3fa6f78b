package io.chirograph.identity;

import io.chirograph.identity.callers.CallerProperties;
import io.chirograph.identity.development.DevelopmentOperators;
import io.chirograph.identity.operators.OperatorProperties;
import io.chirograph.identity.operators.OperatorSecurity;
import io.chirograph.identity.operators.OperatorTokens;
import io.chirograph.identity.signin.SignInProperties;
import io.chirograph.identity.tokens.Audiences;
import io.chirograph.web.clientaddress.ProxyProperties;
import io.chirograph.web.clientaddress.TrustedProxies;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/// What callers, end users and operators have in common: whose tokens mean what, and trusted proxies.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    CallerProperties.class,
    OperatorProperties.class,
    SignInProperties.class,
    ProxyProperties.class
})
@Import(OperatorSecurity.class)
public class IdentityConfiguration {
    @Bean
    Audiences audiences(CallerProperties callers, OperatorProperties operators, SignInProperties signIn) {
        return audiencesOf(callers, operators, signIn);
    }

    /// @throws IllegalArgumentException sign-in and the operators' issuer do not go together
    public static Audiences audiencesOf(
            CallerProperties callers, OperatorProperties operators, SignInProperties signIn) {
        Map<String, List<String>> ofCallers = new HashMap<>();
        callers.callers().issuers().forEach(issuer -> ofCallers.put(issuer.issuerUri(), issuer.audiences()));
        Map<String, List<String>> ofEndUsers = new HashMap<>();
        callers.endUsers().issuers().forEach(issuer -> ofEndUsers.put(issuer.issuerUri(), issuer.audiences()));
        List<String> own = new ArrayList<>(operators.audiences());
        if (signIn.configured()) {
            String clientId = String.valueOf(signIn.clientId());
            SignInProperties.together(operators.configured(), operators.audiences(), clientId);
            own.add(clientId); // the audience of ID tokens
        }
        return new Audiences(
                ofCallers,
                ofEndUsers,
                operators.configured()
                        ? Map.of(String.valueOf(operators.issuerUri()), own)
                        : Map.of(DevelopmentOperators.ISSUER, List.of(DevelopmentOperators.AUDIENCE)));
    }

    @Bean
    JwtDecoder operatorTokenDecoder(
            OperatorProperties operators,
            Audiences audiences,
            Clock clock,
            @Value("${chirograph.environment:}") String environment,
            @Value("${chirograph.data-dir:./data}") Path dataDir) {
        if (operators.configured()) {
            return OperatorTokens.decoder(operators, audiences.foreignToOperators(), clock);
        }
        if (!environment.equals("development")) {
            throw new IllegalStateException("chirograph.identity.operators.jwk-set-uri is not set");
        }
        return DevelopmentOperators.in(dataDir.resolve("dev"), clock).decoder();
    }

    @Bean
    TrustedProxies proxies(ProxyProperties properties) {
        return new TrustedProxies(properties.trustedProxies());
    }
}
