package io.chirograph.tlog;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The public vectors under `src/test/resources/vectors`.
public final class Vectors {
    private static final JsonMapper JSON = new JsonMapper();

    private Vectors() {}

    /// One file.
    public static JsonNode read(String path) throws IOException {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + path)) {
            return JSON.readTree(Objects.requireNonNull(in, path));
        }
    }

    /// Every JSON file below a directory, with its path for messages.
    static List<Named> all(String directory) throws IOException, URISyntaxException {
        Path root = Path.of(Objects.requireNonNull(Vectors.class.getResource("/vectors/" + directory))
                .toURI());
        List<Named> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                found.add(new Named(root.relativize(file).toString(), JSON.readTree(Files.readAllBytes(file))));
            }
        }
        return found;
    }

    record Named(String name, JsonNode json) {}
}
