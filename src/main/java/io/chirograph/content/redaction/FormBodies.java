package io.chirograph.content.redaction;

import io.chirograph.content.redaction.rules.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Redacts forms into JSON documents: fields by name, of files digest, media type and size. One thread.
final class FormBodies {
    private final BodyScan scan;
    private final State root;
    private final JsonGenerator out;

    FormBodies(BodyScan scan, State root, JsonGenerator out) {
        this.scan = scan;
        this.root = root;
        this.out = out;
    }

    /// `{"multipart":[{"name","value"}|{"name","filename","mediaType","file"}…]}`.
    void multipart(InputStream in, String boundary) throws IOException {
        out.writeStartObject();
        out.writeName("multipart");
        out.writeStartArray();
        PartsReader parts = new PartsReader(in, boundary);
        String headers;
        while ((headers = parts.next()) != null) {
            part(headers, parts.body());
        }
        out.writeEndArray();
        out.writeEndObject();
        in.transferTo(OutputStream.nullOutputStream());
    }

    private void part(String headers, InputStream body) throws IOException {
        String name = parameter(headers, "name");
        String filename = parameter(headers, "filename");
        String type = FileDigest.mediaType(header(headers, "content-type"));
        boolean isEncoded = !header(headers, "content-transfer-encoding").isEmpty();
        out.writeStartObject();
        out.writeStringProperty("name", BodyScan.whole(scan.name(name == null ? "" : name)));
        State state = field(name == null ? "" : name);
        boolean isText = type.isEmpty() || type.startsWith("text/") || type.equals("application/json");
        if (filename != null || !isText || isEncoded) {
            if (filename != null) {
                out.writeStringProperty("filename", scan.tokens.token("filename", filename));
            }
            if (!type.isEmpty()) {
                out.writeStringProperty("mediaType", type);
            }
            out.writeStringProperty("file", file(scan, type, body));
        } else {
            byte[] value = body.readNBytes(BodyScan.LONGEST + 1);
            if (value.length > BodyScan.LONGEST) {
                throw new Incomplete(Incomplete.VALUE);
            }
            String text = new String(value, StandardCharsets.UTF_8);
            out.writeStringProperty("value", scan.string(state, name == null ? "" : name, text, 0));
        }
        out.writeEndObject();
    }

    /// Where a field stands in the rules: `a`, `a[]`, `a[b]`, `a.b`.
    private State field(String name) {
        State state = root;
        int from = 0;
        int steps = 0;
        while (from <= name.length() && steps++ < 16) {
            int end = from;
            while (end < name.length() && "[].".indexOf(name.charAt(end)) < 0) {
                end++;
            }
            String step = name.substring(from, end);
            boolean isElement = from > 0 && (step.isEmpty() || Character.isDigit(step.charAt(0)));
            state = isElement ? state.element(0) : state.member(step);
            from = end + 1;
            while (from < name.length()
                    && (name.charAt(from) == '[' || name.charAt(from) == '.')
                    && name.charAt(end) == ']') {
                from++;
            }
            if (end >= name.length() || (from >= name.length() && name.charAt(end) == ']')) {
                return state;
            }
        }
        return state;
    }

    /// What stands for a file: reads it to its end.
    static String file(BodyScan scan, String mediaType, InputStream body) throws IOException {
        Mac mac = scan.tokens.begin("file");
        byte[] buffer = new byte[8192];
        long length = 0;
        int read;
        while ((read = body.read(buffer)) >= 0) {
            mac.update(buffer, 0, read);
            length += read;
        }
        scan.count(FindingNames.FILE);
        return FileDigest.text(mediaType, length, mac.doFinal());
    }

    /// `{"form":[{"name","value"}…]}`.
    void encoded(String text) {
        out.writeStartObject();
        out.writeName("form");
        out.writeStartArray();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('&', from);
            end = end < 0 ? text.length() : end;
            int sign = text.indexOf('=', from);
            String name = decoded(text.substring(from, sign < 0 || sign > end ? end : sign));
            String value = sign < 0 || sign > end ? "" : decoded(text.substring(sign + 1, end));
            out.writeStartObject();
            out.writeStringProperty("name", BodyScan.whole(scan.name(name)));
            out.writeStringProperty("value", scan.string(field(name), name, value, 0));
            out.writeEndObject();
            from = end + 1;
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    /// A header's value; empty where there is none.
    private static String header(String headers, String name) {
        for (String line : headers.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0
                    && line.substring(0, colon).strip().toLowerCase(Locale.ROOT).equals(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return "";
    }

    /// A parameter of `Content-Disposition`; null where there is none. `filename*` counts as `filename`.
    private static @Nullable String parameter(String headers, String name) {
        String disposition = header(headers, "content-disposition");
        int from = disposition.indexOf(';');
        while (from >= 0 && from < disposition.length()) {
            int sign = disposition.indexOf('=', from);
            if (sign < 0) {
                return null;
            }
            String word = disposition.substring(from + 1, sign).strip().toLowerCase(Locale.ROOT);
            boolean isQuoted = disposition.startsWith("\"", sign + 1);
            int begin = isQuoted ? sign + 2 : sign + 1;
            int end = disposition.indexOf(isQuoted ? '"' : ';', begin);
            end = end < 0 ? disposition.length() : end;
            if (word.equals(name) || word.equals(name + "*")) {
                return disposition.substring(begin, end);
            }
            from = disposition.indexOf(';', end);
        }
        return null;
    }

    /// `{"redacted":"binary",…}` for what is no text.
    void binary(String mediaType, @Nullable String encoding, InputStream in) throws IOException {
        Mac mac = scan.tokens.begin("file");
        byte[] buffer = new byte[8192];
        long length = 0;
        int read;
        while ((read = in.read(buffer)) >= 0) {
            mac.update(buffer, 0, read);
            length += read;
        }
        scan.count(FindingNames.FILE);
        out.writeStartObject();
        out.writeStringProperty("redacted", "binary");
        if (!mediaType.isEmpty()) {
            out.writeStringProperty("mediaType", mediaType);
        }
        if (encoding != null) {
            out.writeStringProperty("contentEncoding", scan.plain(encoding, ""));
        }
        out.writeNumberProperty("length", length);
        out.writeStringProperty("hmac-sha256", HexFormat.of().formatHex(mac.doFinal()));
        out.writeEndObject();
    }
}
