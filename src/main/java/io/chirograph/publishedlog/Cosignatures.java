package io.chirograph.publishedlog;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.ObjectTooLargeException;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.NoteSignature;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The witnesses' lines beside the checkpoints of one log. Nothing is verified here: whoever trusts a witness has
/// its key.
public final class Cosignatures {
    public static final int MAX = 64;

    /// The largest object that is read: a signature line, with room for post-quantum ones.
    public static final int MAX_SIZE = 16 << 10;

    private Cosignatures() {}

    /// The lines for one size, by object key; what is no signature line is passed over.
    public static SequencedMap<String, NoteSignature> of(Archive archive, Layout layout, long size)
            throws ArchiveUnavailableException {
        TreeMap<String, NoteSignature> lines = new TreeMap<>();
        String prefix = layout.cosignature(size, "");
        for (String key : archive.list(prefix, "", MAX)) {
            read(archive, key).flatMap(Cosignatures::parse).ifPresent(line -> lines.put(key, line));
        }
        return lines;
    }

    private static Optional<byte[]> read(Archive archive, String key) throws ArchiveUnavailableException {
        try {
            return archive.get(key, MAX_SIZE);
        } catch (ObjectTooLargeException e) {
            return Optional.empty();
        }
    }

    private static Optional<NoteSignature> parse(byte[] object) {
        try {
            return Optional.of(line(object));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static NoteSignature line(byte[] object) throws MalformedException {
        String line = new String(object, StandardCharsets.UTF_8);
        return NoteSignature.parse(line.endsWith("\n") ? line.substring(0, line.length() - 1) : line);
    }

    /// The signature line that an object named `<key id>` holds, with or without its LF.
    /// @throws MalformedException it holds none, or one by another key
    public static NoteSignature line(byte[] object, String keyId) throws MalformedException {
        NoteSignature line = line(object);
        String id = HexFormat.of().toHexDigits(line.keyId());
        if (!id.equals(keyId)) {
            throw new MalformedException("a line by the key " + id + " under the name of " + keyId);
        }
        return line;
    }
}
