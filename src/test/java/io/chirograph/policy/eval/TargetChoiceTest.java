package io.chirograph.policy.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.policy.model.InvalidPolicy;
import io.chirograph.policy.model.Policy;
import io.chirograph.policy.model.Target;
import io.chirograph.policy.model.TargetCondition;
import io.chirograph.policy.text.PolicyText;
import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetChoiceTest {
    private static final Instant MONDAY = Instant.parse("2026-11-30T12:00:00Z");

    private static Policy policy(String targets) throws InvalidPolicy {
        return PolicyText.parse("version: 1\naliases:\n  x:\n    targets: " + targets + "\n", Set.of())
                .policy();
    }

    private static Decision.Choice choice(String targets) throws InvalidPolicy {
        Asked asked = Asked.plainly().with("model=x");
        Decision decision = asked.decide(new PolicyVersion(policy(targets), "sha256:1", false));
        return Objects.requireNonNull(((Decision.Allowed) decision).choice());
    }

    private static List<String> models(List<Target> targets) {
        return targets.stream().map(Target::model).toList();
    }

    @Test
    void withoutWeightsTheOrderIsThatOfThePolicy() throws Exception {
        Decision.Choice choice = choice("[{provider: a, model: m1}, {provider: b, model: m2}]");
        assertThat(choice.alias()).isEqualTo("x");
        for (int i = 0; i < 20; i++) {
            assertThat(models(choice.order(new UUID(i, i), MONDAY))).containsExactly("m1", "m2");
        }
    }

    @Test
    void theFirstIsDrawnByWeightAndAlwaysTheSameForOneCall() throws Exception {
        Decision.Choice choice = choice("[{provider: a, model: m1, weight: 70}, {provider: b, model: m2},"
                + " {provider: c, model: m3, weight: 30}, {provider: c, model: m4, weight: 0}]");
        Map<String, Integer> drawn = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            List<String> order = models(choice.order(new UUID(i, 7), MONDAY));
            assertThat(order).isEqualTo(models(choice.order(new UUID(i, 7), MONDAY)));
            drawn.merge(String.join(" ", order), 1, Integer::sum);
        }
        assertThat(drawn).containsOnlyKeys("m1 m2 m3 m4", "m3 m1 m2 m4");
        assertThat(drawn.get("m1 m2 m3 m4")).isBetween(6_700, 7_300);
    }

    /// Anybody can draw again: `printf '%s\nx' <id> | sha256sum`, the first 16 digits modulo 100 below 70 or not.
    @Test
    void theDrawIsTheOneOfThePage() throws Exception {
        Decision.Choice choice = choice("[{provider: a, model: m1, weight: 70}, {provider: c, model: m3, weight: 30}]");
        for (int i = 0; i < 50; i++) {
            UUID id = new UUID(i, i);
            String hex = Sha256.hex((id + "\nx").getBytes(StandardCharsets.UTF_8));
            long drawn = Long.remainderUnsigned(Long.parseUnsignedLong(hex.substring(0, 16), 16), 100);
            assertThat(models(choice.order(id, MONDAY))).startsWith(drawn < 70 ? "m1" : "m3");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hours: 08:00-18:00 | 2026-11-30T08:00:00Z | true",
                "hours: 08:00-18:00 | 2026-11-30T07:59:59Z | false",
                "hours: 08:00-18:00 | 2026-11-30T18:00:00Z | false",
                "hours: 22:00-06:00 | 2026-11-30T23:00:00Z | true",
                "hours: 22:00-06:00 | 2026-11-30T05:59:59Z | true",
                "hours: 22:00-06:00 | 2026-11-30T06:00:00Z | false",
                "hours: 18:00-24:00 | 2026-11-30T23:59:59Z | true",
                "'hours: 08:00-18:00, zone: Europe/Zurich' | 2026-11-30T07:00:00Z | true",
                "'hours: 08:00-18:00, zone: Europe/Zurich' | 2026-11-30T17:00:00Z | false",
                "'days: [mon, tue]' | 2026-11-30T00:00:00Z | true",
                "'days: sun, zone: America/New_York' | 2026-11-30T02:00:00Z | true",
                "'days: sun' | 2026-11-30T02:00:00Z | false",
            })
    void aTargetIsForDaysAndHoursOfItsZone(String when, String now, boolean isMeant) throws Exception {
        Decision.Choice choice = choice("[{provider: a, model: m1, when: {" + when + "}}]");
        assertThat(choice.meant(Instant.parse(now))).hasSize(isMeant ? 1 : 0);
        assertThat(choice.notMeant(Instant.parse(now))).hasSize(isMeant ? 0 : 1);
    }

    @Test
    void metadataAreMeantLetterByLetter() throws Exception {
        Target target = Objects.requireNonNull(Objects.requireNonNull(
                                policy("[{provider: a, model: m, when: {metadata: {team: [search, 'ads-*']}}}]")
                                        .aliases()
                                        .get("x"))
                        .targets())
                .getFirst();
        TargetCondition when = Objects.requireNonNull(target.when());
        assertThat(when.isMet(Map.of("team", "search"), any -> true, MONDAY)).isTrue();
        assertThat(when.isMet(Map.of("team", "ads-eu"), any -> true, MONDAY)).isTrue();
        assertThat(when.isMet(Map.of("team", "Search"), any -> true, MONDAY)).isFalse();
        assertThat(when.isMet(Map.of(), any -> true, MONDAY)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | aliases.x.targets are 0",
                "[{provider: a}] | aliases.x.targets[0] has no 'model'",
                "[{provider: a, model: m, weight: -1}] | weight is -1; it must be from 0 to 1000000",
                "[{provider: a, model: m, weight: many}] | weight is 'many'; it must be a whole number",
                "'[{provider: a, model: m}, {provider: a, model: m}]' | is the same provider and model",
                "'[{provider: a, model: m, when: {}}]' | names nothing",
                "'[{provider: a, model: m, when: {days: monday}}]' | days has 'monday'",
                "'[{provider: a, model: m, when: {hours: 8-18}}]' | hours is '8-18'",
                "'[{provider: a, model: m, when: {hours: 08:00-18:00, zone: Mars}}]' | no time zone",
                "'[{provider: a, model: m, when: {data-class: phi}}]' | none of data-classes",
            })
    void whatDoesNotFitIsRefusedByName(String targets, String problem) {
        assertThatThrownBy(() -> policy(targets))
                .isInstanceOf(InvalidPolicy.class)
                .hasMessageContaining(problem);
    }

    @Test
    void oneModelAndSeveralTargetsDoNotGoTogether() {
        assertThatThrownBy(() -> PolicyText.parse(
                        "version: 1\naliases:\n  x: {provider: a, targets: [{provider: a, model: m}]}\n", Set.of()))
                .hasMessageContaining("aliases.x has targets beside provider");
    }
}
