package io.chirograph.gateway.cache;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// What of responses may be kept; nothing where no route is named.
/// @param maxBytes of all that is kept, bodies and heads
/// @param maxEntry of one response's body; a longer one is not kept
/// @param patience how long a call may wait for the same question of another call that is under way
@ConfigurationProperties("chirograph.gateway.cache")
public record CacheProperties(
        @DefaultValue("64MB") DataSize maxBytes,
        @DefaultValue("1MB") DataSize maxEntry,
        @DefaultValue("30s") Duration patience,
        @DefaultValue List<Route> routes) {
    private static final Duration LONGEST = Duration.ofDays(30);

    public CacheProperties {
        require(maxBytes.toBytes() > 0, "max-bytes", maxBytes, "positive");
        boolean fits = maxEntry.toBytes() > 0 && maxEntry.toBytes() <= Math.min(maxBytes.toBytes(), 64L << 20);
        require(fits, "max-entry", maxEntry, "positive, and at most max-bytes and 64MB");
        require(
                !patience.isNegative() && patience.compareTo(Duration.ofMinutes(10)) <= 0,
                "patience",
                patience,
                "0s to 10m");
        routes = List.copyOf(routes);
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "chirograph.gateway.cache." + name + " is " + value + "; it must be " + rule);
        }
    }

    /// The route of a call; null where nothing of it is kept. The longest matching path wins.
    @Nullable
    Route route(String provider, String path) {
        Route best = null;
        for (Route route : routes) {
            boolean fits = route.provider().equals(provider) && path.startsWith(route.path());
            if (fits && (best == null || route.path().length() > best.path().length())) {
                best = route;
            }
        }
        return best;
    }

    /// What a route keeps beside what is always safe to keep.
    public enum Also {
        /// Calls that offer the model tools.
        TOOLS,
        /// Calls whose answer depends on what the provider keeps, or that ask it to keep something.
        STATE,
        /// Calls whose answer differs from time to time: a temperature that is not 0, or none.
        TEMPERATURE
    }

    /// @param path the raw path below the provider's base URL begins with it
    /// @param ttl how old what is served may be; a caller can ask for less
    public record Route(
            String provider,
            @DefaultValue("") String path,
            @DefaultValue("5m") Duration ttl,
            @DefaultValue Set<Also> also) {
        public Route {
            require(provider != null && !provider.isBlank(), "routes[].provider", provider + "", "a provider's name");
            require(ttl.isPositive() && ttl.compareTo(LONGEST) <= 0, "routes[].ttl", ttl, "more than 0, at most 30d");
            also = Set.copyOf(also);
        }
    }
}
