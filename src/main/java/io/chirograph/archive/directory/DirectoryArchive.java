package io.chirograph.archive.directory;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Bounded;
import io.chirograph.archive.Keys;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An archive of plain files: written once, forced, then read-only. Not WORM: whoever owns the directory can
/// delete, so its tier is `none` and a [Retention] binds nobody.
///
/// A file is written whole under [#INCOMING], forced, and only then linked to its name, which fails when the
/// name is taken. A crash leaves either nothing or the whole object, and perhaps a file in [#INCOMING] that
/// the next start removes. The file system must have hard links. A symbolic link is no object
/// and no directory of one.
public final class DirectoryArchive implements Archive {
    /// Where objects are written before they get their name; no key can name it.
    static final String INCOMING = "~incoming";

    private final Path root;
    private final DirectoryForce force;
    private final DirectoryWalk walk;
    private boolean swept;

    public DirectoryArchive(Path root) {
        this(root, DirectoryForce::new);
    }

    /// @param force makes what is below the root durable
    DirectoryArchive(Path root, Function<Path, DirectoryForce> force) {
        this.root = root.toAbsolutePath().normalize();
        this.force = force.apply(this.root);
        this.walk = new DirectoryWalk(this.root);
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException {
        Path target = file(key);
        try {
            force.createDirectories(target.getParent());
            return Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                    ? existing(key, target, content)
                    : create(key, target, content);
        } catch (IOException | UnsupportedOperationException e) {
            force.forget();
            throw new ArchiveUnavailableException("cannot write " + target + ": " + e, e);
        }
    }

    private PutResult create(String key, Path target, byte[] content) throws IOException, ArchiveConflictException {
        Path incoming = incoming().resolve(UUID.randomUUID().toString());
        try {
            write(incoming, content);
            Files.createLink(target, incoming);
        } catch (FileAlreadyExistsException e) {
            return existing(key, target, content);
        } finally {
            Files.deleteIfExists(incoming);
        }
        force.forceName(target);
        return new PutResult.Stored(null);
    }

    /// The name is taken. Its bytes may come from a run that ended before it forced them, so they are forced
    /// before anyone relies on them.
    private PutResult existing(String key, Path target, byte[] content) throws IOException, ArchiveConflictException {
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
                || Files.size(target) != content.length
                || !Arrays.equals(Files.readAllBytes(target), content)) {
            throw new ArchiveConflictException(root + " already holds other bytes under " + key);
        }
        force.force(target);
        force.forceName(target);
        return new PutResult.AlreadyThere(null);
    }

    private void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = force.create(file)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                force.write(channel, rest);
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
            force.force(channel);
        }
    }

    private synchronized Path incoming() throws IOException {
        Path directory = root.resolve(INCOMING);
        force.createDirectories(directory);
        if (!swept) {
            force.sweep(directory);
            swept = true;
        }
        return directory;
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
            throws ArchiveUnavailableException {
        Path file = file(key);
        if (version != null || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(Bounded.read(in, maxBytes, file.toString()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ArchiveUnavailableException("cannot read " + file + ": " + e, e);
        }
    }

    @Override
    public List<String> list(String prefix, String after, int max) throws ArchiveUnavailableException {
        return walk.keys(prefix, key -> key.compareTo(after) > 0, after, max);
    }

    @Override
    public List<String> segments(String prefix) throws ArchiveUnavailableException {
        List<String> found = new ArrayList<>();
        for (String name : new TreeSet<>(walk.names(Keys.checkPrefix(prefix)))) {
            Path below = root.resolve(prefix + name);
            if (Files.isRegularFile(below, LinkOption.NOFOLLOW_LINKS)
                    || (Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)
                            && !list(prefix + name + "/", "", 1).isEmpty())) {
                found.add(name);
            }
        }
        return found;
    }

    @Override
    public List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        List<ObjectVersion> found = new ArrayList<>();
        for (String key : walk.keys(prefix, key -> key.compareTo(from) >= 0, from, max)) {
            try {
                BasicFileAttributes file =
                        Files.readAttributes(root.resolve(key), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                found.add(new ObjectVersion(
                        key,
                        null,
                        true,
                        false,
                        file.size(),
                        file.lastModifiedTime().toInstant()));
            } catch (IOException e) {
                throw new ArchiveUnavailableException("cannot look at " + root.resolve(key) + ": " + e, e);
            }
        }
        return found;
    }

    @Override
    public List<String> strays(String prefix, int max) throws ArchiveUnavailableException {
        return walk.strays(Keys.checkPrefix(prefix), max);
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) {
        return version == null && Files.isRegularFile(file(key), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(new ObjectLock(key, null, LockMode.NONE, null, false))
                : Optional.empty();
    }

    @Override
    public ArchiveDescription describe() {
        return new ArchiveDescription("directory", root.toString(), "none");
    }

    @Override
    public void close() {
        // holds nothing open between calls
    }

    private Path file(String key) {
        return root.resolve(Keys.check(key));
    }
}
