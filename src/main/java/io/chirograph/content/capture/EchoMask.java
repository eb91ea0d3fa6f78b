package io.chirograph.content.capture;

import java.util.Arrays;
import java.util.List;

/// Masks credentials, byte for byte, in a body that streams by. One thread.
///
/// As many bytes come out as went in, and what stands across two pieces is found too: so many of the newest bytes are
/// held as a credential may still begin in. A credential that the peer wrote otherwise (escaped, encoded, compressed)
/// is none.
final class EchoMask {
    /// What the event says of a body in which one was found.
    static final String FINDING = "credential-echo";

    private static final byte MASK = '*';

    private final List<byte[]> credentials;
    private final boolean[] begins = new boolean[256];
    private final int reach;
    private byte[] held = {};
    private int left;
    private long found;

    /// @param credentials none of them empty
    EchoMask(List<byte[]> credentials) {
        this.credentials = List.copyOf(credentials);
        int longest = 1;
        for (byte[] credential : credentials) {
            longest = Math.max(longest, credential.length);
            begins[credential[0] & 0xFF] = true;
        }
        this.reach = longest - 1;
    }

    /// Takes the next bytes; answers those of all so far that are decided.
    byte[] through(byte[] bytes, int length) {
        byte[] all = Arrays.copyOf(held, held.length + length);
        System.arraycopy(bytes, 0, all, held.length, length);
        int decided = Math.max(0, all.length - reach);
        held = Arrays.copyOfRange(all, decided, all.length);
        return masked(all, decided);
    }

    /// The rest, once all have come.
    byte[] rest() {
        byte[] all = held;
        held = new byte[0];
        return masked(all, all.length);
    }

    /// How many were found.
    long found() {
        return found;
    }

    private byte[] masked(byte[] all, int decided) {
        byte[] out = Arrays.copyOf(all, decided);
        for (int at = 0; at < decided; at++) {
            if (begins[all[at] & 0xFF]) {
                find(all, at);
            }
            if (left > 0) {
                out[at] = MASK;
                left--;
            }
        }
        return out;
    }

    private void find(byte[] all, int at) {
        for (byte[] credential : credentials) {
            int end = at + credential.length;
            if (end <= all.length && Arrays.equals(all, at, end, credential, 0, credential.length)) {
                left = Math.max(left, credential.length);
                found++;
            }
        }
    }
}
