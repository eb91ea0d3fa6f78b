package io.chirograph.e2e;

import io.chirograph.standin.StandinProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The stand-in provider, running.
public final class StandinProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("port=(\\d+)\n");

    private final ChildProcess process;
    private final Path notes;
    private final int port;

    private StandinProcess(ChildProcess process, Path notes, int port) {
        this.process = process;
        this.notes = notes;
        this.port = port;
    }

    /// @param directory where its notes and output go
    public static StandinProcess start(Path directory) throws IOException {
        Path notes = directory.resolve("standin-notes.jsonl");
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var process = ChildProcess.java(
                directory,
                directory.resolve("standin.out"),
                List.of("-Xmx256m", "-cp", path, StandinProvider.class.getName(), notes.toString()));
        process.await(
                "the stand-in listens", () -> PORT.matcher(process.output()).find());
        Matcher port = PORT.matcher(process.output());
        if (!port.find()) {
            throw new AssertionError(process.output());
        }
        return new StandinProcess(process, notes, Integer.parseInt(port.group(1)));
    }

    public int port() {
        return port;
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    /// Everything that it noted so far.
    public List<JsonNode> notes() {
        List<JsonNode> all = new ArrayList<>();
        try {
            String text = Files.exists(notes) ? Files.readString(notes, StandardCharsets.UTF_8) : "";
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1)) {
                if (!line.isEmpty()) {
                    all.add(JsonMapper.shared().readTree(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /// The requests noted whose target contains `part`.
    public List<JsonNode> requests(String part) {
        return notes().stream()
                .filter(note -> note.at("/kind").stringValue().equals("request"))
                .filter(note -> note.at("/target").stringValue().contains(part))
                .toList();
    }

    /// Whether the connection that brought a request is closed.
    public boolean closed(JsonNode request) {
        long connection = request.at("/connection").longValue();
        return notes().stream()
                .anyMatch(note -> note.at("/kind").stringValue().equals("closed")
                        && note.at("/connection").longValue() == connection);
    }

    @Override
    public void close() {
        process.close();
    }
}
