package io.chirograph.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/// Sign-in by browser, where it is configured: the authorization code flow of OpenID Connect with PKCE. What
/// it opens is `/console`, and `/audit/v1` to read. A request with a token passes this by, and so does every
/// request to `/admin`.
@Configuration(proxyBeanMethods = false)
@Conditional(SignInConfigured.class)
class SignInConfiguration {
    static final String OUT = "/console/sign-out";
    static final String IS_OUT = "/console/signed-out";

    @Bean
    CodeExchange codeExchange() {
        return new CodeExchange();
    }

    @Bean
    @Order(0)
    SecurityFilterChain signInChain(
            HttpSecurity http,
            IdentityProperties properties,
            OperatorReader reader,
            DoorBook book,
            CodeExchange exchange,
            Clock clock) {
        IdentityProperties.Operators operators = properties.operators();
        IdentityProperties.SignIn settings = operators.signIn();
        BrowserCookies cookies = new BrowserCookies(settings.browsersFind("").startsWith("https:"));
        BrowserSessions sessions = new BrowserSessions(settings, clock);
        SignInIssuer issuer = new SignInIssuer(operators, clock);
        PendingSignIns pending = new PendingSignIns(issuer, cookies, clock);
        SignInRefusals refusals = new SignInRefusals(
                new OperatorRefusals(book), cookies, book, settings.browsersFind(SignInIssuer.BEGIN));

        OAuth2AuthorizationRequestRedirectFilter begin = new OAuth2AuthorizationRequestRedirectFilter(begins(issuer));
        begin.setAuthorizationRequestRepository(pending);
        begin.setAuthenticationFailureHandler(refusals);

        OidcAuthorizationCodeAuthenticationProvider codes = new OidcAuthorizationCodeAuthenticationProvider(
                exchange, request -> new DefaultOidcUser(List.of(), request.getIdToken()));
        JwtDecoder idTokens = idTokens(properties, issuer, clock);
        codes.setJwtDecoderFactory(client -> idTokens);
        OAuth2LoginAuthenticationFilter back =
                new OAuth2LoginAuthenticationFilter(issuer, new ForgottenTokens(), SignInIssuer.BACK);
        back.setRequiresAuthenticationRequestMatcher(at(HttpMethod.GET, SignInIssuer.BACK));
        back.setAuthorizationRequestRepository(pending);
        back.setAuthenticationManager(new ProviderManager(codes));
        back.setAuthenticationSuccessHandler(new Entrance(operators, reader, book, sessions, cookies));
        back.setAuthenticationFailureHandler(refusals);

        return http.securityMatcher(new BrowserRequests(new TokenHeader(operators.tokenHeader()), cookies))
                .csrf(forms -> forms.csrfTokenRepository(new FormTokens()))
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .securityContext(context -> context.securityContextRepository(new NullSecurityContextRepository()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(HtmlPage.POLICY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .logout(out -> out.logoutRequestMatcher(at(HttpMethod.POST, OUT))
                        .addLogoutHandler((request, response, who) -> {
                            cookies.value(request, BrowserCookies.SESSION).ifPresent(sessions::end);
                            cookies.clear(response, BrowserCookies.SESSION);
                        })
                        .logoutSuccessHandler(
                                (request, response, who) -> response.sendRedirect(settings.browsersFind(IS_OUT))))
                .addFilterAfter(new SessionFilter(sessions, cookies), SecurityContextHolderFilter.class)
                .addFilter(begin)
                .addFilter(back)
                .addFilterBefore(new Doors(operators, reader, book), AuthorizationFilter.class)
                .authorizeHttpRequests(paths -> paths.requestMatchers(at(HttpMethod.GET, IS_OUT))
                        .permitAll()
                        .anyRequest()
                        .hasAuthority(Role.AUDITOR.claim()))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .build();
    }

    private static RequestMatcher at(HttpMethod method, String path) {
        return PathPatternRequestMatcher.withDefaults().matcher(method, path);
    }

    /// A sign-in begins with a code challenge, by S256, always.
    private static OAuth2AuthorizationRequestResolver begins(SignInIssuer issuer) {
        DefaultOAuth2AuthorizationRequestResolver spring = new DefaultOAuth2AuthorizationRequestResolver(issuer);
        spring.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        RequestMatcher here = at(HttpMethod.GET, SignInIssuer.BEGIN);
        return new OAuth2AuthorizationRequestResolver() {
            @Override
            public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
                return here.matches(request) ? spring.resolve(request, SignInIssuer.ID) : null;
            }

            @Override
            public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String client) {
                return resolve(request);
            }
        };
    }

    /// Takes ID tokens for this gateway: what holds for the operators' tokens, and what OpenID Connect
    /// demands besides. The end is taken to the second, for a session ends with it.
    static JwtDecoder idTokens(IdentityProperties properties, SignInIssuer issuer, Clock clock) {
        IdentityProperties.Operators operators = properties.operators();
        NimbusJwtDecoder decoder = OperatorTokens.signed(operators);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<Jwt>(
                TokenRules.of(
                        List.of("JWT"),
                        String.valueOf(operators.issuerUri()),
                        List.of(String.valueOf(operators.signIn().clientId())),
                        Audiences.of(properties).foreignToOperators(),
                        clock),
                new JwtClaimValidator<Instant>(
                        "exp", end -> end != null && clock.instant().isBefore(end)),
                token -> openId(issuer.client(), clock).validate(token)));
        return decoder;
    }

    private static OidcIdTokenValidator openId(ClientRegistration client, Clock clock) {
        OidcIdTokenValidator rules = new OidcIdTokenValidator(client);
        rules.setClock(clock);
        rules.setClockSkew(TokenRules.SKEW);
        return rules;
    }

    /// Keeps no access token and no refresh token: nothing is ever asked with them.
    private static final class ForgottenTokens implements OAuth2AuthorizedClientRepository {
        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // Spring's
        public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
                String client, Authentication who, HttpServletRequest request) {
            return null;
        }

        @Override
        public void saveAuthorizedClient(
                OAuth2AuthorizedClient client,
                Authentication who,
                HttpServletRequest request,
                HttpServletResponse response) {
            // they are not kept
        }

        @Override
        public void removeAuthorizedClient(
                String client, Authentication who, HttpServletRequest request, HttpServletResponse response) {
            // there are none
        }
    }
}
