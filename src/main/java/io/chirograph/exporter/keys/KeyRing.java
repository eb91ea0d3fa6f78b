package io.chirograph.exporter.keys;

import io.chirograph.support.disk.DurableFiles;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.NoteSigner;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The signing keys of one log: the configured first one, and those that have followed it, in a directory.
///
/// ```text
/// <key id>.pem    a key that has taken over, or is to; written and forced before the event that names it
/// ring            which key took over where: "chirograph keys 1", then lines of <position> <key id>
/// ```
///
/// | crash | left behind | afterwards |
/// |---|---|---|
/// | before the event is durable | a key that nothing names | the next rotation removes it |
/// | event durable, not yet cut | key and event | the exporter comes to the event and activates the key |
/// | activated, batch not sealed | a line in the ring | the same batch end is cut again; the line is there already |
///
/// The exporter never reads the event: the journal's record says by its kind that it is a rotation and by its key
/// which key takes over. A batch ends with such a record, so the first checkpoint that covers it is always the one
/// of its own position. Safe for many threads.
public final class KeyRing {
    private static final String FIRST_LINE = "chirograph keys 1";
    private static final String RING = "ring";
    private static final String SUFFIX = ".pem";

    private final NoteSigner first;
    private final @Nullable NoteSigner second;
    private final Path directory;
    private final Passphrase passphrase;
    private final List<NoteSigner> signers = new ArrayList<>();
    private KeyHistory history;

    private KeyRing(NoteSigner first, @Nullable NoteSigner second, Path directory, Passphrase passphrase) {
        this.first = first;
        this.second = second;
        this.directory = directory;
        this.passphrase = passphrase;
        this.history = KeyHistory.of(first.verifierKey());
        signers.add(first);
    }

    /// The ring of a data directory.
    /// @param first the configured key, which gave the log its id
    /// @throws IOException a key that took over cannot be loaded
    public static KeyRing open(NoteSigner first, Path dataDirectory, Passphrase passphrase) throws IOException {
        return open(first, null, dataDirectory, passphrase);
    }

    public static KeyRing open(LogProperties log, Path dataDirectory) throws IOException {
        NoteSigner first = SigningKeyFile.load(log.requiredSigningKey(), log.requiredOrigin(), log.passphrase());
        return open(first, log, dataDirectory);
    }

    public static KeyRing open(NoteSigner first, LogProperties log, Path dataDirectory) throws IOException {
        Path second = log.secondSigningKey();
        NoteSigner also =
                second == null ? null : SigningKeyFile.loadSecond(second, log.requiredOrigin(), log.passphrase());
        return open(first, also, dataDirectory, log.passphrase());
    }

    /// The ring of a data directory.
    /// @param second signs every checkpoint too, whichever key is in force; no part of the history
    static KeyRing open(NoteSigner first, @Nullable NoteSigner second, Path dataDirectory, Passphrase passphrase)
            throws IOException {
        KeyRing ring = new KeyRing(first, second, dataDirectory.resolve("signing-keys"), passphrase);
        ring.read();
        return ring;
    }

    private synchronized void read() throws IOException {
        Path file = directory.resolve(RING);
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        if (lines.isEmpty() || !lines.getFirst().equals(FIRST_LINE)) {
            throw new IOException(file + " is damaged, or another version wrote it");
        }
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split(" ", -1);
            try {
                add(Long.parseLong(parts[0]), HexFormat.fromHexDigits(parts[1]));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IOException(file + " is damaged: \"" + line + "\"", e);
            }
        }
    }

    /// What stands in a journal record for the key that takes over.
    public static UUID mark(VerifierKey key) {
        return new UUID(0, Integer.toUnsignedLong(key.id()));
    }

    /// The keys as far as the exporter has come.
    public synchronized KeyHistory history() {
        return history;
    }

    /// The key that signs now.
    public synchronized NoteSigner newest() {
        return signers.getLast();
    }

    public synchronized NoteSigner[] signers(long size) {
        List<VerifierKey> due = history.signers(size);
        List<NoteSigner> all = new ArrayList<>(signers);
        all.removeIf(one -> !due.contains(one.verifierKey()));
        if (second != null) {
            all.add(second);
        }
        return all.toArray(NoteSigner[]::new);
    }

    /// The record at `position` says that another key takes over. On return that is durable; to say it again is
    /// harmless.
    /// @throws IOException the key cannot be loaded, or the ring cannot be written: worth another try
    /// @throws ExportStoppedException another key took over there
    public synchronized void activate(long position, UUID mark) throws IOException, ExportStoppedException {
        int id = (int) mark.getLeastSignificantBits();
        KeyHistory.Rotation known = history.rotations().stream()
                .filter(rotation -> rotation.position() >= position)
                .findFirst()
                .orElse(null);
        if (known != null) {
            if (known.position() != position || known.key().id() != id) {
                throw new ExportStoppedException(
                        "record " + position + " makes " + HexFormat.of().toHexDigits(id)
                                + " the signing key, and the key ring in " + directory + " has " + known);
            }
            return;
        }
        KeyHistory before = history;
        add(position, id);
        try {
            write();
        } catch (IOException e) {
            history = before;
            signers.removeLast();
            throw e;
        }
    }

    private void add(long position, int id) throws IOException {
        NoteSigner signer = load(id);
        history = history.and(new KeyHistory.Rotation(position, signer.verifierKey(), null));
        signers.add(signer);
    }

    /// The key of that mark, one that has taken over or is to.
    public NoteSigner load(UUID mark) throws IOException {
        return load((int) mark.getLeastSignificantBits());
    }

    private NoteSigner load(int id) throws IOException {
        Path file = file(id);
        NoteSigner signer = SigningKeyFile.load(file, first.verifierKey().name(), passphrase);
        if (signer.verifierKey().id() != id) {
            throw new IOException(file + " holds the key "
                    + signer.verifierKey().idHex() + " and not the one that it is named after");
        }
        return signer;
    }

    /// Makes a new key for an event to name. On return it is durable. Keys that no event names are removed.
    /// @param named marks of keys that records name which the exporter has not come to
    public synchronized NoteSigner prepare(Set<UUID> named) throws IOException {
        removeLeftovers(named);
        try {
            Ed25519Signer signer = Ed25519Signer.generate(first.verifierKey().name(), new SecureRandom());
            SigningKeyFile.write(file(signer.verifierKey().id()), signer.pkcs8(), passphrase);
            return signer;
        } catch (MalformedException e) {
            throw new IllegalStateException("a new key cannot be named", e);
        }
    }

    private void removeLeftovers(Set<UUID> named) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> used = new ArrayList<>();
        signers.forEach(signer -> used.add(file(signer.verifierKey().id())));
        named.forEach(mark -> used.add(file((int) mark.getLeastSignificantBits())));
        try (DirectoryStream<Path> keys = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path key : keys) {
                if (!used.contains(key)) {
                    Files.delete(key);
                }
            }
        }
    }

    private Path file(int id) {
        return directory.resolve(HexFormat.of().toHexDigits(id) + SUFFIX);
    }

    private void write() throws IOException {
        String text = history.rotations().stream()
                .map(rotation -> rotation.position() + " " + rotation.key().idHex() + "\n")
                .collect(Collectors.joining("", FIRST_LINE + "\n", ""));
        DurableFiles.replace(directory.resolve(RING), text.getBytes(StandardCharsets.US_ASCII));
    }
}
