package io.chirograph.archive.retention;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.settings.RetentionProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Until when, and how firmly, an object is to be held. Where several classes apply the strictest wins, each part
/// by itself: the latest date, and COMPLIANCE before GOVERNANCE.
///
/// | object | classes that apply |
/// |---|---|
/// | segment | those of its events; of an unknown code, all |
/// | payload pack, content beside it | the one in its name, whatever its events have; of an unknown name, all |
/// | tile, checkpoint, cosignature, time stamp, refusal | all |
/// | any | those of the rules whose prefix its key starts with |
/// | none of these | the default class |
///
/// Immutable; safe for many threads.
public final class RetentionRules {
    private static final Set<String> LOG_LONG = Set.of("tile", "checkpoints", "cosignatures", "timestamps", "refusals");

    private static final Duration ALARM = Duration.ofDays(365);

    private final RetentionProperties properties;
    private final RetentionClass defaultClass;
    private final Map<String, RetentionClass> byName;
    private final Map<Byte, RetentionClass> byCode = new HashMap<>();
    private final Map<String, Byte> codesOfTypes = new HashMap<>();
    private final List<Prefix> prefixes = new ArrayList<>();

    private record Prefix(String prefix, RetentionClass retentionClass) {}

    /// @param unclassed how long the default class keeps where `properties` name none
    /// @throws IllegalArgumentException naming the property and its value
    public RetentionRules(RetentionProperties properties, Duration unclassed) {
        this.properties = properties;
        RetentionClasses classes = new RetentionClasses(properties.classes());
        RetentionClass named =
                properties.defaultClass() == null ? null : classes.named("default-class", properties.defaultClass());
        defaultClass = named == null
                ? new RetentionClass("default", RetentionClasses.DEFAULT_CODE, new RetentionSpan.For(unclassed), null)
                : new RetentionClass(named.name(), RetentionClasses.DEFAULT_CODE, named.span(), named.mode());
        properties.eventTypes().forEach((type, name) -> {
            codesOfTypes.put(type, classes.named("event-types." + type, name).code());
        });
        for (int i = 0; i < properties.rules().size(); i++) {
            RetentionProperties.Rule rule = properties.rules().get(i);
            String prefix = rule.prefix();
            if (prefix == null || prefix.isEmpty() || prefix.startsWith("/")) {
                throw new IllegalArgumentException("chirograph.retention.rules[" + i + "].prefix is '"
                        + (prefix == null ? "" : prefix) + "', expected the beginning of keys, without '/' before it");
            }
            prefixes.add(new Prefix(prefix, classes.named("rules[" + i + "].class", rule.retentionClass())));
        }
        byName = classes.byName();
        byName.values().forEach(one -> byCode.put(one.code(), one));
        byCode.put(RetentionClasses.DEFAULT_CODE, defaultClass);
    }

    /// What an object gets that is put at `now`.
    /// @param key relative to the archive's prefix
    /// @param codes of the events in it; empty where it holds none
    /// @param archiveMode what the archive asks its store for unless a class says otherwise
    public Retention retention(String key, Set<Byte> codes, Instant now, LockMode archiveMode) {
        return strictest(classes(key, codes), now, archiveMode);
    }

    /// What of `codes` no class has: the strictest of all was taken for it.
    public Set<Byte> unknown(Set<Byte> codes) {
        Set<Byte> unknown = new TreeSet<>(codes);
        unknown.removeAll(byCode.keySet());
        return unknown;
    }

    public byte codeOf(String eventType) {
        return codesOfTypes.getOrDefault(eventType, RetentionClasses.DEFAULT_CODE);
    }

    /// The code of the class of this name; empty for none that is in force.
    public Optional<Byte> codeOfClass(String name) {
        return classes().stream()
                .filter(one -> one.name().equals(name))
                .map(RetentionClass::code)
                .findFirst();
    }

    /// Every class in force, the default one first.
    public List<RetentionClass> classes() {
        return Stream.concat(
                        Stream.of(defaultClass),
                        byName.values().stream().filter(one -> !one.name().equals(defaultClass.name())))
                .toList();
    }

    /// The classes of rules that can touch objects whose keys start so.
    Set<RetentionClass> classesOver(String prefix) {
        Set<RetentionClass> found = new LinkedHashSet<>();
        prefixes.stream()
                .filter(rule -> rule.prefix().startsWith(prefix) || prefix.startsWith(rule.prefix()))
                .forEach(rule -> found.add(rule.retentionClass()));
        return found;
    }

    /// How many days the longest class keeps what is put at `now`, rounded up.
    public long longestDays(Instant now) {
        Duration longest =
                Duration.between(now, strictest(classes(), now, LockMode.NONE).until());
        return longest.plusDays(1).minusNanos(1).toDays();
    }

