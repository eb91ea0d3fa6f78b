package io.chirograph.witness.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Cosignature;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.SigningException;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.proof.ConsistencyText;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// What a witness decides (c2sp.org/tlog-witness): cosigns a checkpoint of a log that it knows when it extends the
/// one cosigned before, and never two that contradict each other.
///
/// The commit point is [WitnessStateStore#put]: the head is durable before its cosignature leaves. One request for each
/// log at a time. Thread-safe.
public final class Cosigning {
    /// The largest request that is read, in bytes.
    static final int MAX_REQUEST = 128 << 10;

    private final Cosigner cosigner;
    private final Map<String, KnownLog> logs = new LinkedHashMap<>();
    private final WitnessStateStore heads;
    private final InstantSource clock;

    private record KnownLog(List<VerifierKey> keys, ReentrantLock lock) {}

    /// What is answered.
    @SuppressWarnings("ArrayRecordComponent") // the bytes are handed on, never compared
    record Response(int status, String contentType, byte[] body) {
        static Response text(int status, String text) {
            return new Response(status, "text/plain; charset=utf-8", (text + "\n").getBytes(UTF_8));
        }
    }

    /// @param known keys of the logs; a key's name is its log's origin
    public Cosigning(Cosigner cosigner, Collection<VerifierKey> known, WitnessStateStore heads, InstantSource clock) {
        this.cosigner = cosigner;
        this.heads = heads;
        this.clock = clock;
        for (VerifierKey key : known) {
            logs.computeIfAbsent(key.name(), origin -> new KnownLog(new ArrayList<>(), new ReentrantLock()))
                    .keys()
                    .add(key);
        }
    }

    /// Answers `add-checkpoint`.
    /// @throws IOException the head could not be read or made durable: nothing is cosigned
    Response add(byte[] body) throws IOException, SigningException {
        if (body.length > MAX_REQUEST) {
            return Response.text(400, "a request of more than " + MAX_REQUEST + " bytes");
        }
        ConsistencyText request;
        Checkpoint offered;
        try {
            request = ConsistencyText.parse(body);
            offered = Checkpoint.parse(request.checkpoint().text());
        } catch (MalformedException e) {
            return Response.text(400, String.valueOf(e.getMessage()));
        }
        if (!Arrays.equals(request.bytes(), body) || request.from() > offered.size()) {
            return Response.text(400, "not a request, or its old size is beyond the checkpoint's");
        }
        KnownLog log = logs.get(offered.origin());
        if (log == null) {
            return Response.text(404, "unknown log");
        }
        try {
            Checkpoint unused = SignedNote.open(request.checkpoint().bytes(), offered.origin(), log.keys());
        } catch (MalformedException | InvalidSignatureException e) {
            return Response.text(403, "no valid signature by a known key of the log");
        }
        log.lock().lock();
        try {
            return decide(request, offered, body);
        } finally {
            log.lock().unlock();
        }
    }

    private Response decide(ConsistencyText request, Checkpoint offered, byte[] body)
            throws IOException, SigningException {
        Checkpoint head = heads.head(offered.origin())
                .orElseGet(() -> new Checkpoint(offered.origin(), 0, TreeHasher.emptyRoot()));
        if (request.from() != head.size()) {
            return conflict(head);
        }
        if (offered.size() == head.size() && !offered.root().equals(head.root())) {
            heads.refuse(offered.origin(), body);
            return conflict(head);
        }
        if (!isConsistent(request, head, offered)) {
            heads.refuse(offered.origin(), body);
            return Response.text(422, "the consistency proof does not verify");
        }
        NoteSignature line = cosigner.cosign(offered, clock.instant().getEpochSecond());
        if (offered.size() > head.size()) {
            Stream<NoteSignature> theirs =
                    request.checkpoint().signatures().stream().limit(SignedNote.MAX_SIGNATURES - 1);
            List<NoteSignature> lines = Stream.concat(theirs, Stream.of(line)).toList();
            heads.put(offered.origin(), new SignedNote(request.checkpoint().text(), lines));
        }
        return new Response(200, "text/plain; charset=utf-8", Cosignature.encode(line));
    }

    /// From nothing every tree is an extension, and no proof goes with it.
    private static boolean isConsistent(ConsistencyText request, Checkpoint head, Checkpoint offered) {
        if (head.size() == 0) {
            return request.proof().hashes().isEmpty()
                    && (offered.size() > 0 || offered.root().equals(TreeHasher.emptyRoot()));
        }
        return request.proof().verify(head.size(), head.root(), offered.size(), offered.root());
    }

    private static Response conflict(Checkpoint head) {
        return new Response(409, "text/x.tlog.size", (head.size() + "\n").getBytes(US_ASCII));
    }
}
