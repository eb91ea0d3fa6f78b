package io.chirograph.content;

import io.chirograph.content.envelope.Recipient;
import io.chirograph.event.facts.CredentialRotated;
import io.chirograph.event.value.Actor;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.digest.Sha256;
import io.chirograph.support.disk.DurableFiles;
import io.chirograph.support.disk.SmallFile;
import io.chirograph.support.json.StrictJson;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Records at the start that content is encrypted to others than before.
///
/// Its event is durable before a call is taken; then the file in the data directory says whom it named. A process that
/// stops in between records it again.
final class RecipientChange extends LifecyclePart implements SmartLifecycle {
    static final String FILE = "content-recipients.json";
    static final String KIND = "content-recipients";

    private static final Logger log = LoggerFactory.getLogger(RecipientChange.class);
    private static final int LARGEST = 64 << 10;

    private final Path file;
    private final Recipients recipients;
    private final FactSink trail;

    RecipientChange(Path directory, Recipients recipients, FactSink trail) {
        super(Phase.SETTLEMENT);
        this.file = directory.resolve(FILE);
        this.recipients = recipients;
        this.trail = trail;
    }

    /// What the file holds.
    record Known(List<String> recipients) {}

    @Override
    protected @Nullable Runnable begin() {
        for (Recipient ended : recipients.ended()) {
            log.error(
                    "The certificate of recipient {} ended at {}; content goes on being encrypted to it",
                    ended.id(),
                    ended.end());
        }
        try {
            settle();
        } catch (IOException | RecordingUnavailable | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "chirograph.content.recipients cannot be put in force: " + e.getMessage(), e);
        }
        return null;
    }

    private void settle() throws IOException, RecordingUnavailable {
        List<String> now = recipients.all().stream().map(Recipient::id).sorted().toList();
        List<String> before = before();
        if (now.equals(before)) {
            return;
        }
        trail.record(new CredentialRotated(
                KIND,
                "auditors",
                fingerprint(now),
                before.isEmpty() ? null : fingerprint(before),
                null,
                "added: " + without(now, before) + "; removed: " + without(before, now),
                new Actor(new TreeMap<>(), new TreeMap<>(Map.of("via", "configuration")))));
        DurableFiles.replace(file, StrictJson.bytes(new Known(now)));
    }

    private List<String> before() throws IOException {
        try {
            return StrictJson.read(SmallFile.read(file, LARGEST), Known.class).recipients();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    private static String without(List<String> ids, List<String> others) {
        List<String> left = ids.stream().filter(id -> !others.contains(id)).toList();
        return left.isEmpty() ? "none" : String.join(" ", left);
    }

    private static String fingerprint(List<String> ids) {
        return "sha256:"
                + HexFormat.of().formatHex(Sha256.of(String.join("\n", ids).getBytes(StandardCharsets.US_ASCII)));
    }
}
