package io.chirograph.e2e;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/// One call by somebody who wants more than the key allows: where the model is named, how the body is written and
/// encoded, what the headers say of it and of what is to be kept.
///
/// @param target path and query
/// @param members what stands in the body, each a member of a JSON object or a field of a form
/// @param type content types, a header line each
/// @param wrapping what is done with the body's bytes, and what the headers say of it
/// @param asked further header lines
record Attempt(String target, List<Member> members, List<String> type, Wrapping wrapping, List<String> asked) {
    /// @param name with escapes of JSON, where there are some
    /// @param value JSON
    record Member(String before, String name, String value) {}

    /// @param said content encodings, a header line each
    record Wrapping(String charset, String done, List<String> said) {}

    private static final String[] MODELS = {
        "good", "good", "g\\u006fod", "good", "good-1", "bad", "fast", "BAD", " bad", "b\\u0061d", "slow"
    };

    static Arbitrary<Attempt> any() {
        return Combinators.combine(anyTarget(), anyMembers(), anyTypes(), anyWrapping(), anyAsked())
                .as(Attempt::new);
    }

    private static Arbitrary<String> anyTarget() {
        Arbitrary<String> paths = Arbitraries.of(
                "/o/v1/chat/completions",
                "/o/v1/responses",
                "/o//v1/chat//completions/",
                "/o/v1/chat%2Fcompletions",
                "/o/v1/Chat/Completions",
                "/o/openai/deployments/good/chat/completions",
                "/o/openai/deployments/b%61d/chat/completions",
                "/o/v1/images/edits",
                "/a/v1/messages",
                "/g/v1beta/models/good:generateContent",
                "/g/v1beta/models/bad:generateContent",
                "/g/v1beta/models/b%61d%3AgenerateContent",
                "/b/model/good/converse",
                "/b/model/BAD/converse");
        return Combinators.combine(
                        paths, Arbitraries.of("", "", "", "?x=1", "?model=bad", "?m%6Fdel=bad", "?deployment=good"))
                .as(String::concat);
    }

