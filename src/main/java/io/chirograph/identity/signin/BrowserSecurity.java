package io.chirograph.identity.signin;

import io.chirograph.identity.operators.OperatorAccess;
import io.chirograph.identity.operators.TokenHeader;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.authentication.logout.LogoutFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/// What holds for every browser session, however it began: forms, headers, the way out, who may enter.
/// Files of pages are for everybody, since a page that says no has them too; so is the page where links are opened.
record BrowserSecurity(
        SignInProperties settings,
        OperatorAccess access,
        TokenHeader header,
        BrowserCookies cookies,
        BrowserSessions sessions,
        SignInRefusals refusals,
        LinkEntrance guests) {
    static final String OUT = "/console/sign-out";
    static final String IS_OUT = "/console/signed-out";
    private static final String ASSETS = "/console/assets/**";

    HttpSecurity on(HttpSecurity http) {
        return http.securityMatcher(new BrowserRequests(header, cookies))
                .csrf(forms -> forms.csrfTokenRepository(new FormTokens())
                        // a guest has no session yet, so the form has no token: the filter looks where it comes from
                        .ignoringRequestMatchers(at(HttpMethod.POST, LinkEntrance.PATH)))
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(HtmlPage.POLICY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .logout(out -> out.logoutRequestMatcher(at(HttpMethod.POST, OUT))
                        .addLogoutHandler((request, response, who) -> {
                            sessions.end(request);
                            cookies.clear(response, BrowserCookies.SESSION);
                        })
                        .logoutSuccessHandler(
                                (request, response, who) -> response.sendRedirect(settings.browsersFind(IS_OUT))))
                .addFilterBefore(sessions, SecurityContextHolderFilter.class)
                .addFilterBefore(guests, LogoutFilter.class)
                .authorizeHttpRequests(paths -> paths.requestMatchers(
                                at(HttpMethod.GET, IS_OUT),
                                at(HttpMethod.GET, ASSETS),
                                at(HttpMethod.GET, LinkEntrance.PATH))
                        .permitAll()
                        .anyRequest()
                        .access(access))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(refusals).accessDeniedHandler(refusals));
    }

    static RequestMatcher at(HttpMethod method, String path) {
        return PathPatternRequestMatcher.withDefaults().matcher(method, path);
    }
}
