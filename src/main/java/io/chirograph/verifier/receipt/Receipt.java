package io.chirograph.verifier.receipt;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.KeyType;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.proof.InclusionProof;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/// A log's signed promise that an event stands at a position of it.
///
/// ```text
/// <origin>+<id of the log's first key, 8 hex digits>+<base64 of the body>
///
///   0   1  version, 1
///   1   1  place: 0, the position is exact; others are reserved
///   2  16  id of the call, or of the event where it is about no call
///  18   8  position
///  26   8  time of the event, milliseconds since 1970
///  34  32  SHA-256 of the request's body
///  66  32  leaf hash of the event
///  98  32  receipt key (Ed25519)
/// 130   4  id of the log's key that endorses the receipt key
/// 134  64  endorsement: signature of that key over [#endorsed]
/// 198   2  number of promises that were signed together, 1 to 512
/// 200   2  index of this one among them
/// 202  64  signature of the receipt key over [#signed]
/// 266 32k  siblings of this promise on the way to their root, the lowest first (RFC 9162 section 2.1.3)
/// ```
///
/// Numbers are big-endian. One receipt has one spelling. A receipt that was parsed is not yet verified. Immutable.
public final class Receipt {
    /// The longest text that is looked at.
    public static final int MAX_LENGTH = 1024;

    /// How many promises one signature may carry: as many as one request may record.
    public static final int LARGEST_BATCH = 512;

    /// What is promised, up to the batch that it was signed in.
    static final int PROMISE = 198;

    /// A receipt that was signed alone.
    static final int SIZE = 266;

    static final byte VERSION = 1;
    static final byte EXACT = 0;

    private static final int ID = 2;
    private static final int POSITION = 18;
    private static final int TIME = 26;
    private static final int REQUEST = 34;
    private static final int LEAF = 66;
    static final int KEY = 98;
    private static final int ENDORSER = 130;
    private static final int ENDORSEMENT = 134;
    private static final int BATCH = PROMISE;
    private static final int INDEX = 200;
    private static final int SIGNATURE = 202;
    private static final int KEY_SIZE = 32;

    /// 9999-12-31T23:59:59.999Z
    private static final long LATEST = 253_402_300_799_999L;

    private final String origin;
    private final int logKey;
    private final byte[] body;
    private final VerifierKey key;

    private Receipt(String origin, int logKey, byte[] body, VerifierKey key) {
        this.origin = origin;
        this.logKey = logKey;
        this.body = body;
        this.key = key;
    }

    /// @throws MalformedException it is no receipt, or is spelt in another way than the one
    public static Receipt parse(String text) throws MalformedException {
        if (text.length() > MAX_LENGTH) {
            throw new MalformedException("a receipt of " + text.length() + " characters is beyond " + MAX_LENGTH);
        }
        String[] parts = text.split("\\+", 3);
        if (parts.length != 3 || !Text.isKeyName(parts[0]) || !isKeyId(parts[1])) {
            throw new MalformedException("a receipt is origin+id+body: " + Text.quote(text));
        }
        byte[] body = Text.base64(parts[2]);
        if (body.length < SIZE) {
            throw new MalformedException("the body of a receipt has at least " + SIZE + " bytes, not " + body.length);
        }
        if (body[0] != VERSION || body[1] != EXACT) {
            throw new MalformedException("a receipt of version " + body[0] + " and place " + body[1]
                    + "; known are version " + VERSION + " and place " + EXACT);
        }
        ByteBuffer read = ByteBuffer.wrap(body);
        if (read.getLong(POSITION) < 0 || read.getLong(TIME) < 0 || read.getLong(TIME) > LATEST) {
            throw new MalformedException("a receipt with a position or a time out of bounds");
        }
        int batch = read.getShort(BATCH);
        int index = read.getShort(INDEX);
        if (batch < 1 || batch > LARGEST_BATCH || index < 0 || index >= batch) {
            throw new MalformedException("promise " + index + " of " + batch + " that were signed together; at most "
                    + LARGEST_BATCH + " are");
        }
        int whole = SIZE + InclusionProof.length(index, batch) * Hash.SIZE;
        if (body.length != whole) {
            throw new MalformedException(
                    "the body of receipt " + index + " of " + batch + " has " + whole + " bytes, not " + body.length);
        }
        VerifierKey key = key(parts[0], Arrays.copyOfRange(body, KEY, KEY + KEY_SIZE));
        return new Receipt(parts[0], HexFormat.fromHexDigits(parts[1]), body, key);
    }

