package io.chirograph.identity.operators;

import io.chirograph.identity.tokens.VerificationGate;
import io.chirograph.web.ApiSurface;
import jakarta.servlet.DispatcherType;
import java.util.Arrays;
import java.util.EnumSet;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/// Security of the operators' surfaces, [ApiSurface]. Whoever comes is on record, let in or not.
///
/// The filter and its firewall are mapped to these paths alone: model calls never meet them.
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@Import({AccessLog.class, OperatorAccess.class, OperatorReader.class})
public class OperatorSecurity {
    private static String[] paths(boolean withActuator) {
        return Arrays.stream(ApiSurface.values())
                .flatMap(surface -> surface.patterns().stream())
                .filter(pattern -> withActuator || !pattern.startsWith("/actuator"))
                .toArray(String[]::new);
    }

    @Bean
    TokenHeader tokenHeader(OperatorProperties operators) {
        return new TokenHeader(operators.tokenHeader());
    }

    @Bean
    TokenRoles tokenRoles(OperatorProperties operators) {
        return new TokenRoles(operators.roleClaim(), operators.words());
    }

    @Bean
    SecurityFilterChain operatorChain(
            HttpSecurity http,
            JwtDecoder decoder,
            OperatorProperties operators,
            OperatorAccess access,
            TokenHeader header,
            TokenRoles roles,
            AccessLog book) {
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(roles);
        OperatorRefusals refusals = new OperatorRefusals(book);
        return http.securityMatcher(paths(operators.actuator()))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS)
                        .sessionFixation(fixation -> fixation.none())) // the browser's session is none of a token's
                .addFilterBefore(new ReadOnlyAudit(book), ExceptionTranslationFilter.class)
                .authorizeHttpRequests(paths -> paths.requestMatchers(
                                ApiSurface.PROBES.patterns().toArray(String[]::new))
                        .permitAll()
                        .anyRequest()
                        .access(access))
                .oauth2ResourceServer(server -> server.jwt(jwt ->
                                jwt.decoder(VerificationGate.SHARED.of(decoder)).jwtAuthenticationConverter(converter))
                        .bearerTokenResolver(header)
                        .authenticationEntryPoint(refusals)
                        .accessDeniedHandler(refusals)
                        .withObjectPostProcessor(new ObjectPostProcessor<BearerTokenAuthenticationFilter>() {
                            @Override
                            public <O extends BearerTokenAuthenticationFilter> O postProcess(O filter) {
                                filter.setAuthenticationFailureHandler(refusals);
                                return filter;
                            }
                        }))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .build();
    }

    /// Headers may hold UTF-8, whose bytes look like controls to whoever takes them for ISO 8859-1; real ones stay
    /// refused.
    @Bean
    HttpFirewall operatorFirewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderValues(value -> value.chars().noneMatch(c -> (c < ' ' && c != '\t') || c == 0x7f));
        return firewall;
    }

    @Bean
    RequestRejectedHandler operatorPathRefusals(AccessLog book) {
        return new OperatorRefusals(book);
    }

    @Bean
    DelegatingFilterProxyRegistrationBean operatorFilter() {
        DelegatingFilterProxyRegistrationBean filter =
                new DelegatingFilterProxyRegistrationBean("springSecurityFilterChain");
        filter.setUrlPatterns(Arrays.stream(paths(false))
                .map(path -> "/" + path.split("/", 3)[1] + "/*")
                .distinct()
                .toList());
        filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        filter.setOrder(-100);
        return filter;
    }
}
