package io.chirograph.forwarding;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/// Where published events are sent on to.
/// @param poll how often the archive is asked for something new
/// @param destinations by the names that cursors, metrics and health bear; none for nowhere
@ConfigurationProperties("chirograph.forwarding")
record ForwardingProperties(
        @DefaultValue("5s") Duration poll, @DefaultValue Map<String, Settings> destinations) {
    private static final String PREFIX = "chirograph.forwarding.";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern TYPE = Pattern.compile("[a-z0-9._-]{1,128}\\*?|\\*");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z0-9-]{0,32}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MOST = 20;
    private static final int MOST_TYPES = 100;

    ForwardingProperties {
        require(poll.isPositive(), "poll", poll, "positive");
        require(destinations.size() <= MOST, "destinations", destinations.size(), "at most " + MOST + " entries");
        destinations = Map.copyOf(new TreeMap<>(destinations));
        destinations.forEach((name, destination) -> {
            require(NAME.matcher(name).matches(), "destinations", name, "lower-case letters, digits and dashes");
            destination.check("destinations." + name + ".");
        });
    }

    /// What a destination understands.
    enum Kind {
        /// OTLP/HTTP logs in JSON.
        OTLP,
        /// OCSF, one JSON object a line, posted.
        OCSF_HTTPS,
        /// OCSF in RFC 5424 messages with octet counting (RFC 5425).
        OCSF_SYSLOG
    }

    /// Where a destination begins in a log that it has no cursor in.
    enum From {
        /// At the oldest event that the archive still holds.
        OLDEST,
        /// Behind the newest one.
        NOW
    }

    /// One destination.
    /// @param url what is posted to, path included; `tls://host:port` for syslog
    /// @param token secret that is sent in a header; not beside `tokenFile`
    /// @param tokenFile a file with it, one line, read again for each batch
    /// @param tokenHeader the header
    /// @param tokenScheme word before it; empty for none
    /// @param sslBundle name of the SSL bundle that says whom to trust and what to show; what the JVM
    ///     trusts without
    /// @param allowPlainHttp whether `http` may leave this machine
    /// @param gzip whether bodies are compressed
    /// @param types event types that are sent, `*` at the end for all that begin so; all where none is
    ///     named
    /// @param batchEvents most events of a batch
    /// @param batchBytes most bytes of a batch before compression; a larger event goes alone
    /// @param timeout for a whole exchange, connecting included
    /// @param maxBackoff the longest pause before a destination that is away is tried again
    /// @param recordIntegrity whether OCSF records bear the `record_integrity` profile
    /// @param rawData whether OCSF records bear the event as it is in the log
    /// @param maxMessage most bytes of a syslog message; a longer one goes without the event as it is
    ///     in the log
    record Settings(
            @Nullable Kind kind,
            @Nullable String url,
            @Nullable String token,
            @Nullable Path tokenFile,
            @DefaultValue("Authorization") String tokenHeader,
            @DefaultValue("Bearer") String tokenScheme,
            @Nullable String sslBundle,
            @DefaultValue("false") boolean allowPlainHttp,
            @DefaultValue("true") boolean gzip,
            @DefaultValue List<String> types,
            @DefaultValue("oldest") From from,
            @DefaultValue("500") int batchEvents,
            @DefaultValue("1MB") DataSize batchBytes,
            @DefaultValue("30s") Duration timeout,
            @DefaultValue("5m") Duration maxBackoff,
            @DefaultValue("false") boolean recordIntegrity,
            @DefaultValue("true") boolean rawData,
            @DefaultValue("8KB") DataSize maxMessage) {
        Settings {
            types = List.copyOf(types);
        }

        private void check(String at) {
            require(kind != null, at + "kind", "missing", "otlp, ocsf-https or ocsf-syslog");
            place(at + "url");
            require(token == null || tokenFile == null, at + "token", "set beside token-file", "one of the two");
            require(
                    token == null || (StringUtils.hasText(token) && !token.contains("${")),
                    at + "token",
                    "empty, or a variable that is not set",
                    "a secret");
            require(HEADER.matcher(tokenHeader).matches(), at + "token-header", tokenHeader, "a header's name");
            require(SCHEME.matcher(tokenScheme).matches(), at + "token-scheme", tokenScheme, "one word, or empty");
            require(types.size() <= MOST_TYPES, at + "types", types.size(), "at most " + MOST_TYPES + " entries");
            types.forEach(type -> require(TYPE.matcher(type).matches(), at + "types", type, "an event type, or a*"));
            require(batchEvents >= 1 && batchEvents <= 10_000, at + "batch-events", batchEvents, "1 to 10000");
            size(at + "batch-bytes", batchBytes, DataSize.ofKilobytes(1), DataSize.ofMegabytes(16));
            time(at + "timeout", timeout, Duration.ofMinutes(5));
            time(at + "max-backoff", maxBackoff, Duration.ofHours(1));
            size(at + "max-message", maxMessage, DataSize.ofKilobytes(2), DataSize.ofMegabytes(1));
        }

        private static void size(String name, DataSize value, DataSize least, DataSize most) {
            require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0, name, value, least + " to " + most);
        }

        private static void time(String name, Duration value, Duration most) {
            require(value.isPositive() && value.compareTo(most) <= 0, name, value, "positive and at most " + most);
        }

        /// Whether events of this type are sent.
        boolean wants(String type) {
            return types.isEmpty()
                    || types.stream()
                            .anyMatch(wanted -> wanted.endsWith("*")
                                    ? type.startsWith(wanted.substring(0, wanted.length() - 1))
                                    : type.equals(wanted));
        }

        /// Where it is, as [#check] accepted it.
        URI place() {
            return place("url");
        }

        private URI place(String name) {
            URI place;
            try {
                place = URI.create(url == null ? "" : url);
            } catch (IllegalArgumentException e) {
                // what the parser says quotes what may hold a secret
                throw new IllegalArgumentException(PREFIX + name + " is no URL", null);
            }
            boolean isBare = place.getHost() != null
                    && place.getRawUserInfo() == null
                    && place.getRawQuery() == null
                    && place.getRawFragment() == null;
            String shown = place.toString().replaceAll("[?#].*", "?…").replaceAll("//[^/]*@", "//…@");
            if (kind == Kind.OCSF_SYSLOG) {
                boolean isAddress = "tls".equals(place.getScheme())
                        && place.getPort() > 0
                        && Set.of("", "/").contains(place.getRawPath());
                require(isBare && isAddress, name, shown, "tls://host:port and nothing else");
            } else {
                boolean isSafe = "https".equals(place.getScheme())
                        || ("http".equals(place.getScheme())
                                && (allowPlainHttp || LOOPBACK.contains(String.valueOf(place.getHost()))));
                require(
                        isBare && isSafe,
                        name,
                        shown,
                        "an https URL without user, query or fragment; http is for this machine alone unless"
                                + " allow-plain-http is true");
            }
            return place;
        }

        @Override
        public String toString() {
            return "Settings[" + kind + "]";
        }
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + name + " must be " + rule + ", was " + value);
        }
    }
}
