package io.chirograph.archive.forecast;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.retention.RetentionClass;
import io.chirograph.archive.retention.RetentionRules;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Measures what one archive got in the last day.
/// From its listings alone: nothing is remembered. The class of segments is read off the locks of some of
/// them.
final class ForecastMeasure {
    private static final Duration WINDOW = Duration.ofDays(1);
    private static final int MOST = 50_000;
    private static final int SAMPLES = 40;
    private static final int TILE_BYTES = 8192;
    private static final int TILE_WIDTH = 256;
    private static final Pattern SEGMENT = Pattern.compile(".*/([0-9]{16})-([0-9]+)\\.jsonl\\.zst");

    private final ConfiguredArchive target;
    private final Archive archive;
    private final RetentionRules rules;
    private final Instant to;
    private final Instant window;
    private final long longest;
    private final Map<String, StorageForecast.Part> parts = new LinkedHashMap<>();
    private Instant from;
    private boolean partial;

    private ForecastMeasure(ConfiguredArchive target, Instant now) {
        this.target = target;
        this.archive = target.archive();
        this.rules = target.retention().rules();
        this.to = now;
        this.window = now.minus(WINDOW);
        this.from = now;
        this.longest = rules.longestDays(now);
    }

    static StorageForecast of(ConfiguredArchive target, Instant now) throws ArchiveUnavailableException {
        return new ForecastMeasure(target, now).run();
    }

    private StorageForecast run() throws ArchiveUnavailableException {
        for (String log : archive.segments("")) {
            if (!log.equals("preflight")) {
                measure(log);
            }
        }
        return new StorageForecast(target.name(), from, to, new ArrayList<>(parts.values()), partial);
    }

    private void measure(String log) throws ArchiveUnavailableException {
        Layout layout = new Layout(log);
        List<ObjectVersion> oldest = archive.versions(layout.events(), "", 1);
        if (oldest.isEmpty()) {
            return;
        }
        Instant born = oldest.getFirst().modified();
        Instant begins = born.isAfter(window) ? born : window;
        from = begins.isBefore(from) ? begins : from;
        List<ObjectVersion> segments = dated(layout.events());
        segments(segments);
        long first = Long.MAX_VALUE;
        long end = 0;
        for (ObjectVersion segment : segments) {
            Matcher name = SEGMENT.matcher(segment.key());
            if (name.matches()) {
                first = Math.min(first, Long.parseLong(name.group(1)));
                end = Math.max(end, Long.parseLong(name.group(1)) + Long.parseLong(name.group(2)));
            }
        }
        if (first < end) {
            logLong("checkpoints", recent(layout.checkpoints(), layout.checkpoint(first)));
            logLong("cosignatures", recent(log + "/cosignatures/", log + "/cosignatures/%016d".formatted(first)));
            logLong("timestamps", recent(log + "/timestamps/", layout.timestamp(first)));
            long tiles = tiles(first, end);
            add("tiles", null, longest, tiles, tiles * TILE_BYTES);
        }
        for (String name : archive.segments(log + "/payloads/")) {
            List<ObjectVersion> packs = dated(log + "/payloads/" + name + "/");
            Instant until =
                    target.retention().of(log + "/payloads/" + name + "/x", to).until();
            add("payloads", name, days(to, until), packs.size(), bytes(packs));
        }
    }

    /// Full tiles of all levels that a tree gets when it grows so.
    static long tiles(long from, long to) {
        long tiles = 0;
        for (long width = TILE_WIDTH; width <= to; width *= TILE_WIDTH) {
            tiles += to / width - from / width;
        }
        return tiles;
    }

    private List<ObjectVersion> dated(String prefix) throws ArchiveUnavailableException {
        List<ObjectVersion> found = new ArrayList<>();
        LocalDate last = to.atZone(ZoneOffset.UTC).toLocalDate();
        for (LocalDate day = window.atZone(ZoneOffset.UTC).toLocalDate(); !day.isAfter(last); day = day.plusDays(1)) {
            String of = prefix + "dt=" + day + "/";
            found.addAll(recent(of, of));
        }
        return found;
    }

    private List<ObjectVersion> recent(String prefix, String first) throws ArchiveUnavailableException {
        List<ObjectVersion> listed = archive.versions(prefix, first, MOST);
        partial |= listed.size() >= MOST;
        return listed.stream()
                .filter(version -> !version.deleteMarker()
                        && version.modified().isAfter(window)
                        && !version.modified().isAfter(to.plusSeconds(1)))
                .toList();
    }

    /// Some of them, evenly, stand for all.
    private void segments(List<ObjectVersion> segments) throws ArchiveUnavailableException {
        int step = Math.max(1, (segments.size() + SAMPLES - 1) / SAMPLES);
        for (int i = 0; i < segments.size(); i += step) {
            List<ObjectVersion> stood = segments.subList(i, Math.min(segments.size(), i + step));
            ObjectVersion sample = stood.getFirst();
            Instant until = archive.lock(sample.key(), sample.version())
                    .map(ObjectLock::retainUntil)
                    .orElse(null);
            String name = name(sample.modified(), until);
            long days = until == null
                    ? days(to, target.retention().of(sample.key(), to).until())
                    : days(sample.modified(), until);
            add("segments", name, days, stood.size(), bytes(stood));
        }
    }

    /// The class whose date this is; the default one where there is no lock.
    private String name(Instant modified, @Nullable Instant until) {
        if (until == null) {
            return rules.classes().getFirst().name();
        }
        for (RetentionClass one : rules.classes()) {
            Duration off = Duration.between(one.span().from(modified), until).abs();
            if (off.compareTo(Duration.ofHours(12)) < 0) {
                return one.name();
            }
        }
        return "other";
    }

    private void logLong(String kind, List<ObjectVersion> objects) {
        add(kind, null, longest, objects.size(), bytes(objects));
    }

    private void add(String kind, @Nullable String name, long days, long objects, long bytes) {
        if (objects > 0) {
            parts.merge(
                    kind + " " + name,
                    new StorageForecast.Part(kind, name, days, objects, bytes),
                    (one, other) -> new StorageForecast.Part(
                            kind,
                            name,
                            Math.max(one.days(), other.days()),
                            one.objects() + other.objects(),
                            one.bytes() + other.bytes()));
        }
    }

    private static long bytes(List<ObjectVersion> objects) {
        return objects.stream().mapToLong(ObjectVersion::size).sum();
    }

    private static long days(Instant from, Instant until) {
        return Duration.between(from, until).plusHours(12).toDays();
    }
}
