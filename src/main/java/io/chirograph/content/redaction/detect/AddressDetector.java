package io.chirograph.content.redaction.detect;

/// Finds IP addresses. Loopback, unspecified and broadcast ones are nobody's.
final class AddressDetector implements Detector {
    private static final Words VERSION = new Words("version", "v", "release", "build", "section", "chapter", "oid");
    private static final int LONGEST = 45;

    @Override
    public void find(ScannedText text, Spans spans) {
        String chars = text.text;
        for (int dot = chars.indexOf('.'); dot >= 0; dot = chars.indexOf('.', dot + 1)) {
            text.candidate();
            int from = dot;
            while (from > 0 && dot - from < 3 && isDigit(chars.charAt(from - 1))) {
                from--;
            }
            int end = from < dot ? four(chars, from) : -1;
            if (end > 0 && isAlone(text, from, end) && !text.before(from, 12, VERSION)) {
                spans.add(from, end, "ip-address");
            }
            dot = Math.max(dot, end);
        }
        int colon = chars.indexOf(':');
        while (colon >= 0) {
            text.candidate();
            int from = colon;
            while (from > 0 && colon - from < LONGEST && isSix(chars.charAt(from - 1))) {
                from--;
            }
            int to = colon + 1;
            while (to < chars.length() && to - from < LONGEST && isSix(chars.charAt(to))) {
                to++;
            }
            while (to > colon && chars.charAt(to - 1) == '.') {
                to--; // a sentence's end
            }
            if (text.opens(from) && text.closes(to) && to - from > 3 && isSixAddress(chars.substring(from, to))) {
                spans.add(from, to, "ip-address");
            }
            colon = chars.indexOf(':', to);
        }
    }

    private static boolean isAlone(ScannedText text, int from, int end) {
        String chars = text.text;
        boolean isBefore = from > 1 && chars.charAt(from - 1) == '.' && isDigit(chars.charAt(from - 2));
        boolean isAfter = end + 1 < chars.length() && chars.charAt(end) == '.' && isDigit(chars.charAt(end + 1));
        return text.opens(from) && text.closes(end) && !isBefore && !isAfter;
    }

    /// The end of four numbers of one byte each; -1 where there are none.
    private static int four(String chars, int from) {
        int i = from;
        int first = 0;
        for (int part = 0; part < 4; part++) {
            int value = 0;
            int begin = i;
            while (i < chars.length() && i - begin < 3 && isDigit(chars.charAt(i))) {
                value = value * 10 + chars.charAt(i++) - '0';
            }
            boolean isPadded = i - begin > 1 && chars.charAt(begin) == '0';
            if (i == begin || value > 255 || isPadded) {
                return -1;
            }
            first = part == 0 ? value : first;
            if (part < 3 && (i >= chars.length() || chars.charAt(i++) != '.')) {
                return -1;
            }
        }
        return first == 0 || first == 127 || first == 255 ? -1 : i;
    }

    private static boolean isSixAddress(String address) {
        int groups = 0;
        int length = 0;
        int gaps = 0;
        boolean hasDigit = false;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c == '.') {
                int from = address.lastIndexOf(':', i) + 1;
                return from > 0 && four(address, from) == address.length() && (gaps == 1 || groups == 6);
            }
            if (c != ':') {
                hasDigit |= isDigit(c);
                length++;
                groups += length == 1 ? 1 : 0;
                if (length > 4) {
                    return false;
                }
                continue;
            }
            length = 0;
            boolean isDouble = i + 1 < address.length() && address.charAt(i + 1) == ':';
            if (isDouble) {
                gaps++;
                i++;
            } else if (i == 0 || i + 1 == address.length()) {
                return false;
            }
        }
        // `::` inside words is common; an address has digits.
        return hasDigit && (gaps == 0 ? groups == 8 : gaps == 1 && groups >= 2 && groups < 8);
    }

    private static boolean isSix(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
