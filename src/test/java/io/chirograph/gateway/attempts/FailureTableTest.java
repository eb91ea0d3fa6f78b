package io.chirograph.gateway.attempts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import io.chirograph.e2e.Http;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.gateway.dialect.AwsMessages;
import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The table of failures in docs/providers.md: what callers see on each route, in each dialect.
@Tag("slow")
@Timeout(300)
class FailureTableTest {
    private static final List<String> ROUTES = List.of("one attempt", "a retry", "an alias");

    @TempDir
    static Path directory;

    private static RawUpstream next;
    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws Exception {
        next = new RawUpstream((connection, wire) -> {});
        List<String> settings = new ArrayList<>();
        var policy = new StringBuilder("version: 1\naliases:\n");
        for (StreamedDialect dialect : StreamedDialect.all()
                .filter(each -> !each.path().contains("responses"))
                .toList()) {
            String name = dialect.provider();
            add(settings, dialect, name + "-next", next.url().toString());
            for (String kind : List.of("plain", "down", "head", "idle")) {
                String provider = name + "-" + kind;
                String url = kind.equals("down") ? "http://127.0.0.1:1" : GatewayHarness.PROVIDER;
                String[] limit = switch (kind) {
                    case "head" -> new String[] {"first-byte-timeout=150ms"};
                    case "idle" -> new String[] {"idle-timeout=150ms"};
                    default -> new String[0];
                };
                add(settings, dialect, provider, url, limit);
                add(settings, dialect, provider + "-again", url, limit);
                settings.add("gateway.providers." + provider + "-again.retries=1");
                policy.append(
                        "  to-%1$s: {targets: [{provider: %1$s, model: m-1}, {provider: %2$s-next, model: m-2}]}\n"
                                .formatted(provider, name));
            }
        }
        settings.add("policy.file=" + Files.writeString(directory.resolve("policy.yml"), policy));
        gateway = GatewayHarness.start(settings.toArray(String[]::new));
    }

    private static void add(List<String> settings, StreamedDialect dialect, String name, String url, String... limits) {
        String prefix = "gateway.providers." + name + ".";
        settings.add(prefix + "base-url=" + url);
        settings.add(prefix + "dialect=" + dialect.dialect());
        settings.add(prefix + "credential=secret-of-" + name);
        settings.add(prefix + "idle-connection=1ns");
        Arrays.stream(limits).forEach(limit -> settings.add(prefix + limit));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        next.close();
    }

    /// A way to fail.
    /// @param kind of the provider that does
    private record Failing(String kind, int status, RawUpstream.Script script) {}

