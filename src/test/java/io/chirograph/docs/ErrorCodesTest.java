package io.chirograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.web.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/errors.md` and [ErrorCode] say the same.
class ErrorCodesTest {
    private static final String PAGE = "docs/errors.md";
    private static final String MODEL_CALLS = "Model calls";
    private static final String APPLICATIONS = "Applications' events";
    private static final String PROVIDERS = "Providers that do not answer";
    private static final String OPERATORS = "Auditors and operators";
    private static final Pattern REASON = Pattern.compile(
            "\\bOutcome\\.(?:PROVIDER_ERROR|CLIENT_DISCONNECTED|TIMEOUT|REFUSED|INTERRUPTED),\\s*\"([a-z]+(?:-[a-z]+)*)\"");

    /// A row of one of the page's tables of codes.
    private record Row(String section, String code, List<String> statuses, String retry) {
        boolean has(ErrorCode code) {
            return this.code.equals(code.code())
                    && statuses.stream()
                            .anyMatch(status -> status.endsWith("xx")
                                    ? status.charAt(0) - '0' == code.status() / 100
                                    : status.equals(Integer.toString(code.status())));
        }
    }

    @Test
    void everyCodeHasALineWithItsStatus() {
        List<Row> rows = rows();
        assertThat(Arrays.stream(ErrorCode.values())
                        .filter(code -> rows.stream().noneMatch(row -> row.has(code))))
                .isEmpty();
    }

    @Test
    void everyLineIsOfACode() {
        assertThat(rows())
                .hasSizeGreaterThan(80)
                .allSatisfy(row -> assertThat(ErrorCode.values()).anyMatch(row::has));
    }

    @Test
    void linesOfModelCallsSayWhetherARetryHelps() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(rows().stream()
                            .filter(row -> row.section().equals(MODEL_CALLS) && row.has(code))
                            .map(Row::retry))
                    .as(code.code())
                    .allMatch(retry -> retry.equals(code.retryAfter() != null ? "yes" : "no"));
        }
    }

    @Test
    void everyReasonOfAnOutcomeIsListed() {
        SortedSet<String> reasons = Repository.inSources(REASON);
        assertThat(reasons).as("the pattern still finds reasons").contains("client-closed");
        reasons.addAll(providers());
        assertThat(Repository.firstCells(PAGE, "Reasons of an outcome")).containsAll(reasons);
    }

    @Test
    void nothingIsListedThatTheProgramDoesNotSay() {
        String sources = String.join("\n", Repository.sources());
        assertThat(Repository.firstCells(PAGE, ""))
                .filteredOn(code -> !sources.contains("\"" + code + "\""))
                .isEmpty();
    }

    /// Why a provider gave no answer: codes of answers and reasons of outcomes alike.
    private static SortedSet<String> providers() {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.status() == 502 || code.status() == 504)
                .filter(code -> code != ErrorCode.REQUEST_UNRECORDED)
                .map(ErrorCode::code)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Row> rows() {
        return List.of(MODEL_CALLS, APPLICATIONS, PROVIDERS, OPERATORS).stream()
                .flatMap(section -> Repository.rows(PAGE, section).stream()
                        .map(cells -> new Row(
                                section, cells.get(0), List.of(cells.get(1).split(", ")), cells.get(2))))
                .toList();
    }
}
