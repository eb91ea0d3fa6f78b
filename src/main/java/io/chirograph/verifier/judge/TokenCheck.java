package io.chirograph.verifier.judge;

import io.chirograph.tlog.note.SignedNote;
import io.chirograph.verifier.assurance.Observations;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.scan.AttachedObjects;
import io.chirograph.verifier.timestamp.InvalidTimeStampException;
import io.chirograph.verifier.timestamp.TimeStamp;
import io.chirograph.verifier.timestamp.TimeStampToken;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges the time stamps over checkpoints: that they hold for who is trusted, and that they were not made long
/// after what the events claim, for then the log may have been written later than it says.
record TokenCheck(Findings findings, @Nullable TimeStampTrust trust, Observations seen) {
    /// @param claimed the time of the checkpoint's last event; null when it was not read
    void check(long size, SignedNote note, @Nullable Instant claimed, List<AttachedObjects.One> objects) {
        for (AttachedObjects.One object : objects) {
            for (byte[] content : object.contents()) {
                try {
                    TimeStampToken token = TimeStampToken.parse(content);
                    if (trust != null) {
                        TimeStamp stamp = token.verify(note.bytes(), trust);
                        seen.stamped(size, stamp);
                        compare(object.key(), size, stamp.genTime(), claimed);
                    }
                } catch (InvalidTimeStampException e) {
                    String expected = "a time stamp over the checkpoint";
                    findings.add(FindingKind.TIME_TOKEN_INVALID, object.key(), size, expected, e.getMessage());
                }
            }
        }
    }

    private void compare(String object, long size, Instant stamped, @Nullable Instant claimed) {
        if (claimed == null) {
            return;
        }
        Duration delay = Duration.between(claimed, stamped);
        if (delay.compareTo(VerificationOptions.TOKEN_DELAY) > 0) {
            String expected =
                    "a time stamp within " + VerificationOptions.TOKEN_DELAY + " of the last event, " + claimed;
            findings.add(FindingKind.TIME_TOKEN_LATE, object, size, expected, stamped);
        } else if (delay.compareTo(VerificationOptions.CLOCKS.negated()) < 0) {
            String expected = "a last event before the time stamp, " + stamped;
            findings.add(FindingKind.TIME_TOKEN_EARLY, object, size, expected, "one of " + claimed);
        }
    }
}
