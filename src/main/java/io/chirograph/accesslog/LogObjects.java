package io.chirograph.accesslog;

import io.chirograph.accesslog.format.LogFormat;
import io.chirograph.accesslog.format.LogRecords.MalformedLogException;
import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A log in a bucket, as objects that are written once and named by their date, in whatever order they come.
///
/// What is older than the window before the last complete reading is passed over: behind the first such
/// name below a path the listing goes on with the first day that counts, so that a bucket with years of
/// logs costs one request more for each path. Names without a date, and CloudTrail's digests and insights,
/// are no log of requests.
final class LogObjects implements LogSource {
    private static final Pattern BY_DAY = Pattern.compile("^(|.*/)(\\d{4})/(\\d{2})/(\\d{2})/[^/]");
    private static final Pattern BY_TIME =
            Pattern.compile("^(|.*[^0-9])(\\d{4})-(\\d{2})-(\\d{2})-\\d{2}-\\d{2}-\\d{2}-[^/]*$");
    private static final Pattern OTHER = Pattern.compile("(^|/)CloudTrail-(Digest|Insight)/");
    private static final int PAGE = 1000;
    private static final int TRIES = 3;
    private static final int FAILURES = 5;

    private final Archive bucket;
    private final LogFormat format;
    private final Duration window;
    private final Clock clock;

    LogObjects(Archive bucket, LogFormat format, Duration window, Clock clock) {
        this.bucket = bucket;
        this.format = format;
        this.window = window;
        this.clock = clock;
    }

    /// The day of a name, and where the same path goes on with a later one.
    private record Dated(LocalDate day, String path, String separator) {
        static @Nullable Dated of(String key) {
            for (Pattern pattern : List.of(BY_DAY, BY_TIME)) {
                Matcher name = pattern.matcher(key);
                if (name.find()) {
                    try {
                        LocalDate day = LocalDate.of(number(name, 2), number(name, 3), number(name, 4));
                        return new Dated(day, name.group(1), pattern == BY_DAY ? "/" : "-");
                    } catch (DateTimeException e) {
                        return null; // digits that are no date
                    }
                }
            }
            return null;
        }

        private static int number(Matcher name, int group) {
            return Integer.parseInt(name.group(group));
        }

        String from(LocalDate first) {
            return path + first.toString().replace("-", separator);
        }
    }

    /// How many objects could not be had, and why the first one could not.
    private static final class Failures {
        private int count;
        private @Nullable Exception first;

        void add(Exception failure) throws ArchiveUnavailableException {
            first = first == null ? failure : first;
            if (++count >= FAILURES) {
                end();
            }
        }

        void end() throws ArchiveUnavailableException {
            if (first != null) {
                throw new ArchiveUnavailableException(
                        count + " objects of the log could not be read, the first: " + first.getMessage(), first);
            }
        }
    }

    @Override
    public void read(Pieces pieces) throws ArchiveUnavailableException, IOException, RecordingUnavailable {
        Instant complete = pieces.complete();
        LocalDate first = (complete == null ? clock.instant() : complete)
                .minus(window)
                .atZone(ZoneOffset.UTC)
                .toLocalDate();
        Failures failures = new Failures();
        String from = "";
        String last = "";
        List<ObjectVersion> page = bucket.versions("", from, PAGE);
        while (!page.isEmpty()) {
            String skipTo = null;
            for (ObjectVersion object : page) {
                Dated dated = OTHER.matcher(object.key()).find() ? null : Dated.of(object.key());
                if (dated != null && dated.day().isBefore(first)) {
                    skipTo = dated.from(first);
                    break;
                }
                if (dated != null && !object.key().equals(last)) {
                    last = object.key();
                    take(object, pieces, failures);
                }
            }
            // a dash is the least character of a key
            from = skipTo == null ? page.getLast().key() + "-" : skipTo;
            page = bucket.versions("", from, PAGE);
        }
        failures.end();
    }

    /// @param newest of its versions
    private void take(ObjectVersion newest, Pieces pieces, Failures failures)
            throws ArchiveUnavailableException, IOException, RecordingUnavailable {
        if (Thread.currentThread().isInterrupted()) {
            throw new ArchiveUnavailableException("the follower is stopped", null);
        }
        String stamp = newest.version() + " " + newest.size() + " " + newest.modified();
        Piece known = pieces.known(newest.key());
        if (known != null && known.stamp().equals(stamp) && known.done()) {
            return;
        }
        Piece piece = known != null && known.stamp().equals(stamp) ? known : Piece.begin(newest.key(), stamp);
        if (newest.deleteMarker()) {
            boolean isLoss = known == null || !known.done();
            pieces.found(newest.key() + " was deleted" + (isLoss ? " before it was read" : ""), isLoss);
            pieces.remember(piece.end());
            return;
        }
        if (known != null && !known.stamp().equals(stamp)) {
            pieces.found(newest.key() + " was written again", false);
            pieces.remember(piece);
        }
        try {
            Optional<InputStream> opened = bucket.open(newest.key(), newest.version());
            if (opened.isPresent()) {
                follow(piece, opened.get(), pieces);
            }
        } catch (ArchiveUnavailableException e) {
            failures.add(e);
        } catch (MalformedLogException e) {
            malformed(piece, e, pieces);
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private void follow(Piece piece, InputStream opened, Pieces pieces) throws IOException, RecordingUnavailable {
        try (InputStream in = opened) {
            pieces.remember(pieces.follow(piece, format.read(format.at(in, piece.position()), piece.position(), true))
                    .end());
        }
    }

    /// A piece that was cut on its way looks like one that is broken: it gets another try or two.
    private static void malformed(Piece begun, IOException why, Pieces pieces) throws IOException {
        Piece stopped = pieces.known(begun.name());
        Piece failed = (stopped == null ? begun : stopped).failed();
        if (failed.tries() >= TRIES) {
            pieces.found(
                    begun.name() + " cannot be read from position " + failed.position() + ": " + why.getMessage(),
                    true);
            failed = failed.end();
        }
        pieces.remember(failed);
    }

    @Override
    public void close() {
        bucket.close();
    }
}
