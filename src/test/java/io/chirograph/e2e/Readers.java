package io.chirograph.e2e;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.github.luben.zstd.ZstdInputStream;
import com.sun.net.httpserver.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// What providers could make of a request: every model that any of them would read, however careless it is, and every
/// bound of tokens. Shares no code with the gateway.
///
/// @param isGoogle whether the path is of Google's format, which knows one model and has another name for the bound
/// @param models as they read them
/// @param tokens each `max_tokens`
record Readers(boolean isGoogle, Set<String> models, Set<Double> tokens) {
    private static final Pattern FIELD =
            Pattern.compile("name=\"([^\"]*)\"[^\\r]*\\r\\n\\r\\n(.*?)\\r\\n--", Pattern.DOTALL);
    private static final Pattern PATH = Pattern.compile("/(?:deployments|models?)/([^/:]+)");
    private static final Pattern QUERY = Pattern.compile("(?:^|&)(?:model|deployment)=([^&]*)");
    private static final JsonFactory JSON = JsonFactory.builder()
            .configure(JsonReadFeature.ALLOW_JAVA_COMMENTS, true)
            .configure(JsonReadFeature.ALLOW_YAML_COMMENTS, true)
            .configure(JsonReadFeature.ALLOW_SINGLE_QUOTES, true)
            .configure(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES, true)
            .build();

    static Readers of(String rawPath, @Nullable String query, Headers headers, byte[] body) {
        var readers = new Readers(rawPath.contains("/v1beta/"), new TreeSet<>(), new TreeSet<>());
        Matcher path = PATH.matcher(URLDecoder.decode(rawPath, StandardCharsets.UTF_8));
        while (path.find()) {
            readers.models.add(path.group(1));
        }
        Matcher asked = QUERY.matcher(query == null ? "" : URLDecoder.decode(query, StandardCharsets.UTF_8));
        while (asked.find()) {
            readers.models.add(asked.group(1));
        }
        readers.texts(headers.getOrDefault("Content-Encoding", List.of()), body);
        return readers;
    }

    /// Read as the encodings say, as the bytes look, and as they are.
    private void texts(List<String> encodings, byte[] body) {
        read(body);
        String all = String.join(",", encodings).toLowerCase(Locale.ROOT);
        for (String encoding : List.of("gzip", "br", "zstd", "deflate")) {
            boolean looksSo = encoding.equals("gzip") && body.length > 1 && body[0] == 0x1F;
            if (all.contains(encoding) || looksSo) {
                read(decoded(encoding, body));
            }
        }
    }

    private static byte[] decoded(String encoding, byte[] body) {
        try (InputStream in = decoder(encoding, body)) {
            return in.readAllBytes();
        } catch (IOException notEncodedSo) {
            return new byte[0]; // such a provider answers with an error
        }
    }

    private static InputStream decoder(String encoding, byte[] body) throws IOException {
        var in = new ByteArrayInputStream(body);
        return switch (encoding) {
            case "gzip" -> new GZIPInputStream(in);
            case "br" -> new BrotliInputStream(in);
            case "zstd" -> new ZstdInputStream(in);
            default -> new InflaterInputStream(in);
        };
    }

    private void read(byte[] body) {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            String text = new String(body, charset).replace("\uFEFF", "");
            if (text.startsWith("--")) {
                form(text);
            } else if (text.startsWith("{")) {
                json(text);
            }
        }
    }

    private void form(String text) {
        Matcher field = FIELD.matcher(text);
        int from = 0;
        while (field.find(from)) {
            if (!field.group(1).equals("tools")) {
                member(field.group(1), field.group(2)); // forms have no tools
            }
            from = field.end() - 2;
        }
    }

    private void json(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            String top = "";
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 1 && token == JsonToken.FIELD_NAME) {
                    top = parser.currentName();
                } else if (token.isScalarValue() && counts(top, depth, parser.currentName())) {
                    member(top, parser.getText());
                }
            }
        } catch (IOException notJson) {
            return; // what was read until here counts
        }
    }

    /// Of the tools, only their models are models.
    private static boolean counts(String top, int depth, @Nullable String name) {
        return !top.equals("note")
                && !top.equals("x")
                && (!top.equals("tools") || (depth == 3 && "model".equals(name)));
    }

    private void member(String name, String value) {
        int zero = name.indexOf(0);
        String folded = (zero < 0 ? name : name.substring(0, zero))
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        switch (folded) {
            case "model" -> models.add(value);
            case "models", "tools" -> {
                if (!isGoogle) {
                    models.add(value);
                }
            }
            case "max_tokens" -> {
                if (!isGoogle && value.matches("[0-9.e]+")) {
                    tokens.add(Double.valueOf(value));
                }
            }
            default -> {}
        }
    }
}
