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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which segments may be absent because their retention has run out.
/// The longest retention that any sealed event states counts, from the day after the segment's date. One
/// thread.
public final class Expiry {
    private static final Pattern DATE = Pattern.compile("/dt=([0-9]{4}-[0-9]{2}-[0-9]{2})/");
    private static final int MAX_HIDDEN = 100_000;
    private static final int MAX_CLASSES = 1000;

    private final InstantSource clock;
    private final List<Finding> hidden = new ArrayList<>();
    private final Map<String, Long> daysByClass = new HashMap<>();
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
        event.retentionDaysByClass().forEach((name, stated) -> {
            if (daysByClass.containsKey(name) || daysByClass.size() < MAX_CLASSES) {
                daysByClass.merge(name, stated, Math::max);
            }
        });
    }

    /// Keeps what was found about a segment that a delete marker hides until it is known whether one may.
    boolean keep(Finding finding) {
        return hidden.size() < MAX_HIDDEN && hidden.add(finding);
    }

    /// Whether a segment of this name, or one before it, may be gone by now.
    public boolean mayBeGone(@Nullable String key) {
        return mayBeGone(key, days);
    }

    /// Whether content of a class may be gone by now: by the longest retention that was stated of the class, or of all
    /// classes where none was.
    public boolean mayBeGone(String key, String retentionClass) {
        return mayBeGone(key, daysByClass.getOrDefault(retentionClass, days));
    }

    private boolean mayBeGone(@Nullable String key, long kept) {
        Matcher date = DATE.matcher(key == null ? "" : key);
        return kept >= 0
                && date.find()
                && LocalDate.parse(date.group(1))
                        .plusDays(kept + 1)
                        .isBefore(clock.instant().atZone(ZoneOffset.UTC).toLocalDate());
    }

    void end(Findings findings) {
        for (Finding one : hidden) {
            FindingKind kind = mayBeGone(one.object()) ? FindingKind.EXPIRED : one.kind();
            findings.add(kind, one.object(), one.position(), one.expected(), one.found());
        }
        hidden.clear();
    }
}
