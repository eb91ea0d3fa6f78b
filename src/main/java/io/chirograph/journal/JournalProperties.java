package io.chirograph.journal;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// `chirograph.journal.*`.
/// @param directory where the files are; `journal` in the data directory when not set
/// @param fileSize length of one file, allocated before it is used
/// @param maxBytes what all files may take together, spare and reserve included
/// @param minFree what stays free on the file system; below it calls are refused
/// @param warnAt share of `maxBytes` from which the journal counts as filling up
/// @param grace how long a file stays after everything in it is confirmed, unless its room is needed
/// @param recheck how often room is looked for, and what refused callers are told to wait
/// @param type where the records are; all other settings but `grace` and `recheck` are about those on disk
@ConfigurationProperties("chirograph.journal")
public record JournalProperties(
        @Nullable Path directory,
        @DefaultValue("64MB") DataSize fileSize,
        @DefaultValue("10GB") DataSize maxBytes,
        @DefaultValue("256MB") DataSize minFree,
        @DefaultValue("0.8") double warnAt,
        @DefaultValue("10m") Duration grace,
        @DefaultValue("1s") Duration recheck,
        @DefaultValue("disk") Type type) {
    /// What keeps the records.
    public enum Type {
        /// The disk of this machine.
        DISK,
        /// A topic of a Kafka cluster, `chirograph.journal.kafka.*`.
        KAFKA
    }

    private static final DataSize LEAST_FILE = DataSize.ofKilobytes(4);
    private static final DataSize LARGEST_FILE = DataSize.ofGigabytes(1);
    private static final int LEAST_FILES = 4;

    @ConstructorBinding
    public JournalProperties {
        boolean isInBounds = fileSize.compareTo(LEAST_FILE) >= 0 && fileSize.compareTo(LARGEST_FILE) <= 0;
        check(isInBounds, "file-size", fileSize, "must lie between 4KB and 1GB");
        boolean holdsEnough = maxBytes.toBytes() / LEAST_FILES >= fileSize.toBytes();
        String files = "must have room for four files of chirograph.journal.file-size (" + fileSize + ")";
        check(holdsEnough, "max-bytes", maxBytes, files);
        check(!minFree.isNegative(), "min-free", minFree, "must not be negative");
        check(warnAt > 0 && warnAt <= 1, "warn-at", warnAt, "must be above 0 and at most 1");
        check(!grace.isNegative(), "grace", grace, "must not be negative");
        check(recheck.isPositive(), "recheck", recheck, "must be longer than zero");
    }

    /// On disk.
    public JournalProperties(
            @Nullable Path directory,
            DataSize fileSize,
            DataSize maxBytes,
            DataSize minFree,
            double warnAt,
            Duration grace,
            Duration recheck) {
        this(directory, fileSize, maxBytes, minFree, warnAt, grace, recheck, Type.DISK);
    }

    /// The directory in use, given the program's data directory.
    /// @throws IllegalStateException the journal is none on disk, so whoever asks cannot do its work
    public Path directoryIn(Path dataDirectory) {
        if (type != Type.DISK) {
            throw new IllegalStateException(
                    "chirograph.journal.type is kafka; this works with a journal on disk alone");
        }
        return placeIn(dataDirectory);
    }

    /// Where a journal on disk is, or would be.
    public Path placeIn(Path dataDirectory) {
        return directory == null ? dataDirectory.resolve("journal") : directory;
    }

    /// The same for a process that takes no calls and only ends what is there: room for that, on a full disk too.
    public JournalProperties withRoomToEnd() {
        DataSize more = DataSize.ofBytes(maxBytes.toBytes() + LEAST_FILES * fileSize.toBytes());
        return new JournalProperties(directory, fileSize, more, DataSize.ofBytes(0), warnAt, grace, recheck, type);
    }

    private static void check(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("chirograph.journal." + name + " is " + value + " but " + rule);
        }
    }
}
