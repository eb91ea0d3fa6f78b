package io.chirograph.recording;

import java.net.Inet4Address;
import java.net.InetAddress;

/// The network that an address counts with when refusals are summarised: /24 for IPv4, /48 for IPv6.
final class SourceGroup {
    private SourceGroup() {}

    static String of(String address) {
        try {
            int zone = address.indexOf('%');
            InetAddress parsed = InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone));
            byte[] bytes = parsed.getAddress();
            if (parsed instanceof Inet4Address) {
                return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + ".0/24";
            }
            return hex(bytes, 0) + ":" + hex(bytes, 2) + ":" + hex(bytes, 4) + "::/48";
        } catch (IllegalArgumentException e) {
            return "unknown";
        }
    }

    private static String hex(byte[] bytes, int at) {
        return Integer.toHexString((bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff));
    }
}
