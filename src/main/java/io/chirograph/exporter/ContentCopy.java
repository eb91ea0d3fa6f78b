package io.chirograph.exporter;

import io.chirograph.archive.ArchiveDeniedException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.StoredRecord;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PackCodec;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The content of one segment that is copied: from the journal, else from other archives.
///
/// A credential that may write a log need not be allowed to read content. What nobody gives is missing in the archive
/// that is filled; the tree goes on without it.
final class ContentCopy {
    private static final Logger LOG = LoggerFactory.getLogger(ContentCopy.class);

    private final Layout layout;
    private final ContentPacker.Large large;
    private final SegmentName segment;
    private final Map<String, SealedObject> packs = new LinkedHashMap<>();
    private final Map<String, LargeObject> beside = new LinkedHashMap<>();
    private final SortedSet<String> missing = new TreeSet<>();

    ContentCopy(Layout layout, SegmentName segment, ContentPacker.Large large) {
        this.layout = layout;
        this.segment = segment;
        this.large = large;
    }

    SealedBatch.Content content() {
        return new SealedBatch.Content(List.copyOf(beside.values()), List.copyOf(packs.values()));
    }

    /// Keys of what some archive lists and none gave.
    SortedSet<String> missing() {
        return missing;
    }

    /// All of it as the journal has it; false where that has let go of some.
    /// @param records of the segment that name content, in order
    boolean fromJournal(ExportedLog log, List<StoredRecord> records) throws IOException {
        try {
            SealedBatch.Content found = new ContentPacker(layout, log.journal(), large).pack(records, segment.date());
            found.packs().forEach(pack -> packs.put(pack.key(), pack));
            found.large().forEach(one -> beside.put(one.key(), one));
            return true;
        } catch (JournalCorruptException | ExportStoppedException e) {
            LOG.debug("content from {} on does not come from the journal: {}", segment.first(), e.getMessage());
            return false;
        }
    }

    /// What of it this archive lists and no other one gave.
    void from(PublishedLog source) throws ArchiveUnavailableException, IOException {
        for (String retentionClass : source.payloadClasses()) {
            for (PackName pack : source.packsOf(retentionClass, segment)) {
                copy(source, pack);
            }
        }
    }

    private void copy(PublishedLog source, PackName pack) throws ArchiveUnavailableException, IOException {
        String key = source.key(pack);
        if (packs.containsKey(key) && missing.stream().noneMatch(one -> isBeside(one, pack))) {
            return;
        }
        List<PackRecord> elsewhere = new ArrayList<>();
        try {
            byte[] object = source.object(pack);
            new PackCodec(layout, pack).read(object, record -> {
                if (record.object() != null) {
                    elsewhere.add(record);
                }
            });
            packs.putIfAbsent(key, new SealedObject(key, object));
            missing.remove(key);
        } catch (ArchiveDeniedException | DamagedObjectException e) {
            lacks(key, packs.containsKey(key), e);
            return;
        }
        for (PackRecord record : elsewhere) {
            copy(source, pack, record);
        }
    }

    private void copy(PublishedLog source, PackName pack, PackRecord record)
            throws ArchiveUnavailableException, IOException {
        String key = pack.object(layout, record.position(), record.head().part());
        if (beside.containsKey(key)) {
            return;
        }
        try {
            byte[] bytes = source.content(pack, record);
            beside.put(key, large.keep(LargeObject.of(key, bytes), bytes));
            missing.remove(key);
        } catch (ArchiveDeniedException | DamagedObjectException e) {
            lacks(key, false, e);
        }
    }

    private void lacks(String key, boolean isThere, Exception why) {
        LOG.debug("{} is not copied: {}", key, why.getMessage());
        if (!isThere) {
            missing.add(key);
        }
    }

    private boolean isBeside(String key, PackName pack) {
        return key.startsWith(pack.directory(layout));
    }
}