    /// For how many days each class keeps its payload packs that are put at `now`, rounded up; with the rules whose
    /// prefix may be theirs. Without classes that keep for ever.
    public SortedMap<String, Long> daysOfContent(Instant now) {
        SortedMap<String, Long> days = new TreeMap<>();
        for (RetentionClass one : classes()) {
            Set<RetentionClass> applying = new LinkedHashSet<>(Set.of(one));
            prefixes.forEach(rule -> applying.add(rule.retentionClass()));
            if (applying.stream().noneMatch(of -> of.span() instanceof RetentionSpan.Indefinite)) {
                Duration kept = Duration.between(
                        now, strictest(applying, now, LockMode.NONE).until());
                days.put(one.name(), kept.plusDays(1).minusNanos(1).toDays());
            }
        }
        return days;
    }

    /// What the lock of an object must be moved on to by now, if it must; only ever a later date and no weaker mode.
    /// That is so for what lives as long as the log, and for what an indefinite class keeps.
    public Optional<Retention> lengthened(String key, LockMode mode, Instant until, Instant now) {
        return promised(key, mode, until, now)
                .filter(to -> until.isBefore(now.plus(least(to, now, properties.lengthenWithin(), 2))))
                .filter(to -> to.until().isAfter(until));
    }

    /// Whether the date of an object should have been moved on long ago.
    public boolean isOverdue(String key, LockMode mode, Instant until, Instant now) {
        return promised(key, mode, until, now)
                .filter(to -> until.isBefore(now.plus(least(to, now, ALARM, 4))))
                .isPresent();
    }

    /// What an object that must not run out would get now; empty for one that may.
    public Optional<Retention> promised(String key, LockMode mode, Instant until, Instant now) {
        if (mode == LockMode.NONE) {
            return Optional.empty();
        }
        boolean isLogLong = isLogLong(key);
        boolean isIndefinite = RetentionSpan.Indefinite.isMark(until) && hasIndefinite();
        if (!isLogLong && !isIndefinite) {
            return Optional.empty();
        }
        Retention to = isLogLong
                ? strictest(classes(), now, mode)
                : new Retention(mode, new RetentionSpan.Indefinite().from(now));
        return Optional.of(new Retention(stricter(mode, to.mode()), to.until()));
    }

    /// Indefinite dates are kept a year ahead whatever part of their span that is.
    private static Duration least(Retention to, Instant now, Duration wanted, int part) {
        Duration share = Duration.between(now, to.until()).dividedBy(part);
        return RetentionSpan.Indefinite.isMark(to.until()) || wanted.compareTo(share) < 0 ? wanted : share;
    }

    private boolean hasIndefinite() {
        return classes().stream().anyMatch(one -> one.span() instanceof RetentionSpan.Indefinite);
    }

    /// Whether an object of this name lives as long as its log.
    public static boolean isLogLong(String key) {
        String[] parts = key.split("/", 3);
        return parts.length == 3 && LOG_LONG.contains(parts[1]);
    }

    private Set<RetentionClass> classes(String key, Set<Byte> codes) {
        String[] parts = key.split("/", 4);
        String ofPayloads = parts.length == 4 && parts[1].equals("payloads") ? parts[2] : null;
        if (isLogLong(key) || !unknown(codes).isEmpty() || (ofPayloads != null && named(ofPayloads) == null)) {
            return new LinkedHashSet<>(classes());
        }
        Set<RetentionClass> found = new LinkedHashSet<>();
        codes.forEach(code -> Optional.ofNullable(byCode.get(code)).ifPresent(found::add));
        Optional.ofNullable(ofPayloads).map(this::named).ifPresent(found::add);
        if (found.isEmpty()) {
            found.add(defaultClass);
        }
        prefixes.stream()
                .filter(rule -> key.startsWith(rule.prefix()))
                .forEach(rule -> found.add(rule.retentionClass()));
        return found;
    }

    private @Nullable RetentionClass named(String name) {
        return name.equals(defaultClass.name()) ? defaultClass : byName.get(name);
    }

    /// With an indefinite class among them the date is one of its kind, however late it is.
    private static Retention strictest(Collection<RetentionClass> classes, Instant now, LockMode archiveMode) {
        Instant until = now;
        LockMode mode = LockMode.NONE;
        boolean isIndefinite = false;
        for (RetentionClass one : classes) {
            Retention retention = one.retention(now, archiveMode);
            until = retention.until().isAfter(until) ? retention.until() : until;
            mode = stricter(mode, retention.mode());
            isIndefinite |= one.span() instanceof RetentionSpan.Indefinite;
        }
        return new Retention(mode, isIndefinite ? RetentionSpan.Indefinite.notBefore(until) : until);
    }

    private static LockMode stricter(LockMode one, LockMode other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
