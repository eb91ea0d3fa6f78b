package io.chirograph.content.envelope;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Writes one AuthEnvelopedData as it is given its plaintext. One thread.
///
/// BER with indefinite lengths, as the length is not known at its beginning: the ciphertext is a run of octet strings
/// of
/// at most [#CHUNK] bytes. The key lives here alone, and is forgotten at the end.
final class EnvelopeStream extends OutputStream {
    static final int KEY = 32;
    static final int NONCE = 12;
    static final int TAG = 16;
    static final int CHUNK = 32 << 10;

    private static final int SMALLEST = 2 << 10;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] TAGGED_0 = {(byte) 0xA0, (byte) 0x80};
    private static final byte[] END = {0, 0};

    /// ContentInfo of type id-ct-authEnvelopedData, and AuthEnvelopedData with version 0, to its recipients.
    private static final byte[] BEGIN =
            HexFormat.of().parseHex("3080" + "060b2a864886f70d0109100117" + "a080" + "3080" + "020100");

    /// EncryptedContentInfo of type id-data, to the nonce in the parameters of AES-256-GCM; and what is behind it.
    private static final byte[] CONTENT = HexFormat.of()
            .parseHex("3080" + "06092a864886f70d010701" + "301e" + "060960864801650304012e" + "3011" + "040c");
    private static final byte[] TAG_LENGTH = {2, 1, TAG};

    private final OutputStream to;
    private final boolean closesTo;
    private final Cipher cipher;
    private byte[] waiting = new byte[SMALLEST];
    private int count;
    private boolean failed;
    private boolean closed;

    /// Wraps the content key for all recipients of an envelope.
    interface Wrapping {
        /// @return the recipients' entries in DER
        List<byte[]> wrap(SecretKey content) throws GeneralSecurityException, IOException;
    }

    /// @param closesTo whether closing this closes what it writes to: an envelope around this one
    EnvelopeStream(Wrapping wrapping, OutputStream to, boolean closesTo) throws IOException {
        this.to = to;
        this.closesTo = closesTo;
        byte[] random = new byte[KEY + NONCE];
        RANDOM.nextBytes(random);
        SecretKey key = new SecretKeySpec(random, 0, KEY, "AES");
        byte[] nonce = Arrays.copyOfRange(random, KEY, KEY + NONCE);
        Arrays.fill(random, (byte) 0);
        try {
            cipher = KeyWrap.cipher("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG * 8, nonce));
            begin(wrapping.wrap(key), nonce);
        } catch (GeneralSecurityException e) {
            throw new IOException("content cannot be encrypted: " + e.getMessage(), e);
        }
    }

    private void begin(List<byte[]> recipients, byte[] nonce) throws IOException {
        int length = 0;
        for (byte[] each : recipients) {
            length += each.length;
        }
        to.write(BEGIN);
        to.write(new byte[] {
            0x31, (byte) 0x84, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        });
        for (byte[] each : recipients) {
            to.write(each);
        }
        to.write(CONTENT);
        to.write(nonce);
        to.write(TAG_LENGTH);
        to.write(TAGGED_0);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed || failed) {
            throw new IOException("the envelope is at its end");
        }
        int at = offset;
        int left = length;
        while (left > 0) {
            if (count == waiting.length) {
                makeRoom();
            }
            int taken = Math.min(left, waiting.length - count);
            System.arraycopy(bytes, at, waiting, count, taken);
            count += taken;
            at += taken;
            left -= taken;
        }
    }

    private void makeRoom() throws IOException {
        if (waiting.length < CHUNK) {
            byte[] larger = Arrays.copyOf(waiting, Math.min(CHUNK, waiting.length * 4));
            Arrays.fill(waiting, (byte) 0);
            waiting = larger;
        } else {
            octets(cipher.update(waiting, 0, count));
            count = 0;
        }
    }

    private void octets(byte @Nullable [] encrypted) throws IOException {
        octets(encrypted, encrypted == null ? 0 : encrypted.length);
    }

    private void octets(byte @Nullable [] encrypted, int length) throws IOException {
        if (encrypted == null || length == 0) {
            return;
        }
        boolean isDone = false;
        try {
            to.write(4);
            if (length < 0x80) {
                to.write(length);
            } else {
                to.write(new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length});
            }
            to.write(encrypted, 0, length);
            isDone = true;
        } finally {
            failed |= !isDone;
        }
    }

    @Override
    public void flush() {
        // what is encrypted goes out in chunks
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (failed) {
                throw new IOException("the envelope broke off: writing it failed");
            }
            byte[] last = cipher.doFinal(waiting, 0, count);
            octets(last, last.length - TAG);
            to.write(END);
            to.write(END);
            to.write(new byte[] {4, TAG});
            to.write(last, last.length - TAG, TAG);
            to.write(END);
            to.write(END);
            to.write(END);
        } catch (GeneralSecurityException e) {
            throw new IOException("content cannot be encrypted: " + e.getMessage(), e);
        } finally {
            Arrays.fill(waiting, (byte) 0);
        }
        if (closesTo) {
            to.close();
        }
    }
}
