package io.chirograph.web;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
            "/audit/v1/events/*/content/**"),
    /// Takes a text that is no part of a URL.
    DIGESTS("content", "payload-reader", List.of("POST"), "/audit/v1/digests"),
    AUDIT("audit", "auditor", List.of("GET", "HEAD"), "/audit/**"),
    CONSOLE("console", "auditor", List.of(), "/console/**"),
    RETENTION(
            "retention",
            "retention-manager",
            List.of(),
            "/admin/v1/holds/**",
            "/admin/v1/retention-extensions/**",
            "/admin/v1/erasures/**"),
    ADMIN("admin", "administrator", List.of(), "/admin/**");

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
