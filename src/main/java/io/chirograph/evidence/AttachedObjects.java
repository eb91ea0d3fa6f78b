package io.chirograph.evidence;

import io.chirograph.archive.ArchiveUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Goes through the cosignatures or the time stamps of a log in the order of sizes, beside whoever goes through
/// its checkpoints.
final class AttachedObjects implements AutoCloseable {
    private static final int MAX_BYTES = TimeStampToken.MAX_SIZE;

    private final PublishedLog log;
    private final LockCheck locks;
    private final Pattern name;
    private final String prefix;
    private final Ahead<VersionedKey, AttachedObject> objects;
    private @Nullable AttachedObject next;
    private boolean begun;

    /// @param folder `cosignatures` or `timestamps`
    /// @param name what stands behind the folder; its first group is the size
    /// @param from the size to begin with
    AttachedObjects(
            PublishedLog log,
            String folder,
            String name,
            long from,
            LockCheck locks,
            ExecutorService threads,
            int window) {
        this.log = log;
        this.locks = locks;
        this.name = Pattern.compile(name);
        this.prefix = log.id() + "/" + folder + "/";
        VersionedKeys keys =
                new VersionedKeys(log.archive(), prefix, from == 0 ? "" : prefix + "%016d".formatted(from));
        this.objects = new Ahead<>(threads, window, keys::next, this::read);
    }

    private AttachedObject read(VersionedKey key) throws ArchiveUnavailableException {
        List<Finding> findings = new ArrayList<>();
        Matcher parts = name.matcher(key.key().substring(prefix.length()));
        if (!parts.matches()) {
            findings.add(new Finding(
                    FindingKind.OBJECT_UNEXPECTED, log.id(), key.key(), null, prefix + name.pattern(), null));
            return new AttachedObject(key.key(), null, List.of(), findings);
        }
        VersionReader.Contents contents = new VersionReader(log).read(key, MAX_BYTES);
        findings.addAll(contents.findings());
        findings.addAll(locks.check(key));
        return new AttachedObject(key.key(), Long.valueOf(parts.group(1)), contents.distinct(), findings);
    }

    /// Those of sizes up to `size`, once each; what is wrong with them goes to `findings`. Those of a smaller size
    /// belong to no checkpoint that was read.
    List<AttachedObject> upTo(long size, Findings findings) throws ArchiveUnavailableException {
        List<AttachedObject> due = new ArrayList<>();
        for (AttachedObject one = peek(); one != null; one = peek()) {
            Long of = one.size();
            if (of != null && of > size) {
                break;
            }
            one.findings().forEach(findings::add);
            if (of != null && of == size) {
                due.add(one);
            } else if (of != null) {
                findings.add(
                        FindingKind.OBJECT_UNEXPECTED, one.key(), of, "a checkpoint of size " + of, "none that holds");
            }
            next = null;
        }
        return due;
    }

    private @Nullable AttachedObject peek() throws ArchiveUnavailableException {
        if (next == null || !begun) {
            next = objects.next();
            begun = true;
        }
        return next;
    }

    @Override
    public void close() {
        objects.close();
    }
}
