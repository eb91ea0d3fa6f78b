package io.chirograph.verifier.judge;

import io.chirograph.event.EventView;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.scan.EventFacts;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which segments may be absent because their retention has run out.
/// The longest retention that any sealed event states counts, from the day after the segment's date. One
/// thread.
public final class Expiry {
    private static final Pattern DATE = Pattern.compile("/dt=([0-9]{4}-[0-9]{2}-[0-9]{2})/");
    private static final int MAX_HIDDEN = 100_000;

    private final InstantSource clock;
    private final List<Finding> hidden = new ArrayList<>();
    private long days = -1;

    public Expiry(InstantSource clock) {
        this.clock = clock;
    }

    public void event(EventView event) {
        event(EventFacts.of(event));
    }

    void event(EventFacts event) {
        if (event.retentionDays() != null) {
            days = Math.max(days, event.retentionDays());
        }
    }

    /// Keeps what was found about a segment that a delete marker hides until it is known whether one may.
    boolean keep(Finding finding) {
        return hidden.size() < MAX_HIDDEN && hidden.add(finding);
    }

    /// Whether a segment of this name, or one before it, may be gone by now.
    public boolean mayBeGone(@Nullable String key) {
        Matcher date = DATE.matcher(key == null ? "" : key);
        return days >= 0
                && date.find()
                && LocalDate.parse(date.group(1))
                        .plusDays(days + 1)
                        .isBefore(clock.instant().atZone(ZoneOffset.UTC).toLocalDate());
    }

    void end(Findings findings) {
        for (Finding one : hidden) {
            findings.add(
                    mayBeGone(one.object()) ? FindingKind.EXPIRED : one.kind(),
                    one.object(),
                    one.position(),
                    one.expected(),
                    one.found());
        }
        hidden.clear();
    }
}
