package io.chirograph.identity.signin;

import io.chirograph.identity.operators.AccessLog;
import io.chirograph.identity.operators.OperatorAccess;
import io.chirograph.identity.operators.OperatorProperties;
import io.chirograph.identity.operators.OperatorReader;
import io.chirograph.identity.operators.OperatorTokens;
import io.chirograph.identity.operators.TokenHeader;
import io.chirograph.identity.operators.TokenRoles;
import io.chirograph.identity.tokens.Audiences;
import io.chirograph.identity.tokens.TokenRules;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationSuccessHandler;
import org.springframework.security.web.util.matcher.RequestMatcher;

/// Sign-in by browser to `/console`, and to read `/audit/v1`: OpenID Connect's code flow with PKCE. Requests with a
/// token pass it by.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Configuration(proxyBeanMethods = false)
@Conditional(SignInConfigured.class)
@Import(CodeExchange.class)
class SignInConfiguration {
    @Bean
    SignInIssuer signInIssuer(SignInProperties settings, OperatorProperties operators, Clock clock) {
        return new SignInIssuer(settings, String.valueOf(operators.issuerUri()), clock);
    }

    @Bean
    BrowserCookies browserCookies(SignInProperties settings) {
        return new BrowserCookies(settings.browsersFind("").startsWith("https:"));
    }

    @Bean
    JwtDecoderFactory<ClientRegistration> idTokenDecoder(
            OperatorProperties operators,
            SignInProperties settings,
            Audiences audiences,
            SignInIssuer issuer,
            Clock clock) {
        JwtDecoder decoder = idTokens(operators, settings, audiences, issuer, clock);
        return client -> decoder;
    }

    @Bean
    @Order(0)
    SecurityFilterChain signInChain(
            HttpSecurity http,
            SignInProperties settings,
            OperatorReader reader,
            OperatorAccess access,
            TokenHeader header,
            TokenRoles roles,
            AccessLog book,
            CodeExchange exchange,
            SignInIssuer issuer,
            BrowserCookies cookies,
            ObjectProvider<GuestLinks> links,
            Clock clock) {
        BrowserSessions sessions = new BrowserSessions(settings, clock);
        SignInRefusals refusals = new SignInRefusals(book, cookies, settings.browsersFind(SignInIssuer.BEGIN));
        SignIn signIn = new SignIn(reader, access, sessions);
        return new BrowserSecurity(
                        settings,
                        access,
                        header,
                        cookies,
                        sessions,
                        refusals,
                        new LinkEntrance(links, signIn, refusals, settings))
                .on(http)
                .sessionManagement(session ->
                        session.sessionAuthenticationStrategy((who, request, response) -> signIn.begin(who, request)))
                .oauth2Login(login -> login.clientRegistrationRepository(issuer)
                        .authorizedClientRepository(new ForgottenTokens())
                        .loginPage(SignInIssuer.BEGIN)
                        .authorizationEndpoint(begin -> begin.authorizationRequestResolver(begins(issuer))
                                .authorizationRequestRepository(new PendingSignIns(issuer, cookies, clock)))
                        .redirectionEndpoint(back -> back.baseUri(SignInIssuer.BACK))
                        .tokenEndpoint(tokens -> tokens.accessTokenResponseClient(exchange))
                        .userInfoEndpoint(users -> users.oidcUserService(request -> user(request.getIdToken(), roles)))
                        .successHandler(new SimpleUrlAuthenticationSuccessHandler(settings.browsersFind("/console")))
                        .failureHandler(refusals)
                        .withObjectPostProcessor(new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
                            @Override
                            public <O extends OAuth2AuthorizationRequestRedirectFilter> O postProcess(O filter) {
                                filter.setAuthenticationFailureHandler(refusals);
                                return filter;
                            }
                        }))
                .build();
    }

    /// What is kept of an ID token: its claims, and not the token.
    private static OidcUser user(OidcIdToken token, TokenRoles roles) {
        return new DefaultOidcUser(
                roles.of(token),
                new OidcIdToken("forgotten", token.getIssuedAt(), token.getExpiresAt(), token.getClaims()));
    }

    /// A sign-in begins at one path; with a code challenge by S256, as the registration demands.
    private static OAuth2AuthorizationRequestResolver begins(SignInIssuer issuer) {
        DefaultOAuth2AuthorizationRequestResolver spring = new DefaultOAuth2AuthorizationRequestResolver(issuer);
        RequestMatcher here = BrowserSecurity.at(HttpMethod.GET, SignInIssuer.BEGIN);
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
    static JwtDecoder idTokens(
            OperatorProperties operators,
            SignInProperties settings,
            Audiences audiences,
            SignInIssuer issuer,
            Clock clock) {
        NimbusJwtDecoder decoder = OperatorTokens.signed(operators);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<Jwt>(
                TokenRules.of(
                        List.of("JWT"),
                        String.valueOf(operators.issuerUri()),
                        List.of(String.valueOf(settings.clientId())),
                        audiences.foreignToOperators(),
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
