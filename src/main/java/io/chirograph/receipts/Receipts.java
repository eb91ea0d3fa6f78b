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
import io.chirograph.verifier.receipt.ReceiptMaker;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Promises callers that what was recorded of them stands in the log.
///
/// Signs with a key that lives as long as the process, never leaves it, and is endorsed by the log's own. Thread-safe.
public final class Receipts implements AnnouncedKey {
    /// The response header that carries a receipt.
    public static final String HEADER = "Chirograph-Receipt";

    private final ReceiptMaker maker;
    private volatile Batch open = new Batch();

    private Receipts(ReceiptMaker maker) {
        this.maker = maker;
    }

    /// Makes a key and has it endorsed.
    /// @param first the key that the log began with
    /// @param newest the log's key now
    public static Receipts start(VerifierKey first, NoteSigner newest) throws SigningException {
        try {
            var signer = Ed25519Signer.generate(Receipt.keyName(first.name()), new SecureRandom());
            return new Receipts(new ReceiptMaker(first, newest, signer));
        } catch (MalformedException e) {
            throw new IllegalStateException("a new receipt key cannot be named", e);
        }
    }

    @Override
    public String vkey() {
        return maker.key().encode();
    }

    /// The promise of a receipt for an event that is durable.
    /// @param id of the call, or of the event where it is about no call
    /// @param request SHA-256 over the body that came, 32 bytes
    /// @param leaf the event's leaf hash
    public Promise promise(UUID id, byte[] request, long position, Instant time, Hash leaf) {
        byte[] promise = maker.promise(id, position, time, request, leaf);
        while (true) {
            Batch batch = open;
            int index = batch.add(promise);
            if (index >= 0) {
                return new Promise(batch, index);
            }
            close(batch);
        }
    }

    /// What is promised from now on goes into another batch.
    private synchronized void close(Batch batch) {
        if (open == batch) {
            open = new Batch();
        }
    }

    /// The same for what was just recorded.
    public Promise promise(UUID id, byte[] request, Recorded recorded) {
        Event event = recorded.event();
        return promise(id, request, recorded.position(), event.time(), TreeHasher.leaf(event.canonical()));
    }

    /// The same.
    /// @param request plain SHA-256 over the body that came, whatever the event says of it
    public Promise promise(UUID id, Digest request, Recorded recorded) {
        return promise(id, HexFormat.of().parseHex(request.value()), recorded);
    }

    /// What will be a receipt when it is first needed: it is signed then, with all that wait for theirs. Thread-safe.
    public static final class Promise implements Supplier<String> {
        private final Batch batch;
        private final int index;

        private Promise(Batch batch, int index) {
            this.batch = batch;
            this.index = index;
        }

        /// The receipt.
        @Override
        public String get() {
            return batch.signed().receipt(index);
        }
    }

    /// Promises that are signed together, by the one who first needs a receipt.
    private final class Batch {
        private final List<byte[]> promises = new ArrayList<>();
        private ReceiptMaker.@Nullable Batch signed;

        /// The promise's index; -1 where no more is taken.
        synchronized int add(byte[] promise) {
            if (signed != null || promises.size() == Receipt.LARGEST_BATCH) {
                return -1;
            }
            promises.add(promise);
            return promises.size() - 1;
        }

        ReceiptMaker.Batch signed() {
            close(this); // nobody new waits for this signature
            synchronized (this) {
                if (signed == null) {
                    signed = maker.sign(promises);
                    promises.clear();
                }
                return signed;
            }
        }
    }
}
