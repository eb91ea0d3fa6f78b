package io.chirograph.witness.client;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.support.http.BoundedHttpPost;
import io.chirograph.verifier.timestamp.InvalidTimeStampException;
import io.chirograph.verifier.timestamp.TimeStamp;
import io.chirograph.verifier.timestamp.TimeStampRequest;
import io.chirograph.verifier.timestamp.TimeStampToken;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gets a time stamp of a checkpoint into the archive: asked for with a nonce, verified before it is stored. The
/// commit point is the PUT; a crash before it costs a token and nothing else.
/// @param url the authority
record TimeStamper(
        URI url,
        TimeStampsProperties properties,
        TimeStampTrust trust,
        BoundedHttpPost posting,
        Archive archive,
        Layout layout,
        ObjectRetention retention,
        TimeStampState state,
        Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(TimeStamper.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Stamps a checkpoint, unless the archive has a token that holds already.
    /// @return whether the archive has one now
    boolean stamp(CheckpointOffer offer) throws InterruptedException {
        String key = layout.timestamp(offer.size());
        try {
            byte[] note = offer.note().bytes();
            Optional<byte[]> there = archive.get(key, TimeStampToken.MAX_SIZE);
            if (there.isPresent()) {
                state.stamped(offer.size(), TimeStampToken.parse(there.get()).verify(note, trust));
                return true;
            }
            TimeStampRequest request = new TimeStampRequest(note, new BigInteger(64, RANDOM), properties.policyOid());
            BoundedHttpPost.Reply reply = posting.post(
                    url, "application/timestamp-query", request.bytes(), properties.timeout(), TimeStampToken.MAX_SIZE);
            if (reply.status() != 200) {
                throw new IOException("the authority answered status " + reply.status());
            }
            TimeStamp stamp = request.accept(reply.body(), trust);
            archive.put(key, reply.body(), retention.of(key, clock.instant()));
            state.stamped(offer.size(), stamp);
            return true;
        } catch (IOException
                | InvalidTimeStampException
                | ArchiveUnavailableException
                | ArchiveConflictException
                | RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(state.failure())) {
                LOG.warn("no time stamp for size {}: {}", offer.size(), why);
            }
            state.failed(why);
            return false;
        }
    }
}