    private static List<Arguments> cells() throws IOException {
        String text = Files.readString(Path.of("docs/providers.md"));
        String table = text.substring(text.indexOf("| failure | one attempt"), text.indexOf("The first row is of"));
        List<String[]> rows = table.lines()
                .skip(2)
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split(" *\\| *", -1))
                .toList();
        assertThat(rows).hasSizeGreaterThan(12);
        List<Arguments> cells = rows.stream()
                .flatMap(row -> StreamedDialect.all()
                        .map(dialect -> Arguments.of(dialect, row[1], List.of(row[2], row[3], row[4]))))
                .toList();
        return Effort.some(cells, 36);
    }

    private static List<Failing> failures(StreamedDialect dialect, String row) {
        return switch (row) {
            case "no connection" -> List.of(new Failing("down", 0, (n, wire) -> {}));
            case "the connection breaks before the head of an answer" ->
                List.of(new Failing("plain", 0, (n, wire) -> wire.reset()));
            case "a head that is no HTTP" ->
                List.of(new Failing("plain", 0, (n, wire) -> wire.raw("220 ready\r\n\r\n")));
            case "no head within the first-byte time-out" ->
                List.of(new Failing("head", 0, (n, wire) -> wire.awaitClose()));
            case "status 503 with `x-should-retry: false`" -> List.of(status(503, "x-should-retry: false\r\n"));
            case "a passing error in a stream, before any output" ->
                List.of(stream(dialect, "plain", Wire::lastChunk, dialect.before(), dialect.error()));
            case "a stream that breaks off before any output" ->
                List.of(stream(dialect, "plain", Wire::reset, dialect.before()));
            case "a stream silent before any output" ->
                List.of(stream(dialect, "idle", Wire::awaitClose, dialect.before()));
            case "an error in a stream, behind output" ->
                List.of(stream(dialect, "plain", Wire::lastChunk, dialect.output(), dialect.error()));
            case "a stream that breaks off behind output" ->
                List.of(stream(dialect, "plain", Wire::close, dialect.before(), dialect.output()));
            case "a stream silent behind output" ->
                List.of(stream(dialect, "idle", Wire::awaitClose, dialect.before(), dialect.output()));
            default -> {
                assertThat(row).matches("status [0-9]{3}(, [0-9]{3})+");
                yield Arrays.stream(row.substring("status ".length()).split(", ", -1))
                        .map(status -> status(Integer.parseInt(status), ""))
                        .toList();
            }
        };
    }

    private static Failing status(int status, String headers) {
        return new Failing("plain", status, (n, wire) -> wire.answer(status + " X", headers, refusal(status), false));
    }

    private static byte[] refusal(int status) {
        return ("{\"n\":" + status + "}").getBytes(UTF_8);
    }

    /// How a stream goes on behind what was sent of it.
    @FunctionalInterface
    private interface End {
        void of(Wire wire) throws IOException;
    }

    private static Failing stream(StreamedDialect dialect, String kind, End end, byte[]... pieces) {
        return new Failing(kind, 200, (n, wire) -> {
            wire.raw(head(dialect));
            for (byte[] piece : pieces) {
                if (piece.length > 0) {
                    wire.chunk(piece);
                }
            }
            end.of(wire);
        });
    }

    private static String head(StreamedDialect dialect) {
        return "HTTP/1.1 200 OK\r\nContent-Type: " + dialect.type() + "\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    private static void good(StreamedDialect dialect, Wire wire) throws IOException {
        wire.raw(head(dialect));
        wire.chunk(dialect.whole());
        wire.lastChunk();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cells")
    void eachCellHolds(StreamedDialect dialect, String row, List<String> cells) throws Exception {
        for (Failing failing : failures(dialect, row)) {
            for (int route = 0; route < ROUTES.size(); route++) {
                var asked = new AtomicInteger();
                gateway.provider().says((connection, wire) -> {
                    wire.request();
                    if (asked.getAndIncrement() == 0) {
                        failing.script.serve(connection, wire);
                    } else {
                        good(dialect, wire);
                    }
                });
                next.says((connection, wire) -> {
                    wire.request();
                    good(dialect, wire);
                });
                String provider = dialect.provider() + "-" + failing.kind + (route == 1 ? "-again" : "");
                String model = route == 2 ? "to-" + provider : "m";
                String what = ROUTES.get(route) + ", " + failing.status;
                Http.Answer answer = asked(dialect, provider, model);
                if (answer == null) {
                    assertThat(cells.get(route)).as(what).isEqualTo("broken off");
                    assertThat(dialect.before())
                            .as("a reset before the first byte")
                            .isEmpty();
                    broken(gateway.lastCompleted(), what);
                } else {
                    holds(dialect, failing, cells.get(route), answer, what);
                }
                assertThat(asked.get()).as(what).isLessThanOrEqualTo(2);
            }
        }
    }

    /// Null where not even the head of an answer came.
    private static Http.@Nullable Answer asked(StreamedDialect dialect, String provider, String model) {
        try {
            return gateway.http()
                    .post(
                            "/" + provider + dialect.path(model),
                            "{\"model\":\"" + model + "\",\"stream\":true}",
                            "cf-aig-retry-delay: 1");
        } catch (IOException reset) {
            return null;
        }
    }

    private static void broken(JsonNode completed, String what) {
        assertThat(completed.path("reason").asString("")).as(what).matches("truncated|idle-timeout");
    }

    private static void holds(StreamedDialect dialect, Failing failing, String cell, Http.Answer answer, String what) {
        JsonNode completed = gateway.completed(answer);
        String body = new String(answer.body(), ISO_8859_1);
        String by = completed.at("/answeredBy/provider").asString("");
        switch (cell) {
            case "the answer as it is" -> {
                assertThat(answer.status()).as(what).isEqualTo(failing.status);
                assertThat(answer.clean()).as(what).isTrue();
                assertThat(body)
                        .as(what)
                        .contains(new String(
                                failing.status == 200 ? dialect.error() : refusal(failing.status), ISO_8859_1));
                assertThat(completed.path("outcome").asString("")).as(what).isEqualTo("provider-error");
            }
            case "the second answer", "the next target's answer" -> {
                assertThat(answer.status()).as(what).isEqualTo(200);
                assertThat(answer.clean()).as(what).isTrue();
                assertThat(body).as(what).isEqualTo(new String(dialect.whole(), ISO_8859_1));
                assertThat(by).as(what).endsWith(cell.contains("next") ? "-next" : "-again");
                assertThat(answer.header("chirograph-attempts")).as(what).hasValue("2");
                assertThat(completed.path("outcome").asString("")).as(what).isEqualTo("ok");
                assertThat(completed.path("failedAttempts")).as(what).hasSize(1);
            }
            case "broken off" -> {
                assertThat(answer.clean()).as(what).isFalse();
                assertThat(new String(AwsMessages.stream(dialect.before(), dialect.output()), ISO_8859_1))
                        .as(what)
                        .startsWith(body);
                broken(completed, what);
            }
            default -> {
                String[] words = cell.split("[ `]+", -1);
                assertThat(answer.status()).as(what).isEqualTo(Integer.parseInt(words[0]));
                assertThat(answer.json().path("code").asString("")).as(what).isEqualTo(words[1]);
                assertThat(answer.json().at(message(dialect)).asString(""))
                        .as(what)
                        .isNotBlank();
                assertThat(completed.path("reason").asString("")).as(what).isEqualTo(words[1]);
            }
        }
    }

    /// Where SDKs of a dialect look for what to show.
    private static String message(StreamedDialect dialect) {
        return switch (dialect.dialect()) {
            case "bedrock", "cohere" -> "/message";
            case "ollama" -> "/error";
            default -> "/error/message";
        };
    }
}
