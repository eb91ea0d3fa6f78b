package io.chirograph.web.clientaddress;

import java.math.BigInteger;
import java.net.InetAddress;

/// A range of addresses in CIDR form (`10.1.0.0/16`, `2001:db8::/32`); a single address is a range of one.
///
/// An IPv4 address and the IPv6 address that maps it are the same; the two families are otherwise apart.
/// @param prefix its leading bits
/// @param bits how many these are
/// @param length of an address, in bits
public record AddressRange(BigInteger prefix, int bits, int length) {
    /// @throws IllegalArgumentException naming the text
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash), text);
        int length = address.length * Byte.SIZE;
        String suffix = slash < 0 ? Integer.toString(length) : text.substring(slash + 1);
        int bits = suffix.matches("[0-9]{1,3}") ? Integer.parseInt(suffix) : -1;
        if (bits < 0 || bits > length) {
            throw new IllegalArgumentException("'" + text + "' is no address range: /0 to /" + length);
        }
        AddressRange range = new AddressRange(prefix(address, bits), bits, length);
        if (!range.prefix.shiftLeft(length - bits).equals(new BigInteger(1, address))) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address range: bits are set behind the first " + bits);
        }
        return range;
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length * Byte.SIZE == length && prefix(bytes, bits).equals(prefix);
    }

    private static BigInteger prefix(byte[] address, int bits) {
        return new BigInteger(1, address).shiftRight(address.length * Byte.SIZE - bits);
    }

    private static byte[] address(String literal, String whole) {
        InetAddress parsed = literal.indexOf('%') < 0 ? ClientAddress.parse(literal) : null;
        if (parsed == null) {
            throw new IllegalArgumentException("'" + whole + "' is no address range: '" + literal + "' is no address");
        }
        return parsed.getAddress();
    }
}
