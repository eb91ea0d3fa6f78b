package io.chirograph.verifier.receipt;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.Text;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.NoteSigner;
import io.chirograph.tlog.note.SigningException;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.tlog.proof.InclusionProof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Makes receipts with one receipt key. One signature serves for all promises that are signed together, as the root of
/// their tree; a promise costs some hashes. Thread-safe.
public final class ReceiptMaker {
    private final Ed25519Signer signer;
    private final String log;
    private final byte[] constant;

    /// @param first the key that the log began with
    /// @param endorser the log's key now
    /// @param signer of the name [Receipt#keyName]
    public ReceiptMaker(VerifierKey first, NoteSigner endorser, Ed25519Signer signer) throws SigningException {
        this.signer = signer;
        this.log = Receipt.log(first.name(), first.id());
        this.constant = ByteBuffer.allocate(Receipt.PROMISE - Receipt.KEY)
                .put(signer.verifierKey().key())
                .putInt(endorser.verifierKey().id())
                .put(endorser.sign(Receipt.endorsed(log, signer.verifierKey())))
                .array();
    }

    public VerifierKey key() {
        return signer.verifierKey();
    }

    /// What is promised, unsigned.
    /// @param request SHA-256 over the request's body
    /// @param leaf of the event as the log has it
    public byte[] promise(UUID id, long position, Instant time, byte[] request, Hash leaf) {
        return ByteBuffer.allocate(Receipt.PROMISE)
                .put(Receipt.VERSION)
                .put(Receipt.EXACT)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(position)
                .putLong(time.toEpochMilli())
                .put(request, 0, Hash.SIZE)
                .put(leaf.bytes())
                .put(constant)
                .array();
    }

    /// Signs promises, which must not change afterwards.
    /// @param promises 1 to [Receipt#LARGEST_BATCH]
    public Batch sign(List<byte[]> promises) {
        var tree = new Tree(promises);
        byte[] signature = signer.signUnchecked(Receipt.signed(log, promises.size(), tree.root()));
        return new Batch(log + "+", List.copyOf(promises), tree, signature);
    }

    /// Promises with one signature. Immutable.
    public static final class Batch {
        private final String prefix;
        private final List<byte[]> promises;
        private final Tree tree;
        private final byte[] signature;

        private Batch(String prefix, List<byte[]> promises, Tree tree, byte[] signature) {
            this.prefix = prefix;
            this.promises = promises;
            this.tree = tree;
            this.signature = signature;
        }

        /// The receipt of the promise at `index`.
        public String receipt(int index) {
            List<Hash> path = tree.path(index);
            ByteBuffer body = ByteBuffer.allocate(Receipt.SIZE + path.size() * Hash.SIZE)
                    .put(promises.get(index))
                    .putShort((short) promises.size())
                    .putShort((short) index)
                    .put(signature);
            path.forEach(hash -> body.put(hash.bytes()));
            return prefix + Text.base64(body.array());
        }
    }

    /// The hashes of all perfect subtrees, by height.
    private static final class Tree implements HashReader {
        private final int size;
        private final List<Hash[]> levels = new ArrayList<>();

        Tree(List<byte[]> promises) {
            size = promises.size();
            Hash[] level = promises.stream().map(TreeHasher::leaf).toArray(Hash[]::new);
            while (level.length > 0) {
                levels.add(level);
                Hash[] below = level;
                level = new Hash[below.length / 2];
                for (int i = 0; i < level.length; i++) {
                    level[i] = TreeHasher.node(below[2 * i], below[2 * i + 1]);
                }
            }
        }

        @Override
        public Hash node(int height, long index) {
            return levels.get(height)[(int) index];
        }

        Hash root() {
            try {
                return subtree(0, size);
            } catch (IOException e) {
                throw new IllegalStateException("hashes in memory cannot be read", e);
            }
        }

        List<Hash> path(int index) {
            try {
                return InclusionProof.of(index, size, this).hashes();
            } catch (IOException e) {
                throw new IllegalStateException("hashes in memory cannot be read", e);
            }
        }
    }
}
