package io.chirograph.policy;

import io.chirograph.event.value.Actor;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.ReloadRefused;
import io.chirograph.recording.StatedPolicy;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.disk.DurableFiles;
import io.chirograph.support.disk.SmallFile;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Polls the policy's file. A change is taken when two polls in a row saw the same text.
///
/// A change made while no process ran is recorded at the start: what was in force before is read from the journal's
/// last events, else from the data directory, else the event says that it is unknown.
final class PolicyWatch extends LifecyclePart implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(PolicyWatch.class);

    private static final int MOST = 1 << 10;
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final String NOT_YET = "";

    private final PolicyDecisionPoint policy;
    private final PolicySource source;
    private final StatedPolicy stated;
    private final Path memory;
    private final Duration poll;
    private String lastSeen = NOT_YET;
    private String lastJudged = NOT_YET;
    private @Nullable String complained;
    private @Nullable String remembered;

    /// @param stated what the log says of the time before
    /// @param memory the file that keeps the digest of the policy in force
    PolicyWatch(PolicyDecisionPoint policy, PolicySource source, StatedPolicy stated, Path memory, Duration poll) {
        super(Phase.SETTLEMENT);
        this.policy = policy;
        this.source = source;
        this.stated = stated;
        this.memory = memory;
        this.poll = poll;
    }

    @Override
    protected Runnable begin() {
        log.info("The policy in force is {} from {}", policy.digest(), policy.file());
        return Worker.start("policy-watch", Worker.Serves.REST, this::watch)::stop;
    }

    private void watch(Worker.Stop stop) throws InterruptedException {
        do {
            look();
        } while (!stop.within(poll));
    }

    /// One look at the file.
    void look() {
        try {
            remember();
            see();
        } catch (IOException | ReloadRefused e) {
            complain("the policy's file is not taken, what was in force stays in force: " + e.getMessage());
        } catch (RecordingUnavailable e) {
            lastJudged = NOT_YET;
            complain("a change of policy cannot be recorded, so it is not taken: " + e.getMessage());
        } catch (RuntimeException e) {
            log.error("looking at the policy's file failed and will be tried again", e);
        }
    }

    private void see() throws IOException, ReloadRefused, RecordingUnavailable {
        Optional<String> file = source.file();
        String seen = file.map(text -> "there: " + text).orElse("gone");
        boolean isSettled = seen.equals(lastSeen);
        lastSeen = seen;
        if (!isSettled || seen.equals(lastJudged)) {
            return;
        }
        lastJudged = seen;
        boolean isTaken = policy.take(file, owner(), "file changed");
        complained = null;
        if (isTaken) {
            log.info("The policy in force is {} from {}", policy.digest(), policy.file());
            remember();
        }
    }

    /// Sees to it that what is in force is recorded and remembered.
    private void remember() throws IOException, RecordingUnavailable {
        String digest = policy.digest();
        if (digest.equals(remembered)) {
            return;
        }
        if (remembered == null && !stated.isNewLog()) {
            policy.begunAfter(before(), owner());
        }
        DurableFiles.replace(memory, (digest + "\n").getBytes(StandardCharsets.UTF_8));
        remembered = digest;
    }

    private Optional<String> before() throws IOException {
        Optional<String> said = stated.digest();
        return said.isPresent() || Files.notExists(memory)
                ? said
                : Optional.of(SmallFile.text(memory, MOST).strip())
                        .filter(text -> DIGEST.matcher(text).matches());
    }

    private Actor owner() {
        return new Actor(new TreeMap<>(), new TreeMap<>(Map.of("user", source.owner(), "via", "file")));
    }

    private void complain(String message) {
        if (!message.equals(complained)) {
            log.warn("{}", message);
        }
        complained = message;
    }
}
