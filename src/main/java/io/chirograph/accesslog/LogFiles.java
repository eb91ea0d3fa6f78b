package io.chirograph.accesslog;

import io.chirograph.accesslog.format.LogFormat;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A log in files that grow, and that somebody moves or copies away: its first bytes tell a file, so that it
/// is known again under the name that it was moved to. Files beside it that begin with its name, and that are
/// as new as the one that was being read, are read before it.
final class LogFiles implements LogSource {
    /// The first bytes, of a record that names its time.
    private static final int BEGINNING = 256;

    private static final int MOST_BESIDE = 100;

    private final List<Path> files;
    private final LogFormat format;

    LogFiles(List<Path> files, LogFormat format) {
        this.files = List.copyOf(files);
        this.format = format;
    }

    private record Beside(Path file, String stamp, FileTime modified) {}

    @Override
    public void read(Pieces pieces) throws IOException, RecordingUnavailable {
        IOException first = null;
        for (Path file : files) {
            try {
                read(file.toAbsolutePath(), pieces);
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private void read(Path file, Pieces pieces) throws IOException, RecordingUnavailable {
        Piece known = pieces.known(file.toString());
        String stamp = stamp(file);
        if (stamp == null) {
            return; // no whole record yet
        }
        if (known != null && !known.stamp().equals(stamp)) {
            restOf(file, known, stamp, pieces);
        }
        Piece piece = known != null && known.stamp().equals(stamp) ? known : Piece.begin(file.toString(), stamp);
        if (piece.position() > Files.size(file)) {
            pieces.found(file + " is shorter than what was read of it", true);
            piece = Piece.begin(file.toString(), stamp);
        }
        pieces.remember(follow(file, piece, false, pieces));
    }

    private Piece follow(Path file, Piece piece, boolean whole, Pieces pieces)
            throws IOException, RecordingUnavailable {
        try (FileChannel channel = FileChannel.open(file).position(piece.position());
                InputStream in = Channels.newInputStream(channel)) {
            return pieces.follow(piece, format.read(in, piece.position(), whole));
        }
    }

    /// What was written until the file was moved away, and into those that were moved away since.
    private void restOf(Path file, Piece known, String now, Pieces pieces) throws IOException, RecordingUnavailable {
        List<Beside> beside = beside(file);
        Beside old = beside.stream()
                .filter(one -> one.stamp().equals(known.stamp()))
                .findFirst()
                .orElse(null);
        if (old == null) {
            pieces.found(
                    file + " was replaced, and what it held behind byte " + known.position()
                            + " is in no file beside it: it may be lost",
                    true);
            return;
        }
        follow(old.file(), known, true, pieces);
        for (Beside one : beside) {
            if (one.modified().compareTo(old.modified()) >= 0
                    && !one.stamp().equals(old.stamp())
                    && !one.stamp().equals(now)) {
                follow(one.file(), Piece.begin(file.toString(), one.stamp()), true, pieces);
            }
        }
    }

    /// Oldest first.
    private static List<Beside> beside(Path file) throws IOException {
        List<Beside> found = new ArrayList<>();
        Path directory = Objects.requireNonNull(file.getParent(), "a file is in a directory");
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, file.getFileName() + "?*")) {
            for (Path one : all) {
                String stamp = found.size() < MOST_BESIDE && isRegular(one) ? stamp(one) : null;
                if (stamp != null) {
                    found.add(new Beside(one, stamp, Files.getLastModifiedTime(one)));
                }
            }
        }
        found.sort(Comparator.comparing(Beside::modified));
        return found;
    }

    private static boolean isRegular(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
    }

    /// Null of a file that is too short to be told from another one.
    private static @Nullable String stamp(Path file) throws IOException {
        if (!isRegular(file)) {
            throw new FileSystemException(file.toString(), null, "it is no regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] beginning = in.readNBytes(BEGINNING);
            return beginning.length < BEGINNING ? null : HexFormat.of().formatHex(Sha256.of(beginning));
        }
    }

    @Override
    public void close() {
        // nothing stays open
    }
}
