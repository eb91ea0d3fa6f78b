package io.chirograph.console;

import io.chirograph.identity.operators.AuditScope;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.operators.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;

/// What stands around every page: who reads it, where that person may go, and the form that ends the session.
/// @param scope what the reader may see of the trail; empty where that is everything
/// @param formName what forms bring along; null without a session
/// @param formToken its value
public record Shell(
        String title,
        String here,
        List<Place> places,
        String who,
        String scope,
        @Nullable String formName,
        @Nullable String formToken,
        ConsoleAssets assets) {
    /// A page that the reader may open.
    public record Place(String name, String path) {}

    /// @param here the path of the place that the page belongs to
    static Shell of(HttpServletRequest request, String title, String here, ConsoleAssets assets) {
        Operator operator = Operator.of(request);
        CsrfToken form =
                request.getSession(false) == null ? null : (CsrfToken) request.getAttribute(CsrfToken.class.getName());
        return new Shell(
                title,
                here,
                places(operator),
                Shown.line(operator.actor().verified().getOrDefault("subject", "unknown")),
                scope(operator.scope()),
                form == null ? null : form.getParameterName(),
                form == null ? null : form.getToken(),
                assets);
    }

    /// A page for whoever comes.
    static Shell ofNobody(String title, ConsoleAssets assets) {
        return new Shell(title, "", List.of(), "", "", null, null, assets);
    }

    /// A link to the file of a page.
    public String asset(String name) {
        return assets.path(name);
    }

    public boolean isHere(Place place) {
        return place.path().equals(here);
    }

    /// The first page of somebody's role.
    static String home(Operator operator) {
        return places(operator).getFirst().path();
    }

    /// Where somebody may go; of other places there is no word.
    private static List<Place> places(Operator operator) {
        List<Place> places = new ArrayList<>();
        if (operator.roles().contains(Role.AUDITOR)) {
            places.add(new Place("Overview", "/console/overview"));
            places.add(new Place("Calls", "/console/calls"));
            places.add(new Place("Logs", "/console/logs"));
            if (!operator.scope().isOfTenants()) {
                places.add(new Place("Reads", "/console/reads"));
                places.add(new Place("Retention", "/console/retention"));
                places.add(new Place("Data flow", "/console/dataflow"));
            }
            if (operator.scope().facts().isEmpty()) {
                places.add(new Place("Report", "/console/report"));
            }
        }
        if (operator.roles().contains(Role.AUDITOR)) {
            places.add(new Place("Questions", "/console/questions"));
            places.add(new Place("Requests", "/console/requests"));
            places.add(new Place("Links", "/console/links"));
        }
        if (operator.roles().contains(Role.LINK_HOLDER)) {
            places.add(new Place("What the link shows", "/console/shared"));
        }
        if (operator.roles().contains(Role.ADMINISTRATOR)) {
            places.add(new Place("Switches", "/console/admin"));
            places.add(new Place("Keys", "/console/admin/keys"));
            places.add(new Place("Policy", "/console/admin/policy"));
            places.add(new Place("Usage", "/console/admin/usage"));
        }
        if (operator.roles().contains(Role.RETENTION_MANAGER)) {
            places.add(new Place("Holds", "/console/holds"));
            places.add(new Place("Erasures", "/console/erasures"));
        }
        return places;
    }

    static String scope(AuditScope scope) {
        List<String> parts = new ArrayList<>();
        limit(parts, "calls of the tenants ", scope.tenants());
        limit(parts, "the logs ", scope.logs());
        return Shown.line(String.join("; ", parts));
    }

    private static void limit(List<String> parts, String of, @Nullable SortedSet<String> values) {
        if (values != null) {
            parts.add(of + String.join(", ", values));
        }
    }
}
