package io.chirograph.query.index.postgres;

import io.chirograph.Requirements;
import io.chirograph.support.postgres.DatabaseSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL of this machine on loopback, without forcing, in a temporary directory.
public final class PostgresServer {
    private static final Path BINARIES = binaries();
    private static final Map<Path, String> DATABASES = new ConcurrentHashMap<>();
    private static @Nullable PostgresServer shared;
    private final Path directory;
    private final int port;
    private Process process;
    private boolean hasTemplate;

    private PostgresServer(Path directory, int port) throws IOException {
        this.directory = directory;
        this.port = port;
        this.process = begin();
    }

    /// Skips the test where there is none.
    public static void require() {
        Requirements.require(Files.isDirectory(BINARIES), "PostgreSQL 15 or newer (initdb below /usr/lib/postgresql)");
    }

    /// The one of this process.
    public static synchronized PostgresServer shared() throws IOException, InterruptedException {
        if (shared == null) {
            shared = another();
        }
        return shared;
    }

    /// One more, which shares nothing with any other and can go away. Whoever asked removes it.
    public static PostgresServer another() throws IOException, InterruptedException {
        require();
        PostgresServer started = start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::remove));
        return started;
    }

    private static PostgresServer start() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("chirograph-postgres-");
        if (isRoot()) {
            Files.setOwner(
                    directory,
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        } else {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
        // with an order of texts that is not that of their bytes
        int made = command("initdb", "-D", directory.toString(), "-A", "trust", "-U", "postgres", "-E", "UTF8")
                .command("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync")
                .run(directory)
                .waitFor();
        if (made != 0) {
            throw new IOException(
                    "initdb: " + Files.readString(directory.resolveSibling(directory.getFileName() + ".log")));
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        PostgresServer server = new PostgresServer(directory, port);
        server.await();
        return server;
    }

    private Process begin() throws IOException {
        return command("postgres", "-D", directory.toString(), "-p", Integer.toString(port), "-k", directory.toString())
                .command("-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "full_page_writes=off")
                .command("-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "autovacuum=off")
                .run(directory);
    }

    private void await() {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (ConnectException e) {
                return false;
            }
            try (Connection connection = connect("postgres")) {
                return connection.isValid(1);
            } catch (SQLException starting) {
                return false;
            }
        });
    }

    /// Ends it at once, as a crash would: connections are cut, and the next start recovers.
    public void crash() throws IOException, InterruptedException {
        if (process.isAlive()) {
            new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            process.waitFor(1, TimeUnit.MINUTES);
        }
    }

    /// Starts it again after a [crash][#crash], and waits until it answers.
    public void startAgain() throws IOException {
        process = begin();
        await();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public int port() {
        return port;
    }

    /// Stops it and removes what it had.
    public void remove() {
        try {
            crash();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path one : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
            Files.deleteIfExists(directory.resolveSibling(directory.getFileName() + ".log"));
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), "postgres", "");
    }

    /// A connection as its superuser.
    public Connection connection() throws SQLException {
        return connect("postgres");
    }

    /// Of one of its databases.
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// Settings of an index in the database that stands for a directory. Its tables are there: all are copies of one.
    public IndexSettings settings(Path of) {
        synchronized (DATABASES) {
            if (!hasTemplate) {
                String unused = made("index_template", "template1");
                try (IndexDatabase index = IndexDatabase.open(to("index_template"))) {
                    hasTemplate = index.damage() == null;
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return to(database(of));
    }

    /// The same of a database without tables.
    public IndexSettings empty(Path of) {
        return to(DATABASES.computeIfAbsent(key(of), _ -> made(name(), "template1")));
    }

    private IndexSettings to(String database) {
        return new IndexSettings(
                DatabaseSettings.Type.POSTGRESQL,
                url(database),
                "postgres",
                null,
                null,
                DatabaseSettings.Tls.DISABLE,
                null,
                "chirograph_index");
    }

    private String database(Path of) {
        return DATABASES.computeIfAbsent(key(of), _ -> made(name(), "index_template"));
    }

    private Path key(Path of) {
        return Path.of(port + "/" + of.toAbsolutePath());
    }

    private static String name() {
        return "test_" + System.nanoTime();
    }

    private String made(String name, String template) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE DATABASE " + name + " TEMPLATE " + template + " STRATEGY file_copy");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return name;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static Path binaries() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElse(Path.of("none"));
        } catch (IOException none) {
            return Path.of("none");
        }
    }

    private record Command(List<String> words) {
        Command command(String... more) {
            words.addAll(List.of(more));
            return this;
        }

        Process run(Path directory) throws IOException {
            return new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(directory
                            .resolveSibling(directory.getFileName() + ".log")
                            .toFile()))
                    .start();
        }
    }

    /// The server refuses to run as root.
    private static Command command(String program, String... arguments) {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            words.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
        }
        words.add(BINARIES.resolve(program).toString());
        words.addAll(List.of(arguments));
        return new Command(words);
    }
}
