package io.chirograph.e2e;

import com.github.luben.zstd.ZstdInputStream;
import io.chirograph.LiveFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/// Looks for secrets in whatever a process leaves behind, byte for byte: as they are, in hex, in base64 at any
/// alignment, percent-encoded, escaped as JSON, in UTF-16, and inside what is compressed.
final class Hunt {
    private static final int WINDOW = 8;
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private final Map<Long, List<Form>> byWindow = new HashMap<>();
    private final long[] firstBits = new long[1024];
    private final SortedMap<String, String> found = new TreeMap<>();

    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Form(String secret, String form, byte[] bytes) {}

    /// @param name what a find is reported as
    /// @param secret at least twelve characters, ASCII
    Hunt secret(String name, String secret) {
        byte[] plain = secret.getBytes(StandardCharsets.US_ASCII);
        if (plain.length < 12) {
            throw new IllegalArgumentException(name + " is too short to be told from chance");
        }
        Map<String, byte[]> forms = new LinkedHashMap<>();
        forms.put("plain", plain);
        String hex = HexFormat.of().formatHex(plain);
        forms.put("hex", ascii(hex));
        forms.put("HEX", ascii(hex.toUpperCase(Locale.ROOT)));
        StringBuilder percent = new StringBuilder();
        StringBuilder escaped = new StringBuilder();
        for (byte b : plain) {
            percent.append("%%%02X".formatted(b));
            escaped.append("\\u%04x".formatted(b));
        }
        forms.put("percent-encoded", ascii(percent.toString()));
        forms.put("escaped", ascii(escaped.toString()));
        forms.put("UTF-16", secret.getBytes(StandardCharsets.UTF_16LE));
        for (int shift = 0; shift < 3; shift++) {
            forms.put("base64+" + shift, base64(Base64.getEncoder(), plain, shift));
            forms.put("base64url+" + shift, base64(Base64.getUrlEncoder(), plain, shift));
        }
        forms.forEach((form, bytes) -> add(new Form(name, form, bytes)));
        return this;
    }

    /// The characters that stand for the secret alone when `shift` bytes of something else go before it.
    private static byte[] base64(Base64.Encoder encoder, byte[] plain, int shift) {
        byte[] shifted = new byte[plain.length + shift];
        System.arraycopy(plain, 0, shifted, shift, plain.length);
        String text = encoder.withoutPadding().encodeToString(shifted);
        int from = shift == 0 ? 0 : shift + 1;
        int to = shifted.length / 3 * 4;
        return ascii(text.substring(from, to));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void add(Form form) {
        long window = window(form.bytes(), 0);
        byWindow.computeIfAbsent(window, key -> new ArrayList<>()).add(form);
        int bits = (int) (window >>> 48);
        firstBits[bits >>> 6] |= 1L << bits;
    }

    private static long window(byte[] bytes, int at) {
        long window = 0;
        for (int i = 0; i < WINDOW; i++) {
            window = (window << 8) | (bytes[at + i] & 0xff);
        }
        return window;
    }

    /// Searches a text that came from `where`.
    void in(String where, String text) {
        in(where, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Searches bytes that came from `where`, and inside them where they are compressed.
    void in(String where, byte[] bytes) {
        search(where, bytes);
        try {
            if (startsWith(bytes, ZSTD)) {
                search(where + "!zstd", new ZstdInputStream(new ByteArrayInputStream(bytes)).readAllBytes());
            } else if (startsWith(bytes, GZIP)) {
                in(where + "!gzip", new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes());
            } else if (startsWith(bytes, ZIP)) {
                var zip = new ZipInputStream(new ByteArrayInputStream(bytes));
                for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    in(where + "!" + entry.getName(), zip.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new AssertionError(where + " could not be unpacked", e);
        }
    }

    /// Searches every file below a directory, names too.
    void in(Path directory) throws IOException {
        LiveFiles.read(directory, (file, bytes) -> {
            String name = directory.relativize(file).toString();
            search("name of " + name, name.getBytes(StandardCharsets.UTF_8));
            in(name, bytes);
        });
    }

    /// Everything found: `secret (form) in where`, and what stands around it the first time.
    SortedMap<String, String> found() {
        return found;
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }

    private void search(String where, byte[] bytes) {
        if (bytes.length < WINDOW) {
            return;
        }
        long window = window(bytes, 0);
        for (int at = 0; ; at++) {
            int bits = (int) (window >>> 48);
            if ((firstBits[bits >>> 6] & (1L << bits)) != 0) {
                for (Form form : byWindow.getOrDefault(window, List.of())) {
                    byte[] sought = form.bytes();
                    if (at + sought.length <= bytes.length
                            && Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length)) {
                        found.putIfAbsent(form.secret() + " (" + form.form() + ") in " + where, around(bytes, at));
                    }
                }
            }
            if (at + WINDOW >= bytes.length) {
                return;
            }
            window = (window << 8) | (bytes[at + WINDOW] & 0xff);
        }
    }

    private static String around(byte[] bytes, int at) {
        int from = Math.max(0, at - 120);
        int to = Math.min(bytes.length, at + 80);
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
    }
}
