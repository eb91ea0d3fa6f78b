package io.chirograph.receipts;

import io.chirograph.event.Event;
import io.chirograph.event.encoding.Digest;
import io.chirograph.recording.AnnouncedKey;
import io.chirograph.recording.Recorded;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.NoteSigner;
import io.chirograph.tlog.note.SigningException;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.receipt.Receipt;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/// Promises callers that what was recorded of them stands in the log.
///
/// Signs with a key that lives as long as the process, never leaves it, and is endorsed by the log's own. Thread-safe.
public final class Receipts implements AnnouncedKey {
    /// The response header that carries a receipt.
    public static final String HEADER = "Chirograph-Receipt";

    private final Receipt.Maker maker;

    private Receipts(Receipt.Maker maker) {
        this.maker = maker;
    }

    /// Makes a key and has it endorsed.
    /// @param first the key that the log began with
    /// @param newest the log's key now
    public static Receipts start(VerifierKey first, NoteSigner newest) throws SigningException {
        try {
            var signer = Ed25519Signer.generate(Receipt.keyName(first.name()), new SecureRandom());
            return new Receipts(new Receipt.Maker(first, newest, signer));
        } catch (MalformedException e) {
            throw new IllegalStateException("a new receipt key cannot be named", e);
        }
    }

    @Override
    public String vkey() {
        return maker.key().encode();
    }

    /// A receipt for an event that is durable.
    /// @param id of the call, or of the event where it is about no call
    /// @param request SHA-256 over the body that came, 32 bytes
    /// @param leaf the event's leaf hash
    public String of(UUID id, byte[] request, long position, Instant time, Hash leaf) {
        return maker.make(id, position, time, request, leaf);
    }

    /// The same for what was just recorded.
    public String of(UUID id, byte[] request, Recorded recorded) {
        Event event = recorded.event();
        return of(id, request, recorded.position(), event.time(), TreeHasher.leaf(event.canonical()));
    }

    /// The same.
    /// @param request plain SHA-256 over the body that came, whatever the event says of it
    public String of(UUID id, Digest request, Recorded recorded) {
        return of(id, HexFormat.of().parseHex(request.value()), recorded);
    }
}
