package io.chirograph.identity.signin;

import io.chirograph.identity.operators.AccessLog;
import io.chirograph.identity.operators.OperatorAccess;
import io.chirograph.identity.operators.OperatorReader;
import io.chirograph.identity.operators.TokenHeader;
import io.chirograph.web.ConditionalOnRole;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.logout.LogoutFilter;

/// Sign-in to `/console` on a developer's machine, by links that the start prints. Sessions and forms are those of
/// every sign-in.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Configuration(proxyBeanMethods = false)
@Conditional(DevelopmentSignIn.class)
class DevelopmentSignInConfiguration {
    @Bean
    DevelopmentLinks developmentLinks(Clock clock) {
        return new DevelopmentLinks(clock);
    }

    @Bean
    BrowserCookies browserCookies(@Value("${server.ssl.bundle:}") String bundle) {
        return new BrowserCookies(!bundle.isBlank());
    }

    @Bean
    @Order(0)
    SecurityFilterChain developmentSignInChain(
            HttpSecurity http,
            DevelopmentLinks links,
            SignInProperties given,
            OperatorReader reader,
            OperatorAccess access,
            TokenHeader header,
            AccessLog book,
            BrowserCookies cookies,
            ObjectProvider<GuestLinks> guests,
            Clock clock) {
        SignInProperties settings = given.asLongAsItsAge(); // there is no issuer that would let somebody in again
        BrowserSessions sessions = new BrowserSessions(settings, clock);
        SignInRefusals refusals = new SignInRefusals(book, cookies, null);
        SignIn signIn = new SignIn(reader, access, sessions);
        return new BrowserSecurity(
                        settings,
                        access,
                        header,
                        cookies,
                        sessions,
                        refusals,
                        new LinkEntrance(guests, signIn, refusals, settings))
                .on(http)
                .addFilterBefore(new DevelopmentEntrance(links, signIn, refusals, settings, clock), LogoutFilter.class)
                .build();
    }
}
