package io.chirograph.event.encoding;

import java.math.BigDecimal;

/// Numbers as ECMAScript's `Number.prototype.toString` writes them, which RFC 8785 prescribes.
final class EcmaNumbers {
    /// Below this, a double can be told apart by a single digit where [Double#toString] gives two.
    private static final double FEW_DIGITS = 1e-300;

    private EcmaNumbers() {}

    /// @throws IllegalArgumentException NaN or infinite
    static String format(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("no JSON number: " + value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value); // also turns -0 into 0
        }
        String sign = value < 0 ? "-" : "";
        return sign + positive(Math.abs(value));
    }

    /// [Double#toString] gives the shortest digits that identify the value, in another layout.
    private static String positive(double value) {
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale(); // value = 0.digits * 10^point
        if (value < FEW_DIGITS && digits.length() == 2) {
            String one = singleDigit(digits, point, value);
            return layOut(one.startsWith("10") ? "1" : one, one.startsWith("10") ? point + 1 : point);
        }
        return layOut(digits, point);
    }

    private static String singleDigit(String two, int point, double value) {
        int down = two.charAt(0) - '0';
        int nearest = two.charAt(1) >= '5' ? down + 1 : down;
        int other = nearest == down ? down + 1 : down;
        for (int digit : new int[] {nearest, other}) {
            if (digit > 0 && Double.parseDouble(digit + "E" + (point - 1)) == value) {
                return Integer.toString(digit);
            }
        }
        return two;
    }

    private static String layOut(String digits, int point) {
        int count = digits.length();
        if (count <= point && point <= 21) {
            return digits + "0".repeat(point - count);
        }
        if (0 < point && point <= 21) {
            return digits.substring(0, point) + '.' + digits.substring(point);
        }
        if (-6 < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        int exponent = point - 1;
        String mantissa = count == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + 'e' + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }
}
