package io.chirograph.pricing;

import io.chirograph.event.value.Actor;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.ReloadRefused;
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
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Polls the file of the prices. A change is taken when two polls in a row saw the same bytes; one that was made while
/// no process ran is recorded at the start, by what the data directory remembers.
final class PriceWatch extends LifecyclePart implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(PriceWatch.class);

    private static final int MOST = 1 << 10;
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private final Prices prices;
    private final PriceSource source;
    private final Path memory;
    private final Duration poll;
    private byte @Nullable [] lastSeen;
    private byte @Nullable [] lastJudged;
    private @Nullable String complained;
    private @Nullable String remembered;

    /// @param memory the file that keeps the digest of the table in force
    PriceWatch(Prices prices, PriceSource source, Path memory, Duration poll) {
        super(Phase.SETTLEMENT);
        this.prices = prices;
        this.source = source;
        this.memory = memory;
        this.poll = poll;
    }

    @Override
    protected Runnable begin() {
        log.info("The prices in force are {} from {}", prices.table().digest(), prices.file());
        return Worker.start("price-watch", Worker.Serves.REST, this::watch)::stop;
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
            complain("the file of the prices is not taken, what was in force stays in force: " + e.getMessage());
        } catch (RecordingUnavailable e) {
            lastJudged = null;
            complain("a change of the prices cannot be recorded, so it is not taken: " + e.getMessage());
        } catch (RuntimeException e) {
            log.error("looking at the file of the prices failed and will be tried again", e);
        }
    }

    private void see() throws IOException, ReloadRefused, RecordingUnavailable {
        PriceSource.Bytes bytes = source.read();
        boolean isSettled = Arrays.equals(bytes.yaml(), lastSeen);
        lastSeen = bytes.yaml();
        if (!isSettled || Arrays.equals(bytes.yaml(), lastJudged)) {
            return;
        }
        lastJudged = bytes.yaml();
        boolean isTaken = prices.take(bytes, owner(), "file changed");
        complained = null;
        if (isTaken) {
            log.info("The prices in force are {} from {}", prices.table().digest(), prices.file());
            remember();
        }
    }

    /// Sees to it that what is in force is recorded and remembered.
    private void remember() throws IOException, RecordingUnavailable {
        String digest = prices.table().digest();
        if (digest.equals(remembered)) {
            return;
        }
        if (remembered == null && Files.exists(memory)) {
            String before = SmallFile.text(memory, MOST).strip();
            if (DIGEST.matcher(before).matches()) {
                prices.begunAfter(before, owner());
            }
        }
        DurableFiles.replace(memory, (digest + "\n").getBytes(StandardCharsets.UTF_8));
        remembered = digest;
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