    private static Arbitrary<List<Member>> anyMembers() {
        Arbitrary<String> names = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of("model", "mod\\u0065l")),
                Tuple.of(
                        3,
                        Arbitraries.of(
                                "Model", "MODEL", "model\\u0000x", "models", "tools", "note", "model ", "max_tokens")),
                Tuple.of(1, Arbitraries.of("Max_Tokens", "max_to\u212Aens", "stream")));
        Arbitrary<String> models = Arbitraries.of(MODELS);
        Arbitrary<String> before = Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.just("")),
                Tuple.of(1, Arbitraries.of("/*\"*/", "//\"\n", "\"x\":{/*\"*/},", "\"x\":[{}],", " \n")));
        Arbitrary<Member> member = Combinators.combine(
                        before, names, models, Arbitraries.integers().between(0, 9))
                .as((prefix, name, model, kind) -> new Member(prefix, name, value(name, model, kind)));
        return Arbitraries.frequencyOf(
                Tuple.of(2, member.list().ofSize(1)),
                Tuple.of(1, member.list().ofMinSize(2).ofMaxSize(3)));
    }

    private static String value(String name, String model, int kind) {
        String text = '"' + model + '"';
        return switch (name) {
            case "models" -> "[" + text + ",\"good\"]";
            case "tools" -> "[{\"type\":\"t\",\"model\":" + text + "}]";
            case "note" -> "{\"model\":" + text + ",\"x\":[\"}\\\"\"]}";
            case "stream" -> "false";
            default -> {
                if (name.startsWith("ax_", 1)) {
                    yield kind < 5 ? "7" : kind < 8 ? "999" : "1e3";
                }
                yield kind < 8 ? text : kind == 8 ? "[" + text + "]" : "{\"id\":" + text + "}";
            }
        };
    }

    private static Arbitrary<List<String>> anyTypes() {
        return Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.just(List.of("application/json"))),
                Tuple.of(2, Arbitraries.just(List.of("multipart/form-data; boundary=qq"))),
                Tuple.of(
                        3,
                        Arbitraries.of(
                                List.of(),
                                List.of("text/plain"),
                                List.of("application/json; charset=\"UTF-8\""),
                                List.of("application/json;charset=utf-16"),
                                List.of("application/json; charset=shift_jis"),
                                List.of("application/x-www-form-urlencoded"),
                                List.of("multipart/mixed; boundary=qq"),
                                List.of("application/json", "multipart/form-data; boundary=qq"))));
    }

    private static Arbitrary<Wrapping> anyWrapping() {
        return Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.just(new Wrapping("UTF-8", "", List.of()))),
                Tuple.of(
                        3,
                        Arbitraries.of("gzip", "br", "zstd", "deflate")
                                .map(name -> new Wrapping("UTF-8", name, List.of(name)))),
                Tuple.of(
                        3,
                        Arbitraries.of(
                                new Wrapping("UTF-8+", "", List.of()),
                                new Wrapping("UTF-16", "", List.of()),
                                new Wrapping("UTF-16LE", "", List.of()),
                                new Wrapping("UTF-16BE", "gzip", List.of("gzip")),
                                new Wrapping("UTF-8", "", List.of("identity")),
                                new Wrapping("UTF-8", "gzip", List.of("GZip")),
                                new Wrapping("UTF-8", "gzip", List.of("x-gzip")),
                                new Wrapping("UTF-8", "gzip", List.of()),
                                new Wrapping("UTF-8", "", List.of("gzip")),
                                new Wrapping("UTF-8", "gzip", List.of("gzip", "identity")),
                                new Wrapping("UTF-8", "gzip", List.of("identity", "gzip")),
                                new Wrapping("UTF-8", "gzip", List.of("identity, gzip")),
                                new Wrapping("UTF-8", "", List.of("rot13")))));
    }

    private static Arbitrary<List<String>> anyAsked() {
        return Arbitraries.frequencyOf(
                        Tuple.of(
                                6,
                                Arbitraries.of(
                                        "x-nothing: 1",
                                        "cf-aig-collect-log: false",
                                        "Chirograph-Payload: nothing",
                                        "Chirograph-Payload: digest",
                                        "cf-aig-collect-log-payload: false",
                                        "Chirograph-Data-Class: internal",
                                        "Chirograph-Data-Class: phi",
                                        "Chirograph-Metadata: {\"case\":\"7\"}")),
                        Tuple.of(
                                1,
                                Arbitraries.of(
                                        "Chirograph-Payload: clear",
                                        "Chirograph-Data-Class: public",
                                        "chirograph-data-class: none",
                                        "Chirograph-Metadata: {}",
                                        "cf-aig-metadata: {\"case\":\"8\"}")))
                .list()
                .ofMaxSize(2);
    }

    private boolean isForm() {
        return !type.isEmpty() && type.getFirst().startsWith("multipart/");
    }

    byte[] body() {
        var text = new StringBuilder(wrapping.charset().endsWith("+") ? "\uFEFF" : "");
        if (isForm()) {
            for (Member member : members) {
                String value = member.value().startsWith("\"")
                        ? member.value().substring(1, member.value().length() - 1)
                        : member.value();
                text.append("--qq\r\nContent-Disposition: form-data; name=\"")
                        .append(member.name())
                        .append("\"\r\n\r\n")
                        .append(value)
                        .append("\r\n");
            }
            text.append("--qq--\r\n");
        } else {
            List<String> parts = new ArrayList<>();
            members.forEach(member -> parts.add(member.before() + '"' + member.name() + "\" : " + member.value()));
            text.append('{').append(String.join(",", parts)).append('}');
        }
        String charset = wrapping.charset().replace("+", "");
        return wrapped(text.toString().getBytes(Charset.forName(charset, StandardCharsets.UTF_8)));
    }

    private byte[] wrapped(byte[] plain) {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = switch (wrapping.done()) {
            case "gzip" -> new GZIPOutputStream(bytes);
            case "deflate" -> new DeflaterOutputStream(bytes);
            case "zstd" -> new ZstdOutputStream(bytes);
            case "br" -> {
                Brotli4jLoader.ensureAvailability();
                yield new BrotliOutputStream(bytes);
            }
            default -> bytes;
        }) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    String[] headers() {
        List<String> lines = new ArrayList<>(asked);
        type.forEach(each -> lines.add("Content-Type: " + each));
        wrapping.said().forEach(each -> lines.add("Content-Encoding: " + each));
        return lines.toArray(String[]::new);
    }
}
