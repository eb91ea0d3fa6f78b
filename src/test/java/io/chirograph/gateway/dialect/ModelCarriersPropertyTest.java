package io.chirograph.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.policy.eval.BodyFacts.Reading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Wherever a model is named, and however the body is encoded: policy sees the name, or that it cannot be known.
class ModelCarriersPropertyTest {
    /// One place that names a model.
    record Carrier(String kind, String model, int escape) {
        String member() {
            String name = escaped("model", escape);
            String value = '"' + escaped(model, escape / 7) + '"';
            return switch (kind) {
                case "member" -> "\"" + name + "\":" + value;
                case "list" -> "\"models\":[" + value + ",\"b\"]";
                case "tool" -> "\"tools\":[{\"type\":\"t\",\"x\":{},\"" + name + "\":" + value + "}]";
                default -> "\"note\":{\"model\":\"hidden\",\"y\":[" + value + "]}";
            };
        }

        boolean counts() {
            return !kind.equals("note");
        }
    }

    private static String escaped(String text, int at) {
        int i = at % (text.length() + 1);
        return i == text.length()
                ? text
                : text.substring(0, i) + "\\u%04x".formatted((int) text.charAt(i)) + text.substring(i + 1);
    }

    @Provide
    Arbitrary<List<Carrier>> carriers() {
        return Combinators.combine(
                        Arbitraries.of("member", "member", "list", "tool", "note"),
                        Arbitraries.of("good", "bad", "worse"),
                        Arbitraries.integers().between(0, 60))
                .as(Carrier::new)
                .list()
                .ofMaxSize(4);
    }

    @Property(tries = 300)
    void noCarrierHidesAModel(
            @ForAll("carriers") List<Carrier> carriers,
            @ForAll("encodings") String encoding,
            @ForAll boolean mark,
            @ForAll("deployments") String deployment)
            throws IOException {
        StringBuilder json = new StringBuilder(mark ? "\uFEFF" : "").append('{');
        carriers.forEach(carrier ->
                json.append(json.charAt(json.length() - 1) == '{' ? "" : ",").append(carrier.member()));
        byte[] body = encode(encoding, json.append('}').toString().getBytes(StandardCharsets.UTF_8));

        RequestFacts facts = read(deployment, "application/json", encoding, body);

        Set<String> named = new HashSet<>();
        carriers.stream().filter(Carrier::counts).forEach(carrier -> named.add(carrier.model()));
        if (!deployment.isEmpty()) {
            named.add(deployment);
        }
        boolean isTwice =
                carriers.stream().filter(one -> one.kind().equals("member")).count() > 1;
        if (isTwice) {
            assertThat(facts.reading().state()).isEqualTo(Reading.AMBIGUOUS);
        } else {
            assertThat(facts.reading().state()).isEqualTo(Reading.WHOLE);
            assertThat(seen(facts)).containsAll(named).doesNotContain("hidden");
        }
    }

    @Property(tries = 200)
    void noFieldOfAFormHidesAModel(@ForAll("carriers") List<Carrier> carriers, @ForAll("encodings") String encoding)
            throws IOException {
        StringBuilder form = new StringBuilder();
        for (Carrier carrier : carriers) {
            String name = carrier.kind().equals("member") ? "model" : "other";
            form.append(
                    "--q\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + carrier.model() + "\r\n");
        }
        byte[] body = encode(encoding, form.append("--q--\r\n").toString().getBytes(StandardCharsets.UTF_8));

        RequestFacts facts = read("", "multipart/form-data; boundary=q", encoding, body);

        List<String> named = carriers.stream()
                .filter(one -> one.kind().equals("member"))
                .map(Carrier::model)
                .toList();
        assertThat(facts.reading().state()).isEqualTo(named.size() > 1 ? Reading.AMBIGUOUS : Reading.WHOLE);
        if (named.size() == 1) {
            assertThat(facts.model()).isEqualTo(named.getFirst());
        }
    }

    @Provide
    Arbitrary<String> encodings() {
        return Arbitraries.of("", "identity", "gzip", "deflate", "zstd");
    }

    @Provide
    Arbitrary<String> deployments() {
        return Arbitraries.of("", "", "good", "bad");
    }

    private static Set<String> seen(RequestFacts facts) {
        Set<String> seen = new HashSet<>(facts.reading().also());
        if (facts.model() != null) {
            seen.add(facts.model());
        }
        return seen;
    }

    private static RequestFacts read(String deployment, String type, String encoding, byte[] body) {
        var dialect = Dialects.byName("openai");
        String prefix = deployment.isEmpty() ? "/v1" : "/openai/deployments/" + deployment;
        Operation operation = dialect.operation("POST", prefix + "/chat/completions");
        return dialect.readRequest(operation, type, encoding, () -> new ByteArrayInputStream(body))
                .at(operation.model(), false, List.of());
    }

    private static byte[] encode(String encoding, byte[] body) throws IOException {
        if (encoding.equals("zstd")) {
            return Zstd.compress(body);
        }
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = switch (encoding) {
            case "gzip" -> new GZIPOutputStream(bytes);
            case "deflate" -> new DeflaterOutputStream(bytes);
            default -> bytes;
        }) {
            out.write(body);
        }
        return bytes.toByteArray();
    }
}