    private static boolean isKeyId(String text) {
        return text.length() == 8 && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /// The name of a log's receipt keys.
    public static String keyName(String origin) {
        return origin + "/receipts";
    }

    private static VerifierKey key(String origin, byte[] key) throws MalformedException {
        return VerifierKey.of(keyName(origin), KeyType.ED25519, key);
    }

    /// What a log's key signs to endorse a receipt key. Never a checkpoint: no origin has a space.
    static byte[] endorsed(String log, VerifierKey key) {
        return ("chirograph receipt key v1\n" + log + "\n" + key.encode() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// What a receipt key signs: a line, the log, how many promises, and the root of their tree.
    static byte[] signed(String log, int promises, Hash root) {
        byte[] head = ("chirograph receipt v1\n" + log + "\n").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(head.length + Short.BYTES + Hash.SIZE)
                .put(head)
                .putShort((short) promises)
                .put(root.bytes())
                .array();
    }

    static String log(String origin, int logKey) {
        return origin + "+" + HexFormat.of().toHexDigits(logKey);
    }

    public String origin() {
        return origin;
    }

    /// The log's id in an archive.
    public String logId() {
        return origin.substring(origin.lastIndexOf('/') + 1) + "-"
                + HexFormat.of().toHexDigits(logKey);
    }

    /// The id of the log's first key.
    public int logKey() {
        return logKey;
    }

    /// Of the call, or of the event where it is about no call.
    public UUID id() {
        ByteBuffer read = ByteBuffer.wrap(body);
        return new UUID(read.getLong(ID), read.getLong(ID + Long.BYTES));
    }

    public long position() {
        return ByteBuffer.wrap(body).getLong(POSITION);
    }

    public Instant time() {
        return Instant.ofEpochMilli(ByteBuffer.wrap(body).getLong(TIME));
    }

    /// SHA-256 over the request's body.
    public Hash request() {
        return Hash.of(body, REQUEST);
    }

    public Hash leaf() {
        return Hash.of(body, LEAF);
    }

    /// The receipt key.
    public VerifierKey key() {
        return key;
    }

    /// The id of the log's key that endorses the receipt key.
    public int endorser() {
        return ByteBuffer.wrap(body).getInt(ENDORSER);
    }

    /// Whether a log's key endorses the receipt key.
    public boolean isEndorsedBy(VerifierKey by) {
        return by.type() == KeyType.ED25519
                && by.verify(endorsed(log(origin, logKey), key), Arrays.copyOfRange(body, ENDORSEMENT, PROMISE));
    }

    /// Whether the receipt key signed it, alone or with others.
    public boolean isSigned() {
        ByteBuffer read = ByteBuffer.wrap(body);
        int batch = read.getShort(BATCH);
        List<Hash> path = new ArrayList<>();
        for (int at = SIZE; at < body.length; at += Hash.SIZE) {
            path.add(Hash.of(body, at));
        }
        Hash root = new InclusionProof(read.getShort(INDEX), path).root(TreeHasher.leaf(body, 0, PROMISE), batch);
        return root != null
                && key.verify(signed(log(origin, logKey), batch, root), Arrays.copyOfRange(body, SIGNATURE, SIZE));
    }

    @Override
    public String toString() {
        return log(origin, logKey) + "+" + Text.base64(body);
    }
}
