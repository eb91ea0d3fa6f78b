package io.chirograph.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConformanceReportTest {
    /// The criteria of WCAG 2.2, level A.
    private static final List<String> A = List.of(
            "1.1.1", "1.2.1", "1.2.2", "1.2.3", "1.3.1", "1.3.2", "1.3.3", "1.4.1", "1.4.2", "2.1.1", "2.1.2", "2.1.4",
            "2.2.1", "2.2.2", "2.3.1", "2.4.1", "2.4.2", "2.4.3", "2.4.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "3.1.1",
            "3.2.1", "3.2.2", "3.2.6", "3.3.1", "3.3.2", "3.3.7", "4.1.2");

    /// The same, level AA.
    private static final List<String> AA = List.of(
            "1.2.4", "1.2.5", "1.3.4", "1.3.5", "1.4.3", "1.4.4", "1.4.5", "1.4.10", "1.4.11", "1.4.12", "1.4.13",
            "2.4.5", "2.4.6", "2.4.7", "2.4.11", "2.5.7", "2.5.8", "3.1.2", "3.2.3", "3.2.4", "3.3.3", "3.3.4", "3.3.8",
            "4.1.3");

    @Test
    void everyCriterionHasOneRow() {
        assertThat(numbers("A")).containsExactlyElementsOf(A);
        assertThat(numbers("AA")).containsExactlyElementsOf(AA);
    }

    private static List<String> numbers(String level) {
        return ConformanceReport.rows().stream()
                .filter(row -> row.level().equals(level))
                .map(ConformanceReport::number)
                .toList();
    }

    @Test
    void eachRowSaysWhatItRestsOn() {
        assertThat(ConformanceReport.rows()).allSatisfy(row -> {
            assertThat(row.conformance()).isIn("supports", "partially supports", "not applicable");
            Set<String> by = row.conformance().equals("not applicable")
                    ? Set.of("–")
                    : Set.of("axe", "keyboard", "320 px", "read");
            assertThat(by).as(row.number()).contains(row.by());
        });
        assertThat(ConformanceReport.by("keyboard")).isEqualTo(ConsoleBrowserTest.BY_KEYS);
        assertThat(ConformanceReport.by("320 px")).isEqualTo(Set.of("1.4.10"));
    }
}
