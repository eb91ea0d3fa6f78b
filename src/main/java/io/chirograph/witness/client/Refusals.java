package io.chirograph.witness.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.support.disk.DurableFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a witness was sent when it would not sign, and what it answered: a file in the data directory first, then
/// an object of the archive. The first refusal at each size is kept, and of each witness a bounded number.
///
/// As text: a line `chirograph witness refusal 1`, lines with witness, time, reason and status, an empty line, the
/// request with a line before it that says its length, and the response in the same way.
record Refusals(Path directory, Archive archive, Layout layout, ObjectRetention retention, Clock clock) {
    /// How many are kept of one witness.
    static final int MAX_KEPT = 32;

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /// Keeps a refusal of the tree of `size`. On return the file is durable; the archive is tried once here and
    /// again at each start.
    void keep(Witness witness, long size, String why, WitnessResponse.Exchange exchange) throws IOException {
        String id = witness.key().idHex();
        if (kept(id).size() >= MAX_KEPT) {
            return;
        }
        Path file = directory.resolve("%016d-%s".formatted(size, id));
        try {
            DurableFiles.create(file, text(witness, why, exchange));
        } catch (FileAlreadyExistsException earlier) {
            return;
        }
        archive(file);
    }

    /// Puts what is kept here into the archive, where that was not done.
    void archiveAll() throws IOException {
        for (Path file : kept("")) {
            archive(file);
        }
    }

    private void archive(Path file) throws IOException {
        String name = file.getFileName().toString();
        String key = layout.refusal(Long.parseLong(name.substring(0, 16)), name.substring(17));
        try {
            if (archive.get(key, 1 << 20).isEmpty()) {
                archive.put(key, Files.readAllBytes(file), retention.of(key, clock.instant()));
            }
        } catch (ArchiveUnavailableException | ArchiveConflictException e) {
            LOG.warn("{} is not in the archive yet: {}", key, e.getMessage());
        }
    }

    private List<Path> kept(String id) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9]{16}-[0-9a-f]{8}"))
                    .filter(file -> file.toString().endsWith(id))
                    .sorted()
                    .toList();
        }
    }

    private byte[] text(Witness witness, String why, WitnessResponse.Exchange exchange) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("""
            chirograph witness refusal 1
            witness %s
            url %s
            time %s
            reason %s
            status %d

            """.formatted(witness.key().encode(), witness.url(), clock.instant(), why, exchange.status())
                .getBytes(UTF_8));
        section(out, "request", exchange.request());
        section(out, "answer", exchange.body());
        return out.toByteArray();
    }

    private static void section(ByteArrayOutputStream out, String name, byte[] bytes) {
        out.writeBytes((name + " " + bytes.length + "\n").getBytes(UTF_8));
        out.writeBytes(bytes);
        out.write('\n');
    }
}
