package io.chirograph.web.clientaddress;

import io.chirograph.event.value.RecordedAddress;
import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a request comes from.
/// @param peer the address that the connection came from; nobody can claim it
/// @param claimed the address that a trusted proxy gives as its own peer's; null without one
/// @param address the one that counts for address ranges: the claimed one where there is one, else the peer's; null
///     when it cannot be read
/// @param ambiguous whether a trusted proxy's headers contradict one another, so that it cannot be known
public record ClientAddress(
        String peer, @Nullable String claimed, @Nullable InetAddress address, boolean ambiguous) {
    private static final Pattern FOUR_PARTS = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

    /// A connection without a proxy that we trust.
    public static ClientAddress direct(String peer) {
        return new ClientAddress(peer, null, parse(peer), false);
    }

    /// The addresses, as events have them.
    public RecordedAddress client() {
        return new RecordedAddress(peer, claimed);
    }

    /// A literal address, with or without a zone; null when it is none. Of IPv4, only four parts are one.
    static @Nullable InetAddress parse(String literal) {
        int zone = literal.indexOf('%');
        String address = zone < 0 ? literal : literal.substring(0, zone);
        try {
            return address.indexOf(':') >= 0 || FOUR_PARTS.matcher(address).matches()
                    ? InetAddress.ofLiteral(address)
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
