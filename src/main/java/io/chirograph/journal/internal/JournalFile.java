package io.chirograph.journal.internal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One data file: its place in the journal, and how far readers may read it. Safe for many threads.
public final class JournalFile {
    static final String SUFFIX = ".journal";
    private static final Pattern NAME = Pattern.compile("(\\d{16})-(\\d{16})\\.journal");
    private static final long MARK_EVERY = 256 * 1024;

    private final Path path;
    private final long firstSequence;
    private final long firstGroup;
    private final int version;
    private final FileHeader header;
    private final ConcurrentSkipListMap<Long, Mark> marksByGroup = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Long, Mark> marksBySequence = new ConcurrentSkipListMap<>();
    private volatile long end;
    private volatile @Nullable Instant confirmedAt;

    /// A place where a group begins.
    record Mark(long sequence, long group, long offset) {}

    JournalFile(Path path, long firstSequence, long firstGroup, int version, FileHeader header) {
        this.path = path;
        this.firstSequence = firstSequence;
        this.firstGroup = firstGroup;
        this.version = version;
        this.header = header;
        this.end = header.length();
        put(new Mark(firstSequence, firstGroup, 0));
    }

    static String name(long firstSequence, long firstGroup) {
        return "%016d-%016d%s".formatted(firstSequence, firstGroup, SUFFIX);
    }

    /// First sequence and first group, or null when this is no data file's name.
    static long @Nullable [] parse(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? new long[] {Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))}
                : null;
    }

    public Path path() {
        return path;
    }

    public String name() {
        return name(firstSequence, firstGroup);
    }

    public long firstSequence() {
        return firstSequence;
    }

    public long firstGroup() {
        return firstGroup;
    }

    /// The format version of all its frames.
    int version() {
        return version;
    }

    FileHeader header() {
        return header;
    }

    public long length() {
        return header.length();
    }

    /// Where the durable frames end; in an older file, where the file ends.
    long end() {
        return end;
    }

    void end(long offset) {
        end = offset;
    }

    /// Remembers that the group `group` begins at `offset`, so that a reader need not walk from the beginning.
    void mark(long sequence, long group, long offset) {
        Map.Entry<Long, Mark> before = marksByGroup.floorEntry(group);
        if (before == null || offset - before.getValue().offset() >= MARK_EVERY) {
            put(new Mark(sequence, group, offset));
        }
    }

    private void put(Mark mark) {
        marksByGroup.putIfAbsent(mark.group(), mark);
        // Groups of content alone begin at one sequence: the last of them is nearest to its record.
        marksBySequence.merge(mark.sequence(), mark, (a, b) -> a.group() >= b.group() ? a : b);
    }

    Mark markFor(long sequence) {
        Map.Entry<Long, Mark> before = marksBySequence.floorEntry(sequence);
        return before == null ? beginning() : before.getValue();
    }

    Mark markForGroup(long group) {
        Map.Entry<Long, Mark> before = marksByGroup.floorEntry(group);
        return before == null ? beginning() : before.getValue();
    }

    Mark beginning() {
        return new Mark(firstSequence, firstGroup, 0);
    }

    @Nullable
    Instant confirmedAt() {
        return confirmedAt;
    }

    void confirmedAt(Instant time) {
        confirmedAt = time;
    }
}
