package io.chirograph.exporter.keys;

import io.chirograph.support.disk.DurableFiles;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.MlDsa44Signer;
import io.chirograph.tlog.note.NoteSigner;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/// A log's private key in a file: Ed25519, or ML-DSA-44 for the second signature.
///
/// PKCS#8, PEM, readable by its owner alone, encrypted where there is a passphrase.
public final class SigningKeyFile {
    private static final String PLAIN = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final int MAX_BYTES = 8192;

    private SigningKeyFile() {}

    /// Writes a new key. On return it is durable; a file that exists is never touched.
    /// @throws java.nio.file.FileAlreadyExistsException there is a file of that name
    public static void generate(Path file, Passphrase passphrase) throws IOException {
        write(file, newKey(), passphrase);
    }

    public static void generateSecond(Path file, Passphrase passphrase) throws IOException {
        try {
            write(file, MlDsa44Signer.generate("new", new SecureRandom()).pkcs8(), passphrase);
        } catch (MalformedException e) {
            throw new IllegalStateException("a new key cannot be named", e);
        }
    }

    static void write(Path file, byte[] pkcs8, Passphrase passphrase) throws IOException {
        StringWriter pem = new StringWriter();
        try (PemWriter writer = new PemWriter(pem)) {
            writer.writeObject(
                    passphrase.isSet()
                            ? new PemObject(ENCRYPTED, EncryptedKey.encrypt(pkcs8, passphrase.read()))
                            : new PemObject(PLAIN, pkcs8));
        }
        DurableFiles.create(file, pem.toString().getBytes(StandardCharsets.US_ASCII), DurableFiles.OWNER_ONLY);
    }

    /// The key in `file`, as the signer of the log `origin`.
    /// @param passphrase asked for only where the key is encrypted
    /// @throws IOException naming the file, when it cannot be read or holds no such key
    public static NoteSigner load(Path file, String origin, Passphrase passphrase) throws IOException {
        return load(file, origin, passphrase, Ed25519Signer::ofPkcs8);
    }

    /// The ML-DSA-44 key in `file`, as the second signer of the log `origin`.
    /// @throws IOException naming the file, when it cannot be read or holds no such key
    public static NoteSigner loadSecond(Path file, String origin, Passphrase passphrase) throws IOException {
        return load(file, origin, passphrase, MlDsa44Signer::ofPkcs8);
    }

    @FunctionalInterface
    private interface Form {
        NoteSigner signer(String name, byte[] pkcs8) throws MalformedException;
    }

    private static NoteSigner load(Path file, String origin, Passphrase passphrase, Form form) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            throw new IOException("signing key " + file + " is no file of at most " + MAX_BYTES + " bytes");
        }
        String pem = Files.readString(file, StandardCharsets.US_ASCII).strip();
        try (PemReader reader = new PemReader(new StringReader(pem))) {
            PemObject key = pem.startsWith("-----BEGIN ") ? reader.readPemObject() : null;
            if (key != null && key.getType().equals(PLAIN)) {
                return form.signer(origin, key.getContent());
            }
            if (key != null && key.getType().equals(ENCRYPTED)) {
                return form.signer(origin, EncryptedKey.decrypt(key.getContent(), passphrase.read()));
            }
        } catch (MalformedException | RuntimeException | IOException e) {
            throw new IOException("signing key " + file + " for " + origin + ": " + e.getMessage(), e);
        }
        throw new IOException("signing key " + file + " is no PEM file that begins with -----BEGIN " + PLAIN
                + "----- or -----BEGIN " + ENCRYPTED + "-----");
    }

    private static byte[] newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
    }
}
