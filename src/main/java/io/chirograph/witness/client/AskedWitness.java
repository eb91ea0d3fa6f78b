package io.chirograph.witness.client;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.publishedlog.Cosignatures;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Cosignature;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.NoteSignature;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gets one witness's cosignature of a checkpoint into the archive.
///
/// The commit point is the PUT. A crash before it loses a cosignature that the witness gives again, for the same
/// size too; what the witness has seen is asked of the witness, so nothing is kept here.
final class AskedWitness {
    private static final Logger LOG = LoggerFactory.getLogger(AskedWitness.class);

    /// How long a response that is late is still waited for.
    static final Duration LATE = Duration.ofSeconds(30);

    private final WitnessClient client;
    private final WitnessState state;
    private final Archive archive;
    private final Layout layout;
    private final ObjectRetention retention;
    private final Refusals refusals;
    private final Clock clock;
    private final Duration timeout;
    private long known;

    AskedWitness(
            WitnessClient client,
            WitnessState state,
            Archive archive,
            Layout layout,
            ObjectRetention retention,
            Refusals refusals,
            Clock clock,
            Duration timeout) {
        this.client = client;
        this.state = state;
        this.archive = archive;
        this.layout = layout;
        this.retention = retention;
        this.refusals = refusals;
        this.clock = clock;
        this.timeout = timeout;
    }

    /// Asks, unless the archive has this witness's cosignature already. One thread at a time.
    /// @return whether the archive has it now
    boolean ask(CheckpointOffer offer) throws InterruptedException {
        state.asked();
        long started = System.nanoTime();
        try {
            if (isThere(offer)) {
                known = offer.size();
                state.cosigned(offer.size(), false);
                return true;
            }
            Duration wait = timeout.compareTo(LATE) > 0 ? timeout : LATE;
            WitnessResponse response = client.ask(offer, known, wait);
            return take(offer, response, System.nanoTime() - started > timeout.toNanos());
        } catch (IOException | ArchiveUnavailableException | RuntimeException e) {
            failed(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private boolean take(CheckpointOffer offer, WitnessResponse response, boolean late)
            throws IOException, ArchiveUnavailableException {
        switch (response) {
            case WitnessResponse.Cosigned cosigned -> {
                put(offer, cosigned.line());
                known = offer.size();
                state.cosigned(offer.size(), late);
                return true;
            }
            case WitnessResponse.Ahead ahead -> {
                if (!archive.list(layout.checkpoints(), layout.checkpoint(offer.size()), 1)
                        .isEmpty()) {
                    failed("it has cosigned size " + ahead.size() + " already; the newest checkpoint is offered next");
                } else {
                    refused(
                            offer,
                            "it has cosigned size " + ahead.size() + ", the log ends at " + offer.size(),
                            ahead.exchange());
                }
            }
            case WitnessResponse.Refused refused -> refused(offer, refused.why(), refused.exchange());
            case WitnessResponse.Failed failed -> failed(failed.why());
        }
        known = 0;
        return false;
    }

    private boolean isThere(CheckpointOffer offer) throws ArchiveUnavailableException, IOException {
        Optional<byte[]> object = archive.get(key(offer), Cosignatures.MAX_SIZE);
        if (object.isEmpty()) {
            return false;
        }
        try {
            NoteSignature line = Cosignature.parse(object.get());
            return Cosignature.verify(offer.note(), line, state.witness().key()) >= 0;
        } catch (MalformedException | InvalidSignatureException e) {
            throw new IOException(key(offer) + " in the archive is none: " + e.getMessage(), e);
        }
    }

    private void put(CheckpointOffer offer, NoteSignature line) throws ArchiveUnavailableException {
        try {
            Retention asked = retention.of(key(offer), clock.instant());
            PutResult result = archive.put(key(offer), Cosignature.encode(line), asked);
            if (!asked.isAsFirm(result.lock())) {
                LOG.warn("{} is stored without the lock that was asked for", key(offer));
            }
        } catch (ArchiveConflictException another) {
            LOG.info("{} was there already, from another time", key(offer));
        }
    }

    private String key(CheckpointOffer offer) {
        return layout.cosignature(offer.size(), state.witness().key().idHex());
    }

    private void refused(CheckpointOffer offer, String why, WitnessResponse.Exchange exchange) throws IOException {
        LOG.error("witness {} refuses size {}: {}", state.witness().name(), offer.size(), why);
        state.refused(why);
        refusals.keep(state.witness(), offer.size(), why, exchange);
    }

    private void failed(String why) {
        if (!why.equals(state.view(timeout).why())) {
            LOG.warn("witness {} did not cosign: {}", state.witness().name(), why);
        }
        state.failed(why);
    }
}
