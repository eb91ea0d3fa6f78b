package io.chirograph.content.keys;

import io.chirograph.content.keys.KeyTable.Life;
import io.chirograph.state.State;
import io.chirograph.support.disk.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/// Copies of a key store: each states when it was made and when its life ends, and is taken back until then.
///
/// Both work beside a process that has the store open. What is copied is a secret as the store is; a key that is
/// destroyed later is in the copy until the copy is destroyed too, hence its end.
public final class KeyStoreCopy {
    /// How long a copy may live at most.
    public static final Duration LONGEST_LIFE = Duration.ofDays(3650);

    private KeyStoreCopy() {}

    /// @param keys how many of them were taken
    /// @param made when the copy was made
    /// @param ends when its life ends
    public record Done(long keys, Instant made, Instant ends) {}

    /// Copies the store of a process into a new file of mode 0600, durable on return.
    /// @throws IllegalArgumentException no such life
    /// @throws FileAlreadyExistsException the file is there
    public static Done backup(State state, Path to, Duration life, Instant now) throws IOException {
        if (!life.isPositive() || life.compareTo(LONGEST_LIFE) > 0) {
            throw new IllegalArgumentException(
                    "the life of a copy is " + life + "; more than PT0S and at most " + LONGEST_LIFE + " are expected");
        }
        if (Files.exists(to)) {
            throw new FileAlreadyExistsException(to.toString(), null, "a copy is a new file");
        }
        Path incoming = to.toAbsolutePath().resolveSibling(to.getFileName() + ".new");
        Files.deleteIfExists(incoming);
        Files.createFile(incoming, DurableFiles.OWNER_ONLY);
        boolean isDone = false;
        try (KeyTable store = store(state)) {
            Life stated = new Life(now, now.plus(life));
            store.copyTo(incoming, stated);
            try (FileChannel channel = FileChannel.open(incoming, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(incoming, to, StandardCopyOption.ATOMIC_MOVE);
            isDone = true;
            DurableFiles.forceNames(Objects.requireNonNull(incoming.getParent()));
            return new Done(store.count(), stated.made(), stated.ends());
        } finally {
            if (!isDone) {
                Files.deleteIfExists(incoming);
            }
        }
    }

    /// Whether the store of a process has a key.
    public static boolean has(State state, String id) throws IOException {
        try (KeyTable store = store(state)) {
            return store.byId(id).isPresent();
        }
    }

    /// Writes one key, in hex, into a new file of mode 0600: what an auditor needs to open what takes it.
    ///
    /// @return whether the store has such a key
    /// @throws FileAlreadyExistsException the file is there
    public static boolean reveal(State state, String id, Path to) throws IOException {
        try (KeyTable store = store(state)) {
            Optional<KeyTable.Row> found = store.byId(id);
            if (found.isPresent()) {
                Files.createFile(to, DurableFiles.OWNER_ONLY);
                Files.writeString(to, HexFormat.of().formatHex(found.get().key()) + "\n");
            }
            return found.isPresent();
        }
    }

    private static KeyTable store(State state) throws IOException {
        Path file = state.directory().resolve(KeyTable.FILE);
        if (!state.isShared() && !Files.exists(file)) {
            throw new IOException("there is no key store " + file);
        }
        return KeyTable.open(state);
    }

    /// Takes into the store of a process what it has not: all or nothing, durable on return.
    /// @param destroyed ids of keys that are not to come back, such as those that `key.destroyed` events name
    /// @throws IOException the file is no copy, or its life has ended
    public static Done restore(State state, Path from, Collection<String> destroyed, Instant now) throws IOException {
        if (!Files.exists(from)) {
            throw new IOException("there is no copy " + from);
        }
        try (KeyTable copy = KeyTable.open(from)) {
            Life life = copy.life().orElseThrow(() -> new IOException(from + " is no copy of a key store"));
            if (!now.isBefore(life.ends())) {
                throw new IOException(from + " is beyond its life: it was made at " + life.made() + " and ended at "
                        + life.ends() + "; keys that were destroyed since would come back. Destroy it");
            }
            try (KeyTable store = KeyTable.open(state)) {
                return new Done(store.merge(copy, destroyed, now), life.made(), life.ends());
            }
        }
    }
}
