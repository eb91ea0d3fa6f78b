package io.chirograph.web;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Operators' paths: methods, the role that they take, the word in events.
///
/// `/x/**` is `/x` and all below it, and a `*` any one segment. The first surface that has a path decides.
@SuppressWarnings("ImmutableEnumChecker") // List.of is
public enum ApiSurface {
    /// What an orchestrator asks before it has any token: up or down, and no more.
    PROBES("actuator", "observer", List.of(), "/actuator/health/liveness", "/actuator/health/readiness"),
    ACTUATOR("actuator", "observer", List.of(), "/actuator/**"),
    /// Takes a question that is too long for a URL.
    EVIDENCE("audit", "auditor", List.of("POST"), "/audit/v1/evidence"),
    /// What prompts and answers say, which an auditor's role alone does not show.
    CONTENT(
            "content",
            "payload-reader",
            List.of("GET", "HEAD"),
            "/audit/v1/calls/*/content/**",
            "/audit/v1/events/*/content/**",
            "/console/calls/*/content/**"),
    /// Takes a text that is no part of a URL.
    DIGESTS("content", "payload-reader", List.of("POST"), "/audit/v1/digests"),
    AUDIT("audit", "auditor", List.of("GET", "HEAD"), "/audit/**"),
    /// What a link shows to whoever opened it.
    LINK("console", "link-holder", List.of("GET", "HEAD"), "/console/shared/**"),
    /// The pages of administrators.
    CONSOLE_ADMIN("console", "administrator", List.of(), "/console/admin/**"),
    /// The pages of retention managers.
    CONSOLE_RETENTION("console", "retention-manager", List.of(), "/console/holds/**", "/console/erasures/**"),
    CONSOLE("console", "auditor", List.of(), "/console/**"),
    RETENTION(
            "retention",
            "retention-manager",
            List.of(),
            "/admin/v1/holds/**",
            "/admin/v1/retention-extensions/**",
            "/admin/v1/erasures/**"),
    ADMIN("admin", "administrator", List.of(), "/admin/**");

    private static final List<ApiSurface> HOMES = List.of(CONSOLE, CONSOLE_ADMIN, CONSOLE_RETENTION, LINK);
    private static final List<String> OF_ALL =
            List.of("/console", "/console/session", "/console/verify.html", "/console/verify.mjs");

    private final String word;
    private final String role;
    private final List<String> methods;
    private final List<String> patterns;

    ApiSurface(String word, String role, List<String> methods, String... patterns) {
        this.word = word;
        this.role = role;
        this.methods = methods;
        this.patterns = List.of(patterns);
    }

    /// The surface that has a path; empty for all that is none of the operators'.
    public static Optional<ApiSurface> find(String path) {
        return Arrays.stream(values()).filter(surface -> surface.has(path)).findFirst();
    }

    /// The surface that somebody enters who asks for a path. The console's first page, the one about the session and
    /// the verifier are for each of its roles: of these the first that somebody has decides.
    /// @param holds whether somebody has a role, as tokens have it
    public static Optional<ApiSurface> entered(String path, Predicate<String> holds) {
        Optional<ApiSurface> surface = find(path);
        return OF_ALL.contains(path)
                ? HOMES.stream()
                        .filter(home -> holds.test(home.role))
                        .findFirst()
                        .or(() -> surface)
                : surface;
    }

    /// Whether a path is one of the console's, for people.
    public static boolean isConsole(String path) {
        return path.equals("/console") || path.startsWith("/console/");
    }

    private boolean has(String path) {
        return patterns.stream().anyMatch(pattern -> has(pattern.split("/", -1), path.split("/", -1)));
    }

    private static boolean has(String[] pattern, String[] path) {
        boolean isOpen = pattern[pattern.length - 1].equals("**");
        int fixed = isOpen ? pattern.length - 1 : pattern.length;
        if (path.length < fixed || (path.length > fixed && !isOpen)) {
            return false;
        }
        for (int i = 0; i < fixed; i++) {
            if (!pattern[i].equals(path[i]) && !(pattern[i].equals("*") && !path[i].isEmpty())) {
                return false;
            }
        }
        return true;
    }

    /// Whether those who read the trail, or content beside it, enter here.
    public boolean isForReaders() {
        return role.equals("auditor") || role.equals("payload-reader");
    }

    /// The word in events.
    public String word() {
        return word;
    }

    /// The role, as tokens have it.
    public String role() {
        return role;
    }

    /// The methods that there are; empty for any.
    public List<String> methods() {
        return methods;
    }

    public List<String> patterns() {
        return patterns;
    }
}
