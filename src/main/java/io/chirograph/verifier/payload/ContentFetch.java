package io.chirograph.verifier.payload;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PackCodec;
import io.chirograph.publishedlog.PackDigest;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.verifier.scan.ContentClaim;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the content that one event names, by its digest: what does not have it is not handed out.
///
/// All versions of what can hold it are read, one at a time.
/// @param segment that of the event
public record ContentFetch(PublishedLog log, SegmentName segment) {
    private static final int MOST_VERSIONS = 64;

    /// What came of looking for content.
    public sealed interface Outcome {}

    /// @param key of the object that held it
    /// @param bytes as they are stored; they have the event's digest
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Found(String key, PackRecord.Head head, byte[] bytes) implements Outcome {}

    /// There is nothing where it should be.
    /// @param key of the pack, or of the object beside it, that should hold it
    public record Absent(String key) implements Outcome {}

    /// What is there is something else.
    public record Damaged(String key, String why) implements Outcome {}

    /// @param position of the event
    /// @param call the event's
    public Outcome find(long position, @Nullable String call, ContentClaim claim) throws ArchiveUnavailableException {
        Archive archive = log.archive();
        Layout layout = log.layout();
        PackName any = new PackName(claim.retentionClass(), segment.date(), segment.first(), 1);
        String key = any.key(layout);
        if (PackName.of(layout, key).isEmpty()) {
            return new Absent(key);
        }
        String directory = key.substring(0, key.lastIndexOf('/') + 1);
        VersionedKeys keys = new VersionedKeys(archive, directory, directory + Layout.number(segment.first()));
        String end = directory + Layout.number(Math.min(position + 1, segment.end()));
        Outcome worst = new Absent(directory + "…");
        for (VersionedKey one = keys.next(); one != null && one.key().compareTo(end) < 0; one = keys.next()) {
            PackName pack = PackName.of(layout, one.key()).orElse(null);
            if (pack == null) {
                continue;
            }
            for (ObjectVersion version : first(one.contents())) {
                Outcome outcome = in(pack, version, position, call, claim);
                if (outcome instanceof Found) {
                    return outcome;
                }
                worst = worst instanceof Damaged ? worst : outcome;
            }
        }
        return worst;
    }

    private static List<ObjectVersion> first(List<ObjectVersion> versions) {
        return versions.subList(0, Math.min(MOST_VERSIONS, versions.size()));
    }

    private Outcome in(PackName pack, ObjectVersion version, long position, @Nullable String call, ContentClaim claim)
            throws ArchiveUnavailableException {
        List<PackRecord> held = new ArrayList<>(1);
        try {
            byte[] object = log.read(version.key(), version.version(), PackName.MAX_OBJECT)
                    .orElse(null);
            if (object == null) {
                return new Absent(version.key());
            }
            new PackCodec(log.layout(), pack).read(object, one -> {
                if (one.position() == position && one.head().part().equals(claim.part())) {
                    held.add(one);
                }
            });
        } catch (DamagedObjectException e) {
            return new Damaged(version.key(), String.valueOf(e.getMessage()));
        }
        if (held.isEmpty()) {
            return new Damaged(version.key(), "there is no " + claim.part() + " of position " + position + " in it");
        }
        PackRecord one = held.getFirst();
        boolean isOfCall = one.head().callId().toString().equals(call)
                && one.head().level().equals(claim.level());
        if (!isOfCall) {
            return new Damaged(version.key(), "its line is of another call or level");
        }
        byte[] content = one.content();
        return content == null
                ? beside(pack.object(log.layout(), position, claim.part()), one, claim)
                : judged(version.key(), one, content, claim);
    }

    private Outcome beside(String key, PackRecord line, ContentClaim claim) throws ArchiveUnavailableException {
        Outcome worst = new Absent(key);
        VersionedKey object = new VersionedKeys(log.archive(), key, key).next();
        if (object == null || !object.key().equals(key)) {
            return worst;
        }
        for (ObjectVersion version : first(object.contents())) {
            try {
                byte[] content =
                        log.read(key, version.version(), PackRecord.MAX_OBJECT).orElse(null);
                Outcome outcome = content == null ? worst : judged(key, line, content, claim);
                if (outcome instanceof Found) {
                    return outcome;
                }
                worst = outcome;
            } catch (DamagedObjectException e) {
                worst = new Damaged(key, String.valueOf(e.getMessage()));
            }
        }
        return worst;
    }

    private static Outcome judged(String key, PackRecord line, byte[] content, ContentClaim claim) {
        PackDigest digest = PackDigest.of(content, line.head().digestKey());
        return digest.is(claim.digest())
                ? new Found(key, line.head(), content)
                : new Damaged(
                        key,
                        "expected " + claim.words() + ", found sha256:" + digest.plain() + " of " + digest.length()
                                + " bytes");
    }
}
