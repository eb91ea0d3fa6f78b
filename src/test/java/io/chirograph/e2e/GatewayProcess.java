package io.chirograph.e2e;

import java.io.IOException;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// The packaged gateway in development mode, running on free ports with its data in a directory of the test.
public final class GatewayProcess implements AutoCloseable {
    private static final int ANSWER_MILLIS = 30_000;

    /// What keeps tests from waiting for what was recorded.
    private static final List<String> PROMPT =
            List.of("--chirograph.exporter.max-age=100ms", "--chirograph.query.poll=100ms");

    private final ChildProcess process;
    private final Path directory;
    private final int port;
    private final int opsPort;

    private GatewayProcess(ChildProcess process, Path directory, int port, int opsPort) {
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.opsPort = opsPort;
    }

    /// Starts it and waits until it is ready. A second start in the same directory goes on with its data.
    /// It publishes and indexes [at once][#PROMPT] unless told otherwise.
    ///
    /// @param arguments as on the command line, `--chirograph.gateway.drain=1s`
    public static GatewayProcess start(Path directory, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        PROMPT.stream()
                .filter(own -> all.stream().noneMatch(given -> given.startsWith(own.replaceFirst("=.*", "="))))
                .forEach(all::add);
        var gateway = launch(directory, freePort(), freePort(), all.toArray(String[]::new));
        gateway.awaitReady();
        return gateway;
    }

    /// Starts it on these ports, and waits for nothing.
    public static GatewayProcess launch(Path directory, int port, int opsPort, String... arguments) throws IOException {
        return launch(directory, List.of(), port, opsPort, arguments);
    }

    /// The same, with further arguments for the JVM.
    public static GatewayProcess launch(Path directory, List<String> jvm, int port, int opsPort, String... arguments)
            throws IOException {
        return launch(directory, jvm, Map.of(), port, opsPort, arguments);
    }

    /// The same, with more in its environment too.
    public static GatewayProcess launch(
            Path directory,
            List<String> jvm,
            Map<String, String> environment,
            int port,
            int opsPort,
            String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("-Xmx512m"));
        command.addAll(jvm);
        command.add("-Dchirograph.home=" + directory);
        command.addAll(PackagedProgram.arguments(jvm));
        if (Arrays.stream(arguments).noneMatch(one -> one.startsWith("--chirograph.data-dir="))) {
            command.add("--chirograph.data-dir=" + directory.resolve("data"));
        }
        command.addAll(List.of(
                "--chirograph.environment=development",
                "--server.port=" + port,
                "--management.server.port=" + opsPort));
        command.addAll(Arrays.asList(arguments));
        var process = ChildProcess.java(directory, directory.resolve("gateway.out"), environment, command);
        return new GatewayProcess(process, directory, port, opsPort);
    }

    /// The packaged program as a person starts it, with the configuration below `home` and nothing else.
    public static ChildProcess plain(Path home) throws IOException {
        List<String> command = new ArrayList<>(List.of("-Xmx512m", "-Dchirograph.home=" + home));
        command.addAll(PackagedProgram.arguments(List.of()));
        return ChildProcess.java(home, home.resolve("gateway.out"), command);
    }

    public void awaitReady() {
        process.await("the gateway is ready", this::ready);
    }

    /// Waits until `ready` says so, for one that [#awaitReady()] cannot ask.
    public void awaitReady(Callable<Boolean> ready) {
        process.await("the gateway is ready", () -> {
            try {
                return ready.call();
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    /// The argument that configures a provider of a dialect at a base URL.
    public static String[] provider(String name, String dialect, String baseUrl) {
        String prefix = "--chirograph.gateway.providers." + name + ".";
        return new String[] {prefix + "base-url=" + baseUrl, prefix + "dialect=" + dialect, prefix + "auth=none"};
    }

    /// Copies the data directory of one that does not run.
    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /// A port that nobody listens on, from where systems take none for connections: it is still free when a process
    /// that had it is started again.
    public static int freePort() throws IOException {
        int tries = 0;
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                if (++tries == 1000) {
                    throw taken;
                }
            }
        }
    }

    /// Asked many times during a start, so by a client that costs nothing to make.
    private boolean ready() {
        try {
            var connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + opsPort + "/actuator/health/readiness")
                            .toURL()
                            .openConnection();
            connection.setConnectTimeout(ANSWER_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public int opsPort() {
        return opsPort;
    }

    /// `http://127.0.0.1:<port>` and this path.
    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    public Path dataDir() {
        return directory.resolve("data");
    }

    /// The gateway key that development mode made.
    public String key() throws IOException {
        return Files.readString(dataDir().resolve("dev/gateway-key")).strip();
    }

    public String auditorToken() throws IOException {
        return Files.readString(dataDir().resolve("dev/auditor-token")).strip();
    }

    public String adminToken() throws IOException {
        return Files.readString(dataDir().resolve("dev/admin-token")).strip();
    }

    /// Everything that it printed.
    public String log() {
        return process.output();
    }

    /// What is durable in its journal now.
    public JournalView journal() throws IOException {
        return JournalView.of(dataDir().resolve("journal"));
    }

    public Process process() {
        return process.process();
    }

    public void kill() {
        process.kill();
    }

    public int stop() {
        return process.stop();
    }

    @Override
    public void close() {
        process.close();
    }
}
