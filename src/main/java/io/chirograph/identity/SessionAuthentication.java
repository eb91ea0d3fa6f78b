package io.chirograph.identity;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/// Somebody whose session a request shows.
final class SessionAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1;
    private final transient BrowserSession session;

    SessionAuthentication(BrowserSession session) {
        super(session.read().operator().roles().stream()
                .map(role -> new SimpleGrantedAuthority(role.claim()))
                .toList());
        this.session = session;
        setAuthenticated(true);
    }

    BrowserSession session() {
        return session;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return session.read().operator().actor().verified().getOrDefault("subject", "");
    }
}
