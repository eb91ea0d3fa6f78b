package io.chirograph.web.clientaddress;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds where a request comes from when proxies that are trusted stand before the gateway.
///
/// `Forwarded` and `X-Forwarded-For` are read only on a connection from such a proxy, from the right: the first entry
/// that is no trusted proxy is the last that can be believed. Where both headers are there and differ, nobody can know.
public final class TrustedProxies {
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\]]*)](?::[0-9]{1,5})?");
    private static final Pattern WITH_PORT = Pattern.compile("([0-9.]+):[0-9]{1,5}");
    private static final int SHOWN = 64;
    private final List<AddressRange> trusted;

    /// @param trusted ranges in CIDR form
    public TrustedProxies(List<String> trusted) {
        this.trusted = trusted.stream().map(AddressRange::parse).toList();
    }

    /// Where a request comes from.
    /// @param peer the address of the connection
    public ClientAddress source(String peer, RequestHeaders headers) {
        ClientAddress direct = ClientAddress.direct(peer);
        if (trusted.isEmpty() || !isTrusted(direct.address())) {
            return direct;
        }
        ClientAddress standard = nearest(peer, forwarded(headers.all("forwarded")));
        ClientAddress usual = nearest(peer, usual(headers.all("x-forwarded-for")));
        if (standard != null && usual != null && !Objects.equals(standard, usual)) {
            return new ClientAddress(peer, null, null, true);
        }
        ClientAddress found = standard == null ? usual : standard;
        return found == null ? direct : found;
    }

    private @Nullable ClientAddress nearest(String peer, List<String> nodes) {
        ClientAddress found = null;
        for (int i = nodes.size() - 1; i >= 0; i--) {
            InetAddress address = address(nodes.get(i));
            found = new ClientAddress(
                    peer, address == null ? shown(nodes.get(i)) : address.getHostAddress(), address, false);
            if (!isTrusted(address)) {
                return found;
            }
        }
        return found;
    }

    /// Whether the peer of a connection is such a proxy.
    public boolean isTrusted(String peer) {
        return !trusted.isEmpty() && isTrusted(ClientAddress.parse(peer));
    }

    private boolean isTrusted(@Nullable InetAddress address) {
        return address != null && trusted.stream().anyMatch(range -> range.contains(address));
    }

    /// The `for` of each element of `Forwarded` (RFC 7239); empty where an element has none.
    private static List<String> forwarded(List<String> values) {
        List<String> nodes = new ArrayList<>();
        for (String value : values) {
            for (String element : split(value, ',')) {
                String node = "";
                for (String pair : split(element, ';')) {
                    int equals = pair.indexOf('=');
                    if (equals >= 0 && pair.substring(0, equals).strip().equalsIgnoreCase("for")) {
                        node = pair.substring(equals + 1)
                                .replace("\"", "")
                                .replace("\\", "")
                                .strip();
                    }
                }
                nodes.add(node);
            }
        }
        return nodes;
    }

    private static List<String> usual(List<String> values) {
        List<String> nodes = new ArrayList<>();
        for (String value : values) {
            for (String node : value.split(",", -1)) {
                nodes.add(node.strip());
            }
        }
        return nodes;
    }

    /// Parts of a text between separators that stand outside quotes.
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static @Nullable InetAddress address(String node) {
        Matcher brackets = BRACKETS.matcher(node);
        if (brackets.matches()) {
            return ClientAddress.parse(brackets.group(1));
        }
        Matcher port = WITH_PORT.matcher(node);
        return ClientAddress.parse(port.matches() ? port.group(1) : node);
    }

    private static String shown(String node) {
        String clean = node.replaceAll("[^!-~]", "?");
        return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN);
    }
}
