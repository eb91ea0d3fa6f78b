package io.chirograph.gateway.upstream;

import io.chirograph.gateway.http.Target;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A provider's base URL, told apart in others that begin with it. Immutable.
public record ProviderUrl(String scheme, String host, int port, String path) {
    public static ProviderUrl of(URI base) {
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        return new ProviderUrl(
                lower(base.getScheme()),
                lower(base.getHost()),
                port(base),
                path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    /// A reference in the response to a request, as an absolute URL; the same text where it is absolute, is no URL, or
    /// leads to the same place whether the provider or the gateway was asked.
    /// @param path of the request, raw, below the base
    public String absolute(String reference, String path) {
        boolean climbs = !reference.contains("://") && (reference.startsWith("..") || reference.contains("/.."));
        if (!climbs && !reference.startsWith("/")) {
            return reference;
        }
        String authority = scheme + "://" + host + (port == standardPort(scheme) ? "" : ":" + port);
        try {
            URI asked = URI.create(authority + this.path + path);
            return asked.resolve(reference).toString();
        } catch (IllegalArgumentException notUrl) {
            return reference;
        }
    }

    /// What of a URL stands behind the base: path, query and fragment, as they are. Null where it does not begin with
    /// it, or could leave it again.
    public @Nullable String below(String url) {
        URI parsed;
        try {
            parsed = URI.create(url);
        } catch (IllegalArgumentException notUrl) {
            return null;
        }
        boolean isHere = parsed.getScheme() != null
                && parsed.getHost() != null
                && parsed.getRawUserInfo() == null
                && lower(parsed.getScheme()).equals(scheme)
                && lower(parsed.getHost()).equals(host)
                && port(parsed) == port;
        String rawPath = parsed.getRawPath() == null ? "" : parsed.getRawPath();
        if (!isHere || !rawPath.startsWith(path)) {
            return null;
        }
        String rest = rawPath.substring(path.length());
        if ((!rest.isEmpty() && !rest.startsWith("/")) || Target.objection(rest) != null) {
            return null;
        }
        String query = parsed.getRawQuery();
        String fragment = parsed.getRawFragment();
        return rest + (query == null ? "" : "?" + query) + (fragment == null ? "" : "#" + fragment);
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : standardPort(lower(url.getScheme()));
    }

    private static int standardPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
