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

    private final Examination about;
    private final Pattern name;
    private final String prefix;
    private final ReadAhead<VersionedKey, AttachedObject> objects;
    private @Nullable AttachedObject next;
    private boolean begun;

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

    private AttachedObject read(VersionedKey key) throws ArchiveUnavailableException {
        List<Finding> findings = new ArrayList<>();
        Matcher parts = name.matcher(key.key().substring(prefix.length()));
        if (!parts.matches()) {
            findings.add(new Finding(
                    FindingKind.OBJECT_UNEXPECTED, about.log().id(), key.key(), null, prefix + name.pattern(), null));
            return new AttachedObject(key.key(), null, List.of(), findings);
        }
        VersionReader.Contents contents = new VersionReader(about.log()).read(key, MAX_BYTES);
        findings.addAll(contents.findings());
        findings.addAll(about.locks().check(key));
        return new AttachedObject(key.key(), Long.valueOf(parts.group(1)), contents.distinct(), findings);
    }

    /// Those of sizes up to `size`, once each; what is wrong with them goes to `findings`. Those of a smaller size
    /// belong to no checkpoint that was read.
    public List<AttachedObject> upTo(long size, Findings findings) throws ArchiveUnavailableException {
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
