package io.chirograph.load;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/// HTTP/1.1 as far as this package needs it.
final class Wire {
    private Wire() {}

    /// A head with its empty line; empty at the connection's end.
    static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.append((char) b);
        }
        return head.toString();
    }

    /// What `Content-Length` says; 0 where it says nothing.
    static int length(String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("\r\ncontent-length:");
        return at < 0
                ? 0
                : Integer.parseInt(
                        lower.substring(at + 17, lower.indexOf('\r', at + 17)).strip());
    }

    static int status(String head) {
        return Integer.parseInt(head.substring(9, 12));
    }
}
