package io.chirograph.web.clientaddress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// A range of addresses in CIDR form (`10.1.0.0/16`, `2001:db8::/32`); a single address is a range of one.
///
/// An IPv4 address and the IPv6 address that maps it are the same; the two families are otherwise apart.
/// @param first the range's first address, as bytes
/// @param bits how many leading bits count
public record AddressRange(List<Byte> first, int bits) {
    /// @throws IllegalArgumentException naming the text
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash), text);
        int most = address.length * Byte.SIZE;
        String prefix = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
        int bits = prefix.matches("[0-9]{1,3}") ? Integer.parseInt(prefix) : -1;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("'" + text + "' is no address range: /0 to /" + most);
        }
        if (!Arrays.equals(address, masked(address, bits))) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address range: bits are set behind the first " + bits);
        }
        return new AddressRange(listed(address), bits);
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != first.size()) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            int mask = mask(i, bits);
            if ((bytes[i] & mask) != (first.get(i) & mask)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] address(String literal, String whole) {
        InetAddress parsed = literal.indexOf('%') < 0 ? ClientAddress.parse(literal) : null;
        if (parsed == null) {
            throw new IllegalArgumentException("'" + whole + "' is no address range: '" + literal + "' is no address");
        }
        return parsed.getAddress();
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] &= (byte) mask(i, bits);
        }
        return masked;
    }

    /// Which bits of the byte at a position count.
    private static int mask(int position, int bits) {
        int counted = Math.clamp(bits - (long) position * Byte.SIZE, 0, Byte.SIZE);
        return 0xff << (Byte.SIZE - counted) & 0xff;
    }

    private static List<Byte> listed(byte[] bytes) {
        Byte[] boxed = new Byte[bytes.length];
        Arrays.setAll(boxed, i -> bytes[i]);
        return List.of(boxed);
    }
}
