package io.chirograph.reconciliation;

import io.chirograph.gateway.settings.ConfiguredProvider;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What is declared of one provider's report, in `chirograph.reconciliation.providers.<name>`.
/// @param report whose report it is: `openai` or `anthropic`
/// @param url scheme, host and port that answers it; the provider's `base-url` where it is missing
/// @param credentials the provider's ids of the gateway's keys
/// @param projects the provider's ids of projects or workspaces in which every key is the gateway's;
///     `default` for the one that has no id
/// @param callerCredentials the provider's ids of keys that callers bring and the gateway forwards
/// @param callsOf the configured providers whose calls are meant; the one of this name where it is empty
/// @param lag how long after a day's end its figures may still grow
/// @param boundary how far from midnight a call may count for either day
/// @param tolerance by how many percent of the trail's figures both sides may differ
/// @param inferenceGeos where models may run, by the provider's words; empty for anywhere
/// @param every how often a reconciliation is due; null for never
record Declared(
        String report,
        @Nullable URI url,
        @DefaultValue List<String> credentials,
        @DefaultValue List<String> projects,
        @DefaultValue List<String> callerCredentials,
        @DefaultValue List<String> callsOf,
        @DefaultValue("24h") Duration lag,
        @DefaultValue("5m") Duration boundary,
        @DefaultValue("0") double tolerance,
        @DefaultValue List<String> inferenceGeos,
        @Nullable Duration every) {
    private static final String PREFIX = "chirograph.reconciliation.providers.*.";
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

    /// The word for the project or workspace that has no id.
    static final String DEFAULT_PROJECT = "default";

    Declared {
        require("openai".equals(report) || "anthropic".equals(report), "report", report, "openai or anthropic");
        require(
                !credentials.isEmpty() || !projects.isEmpty() || !callerCredentials.isEmpty(),
                "credentials",
                "empty",
                "the provider's ids of the gateway's keys, unless projects or caller-credentials are set");
        require(!lag.isNegative(), "lag", lag, "zero or positive");
        require(
                !boundary.isNegative() && boundary.compareTo(Duration.ofHours(12)) <= 0,
                "boundary",
                boundary,
                "0s to 12h");
        require(tolerance >= 0 && tolerance <= 10, "tolerance", tolerance, "0 to 10 percent");
        require(every == null || every.isPositive(), "every", String.valueOf(every), "positive");
        require(url == null || isSafe(url), "url", String.valueOf(url), SAFE);
    }

    private static final String SAFE = "https with a host and without user, path, query or fragment; http on this host";

    private static void require(boolean holds, String name, @Nullable Object was, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + name + " must be " + rule + ", was " + was);
        }
    }

    /// An administrator's credential goes over no open wire.
    private static boolean isSafe(URI url) {
        boolean isPlain = url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getRawPath().replace("/", "").isEmpty();
        return isPlain
                && ("https".equals(url.getScheme())
                        || ("http".equals(url.getScheme()) && HERE.contains(url.getHost())));
    }

    /// Where the report is read: `url`, or where the provider of this name is.
    URI address(String name, Map<String, ConfiguredProvider> providers) {
        if (url != null) {
            return url;
        }
        ConfiguredProvider provider = providers.get(name);
        String base = provider == null ? null : provider.baseUrl();
        if (base == null || base.isBlank()) {
            throw new IllegalArgumentException("chirograph.reconciliation.providers." + name
                    + ".url is not set, and there is no chirograph.gateway.providers." + name + ".base-url");
        }
        URI found = URI.create(base);
        if (!isSafe(found)) {
            throw new IllegalArgumentException("chirograph.reconciliation.providers." + name + ".url must be set to "
                    + SAFE + ": the provider's base-url is " + base);
        }
        return found;
    }

    /// The configured providers whose calls are meant.
    Set<String> providers(String name) {
        return callsOf.isEmpty() ? Set.of(name) : new TreeSet<>(callsOf);
    }

    /// Whose a credential is; null for one that is not declared.
    @Nullable
    Whose whose(@Nullable String credential, @Nullable String project) {
        if (credential != null && callerCredentials.contains(credential)) {
            return Whose.CALLER;
        }
        return (credential != null && credentials.contains(credential)) || hasProject(project) ? Whose.GATEWAY : null;
    }

    /// Whether the provider has counted everything of a day.
    boolean isFinal(LocalDate day, Instant now) {
        return !now.isBefore(
                day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().plus(lag));
    }

    boolean hasProject(@Nullable String project) {
        return projects.contains(project == null ? DEFAULT_PROJECT : project);
    }
}
