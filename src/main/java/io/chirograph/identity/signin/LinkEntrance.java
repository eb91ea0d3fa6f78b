package io.chirograph.identity.signin;

import io.chirograph.identity.operators.Guest;
import io.chirograph.identity.operators.Role;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/// `POST /console/link` with a `code`: begins the session of a guest, whom an auditor's link lets in.
///
/// The code comes in the body, never in an address, so that neither logs nor other sites see it. A form of another
/// site opens nothing. Whatever is wrong with a code, the answer is the same.
final class LinkEntrance extends OncePerRequestFilter {
    static final String PATH = "/console/link";
    static final String SHOWN = "/console/shared";
    private static final List<String> OWN = List.of("same-origin", "none");
    private final ObjectProvider<GuestLinks> links;
    private final SignIn signIn;
    private final SignInRefusals refusals;
    private final SignInProperties settings;

    LinkEntrance(ObjectProvider<GuestLinks> links, SignIn signIn, SignInRefusals refusals, SignInProperties settings) {
        this.links = links;
        this.signIn = signIn;
        this.refusals = refusals;
        this.settings = settings;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getServletPath().equals(PATH) || !request.getMethod().equals(HttpMethod.POST.name());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !OWN.contains(site)) {
            refusals.refuse(
                    request,
                    response,
                    new ApiException(ErrorCode.FORM_REFUSED, "The form is none of this site. Nothing happened."));
            return;
        }
        Optional<GuestLinks.Opened> opened;
        try {
            opened = open(request);
        } catch (SignInRefusals.Refused refused) {
            refusals.onAuthenticationFailure(request, response, refused);
            return;
        } catch (ApiException refused) {
            refusals.refuse(request, response, refused);
            return;
        }
        if (opened.isEmpty()) {
            refusals.refuse(request, response, GuestLinks.ended());
            return;
        }
        signIn.begin(opened.get().until(), request);
        new HttpSessionSecurityContextRepository()
                .saveContext(new SecurityContextImpl(token(opened.get().guest())), request, response);
        response.sendRedirect(settings.browsersFind(SHOWN), HttpServletResponse.SC_SEE_OTHER);
    }

    private Optional<GuestLinks.Opened> open(HttpServletRequest request) {
        GuestLinks known = links.getIfAvailable();
        String[] codes = request.getParameterValues("code");
        if (known == null || request.getQueryString() != null || codes == null || codes.length != 1) {
            return Optional.empty();
        }
        return known.open(codes[0].strip(), guest -> signIn.admit(guest, request));
    }

    private static PreAuthenticatedAuthenticationToken token(Guest guest) {
        return new PreAuthenticatedAuthenticationToken(
                guest, "", List.of(new SimpleGrantedAuthority(Role.LINK_HOLDER.claim())));
    }
}
