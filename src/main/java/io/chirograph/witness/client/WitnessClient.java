package io.chirograph.witness.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.publishedlog.Cosignatures;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.support.http.BoundedHttpPost;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Cosignature;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.proof.ConsistencyProof;
import io.chirograph.tlog.proof.ConsistencyText;
import io.chirograph.tlog.proof.HashReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// Speaks c2sp.org/tlog-witness to one witness: offers a checkpoint with the proof that it extends what the witness
/// has seen, and goes by the size that the witness names when that was something else.
record WitnessClient(Witness witness, BoundedHttpPost posting, SealedTree tree) {
    /// Bound on a response: a few signature lines, with room for post-quantum ones.
    static final int MAX_ANSWER = Cosignatures.MAX_SIZE;

    private static final String SIZE_TYPE = "text/x.tlog.size";
    private static final int MAX_ROUNDS = 4;

    /// Asks for a cosignature.
    /// @param known the size that the witness is thought to have cosigned last; 0 when unknown
    /// @param wait bound on each exchange
    /// @throws IOException no response, or the tree cannot be read
    WitnessResponse ask(CheckpointOffer offer, long known, Duration wait) throws IOException, InterruptedException {
        long old = Math.min(known, offer.size());
        for (int round = 0; round < MAX_ROUNDS; round++) {
            byte[] request = new ConsistencyText(old, proof(old, offer), offer.note()).bytes();
            BoundedHttpPost.Reply reply =
                    posting.post(witness.addCheckpoint(), "text/plain; charset=utf-8", request, wait, MAX_ANSWER);
            WitnessResponse.Exchange exchange = new WitnessResponse.Exchange(request, reply.status(), reply.body());
            switch (reply.status()) {
                case 200 -> {
                    return cosigned(offer, reply.body());
                }
                case 422 -> {
                    return new WitnessResponse.Refused(
                            "the consistency proof from " + old + " was not accepted", exchange);
                }
                case 409 -> {
                    OptionalLong theirs = size(reply);
                    if (old == offer.size() && (theirs.isEmpty() || theirs.getAsLong() == old)) {
                        return new WitnessResponse.Refused("it has cosigned another root at size " + old, exchange);
                    }
                    if (theirs.isEmpty() || theirs.getAsLong() == old) {
                        return new WitnessResponse.Failed("conflict (409) that names no other size than " + old);
                    }
                    if (theirs.getAsLong() > offer.size()) {
                        return new WitnessResponse.Ahead(theirs.getAsLong(), exchange);
                    }
                    old = theirs.getAsLong();
                }
                default -> {
                    return new WitnessResponse.Failed("status " + reply.status());
                }
            }
        }
        return new WitnessResponse.Failed("it named another size " + MAX_ROUNDS + " times");
    }

    /// @throws IOException the archive cannot be read, or its tiles and segments do not give the signed root: then
    ///     a refusal would say nothing about the witness
    private ConsistencyProof proof(long old, CheckpointOffer offer) throws IOException {
        if (old == 0 || old == offer.size()) {
            return new ConsistencyProof(List.of());
        }
        HashReader hashes = tree.at(offer.size());
        if (!hashes.subtree(0, offer.size()).equals(offer.checkpoint().root())) {
            throw new IOException("the archive does not hold what checkpoint " + offer.size() + " signs");
        }
        return ConsistencyProof.of(old, offer.size(), hashes);
    }

    /// Lines of keys that nobody here knows are ignored; one of the witness's own that is bad is no response.
    private WitnessResponse cosigned(CheckpointOffer offer, byte[] body) {
        String text = new String(body, UTF_8);
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            try {
                NoteSignature signature = NoteSignature.parse(line);
                if (witness.key().matches(signature)) {
                    long time = Cosignature.verify(offer.note(), signature, witness.key());
                    return new WitnessResponse.Cosigned(signature, time);
                }
            } catch (MalformedException | InvalidSignatureException e) {
                return new WitnessResponse.Failed("its answer holds a line that is no good cosignature");
            }
        }
        return new WitnessResponse.Failed("its answer holds no cosignature by " + witness.key());
    }

    private static OptionalLong size(BoundedHttpPost.Reply reply) {
        String body = new String(reply.body(), US_ASCII);
        return reply.contentType().split(";", 2)[0].strip().equalsIgnoreCase(SIZE_TYPE)
                        && body.matches("(?:0|[1-9][0-9]{0,17})\n")
                ? OptionalLong.of(Long.parseLong(body.strip()))
                : OptionalLong.empty();
    }
}
