package io.chirograph.archive.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.settings.ArchiveProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RetentionRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:30:00.5Z");
    private static final String SEGMENT = "gw-1-0a0b0c0d/events/dt=2026-11-22/0000000000000000-1.jsonl.zst";
    private static final String TILE = "gw-1-0a0b0c0d/tile/0/000";

    /// `half` 184 days GOVERNANCE, `firm` 30 days COMPLIANCE, `long` 10 years GOVERNANCE, `dated`, `ever`.
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("retention.classes.half.duration", "P184D"),
            Map.entry("retention.classes.half.mode", "governance"),
            Map.entry("retention.classes.half.code", "16"),
            Map.entry("retention.classes.firm.duration", "P30D"),
            Map.entry("retention.classes.firm.mode", "compliance"),
            Map.entry("retention.classes.firm.code", "17"),
            Map.entry("retention.classes.long.duration", "P10Y"),
            Map.entry("retention.classes.long.mode", "governance"),
            Map.entry("retention.classes.long.code", "18"),
            Map.entry("retention.classes.dated.until", "2030-12-31"),
            Map.entry("retention.classes.dated.code", "19"),
            Map.entry("retention.classes.health.preset", "hipaa"));

    private static ObjectRetention rules(Map<String, String> more) {
        Map<String, String> full = new HashMap<>();
        full.put("chirograph.archive.type", "s3");
        full.put("chirograph.archive.s3.bucket", "audit");
        more.forEach((name, value) -> full.put("chirograph." + name, value));
        Binder binder = new Binder(new MapConfigurationPropertySource(full));
        return ObjectRetention.configured(binder, binder.bindOrCreate("chirograph.archive", ArchiveProperties.class));
    }

    private static Map<String, String> and(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static Set<Byte> codes(String text) {
        Set<Byte> codes = new HashSet<>();
        for (String code : text.split(" ", -1)) {
            codes.add(Byte.valueOf(code));
        }
        return codes;
    }

    @Test
    void withoutSettingsEverythingIsKeptAsLongAsTheArchiveSays() {
        ObjectRetention rules = rules(Map.of("archive.retention", "P30D"));
        for (String key : List.of(SEGMENT, TILE, "gw/checkpoints/0000000000000001")) {
            assertThat(rules.of(key, Set.of(), NOW))
                    .isEqualTo(new Retention(LockMode.COMPLIANCE, Instant.parse("2026-12-22T10:30:00Z")));
        }
        assertThat(rules.rules().longestDays(NOW)).isEqualTo(30);
        assertThat(rules.rules().unknown(Set.of((byte) 0))).isEmpty();
    }

    /// The later date and the firmer mode, each by itself, whichever class they come from.
    @ParameterizedTest
    @CsvSource({
        "0,            COMPLIANCE, 2027-12-27T10:30:00Z",
        "16,           GOVERNANCE, 2027-05-25T10:30:00Z",
        "17,           COMPLIANCE, 2026-12-22T10:30:00Z",
        "16 17,        COMPLIANCE, 2027-05-25T10:30:00Z",
        "17 18,        COMPLIANCE, 2036-11-22T10:30:00Z",
        "16 18,        GOVERNANCE, 2036-11-22T10:30:00Z",
        "0 18,         COMPLIANCE, 2036-11-22T10:30:00Z",
        "19 16,        COMPLIANCE, 2030-12-31T23:59:59Z",
        "3,            COMPLIANCE, 2032-11-22T10:30:00Z",
        "0 3 16 17 19, COMPLIANCE, 2032-11-22T10:30:00Z",
        "99,           COMPLIANCE, 2036-11-22T10:30:00Z",
        "16 99,        COMPLIANCE, 2036-11-22T10:30:00Z",
    })
    void theStrictestOfTheClassesWins(String codes, LockMode mode, Instant until) {
        assertThat(rules(CLASSES).of(SEGMENT, codes(codes), NOW)).isEqualTo(new Retention(mode, until));
    }

    @ParameterizedTest
    @CsvSource({
        "gw-1-0a0b0c0d/events/, 16, COMPLIANCE, 2032-11-22T10:30:00Z",
        "gw-1-0a0b0c0d/events/, 18, COMPLIANCE, 2036-11-22T10:30:00Z",
        "gw-2,                  16, GOVERNANCE, 2027-05-25T10:30:00Z",
        "gw-1-0a0b0c0d/payload, 16, GOVERNANCE, 2027-05-25T10:30:00Z",
    })
    void aRuleForNamesOnlyEverAdds(String prefix, String codes, LockMode mode, Instant until) {
        ObjectRetention rules =
                rules(and(CLASSES, Map.of("retention.rules[0].prefix", prefix, "retention.rules[0].class", "health")));
        assertThat(rules.of(SEGMENT, codes(codes), NOW)).isEqualTo(new Retention(mode, until));
    }

    @Test
    void overlappingRulesTakeTheStrictest() {
        ObjectRetention rules = rules(and(
                CLASSES,
                Map.of(
                        "retention.rules[0].prefix",
                        "gw-1",
                        "retention.rules[0].class",
                        "long",
                        "retention.rules[1].prefix",
                        "gw-1-0a0b0c0d/events/",
                        "retention.rules[1].class",
                        "firm")));
        assertThat(rules.of(SEGMENT, Set.of((byte) 16), NOW))
                .isEqualTo(new Retention(LockMode.COMPLIANCE, Instant.parse("2036-11-22T10:30:00Z")));
    }

    @Test
    void payloadsHaveTheClassInTheirName() {
        ObjectRetention rules = rules(CLASSES);
        assertThat(rules.of("gw/payloads/half/dt=2026-11-22/1", NOW).until()).isEqualTo("2027-05-25T10:30:00Z");
        assertThat(rules.of("gw/payloads/gone/dt=2026-11-22/1", NOW).until()).isEqualTo("2036-11-22T10:30:00Z");
    }

    @Test
    void howLongEachClassKeepsContentIsStatedByName() {
        assertThat(rules(CLASSES).rules().daysOfContent(NOW))
                .containsEntry("half", 184L)
                .hasSameSizeAs(rules(CLASSES).rules().classes());
        assertThat(rules(Map.of("archive.retention", "P30D")).rules().daysOfContent(NOW))
                .containsExactly(Map.entry("default", 30L));
    }

    @Test
    void whatLivesAsLongAsTheLogGetsTheStrictestOfAllClasses() {
        Retention strictest = new Retention(LockMode.COMPLIANCE, Instant.parse("2036-11-22T10:30:00Z"));
        for (String kind : List.of("tile/0/000", "checkpoints/1", "cosignatures/1/ab", "timestamps/1.tsr")) {
            assertThat(rules(CLASSES).of("gw/" + kind, Set.of((byte) 17), NOW)).isEqualTo(strictest);
        }
        assertThat(rules(CLASSES).rules().longestDays(NOW)).isEqualTo(3653);
    }

    @Test
    void anArchiveWithoutLocksGetsNone() {
        ObjectRetention rules = rules(and(CLASSES, Map.of("archive.lock-mode", "NONE")));
        assertThat(rules.of(SEGMENT, Set.of((byte) 17), NOW).mode()).isEqualTo(LockMode.NONE);
    }

    @Test
    void aClassMayBeFirmerThanItsArchive() {
        ObjectRetention rules = rules(and(CLASSES, Map.of("archive.lock-mode", "GOVERNANCE")));
        assertThat(rules.of(SEGMENT, Set.of((byte) 0), NOW).mode()).isEqualTo(LockMode.GOVERNANCE);
        assertThat(rules.of(SEGMENT, Set.of((byte) 0, (byte) 17), NOW).mode()).isEqualTo(LockMode.COMPLIANCE);
    }

    @ParameterizedTest
    @CsvSource({
        "soc2,       2027-12-27T10:30:00Z",
        "eu-ai-act,  2027-05-31T10:30:00Z",
        "hipaa,      2032-11-22T10:30:00Z",
        "sec-17a-4,  2032-11-22T10:30:00Z",
        "indefinite, 2028-12-01T00:00:00Z",
    })
    void aPresetCanBeTheDefaultClass(String preset, Instant until) {
        ObjectRetention rules = rules(Map.of("retention.default-class", preset));
        assertThat(rules.of(SEGMENT, Set.of((byte) 0), NOW).until()).isEqualTo(until);
        assertThat(rules.rules().classes()).hasSize(1);
    }

    @Test
    void typesOfEventsHaveTheCodeOfTheirClass() {
        RetentionRules rules = rules(and(
                        CLASSES,
                        Map.of(
                                "retention.event-types.ai.call.started", "health",
                                "retention.event-types.log.heartbeat", "eu-ai-act",
                                "retention.event-types.decision.recorded", "long")))
                .rules();
        assertThat(rules.codeOf("ai.call.started")).isEqualTo((byte) 3);
        assertThat(rules.codeOf("log.heartbeat")).isEqualTo((byte) 2);
        assertThat(rules.codeOf("decision.recorded")).isEqualTo((byte) 18);
        assertThat(rules.codeOf("ai.call.completed")).isZero();
    }

    @Test
    void anIndefiniteDateIsOfItsKindHoweverLateItIs() {
        ObjectRetention rules = rules(and(CLASSES, Map.of("retention.event-types.decision.recorded", "indefinite")));
        Instant alone = rules.of(SEGMENT, Set.of((byte) 5), NOW).until();
        assertThat(alone).isEqualTo("2028-12-01T00:00:00Z");
        Instant withLonger = rules.of(SEGMENT, Set.of((byte) 5, (byte) 18), NOW).until();
        assertThat(withLonger).isEqualTo("2036-12-01T00:00:00Z");
        assertThat(RetentionSpan.Indefinite.isMark(alone)).isTrue();
        assertThat(RetentionSpan.Indefinite.isMark(withLonger)).isTrue();
    }

    @Test
    void noOtherSpanGivesAnIndefiniteDate() {
        Instant midnight = Instant.parse("2026-11-01T00:00:00Z");
        ObjectRetention rules = rules(Map.of("retention.default-class", "hipaa"));
        assertThat(rules.of(SEGMENT, midnight).until()).isEqualTo("2032-11-01T00:00:01Z");
    }

    @Test
    void aDateThatHasPassedStillHoldsForADay() {
        ObjectRetention rules = rules(Map.of(
                "retention.classes.old.until", "2020-01-01",
                "retention.classes.old.code", "16",
                "retention.default-class", "old"));
        assertThat(rules.of(SEGMENT, NOW).until()).isEqualTo("2026-11-23T10:30:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "tile,       400, 199, true",
        "tile,       400, 201, false",
        "checkpoints,400, 150, true",
        "events,     400, 1,   false",
        "tile,       4000,394, true",
        "tile,       4000,396, false",
    })
    void whatLivesAsLongAsTheLogIsLengthenedInTime(String kind, int retention, int left, boolean due) {
        RetentionRules rules =
                rules(Map.of("archive.retention", "P" + retention + "D")).rules();
        Instant until = NOW.plus(Duration.ofDays(left));
        assertThat(rules.lengthened("gw/" + kind + "/000", LockMode.COMPLIANCE, until, NOW)
                        .isPresent())
                .isEqualTo(due);
        if (due) {
            assertThat(rules.lengthened("gw/" + kind + "/000", LockMode.COMPLIANCE, until, NOW))
                    .hasValue(rules.retention("gw/" + kind + "/000", Set.of(), NOW, LockMode.COMPLIANCE));
        }
    }

    @Test
    void whatIsKeptIndefinitelyStaysAYearAheadAndNothingElseDoes() {
        RetentionRules rules = rules(Map.of("retention.event-types.decision.recorded", "indefinite"))
                .rules();
        Instant mark = Instant.parse("2027-12-01T00:00:00Z");
        assertThat(rules.lengthened(SEGMENT, LockMode.GOVERNANCE, mark, NOW))
                .hasValue(new Retention(LockMode.GOVERNANCE, Instant.parse("2028-12-01T00:00:00Z")));
        assertThat(rules.lengthened(SEGMENT, LockMode.COMPLIANCE, mark.plusSeconds(1), NOW))
                .isEmpty();
        assertThat(rules.isOverdue(SEGMENT, LockMode.COMPLIANCE, mark, NOW)).isFalse();
        assertThat(rules.isOverdue(SEGMENT, LockMode.COMPLIANCE, Instant.parse("2027-11-01T00:00:00Z"), NOW))
                .isTrue();
        assertThat(rules(Map.of()).rules().lengthened(SEGMENT, LockMode.COMPLIANCE, mark, NOW))
                .isEmpty();
    }

    @Test
    void aLockIsOnlyEverMadeFirmer() {
        RetentionRules rules = rules(CLASSES).rules();
        Instant soon = NOW.plus(Duration.ofDays(3));
        assertThat(rules.lengthened(TILE, LockMode.GOVERNANCE, soon, NOW)
                        .orElseThrow()
                        .mode())
                .isEqualTo(LockMode.COMPLIANCE);
        assertThat(rules.lengthened(TILE, LockMode.NONE, soon, NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "classes.x.duration=P1D; chirograph.retention.classes.x.code is not set",
                "classes.x.duration=P1D classes.x.code=15; chirograph.retention.classes.x.code is 15",
                "classes.x.duration=P1D classes.x.code=128; chirograph.retention.classes.x.code is 128",
                "classes.x.duration=6 classes.x.code=16; chirograph.retention.classes.x.duration: '6'",
                "classes.x.duration=PT1H classes.x.code=16; chirograph.retention.classes.x.duration: PT1H",
                "classes.x.duration=P101Y classes.x.code=16; chirograph.retention.classes.x.duration: P101Y",
                "classes.x.duration=P-1Y classes.x.code=16; chirograph.retention.classes.x.duration: P-1Y",
                "classes.x.preset=gdpr; chirograph.retention.classes.x.preset is 'gdpr'",
                "classes.x.code=16; chirograph.retention.classes.x has 0 of",
                "classes.x.preset=soc2 classes.x.duration=P9D; chirograph.retention.classes.x has 2 of",
                "classes.x.preset=soc2 classes.x.mode=none; chirograph.retention.classes.x.mode is NONE",
                "classes.x.preset=soc2 classes.y.preset=soc2; chirograph.retention.classes.y.code is 1",
                "classes.default.preset=soc2; chirograph.retention.classes.default",
                "default-class=none; chirograph.retention.default-class is 'none'",
                "event-types.log.started=x; chirograph.retention.event-types.log.started is 'x'",
                "rules[0].prefix=gw; chirograph.retention.rules[0].class is not set",
                "rules[0].class=soc2; chirograph.retention.rules[0].prefix is ''",
                "lengthen-within=800d; chirograph.retention.lengthen-within is PT19200H",
            })
    void badSettingsAreNamed(String settings, String message) {
        Map<String, String> all = new HashMap<>();
        for (String setting : settings.split(" ", -1)) {
            String[] parts = setting.split("=", 2);
            all.put("retention." + parts[0], parts[1]);
        }
        assertThatThrownBy(() -> rules(all)).satisfies(thrown -> {
            List<String> messages = new ArrayList<>();
            for (Throwable t = thrown; t != null; t = t.getCause()) {
                messages.add(String.valueOf(t.getMessage()));
            }
            assertThat(messages).anyMatch(text -> text.startsWith(message));
        });
    }

    @Test
    void twoDefaultsAreRefused() {
        assertThatThrownBy(() -> rules(Map.of("archive.retention", "P9D", "retention.default-class", "soc2")))
                .hasMessageStartingWith("chirograph.retention.default-class is soc2 and chirograph.archive.retention");
    }

    @Test
    void aClassThatTheRequiredTierWouldNeverCountIsRefused() {
        assertThatThrownBy(() -> rules(and(CLASSES, Map.of("archive.require-tier", "COMPLIANCE"))))
                .hasMessageStartingWith("chirograph.retention.classes.half.mode is GOVERNANCE");
    }
}
