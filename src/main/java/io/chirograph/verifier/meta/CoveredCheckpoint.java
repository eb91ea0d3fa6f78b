package io.chirograph.verifier.meta;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.verifier.scan.ForeignEntryException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/// One entry of a meta log: a checkpoint that another log published.
/// @param time when it was taken, by the meta log's clock
/// @param log the other log's id, which its origin and the checkpoint's have to agree with
/// @param note the note, byte for byte; signed by nobody yet
@SuppressWarnings("ArrayRecordComponent") // opaque bytes, compared by hand
public record CoveredCheckpoint(Instant time, String log, byte[] note, Checkpoint checkpoint) {
    /// No covered note is larger.
    public static final int MAX_NOTE = 16 << 10;

    private static final int FIELDS = 3;

    /// Reads an entry of the meta log `origin`.
    /// @throws MalformedException it is no event of that log, or covers nothing
    public static CoveredCheckpoint read(byte[] entry, String origin) throws MalformedException {
        EventView event;
        try {
            event = ForeignEntryException.requireEvent(entry, origin);
        } catch (ForeignEntryException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
        if (!event.type().equals(EventType.LOG_COVERED.wire())) {
            throw new MalformedException(
                    "an event of type " + PrintableText.of(event.type()) + " covers no checkpoint");
        }
        JsonNode log = event.data().path("log");
        JsonNode note = event.data().path("checkpoint");
        boolean isDue = EventView.number(event.data().get("heartbeatMillis")) != null;
        if (!log.isString() || !note.isString() || !isDue || event.data().size() != FIELDS) {
            throw new MalformedException("data must be the texts 'log' and 'checkpoint', and 'heartbeatMillis'");
        }
        return of(event.time(), log.stringValue(), note.stringValue().getBytes(StandardCharsets.UTF_8));
    }

    /// @throws MalformedException the note is none, is too large, or names another log
    public static CoveredCheckpoint of(Instant time, String log, byte[] note) throws MalformedException {
        if (note.length > MAX_NOTE) {
            throw new MalformedException("a note must have at most " + MAX_NOTE + " bytes, was " + note.length);
        }
        Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(note).text());
        String origin = checkpoint.origin();
        String stem = origin.substring(origin.lastIndexOf('/') + 1) + "-";
        if (!log.startsWith(stem) || !log.substring(stem.length()).matches("[0-9a-f]{8}")) {
            throw new MalformedException(
                    "a checkpoint of " + PrintableText.of(origin) + " is none of log " + PrintableText.of(log));
        }
        return new CoveredCheckpoint(time, log, note, checkpoint);
    }

    public long size() {
        return checkpoint.size();
    }

    public boolean isSameNote(byte[] other) {
        return Arrays.equals(note, other);
    }

    /// Whether the keys of the log signed it.
    public boolean isSignedBy(KeyHistory keys) {
        try {
            return keys.open(note).equals(checkpoint);
        } catch (MalformedException | InvalidSignatureException e) {
            return false;
        }
    }
}
