package io.chirograph.faults;

import io.chirograph.e2e.GatewayProcess;
import io.chirograph.e2e.Trail;
import io.chirograph.journal.kafka.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// One of the program's processes in a cluster; it can be killed, stopped and started again on the same ports.
final class Member implements AutoCloseable {
    private static final int ENOUGH = 6;

    final String name;
    final Path home;
    private final List<String> jvm;
    private final List<String> arguments;
    private final int port = GatewayProcess.freePort();
    private final int opsPort = GatewayProcess.freePort();
    private GatewayProcess process;
    private Trail trail;
    private int lives;
    private int refusals;

    Member(Path directory, String name, List<String> jvm, List<String> arguments) throws IOException {
        this.name = name;
        this.home = Files.createDirectories(directory.resolve(name));
        this.jvm = jvm;
        this.arguments = arguments;
        this.process = launch();
        this.trail = new Trail(process);
    }

    private GatewayProcess launch() throws IOException {
        return GatewayProcess.launch(home, jvm, port, opsPort, arguments.toArray(String[]::new));
    }

    /// What earlier lives printed stays beside it.
    void start() throws IOException {
        Path printed = home.resolve("gateway.out");
        if (Files.exists(printed)) {
            Files.move(printed, home.resolve("gateway.out." + ++lives));
        }
        process = launch();
        trail = new Trail(process);
        refusals = 0;
    }

    GatewayProcess process() {
        return process;
    }

    Trail trail() {
        return trail;
    }

    /// Whether calls are taken.
    boolean isReady() {
        return status("/readiness") == 200;
    }

    /// Whether it ended, or has said a few times in a row that only a new start helps. One that does not answer may do
    /// so yet.
    boolean isBroken() {
        refusals = status("/liveness") == 503 ? refusals + 1 : 0;
        return !isAlive() || refusals == ENOUGH;
    }

    /// 0 where it does not answer.
    private int status(String group) {
        try {
            return trail.status(group);
        } catch (IOException away) {
            return 0;
        }
    }

    boolean isAlive() {
        return process.process().isAlive();
    }

    void kill() {
        process.close();
    }

    /// SIGSTOP, or SIGCONT.
    void pause(boolean isPaused) throws IOException, InterruptedException {
        if (isAlive()) {
            TestCluster.signal(process.process().pid(), isPaused ? "STOP" : "CONT");
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
