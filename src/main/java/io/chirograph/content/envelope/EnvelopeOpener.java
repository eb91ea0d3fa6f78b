package io.chirograph.content.envelope;

import io.chirograph.content.envelope.ContentSealer.Inside;
import io.chirograph.content.envelope.EnvelopeException.Reason;
import io.chirograph.content.keys.SubjectKey;
import io.chirograph.support.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/// Opens envelopes for one recipient. Thread-safe.
///
/// Nothing is given out before the tag of every envelope, the outer and those inside it, has been checked. Until then
/// plaintext waits in memory up to 1 MiB, else in a file of mode 0600 that has no name.
public final class EnvelopeOpener {
    private static final int PIECE = 32 << 10;
    private static final int LONGEST_LINE = 64 << 10;
    private static final int DEEPEST = 1 + CmsSealer.MOST_SUBJECTS;
    private static final int ENVELOPE = 0x30;
    private static final String DAMAGED = "it is no CMS AuthEnvelopedData, or a byte of it was changed";

    private final RecipientKey own;
    private final IssuerAndSerialNumber name;

    private EnvelopeOpener(RecipientKey own) {
        this.own = own;
        this.name = KeyWrap.name(own.recipient().certificate());
    }

    /// Where the keys of subjects are asked for by their ids.
    public interface SubjectKeys {
        /// Empty where there is no such key, or no longer.
        Optional<SubjectKey> find(String id) throws IOException;
    }

    /// @throws IllegalArgumentException the key does not go with the certificate, or is of no kind that opens
    public static EnvelopeOpener of(PrivateKey key, X509Certificate certificate) {
        return new EnvelopeOpener(RecipientKey.of(key, certificate));
    }

    /// @param keyFile PKCS#8 in PEM, without a passphrase
    /// @param certificateFile PEM
    /// @throws IOException one of them cannot be read, or they do not go together
    public static EnvelopeOpener read(Path keyFile, Path certificateFile) throws IOException {
        return new EnvelopeOpener(RecipientKey.read(keyFile, certificateFile));
    }

    /// The id of the recipient that it opens for.
    public String recipient() {
        return own.recipient().id();
    }

    /// Opens an envelope, and those inside it.
    /// @param directory for plaintext that is too large for memory; must exist
    /// @throws EnvelopeException it stays closed
    /// @throws IOException reading it failed, or writing to the directory
    public Opened open(InputStream envelope, SubjectKeys subjects, Path directory)
            throws IOException, EnvelopeException {
        Held held = decrypt(envelope, this::ownKey, directory);
        boolean isOpen = false;
        try {
            for (int depth = 1; first(held) == ENVELOPE; depth++) {
                if (depth == DEEPEST) {
                    throw EnvelopeHead.damaged("it holds more than " + DEEPEST + " envelopes, one in the other");
                }
                Held outer = held;
                try (outer;
                        InputStream inner = outer.read()) {
                    held = decrypt(inner, infos -> subjectKey(infos, subjects), directory);
                }
            }
            Opened opened = opened(held);
            isOpen = true;
            return opened;
        } finally {
            if (!isOpen) {
                held.close();
            }
        }
    }

    private interface Unwrapping {
        byte[] key(List<RecipientInfo> infos) throws GeneralSecurityException, IOException, EnvelopeException;
    }

    private byte[] ownKey(List<RecipientInfo> infos) throws GeneralSecurityException, IOException, EnvelopeException {
        for (RecipientInfo info : infos) {
            Optional<byte[]> key = KeyWrap.unwrap(info, name, own.key());
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw new EnvelopeException(Reason.NOT_A_RECIPIENT, "it is not encrypted to " + recipient());
    }

    private static byte[] subjectKey(List<RecipientInfo> infos, SubjectKeys subjects)
            throws GeneralSecurityException, IOException, EnvelopeException {
        List<String> ids = new ArrayList<>();
        for (RecipientInfo info : infos) {
            if (info.getInfo() instanceof KEKRecipientInfo kek) {
                String id = HexFormat.of()
                        .formatHex(kek.getKekid().getKeyIdentifier().getOctets());
                Optional<SubjectKey> key = find(id, subjects);
                if (key.isPresent()) {
                    return KeyWrap.unwrap(kek, key.get());
                }
                ids.add(id);
            }
        }
        throw new EnvelopeException(Reason.SUBJECT_KEY_GONE, "no key is there for " + String.join(", ", ids));
    }

    private static Optional<SubjectKey> find(String id, SubjectKeys subjects) {
        try {
            return subjects.find(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws EnvelopeException nothing of the plaintext is left then
    private static Held decrypt(InputStream envelope, Unwrapping keys, Path directory)
            throws IOException, EnvelopeException {
        Held held = new Held(directory);
        boolean isWhole = false;
        try {
            decrypt(new Source(envelope), keys, held);
            isWhole = true;
            return held;
        } catch (UncheckedIOException ours) {
            throw Objects.requireNonNull(ours.getCause());
        } catch (IOException | GeneralSecurityException | InvalidCipherTextException e) {
            throw new EnvelopeException(Reason.DAMAGED, DAMAGED, e);
        } catch (RuntimeException | StackOverflowError e) {
            // BouncyCastle's readers throw both on bytes that are no message
            throw new EnvelopeException(Reason.DAMAGED, DAMAGED, e);
        } finally {
            if (!isWhole) {
                held.close();
            }
        }
    }

    private static void decrypt(Source source, Unwrapping keys, Held held)
            throws IOException, EnvelopeException, GeneralSecurityException, InvalidCipherTextException {
        EnvelopeHead head = EnvelopeHead.read(source);
        byte[] key = keys.key(head.recipients());
        GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
        cipher.init(false, new AEADParameters(new KeyParameter(key), EnvelopeStream.TAG * 8, head.nonce()));
        byte[] in = new byte[PIECE];
        byte[] out = new byte[PIECE + 2 * EnvelopeStream.TAG];
        for (int count = head.ciphertext().read(in);
                count >= 0;
                count = head.ciphertext().read(in)) {
            hold(held, out, cipher.processBytes(in, 0, count, out, 0));
        }
        byte[] tag = head.tag(source);
        hold(held, out, cipher.processBytes(tag, 0, tag.length, out, 0));
        hold(held, out, cipher.doFinal(out, 0));
    }

    private static void hold(Held held, byte[] bytes, int count) {
        try {
            held.write(bytes, 0, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int first(Held held) throws IOException {
        try (InputStream in = held.read()) {
            return in.read();
        }
    }

    private static Opened opened(Held held) throws IOException, EnvelopeException {
        byte[] begin;
        try (InputStream in = held.read()) {
            begin = in.readNBytes(LONGEST_LINE);
        }
        int end = 0;
        while (end < begin.length && begin[end] != '\n') {
            end++;
        }
        if (end == begin.length) {
            throw EnvelopeHead.damaged("it does not say whose content it is");
        }
        try {
            return new Opened(StrictJson.read(Arrays.copyOf(begin, end), Inside.class), held, end + 1);
        } catch (IllegalArgumentException e) {
            throw new EnvelopeException(Reason.DAMAGED, "it does not say whose content it is", e);
        }
    }
}
