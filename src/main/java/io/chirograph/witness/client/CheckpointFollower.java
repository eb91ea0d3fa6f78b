package io.chirograph.witness.client;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.MalformedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches for new checkpoints and has each party confirm the newest, every one on its own: a slow one keeps nobody
/// waiting, and is itself asked again only when it has answered. Checkpoints that were overtaken are passed over.
///
/// One thread at a time.
final class CheckpointFollower {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFollower.class);
    private static final int PAGE = 1000;

    private final PublishedLog log;
    private final List<ConfirmationWorker> parties;
    private final Quorum quorum;
    private final Refusals refusals;
    private @Nullable CheckpointOffer newest;
    private @Nullable String lastFailure;
    private boolean begun;

    CheckpointFollower(PublishedLog log, List<ConfirmationWorker> parties, Quorum quorum, Refusals refusals) {
        this.log = log;
        this.parties = List.copyOf(parties);
        this.quorum = quorum;
        this.refusals = refusals;
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
    boolean hasMore() {
        CheckpointOffer offer = newest;
        return offer != null && parties.stream().anyMatch(party -> party.wants(offer));
    }

    void end() {
        parties.forEach(ConfirmationWorker::end);
    }
}
