package io.chirograph.exporter;

import io.chirograph.tlog.Ed25519Signer;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.NoteSigner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;

/// A log's private key in a file: Ed25519, PKCS#8, PEM, readable by its owner alone.
public final class SigningKeyFile {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int MAX_BYTES = 8192;

    private SigningKeyFile() {}

    /// Writes a new key. On return it is durable; a file that exists is never touched.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException there is a file of that name
    public static void generate(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer pem = ByteBuffer.wrap(newKey().getBytes(StandardCharsets.US_ASCII));
            while (pem.hasRemaining()) {
                channel.write(pem);
            }
            channel.force(true);
        }
        if (directory != null) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /// The key in `file`, as the signer of the log `origin`.
    ///
    /// @throws IOException naming the file, when it cannot be read or holds no such key
    public static NoteSigner load(Path file, String origin) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            throw new IOException("signing key " + file + " is no file of at most " + MAX_BYTES + " bytes");
        }
        String pem = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (!pem.startsWith(BEGIN) || !pem.endsWith(END) || pem.length() < BEGIN.length() + END.length()) {
            throw new IOException("signing key " + file + " is no PEM file that begins with " + BEGIN);
        }
        try {
            byte[] pkcs8 = Base64.getMimeDecoder().decode(pem.substring(BEGIN.length(), pem.length() - END.length()));
            return Ed25519Signer.ofPkcs8(origin, pkcs8);
        } catch (MalformedException | IllegalArgumentException e) {
            throw new IOException("signing key " + file + " for " + origin + ": " + e.getMessage(), e);
        }
    }

    private static String newKey() {
        try {
            byte[] pkcs8 = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            return BEGIN + "\n" + Base64.getEncoder().encodeToString(pkcs8) + "\n" + END + "\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
    }
}
