package io.chirograph.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LineDifferenceTest {
    @Test
    void namesWhatStandsInOneAlone() {
        assertThat(LineDifference.between(List.of("a", "b", "c"), List.of("a", "x", "c")))
                .containsExactly("2: - b", "2: + x");
        assertThat(LineDifference.between(List.of("a", "c"), List.of("a", "b", "c", "d")))
                .containsExactly("2: + b", "4: + d");
        assertThat(LineDifference.between(List.of(), List.of("a"))).containsExactly("1: + a");
    }

    @Test
    void textsOfManyLinesAreToldApartWithoutEveryPair() {
        List<String> paper = Collections.nCopies(5_000, "paper");
        List<String> system = Collections.nCopies(5_000, "system");

        assertThat(LineDifference.between(paper, system)).hasSize(10_000);
    }

    /// Taking the lines of `-` out of the one and putting those of `+` in makes the other.
    @Property
    void whatItNamesIsTheWholeDifference(
            @ForAll @Size(max = 12) List<@CharRange(from = 'a', to = 'd') Character> one,
            @ForAll @Size(max = 12) List<@CharRange(from = 'a', to = 'd') Character> other) {
        List<String> paper = one.stream().map(String::valueOf).toList();
        List<String> system = other.stream().map(String::valueOf).toList();
        List<String> lines = LineDifference.between(paper, system);
        List<String> made = new ArrayList<>(paper);
        lines.stream().filter(line -> line.contains(": - ")).toList().reversed().forEach(line -> {
            assertThat(made.remove(number(line))).isEqualTo(line.substring(line.indexOf(": - ") + 4));
        });
        lines.stream()
                .filter(line -> line.contains(": + "))
                .forEach(line -> made.add(number(line), line.substring(line.indexOf(": + ") + 4)));

        assertThat(made).isEqualTo(system);
        assertThat(lines.isEmpty()).isEqualTo(paper.equals(system));
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(0, line.indexOf(':'))) - 1;
    }
}
