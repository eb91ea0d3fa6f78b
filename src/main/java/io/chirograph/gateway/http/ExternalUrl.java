package io.chirograph.gateway.http;

import io.chirograph.web.clientaddress.TrustedProxies;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The URL by which a caller reaches the gateway: configured, or taken from the request. A proxy's own value
/// is the rightmost one; it is read on connections from trusted proxies alone.
public final class ExternalUrl {
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");
    private static final Pattern SCHEME = Pattern.compile("https?");

    private final @Nullable String configured;
    private final TrustedProxies proxies;

    public ExternalUrl(@Nullable URI configured, TrustedProxies proxies) {
        this.configured = configured == null ? null : withoutSlash(configured.toString());
        this.proxies = proxies;
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /// Without a slash at its end; null where nobody says.
    /// @param scheme that of the connection
    public @Nullable String of(Headers headers, String peer, String scheme) {
        if (configured != null) {
            return configured;
        }
        boolean isTrusted = proxies.isTrusted(peer);
        String host = isTrusted ? nearest(headers, "x-forwarded-host") : null;
        String as = isTrusted ? nearest(headers, "x-forwarded-proto") : null;
        String authority = host == null ? headers.first("host") : host;
        String usedScheme = as == null ? scheme : as;
        return authority != null
                        && AUTHORITY.matcher(authority).matches()
                        && SCHEME.matcher(usedScheme).matches()
                ? usedScheme + "://" + authority
                : null;
    }

    private static @Nullable String nearest(Headers headers, String name) {
        List<String> values = headers.all(name);
        if (values.isEmpty()) {
            return null;
        }
        String last = values.getLast();
        return last.substring(last.lastIndexOf(',') + 1).strip();
    }
}
