package io.chirograph.query.index;

import io.chirograph.e2e.ChildProcess;
import io.chirograph.e2e.GatewayProcess;
import io.chirograph.standin.Browser;
import java.io.File;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How long the console's pages take over an index of many events, asked by HTTP of a process of its own.
///
/// It is a gateway in development that follows the bench's log beside its own; an auditor comes by the link that it
/// prints. Each page is made, sent and recorded as a read.
final class ConsoleBench implements AutoCloseable {
    private static final int ROUNDS = 10;
    private static final Duration EXPORTED = Duration.ofSeconds(3);
    private static final Pattern LINK = Pattern.compile("as an auditor[^\n]*? +(http\\S+)");
    private static final Pattern NEXT = Pattern.compile("hx-get=\"(/console/calls\\?[^\"]*cursor=[^\"]*)\"");
    private static final Pattern CALL = Pattern.compile("href=\"(/console/calls/[0-9a-f-]{36})\"");
    private final Random random = new Random(2);
    private final Browser browser = new Browser();
    private final ChildProcess process;
    private final String root;

    private ConsoleBench(ChildProcess process, String root) {
        this.process = process;
        this.root = root;
    }

    /// @param directory with the index below `index`
    /// @param key the verifier key of the log that is indexed
    static ConsoleBench start(Path directory, String key) throws Exception {
        int port = GatewayProcess.freePort();
        int ops = GatewayProcess.freePort();
        String program = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(part -> !part.endsWith("test-classes"))
                .map(part -> Path.of(part).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        ChildProcess process = ChildProcess.program(
                directory,
                directory.resolve("console.out"),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        program,
                        "io.chirograph.Chirograph",
                        "--chirograph.environment=development",
                        "--chirograph.data-dir=" + directory.resolve("data"),
                        "--chirograph.query.directory=" + directory.resolve("index"),
                        "--chirograph.query.keys=" + key,
                        "--server.port=" + port,
                        "--management.server.port=" + ops));
        process.await(
                "the console is open", () -> LINK.matcher(process.output()).find());
        ConsoleBench bench = new ConsoleBench(process, "http://127.0.0.1:" + port);
        Matcher link = LINK.matcher(process.output());
        if (!link.find() || bench.browser.open(link.group(1)).statusCode() != 302) {
            throw new IllegalStateException("nobody is let in: " + process.output());
        }
        return bench;
    }

    /// @param questions as paths and parameters below `/console/`
    void measure(List<String> questions) throws Exception {
        for (String question : questions) {
            List<String> paths = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                paths.add("/console/"
                        + question.replace("#", "" + random.nextInt(8)).replace(" ", "%20"));
            }
            measure("/console/" + question, paths);
        }
    }

    /// The pages behind the first one, each by the link on the one before; calls, each by its link; and exports.
    void walk() throws Exception {
        List<String> pages = new ArrayList<>();
        List<String> calls = new ArrayList<>();
        String next = "/console/calls";
        while (pages.size() <= ROUNDS) {
            String page = page(next);
            Matcher following = NEXT.matcher(page);
            if (!following.find()) {
                throw new IllegalStateException("no page follows " + next);
            }
            next = following.group(1).replace("&amp;", "&");
            pages.add(next);
            Matcher call = CALL.matcher(page);
            if (call.find()) {
                calls.add(call.group(1));
            }
        }
        measure("the " + ROUNDS + " pages that follow", pages.subList(0, ROUNDS));
        measure("a call", calls.subList(0, ROUNDS));
        for (String format : List.of("csv", "ndjson", "parquet")) {
            export("/audit/v1/calls?format=" + format);
        }
        export("/audit/v1/calls?format=csv&q=order%20week");
    }

    private void measure(String what, List<String> paths) throws Exception {
        long[] nanos = new long[paths.size()];
        Duration cpu = cpu();
        long bytes = 0;
        for (int i = 0; i < nanos.length; i++) {
            long before = System.nanoTime();
            bytes += page(paths.get(i)).length();
            nanos[i] = System.nanoTime() - before;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%-70s median %7.1f ms, most %7.1f ms; of processor %7.1f; %d KB%n",
                what,
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length - 1] / 1e6,
                cpu().minus(cpu).toNanos() / 1e6 / nanos.length,
                bytes / nanos.length / 1000);
    }

    private String page(String path) throws Exception {
        HttpResponse<String> page = browser.open(root + path);
        if (page.statusCode() != 200) {
            throw new IllegalStateException(path + " answers " + page.statusCode() + ": " + page.body());
        }
        return page.body();
    }

    /// How soon an export begins, and how much of it comes; then it is broken off.
    private void export(String path) throws Exception {
        URLConnection connection = URI.create(root + path).toURL().openConnection();
        connection.setRequestProperty(
                "Cookie",
                browser.cookies().stream()
                        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                        .collect(Collectors.joining("; ")));
        long before = System.nanoTime();
        long first = 0;
        long bytes = 0;
        try (InputStream in = connection.getInputStream()) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                first = first == 0 ? System.nanoTime() - before : first;
                bytes += read;
                if (System.nanoTime() - before > EXPORTED.toNanos()) {
                    break;
                }
            }
        }
        System.out.printf(
                "%-70s begins after %.1f ms; %.1f MB in %d s%n", path, first / 1e6, bytes / 1e6, EXPORTED.toSeconds());
    }

    private Duration cpu() {
        return process.process().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        browser.close();
        process.close();
    }
}
