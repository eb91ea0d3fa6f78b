package io.chirograph.verifier.scan;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.timestamp.TimeStampToken;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Cursor over cosignatures or time stamps, in step with the checkpoints.
public final class AttachedObjects implements AutoCloseable {
    private static final int MAX_BYTES = TimeStampToken.MAX_SIZE;

    /// What stands beside a checkpoint: a witness's cosignature or a time stamp.
    /// @param size of the checkpoint; null when the key is no such object's
    /// @param contents each content once, the newest first
    /// @param findings what is wrong with it by itself
    public record One(String key, @Nullable Long size, List<byte[]> contents, List<Finding> findings) {}

    private final Examination about;
    private final Pattern name;
    private final String prefix;
    private final ReadAhead<VersionedKey, One> objects;
    private @Nullable One next;

    /// @param name what stands behind the folder; its first group is the size
    private AttachedObjects(Examination about, String folder, String name, long from) {
        this.about = about;
        this.name = Pattern.compile(name);
        this.prefix = about.log().id() + "/" + folder + "/";
        String first = from == 0 ? "" : prefix + Layout.number(from);
        VersionedKeys keys = new VersionedKeys(about.log().archive(), prefix, first);
        this.objects = about.pool().ahead(keys::next, this::read);
    }

    /// The cosignatures of checkpoints from the size `from` on.
    public static AttachedObjects cosignatures(Examination about, long from) {
        return new AttachedObjects(about, "cosignatures", "([0-9]{16})/[0-9a-f]{8}", from);
    }

    /// The time stamps over checkpoints from the size `from` on.
    static AttachedObjects timeStamps(Examination about, long from) {
        return new AttachedObjects(about, "timestamps", "([0-9]{16})\\.tsr", from);
    }

    private One read(VersionedKey key) throws ArchiveUnavailableException {
        List<Finding> findings = new ArrayList<>();
        Matcher parts = name.matcher(key.key().substring(prefix.length()));
        if (!parts.matches()) {
            findings.add(new Finding(
                    FindingKind.OBJECT_UNEXPECTED, about.log().id(), key.key(), null, prefix + name.pattern(), null));
            return new One(key.key(), null, List.of(), findings);
        }
        VersionedKey.Contents contents = about.read(key, MAX_BYTES);
        findings.addAll(contents.findings());
        return new One(key.key(), Long.valueOf(parts.group(1)), contents.distinct(), findings);
    }

    /// Those of sizes up to `size`, once each; what is wrong with them goes to `findings`. Those of a smaller size
    /// belong to no checkpoint that was read.
    public List<One> upTo(long size, Findings findings) throws ArchiveUnavailableException {
        List<One> due = new ArrayList<>();
        for (One one = peek(); one != null; one = peek()) {
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

    private @Nullable One peek() throws ArchiveUnavailableException {
        if (next == null) {
            next = objects.next();
        }
        return next;
    }

    @Override
    public void close() {
        objects.close();
    }
}
