package io.chirograph.witness.server;

import io.chirograph.support.disk.DurableFiles;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Cosigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// A witness's private key in a file: Ed25519, PKCS#8, PEM, readable by its owner alone.
final class WitnessKeyFile {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int MAX_BYTES = 8192;

    private WitnessKeyFile() {}

    /// The key in `file`, which is made, durably, when there is none.
    /// @param name the witness's name
    /// @throws IOException naming the file
    static Cosigner loadOrMake(Path file, String name) throws IOException {
        if (!Files.exists(file)) {
            make(file);
        }
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            throw new IOException("witness key " + file + " is no file of at most " + MAX_BYTES + " bytes");
        }
        String pem = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (!pem.startsWith(BEGIN) || !pem.endsWith(END) || pem.length() < BEGIN.length() + END.length()) {
            throw new IOException("witness key " + file + " is no PEM file that begins with " + BEGIN);
        }
        try {
            byte[] pkcs8 = Base64.getMimeDecoder().decode(pem.substring(BEGIN.length(), pem.length() - END.length()));
            return Cosigner.ofPkcs8(name, pkcs8);
        } catch (MalformedException | IllegalArgumentException e) {
            throw new IOException("witness key " + file + " for " + name + ": " + e.getMessage(), e);
        }
    }

    private static void make(Path file) throws IOException {
        try {
            byte[] pkcs8 = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            String pem = BEGIN + "\n" + Base64.getEncoder().encodeToString(pkcs8) + "\n" + END + "\n";
            DurableFiles.create(file, pem.getBytes(StandardCharsets.US_ASCII), DurableFiles.OWNER_ONLY);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
    }
}
