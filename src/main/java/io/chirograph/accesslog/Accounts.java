package io.chirograph.accesslog;

import io.chirograph.accesslog.format.StoreAccess;
import io.chirograph.event.facts.ArchiveAccessed;
import io.chirograph.event.facts.ArchiveAccessed.Beyond;
import io.chirograph.event.facts.ArchiveAccessed.Summary;
import io.chirograph.support.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What was counted since the last summary, and the time of the newest record ever. It can be written down
/// and read back. One thread.
final class Accounts {
    /// Groups that are counted apart; what comes beyond is one group.
    private static final int GROUPS = 200;

    private static final int FINDINGS = 20;
    private static final int TEXT = 256;
    private static final String NOBODY = "anonymous";
    private static final String OTHERS = "others";

    private Instant from;
    private @Nullable Instant followedTo;
    private final SortedMap<String, Long> own = new TreeMap<>();
    private final SortedMap<String, Long> others = new TreeMap<>();
    private long singly;
    private long elsewhere;
    private long duplicates;
    private long badLines;
    private long unreadable;
    private final Map<String, Beyond> beyond = new LinkedHashMap<>();
    private final List<String> findings = new ArrayList<>();

    private Accounts(Instant from) {
        this.from = from;
    }

    static Accounts begin(Instant from) {
        return new Accounts(from);
    }

    /// @throws IllegalArgumentException it is not what [#written] gave
    static Accounts read(String written) {
        Summary was = StrictJson.read(written.getBytes(StandardCharsets.UTF_8), Summary.class);
        Accounts accounts = new Accounts(was.from());
        accounts.followedTo = was.followedTo();
        accounts.own.putAll(was.own());
        accounts.others.putAll(was.others());
        accounts.singly = was.singly();
        accounts.elsewhere = was.elsewhere();
        accounts.duplicates = was.duplicates();
        accounts.badLines = was.badLines();
        accounts.unreadable = was.unreadable();
        was.beyond().forEach(one -> accounts.beyond.put(one.principal() + ' ' + one.action(), one));
        accounts.findings.addAll(was.findings());
        return accounts;
    }

    String written() {
        return StrictJson.text(summary(from, GROUPS + 1));
    }

    /// What has come in until now.
    Summary summary(Instant to) {
        return summary(to, ArchiveAccessed.GROUPS);
    }

    private Summary summary(Instant to, int groups) {
        List<Beyond> most = beyond.values().stream()
                .sorted(Comparator.comparingLong(Beyond::requests).reversed())
                .limit(groups)
                .toList();
        return new Summary(
                from,
                to,
                followedTo,
                new TreeMap<>(own),
                new TreeMap<>(others),
                singly,
                elsewhere,
                duplicates,
                badLines,
                unreadable,
                most,
                List.copyOf(findings));
    }

    /// The next interval begins.
    void next(Instant begin) {
        from = begin;
        own.clear();
        others.clear();
        singly = 0;
        elsewhere = 0;
        duplicates = 0;
        badLines = 0;
        unreadable = 0;
        beyond.clear();
        findings.clear();
    }

    /// @param isOwn whether this program itself asked
    /// @param hasEvent whether it has an event of its own
    void count(StoreAccess access, boolean isOwn, boolean hasEvent) {
        (isOwn ? own : others).merge(access.action().word(), 1L, Long::sum);
        if (hasEvent) {
            singly++;
        } else if (!isOwn) {
            group(access);
        }
    }

    private void group(StoreAccess access) {
        String principal = cut(access.principal() == null ? NOBODY : access.principal());
        String action = access.action().word();
        if (!beyond.containsKey(principal + ' ' + action) && beyond.size() >= GROUPS) {
            principal = OTHERS;
            action = OTHERS;
        }
        long bytes = access.bytes() == null ? 0 : access.bytes();
        String key = cut(String.valueOf(access.key()));
        beyond.merge(
                principal + ' ' + action,
                new Beyond(principal, action, 1, bytes, access.at(), access.at(), key),
                (all, one) -> new Beyond(
                        all.principal(),
                        all.action(),
                        all.requests() + 1,
                        all.bytes() + one.bytes(),
                        one.first().isBefore(all.first()) ? one.first() : all.first(),
                        one.last().isAfter(all.last()) ? one.last() : all.last(),
                        all.key()));
    }

    private static String cut(String text) {
        return text.length() <= TEXT ? text : text.substring(0, TEXT);
    }

    /// A record of this time was read.
    /// @param now a time after it is nobody's word for how far the log was followed
    void seen(Instant at, Instant now) {
        Instant time = at.isAfter(now) ? now : at;
        followedTo = followedTo == null || time.isAfter(followedTo) ? time : followedTo;
    }

    void elsewhere() {
        elsewhere++;
    }

    void duplicate() {
        duplicates++;
    }

    void bad() {
        badLines++;
    }

    void found(String finding, boolean isLoss) {
        unreadable += isLoss ? 1 : 0;
        if (findings.size() < FINDINGS) {
            findings.add(finding.length() <= 2 * TEXT ? finding : finding.substring(0, 2 * TEXT));
        }
    }

    @Nullable
    Instant followedTo() {
        return followedTo;
    }

    Instant from() {
        return from;
    }
}
