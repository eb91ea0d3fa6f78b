package io.chirograph.support.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// No thread that lives as long as the program is started but as a worker.
class ThreadsTest {
    private static final Pattern STARTS = Pattern.compile("Thread[.](?:ofVirtual|ofPlatform|startVirtualThread)"
            + "|new (?:Thread|Timer|ForkJoinPool|(?:Scheduled)?ThreadPoolExecutor)\\(|extends Thread\\b|Executors[.]"
            + "|[.](?:supplyAsync|runAsync)\\(|getUtilityExecutor|@Scheduled|@Async|TaskScheduler");

    /// With the reason why it needs no health of its own.
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("support/concurrent/Worker", "is the mechanism"),
            Map.entry("support/concurrent/Schedule", "is the mechanism"),
            Map.entry(
                    "journal/internal/DiskJournal",
                    "the writer catches whatever ends it, which closes the journal: health"),
            Map.entry(
                    "journal/kafka/KafkaJournal",
                    "the writer catches whatever ends it, which closes the journal: health"),
            Map.entry("recording/RecordingConfiguration", "the pool of refusals replaces a thread that ends"),
            Map.entry("gateway/upstream/UpstreamConnection", "one for each request that is being sent"),
            Map.entry("gateway/socket/SocketRelay", "one for each direction of a socket, which ends with either"),
            Map.entry("forwarding/SyslogSender", "one for each batch that is being sent"),
            Map.entry("witness/client/ConfirmationWorker", "one for each question to a witness"),
            Map.entry("witness/server/WitnessServer", "one for each request, in a command of its own"),
            Map.entry("witness/server/WitnessCommand", "a hook at the end of a command"),
            Map.entry("monitor/MonitorConfiguration", "ends the process"),
            Map.entry("verifier/ArchiveVerifier", "ends with the verification, which waits for each result"));

    @Test
    void everyOtherClassStartsThreadsAsWorkers() throws IOException {
        Path root = Path.of("src/main/java/io/chirograph");
        Set<String> starting = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(root)) {
            sources.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> STARTS.matcher(code(file)).find())
                    .forEach(file ->
                            starting.add(root.relativize(file).toString().replaceAll("[.]java$", "")));
        }
        assertThat(starting).containsExactlyInAnyOrderElementsOf(OTHERS.keySet());
    }

    private static String code(Path file) {
        try {
            return Files.readString(file).replaceAll("(?m)^\\s*///?.*$", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
