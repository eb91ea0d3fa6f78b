package io.chirograph.witness.client;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.http.BoundedHttpPost;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import io.chirograph.tlog.MalformedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Watches for new checkpoints and has each party confirm the newest, every one on its own: a slow one keeps nobody
/// waiting, and is itself asked again only when it has answered. Checkpoints that were overtaken are passed over.
///
/// It stops after the exporter has published the log's last event, so that the last checkpoint is offered too, for at
/// most the witnesses' time-out. One thread at a time takes rounds.
final class CheckpointFollower extends LifecyclePart implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFollower.class);
    private static final int PAGE = 1000;
    private static final Duration SHORT = Duration.ofMillis(20);

    private final PublishedLog log;
    private final List<ConfirmationWorker> parties;
    private final Quorum quorum;
    private final Refusals refusals;
    private final BoundedHttpPost posting;
    private final WitnessesProperties properties;
    private @Nullable CheckpointOffer newest;
    private @Nullable String lastFailure;
    private boolean begun;

    CheckpointFollower(
            PublishedLog log,
            List<ConfirmationWorker> parties,
            Quorum quorum,
            Refusals refusals,
            BoundedHttpPost posting,
            WitnessesProperties properties) {
        super(Phase.CONFIRMATION);
        this.log = log;
        this.parties = List.copyOf(parties);
        this.quorum = quorum;
        this.refusals = refusals;
        this.posting = posting;
        this.properties = properties;
    }

    @Override
    protected @Nullable Runnable begin() {
        if (parties.isEmpty()) {
            return null;
        }
        Worker running = Worker.start("witness-follower", Worker.Serves.REST, this::run);
        return () -> {
            boolean unused = running.stop(properties.timeout().plusSeconds(1));
            parties.forEach(ConfirmationWorker::end);
            posting.close();
        };
    }

    private void run(Worker.Stop stop) throws InterruptedException {
        do {
            round();
        } while (!stop.within(properties.poll()));
        long end = System.nanoTime() + properties.timeout().toNanos();
        do {
            round();
            settle(SHORT);
        } while (hasMore() && System.nanoTime() - end < 0);
    }

    /// Looks for a new checkpoint and sets those to work who are free and whose turn it is.
    void round() throws InterruptedException {
        try {
            if (!begun) {
                begun = true;
                refusals.archiveAll();
            }
            look();
            lastFailure = null;
        } catch (ArchiveUnavailableException | MalformedException | IOException | RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(lastFailure)) {
                LOG.warn("the newest checkpoint could not be read: {}", why);
            }
            lastFailure = why;
        }
        CheckpointOffer offer = newest;
        if (offer != null) {
            for (ConfirmationWorker party : parties) {
                party.offer(offer);
            }
        }
    }

    private void look() throws ArchiveUnavailableException, MalformedException {
        CheckpointOffer known = newest;
        long size = known == null ? log.newestSize().orElse(0) : newestBehind(known.size());
        if (size == 0 || (known != null && size <= known.size())) {
            return;
        }
        byte[] note = log.checkpoint(size)
                .orElseThrow(
                        () -> new ArchiveUnavailableException("checkpoint " + size + " is listed and missing", null));
        CheckpointOffer offer = CheckpointOffer.parse(note);
        if (offer.size() != size) {
            throw new MalformedException("checkpoint " + size + " says that its size is " + offer.size());
        }
        newest = offer;
        quorum.offered(size);
    }

    private long newestBehind(long size) throws ArchiveUnavailableException {
        List<Long> sizes = log.checkpointSizes(size, PAGE);
        if (sizes.size() < PAGE) {
            return sizes.isEmpty() ? size : sizes.getLast();
        }
        OptionalLong found = log.newestSize();
        return found.orElse(size);
    }

    /// Waits until everybody is idle, or for so long.
    void settle(Duration wait) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        for (ConfirmationWorker party : parties) {
            party.settle(end - System.nanoTime());
        }
    }

    /// Whether the newest checkpoint that was seen is still being confirmed, or could be at once.
    private boolean hasMore() {
        CheckpointOffer offer = newest;
        return offer != null && parties.stream().anyMatch(party -> party.wants(offer));
    }
}
