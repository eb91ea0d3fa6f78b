package io.chirograph.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.encoding.Digest;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which differences between a report and the trail are seen, and what they are called.
class ComparisonTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
    private static final Instant NOON = DAY.atTime(12, 0).toInstant(ZoneOffset.UTC);
    private static final Instant LATER = NOON.plus(Duration.ofDays(5));

    private final Trail trail = new Trail(Duration.ofMinutes(5));
    private final List<ReportedUsage> usage = new ArrayList<>();
    private final List<BilledCost> costs = new ArrayList<>();

    ComparisonTest() {
        trail.log("gw-1-00000000", new Trail.Log(10, null, LATER, false));
    }

    private static Declared declared(List<String> credentials, List<String> projects) {
        return declared(credentials, projects, 0, List.of());
    }

    private static Declared declared(
            List<String> credentials, List<String> projects, double tolerance, List<String> geos) {
        return new Declared(
                "openai",
                URI.create("https://api.openai.com"),
                credentials,
                projects,
                List.of("key_caller"),
                List.of(),
                Duration.ofHours(24),
                Duration.ofMinutes(5),
                tolerance,
                geos,
                null);
    }

    private List<Row> rows(Declared declared, List<Declared> others, Instant now) {
        UsageReport report = new UsageReport(usage, costs, 1, new Digest("sha256", null, "0".repeat(64), 0));
        return new Comparison(declared, others, trail, DAY, DAY.plusDays(1), now).rows(report);
    }

    private List<Row> rows() {
        return rows(declared(List.of("key_own"), List.of()), List.of(), LATER);
    }

    private Row row() {
        assertThat(rows()).hasSize(1);
        return rows().getFirst();
    }

    private void reported(
            @Nullable String key, @Nullable String project, String model, long in, long out, long requests) {
        usage.add(new ReportedUsage(DAY, key, project, model, false, null, amount(in, out, requests)));
    }

    private void reported(long in, long out, long requests) {
        reported("key_own", "proj_1", "gpt-x-2026-01-31", in, out, requests);
    }

    private static Amount amount(long in, long out, long requests) {
        return new Amount(Span.of(in), Span.of(out), Span.of(requests));
    }

    private void recorded(long in, long out) {
        trail.call(NOON, NOON, new Trail.Kind(Whose.GATEWAY, "gpt-x", false), amount(in, out, 1));
    }

    @Test
    void bothSidesAgree() {
        reported(30, 3, 2);
        recorded(10, 1);
        recorded(20, 2);
        Row row = row();
        assertThat(row.verdict()).isEqualTo(Verdict.AGREES);
        assertThat(row.credential()).isEqualTo("key_own");
        assertThat(row.model()).isEqualTo("gpt-x-2026-01-31");
        assertThat(row.unexplained()).isZero();
    }

    @Test
    void anyUsageOnACredentialThatNobodyDeclaredIsABypass() {
        reported("key_rogue", "proj_2", "gpt-x", 11, 20, 1);
        reported(null, null, "gpt-y", 5, 0, 0);
        reported("key_idle", "proj_2", "gpt-x", 0, 0, 0);
        List<Row> rows = rows();
        assertThat(rows).extracting(Row::verdict).containsExactly(Verdict.BYPASS, Verdict.BYPASS);
        assertThat(rows).extracting(Row::credential).containsExactly("key_rogue", "");
        assertThat(rows).extracting(Row::model).containsExactly("gpt-x", "gpt-y");
        assertThat(rows).extracting(Row::unexplained).containsExactly(31L, 5L);
        assertThat(rows.getLast().note()).isEqualTo("without a key");
    }

    @Test
    void aBypassIsOneOnADayThatIsNotOverToo() {
        reported("key_rogue", "proj_2", "gpt-x", 11, 20, 1);
        reported(30, 3, 2);
        assertThat(rows(declared(List.of("key_own"), List.of()), List.of(), NOON))
                .extracting(Row::verdict)
                .containsExactly(Verdict.BYPASS, Verdict.PENDING);
    }

    @Test
    void keysOfOtherDeclarationsAndProjectsAreNoBypass() {
        reported("key_eu", "proj_eu", "gpt-x", 11, 20, 1);
        Declared other = declared(List.of("key_eu"), List.of());
        assertThat(rows(declared(List.of("key_own"), List.of()), List.of(other), LATER))
                .isEmpty();
        Declared whole = declared(List.of(), List.of("proj_eu"));
        assertThat(rows(whole, List.of(), LATER))
                .extracting(Row::verdict)
                .as("it is the gateway's, and no call explains it")
                .containsExactly(Verdict.EXCESS);
    }

    @Test
    void theProjectWithoutAnIdHasAName() {
        reported(null, null, "claude-x", 11, 20, 0);
        assertThat(rows(declared(List.of(), List.of("default")), List.of(), LATER))
                .extracting(Row::verdict)
                .containsExactly(Verdict.EXCESS);
    }

    @Test
    void whatCallersBringIsComparedWithTheirCallsAlone() {
        reported("key_caller", "proj_c", "gpt-x", 10, 1, 1);
        recorded(10, 1);
        assertThat(rows())
                .extracting(Row::verdict)
                .as("a call on the gateway's own credential explains nothing of it")
                .containsExactly(Verdict.EXCESS, Verdict.FEWER);
        trail.call(NOON, NOON, new Trail.Kind(Whose.CALLER, "gpt-x", false), amount(10, 1, 1));
        reported(10, 1, 1);
        assertThat(rows()).extracting(Row::verdict).containsExactly(Verdict.AGREES, Verdict.AGREES);
    }

    @ParameterizedTest
    @CsvSource({
        "31,3,2, EXCESS,1",
        "30,4,2, EXCESS,1",
        "30,3,3, EXCESS,0",
        "29,3,2, FEWER,0",
        "30,2,2, FEWER,0",
        "30,3,1, AGREES,0",
        "0,0,0, FEWER,0"
    })
    void eachFigureCounts(long in, long out, long requests, Verdict verdict, long unexplained) {
        reported(in, out, requests);
        recorded(10, 1);
        recorded(20, 2);
        assertThat(row().verdict()).isEqualTo(verdict);
        assertThat(row().unexplained()).isEqualTo(unexplained);
    }

    @Test
    void aModelThatTheReportDoesNotNameIsMissed() {
        recorded(10, 1);
        assertThat(row().verdict()).isEqualTo(Verdict.FEWER);
        assertThat(row().model()).isEqualTo("gpt-x");
    }

    @Test
    void aCallNearMidnightMayCountOrNot() {
        recorded(10, 1);
        trail.call(
                DAY.atStartOfDay().toInstant(ZoneOffset.UTC).minusSeconds(10),
                DAY.atStartOfDay().toInstant(ZoneOffset.UTC).plusSeconds(10),
                new Trail.Kind(Whose.GATEWAY, "gpt-x", false),
                amount(100, 10, 1));
        reported(10, 1, 1);
        assertThat(row().verdict()).isEqualTo(Verdict.AGREES);
        usage.clear();
        reported(110, 11, 2);
        assertThat(row().verdict()).isEqualTo(Verdict.AGREES);
        usage.clear();
        reported(111, 11, 2);
        assertThat(row().verdict()).isEqualTo(Verdict.EXCESS);
    }

    @Test
    void callsOfWhichNothingIsKnownMakeADifferenceUncertainAndNoRequestDisappear() {
        recorded(10, 1);
        trail.unknownCall(NOON, NOON, new Trail.Kind(Whose.GATEWAY, "gpt-x", false));
        reported(500, 50, 2);
        assertThat(row().verdict()).isEqualTo(Verdict.UNCERTAIN);
        assertThat(row().unknownCalls()).isOne();
        usage.clear();
        reported(500, 50, 3);
        assertThat(row().verdict()).as("three requests, and two calls").isEqualTo(Verdict.EXCESS);
        usage.clear();
        reported(10, 1, 1);
        assertThat(row().verdict()).isEqualTo(Verdict.AGREES);
    }

    @Test
    void aCallByAnAliasMayBeOfAnyModel() {
        recorded(10, 1);
        trail.unknownCall(NOON, NOON, new Trail.Kind(Whose.GATEWAY, "steady", false));
        reported(500, 50, 2);
        assertThat(rows())
                .filteredOn(row -> row.model().startsWith("gpt-x"))
                .extracting(Row::verdict)
                .containsExactly(Verdict.UNCERTAIN);
    }

    @Test
    void figuresThatARequestHasNotAreNotCompared() {
        usage.add(
                new ReportedUsage(DAY, "key_own", "proj_1", "gpt-x", false, null, new Amount(null, null, Span.of(1))));
        recorded(10, 1);
        assertThat(row().verdict()).isEqualTo(Verdict.AGREES);
        usage.add(usage.getFirst());
        assertThat(row().verdict()).isEqualTo(Verdict.EXCESS);
    }

    @Test
    void aToleranceIsOfTheTrailsFigures() {
        recorded(1000, 100);
        reported(1010, 101, 1);
        Declared one = declared(List.of("key_own"), List.of(), 1, List.of());
        assertThat(rows(one, List.of(), LATER)).extracting(Row::verdict).containsExactly(Verdict.AGREES);
        reported(1, 0, 0);
        assertThat(rows(one, List.of(), LATER)).extracting(Row::verdict).containsExactly(Verdict.EXCESS);
    }

    @Test
    void linesOfBatchesAreComparedWithWhatCameByBatches() {
        Trail.Kind lines = new Trail.Kind(Whose.GATEWAY, "gpt-x", true);
        usage.add(new ReportedUsage(DAY, "key_own", "proj_1", "gpt-x", true, null, amount(10, 1, 1)));
        recorded(10, 1);
        assertThat(rows())
                .as("calls explain nothing of batches, nor batches of calls")
                .extracting(Row::verdict)
                .containsExactly(Verdict.EXCESS, Verdict.FEWER);
        reported(10, 1, 1);
        trail.call(NOON, NOON, lines, amount(10, 1, 1));
        assertThat(rows()).extracting(Row::verdict).containsExactly(Verdict.AGREES, Verdict.AGREES);
        trail.call(NOON, NOON, lines, amount(10, 1, 1));
        assertThat(rows()).extracting(Row::verdict).containsExactly(Verdict.FEWER, Verdict.AGREES);
        usage.add(new ReportedUsage(DAY, "key_own", "proj_1", "gpt-x", true, null, amount(20, 2, 2)));
        assertThat(rows().getFirst().verdict()).isEqualTo(Verdict.EXCESS);
        trail.unknownCall(NOON, NOON, lines);
        assertThat(rows()).extracting(Row::verdict).containsExactly(Verdict.UNCERTAIN, Verdict.AGREES);
    }

    @Test
    void ofBatchesWhoseLinesAreNoCallsNobodyCanSay() {
        usage.add(new ReportedUsage(DAY, "key_own", "proj_1", "gpt-x", true, null, amount(10, 1, 1)));
        assertThat(row().verdict()).isEqualTo(Verdict.EXCESS);
        assertThat(row().unexplained()).isEqualTo(11);
        trail.batch(NOON.minus(Duration.ofDays(1)));
        assertThat(row().verdict()).isEqualTo(Verdict.UNCERTAIN);
    }

    @Test
    void aDayThatTheTrailDoesNotCoverIsNamed() {
        reported(10, 1, 1);
        trail.log("gw-2-00000000", new Trail.Log(10, null, NOON, false));
        assertThat(row().verdict()).isEqualTo(Verdict.UNCOVERED);
        assertThat(row().note()).isEqualTo("log gw-2-00000000 ends at 2026-11-21T12:00:00Z");
        trail.log("gw-2-00000000", new Trail.Log(10, null, NOON, true));
        assertThat(row().verdict()).isEqualTo(Verdict.EXCESS);
    }

    @Test
    void theFirstDayOfATrailAgreesOrIsNotCovered() {
        trail.log("gw-1-00000000", new Trail.Log(10, NOON.minusSeconds(1), LATER, false));
        recorded(10, 1);
        reported(10, 1, 1);
        assertThat(row().verdict()).isEqualTo(Verdict.AGREES);
        reported(1, 1, 1);
        assertThat(row().verdict()).isEqualTo(Verdict.UNCOVERED);
    }

    @Test
    void modelsThatRanElsewhereAreNamed() {
        usage.add(new ReportedUsage(DAY, "key_own", "w", "claude-x", false, "global", amount(10, 1, 1)));
        usage.add(new ReportedUsage(DAY, "key_own", "w", "claude-x", false, "us", amount(10, 1, 1)));
        trail.call(NOON, NOON, new Trail.Kind(Whose.GATEWAY, "claude-x", false), amount(20, 2, 2));
        List<Row> rows = rows(declared(List.of("key_own"), List.of(), 0, List.of("us")), List.of(), LATER);
        assertThat(rows).extracting(Row::verdict).containsExactly(Verdict.ELSEWHERE, Verdict.AGREES);
        assertThat(rows.getFirst().note()).isEqualTo("ran in global");
    }

    @Test
    void whatIsChargedInAProjectThatNobodyDeclaredIsABypass() {
        costs.add(new BilledCost(DAY, "proj_1", new BigDecimal("1.5")));
        costs.add(new BilledCost(DAY, "proj_2", new BigDecimal("0.25")));
        costs.add(new BilledCost(DAY, "proj_3", new BigDecimal("-3")));
        Declared whole = new Declared(
                "openai",
                null,
                List.of(),
                List.of("proj_1"),
                List.of(),
                List.of(),
                Duration.ZERO,
                Duration.ZERO,
                0,
                List.of(),
                null);
        assertThat(rows(whole, List.of(), LATER)).singleElement().satisfies(row -> {
            assertThat(row.verdict()).isEqualTo(Verdict.BYPASS);
            assertThat(row.members())
                    .containsEntry("project", "proj_2")
                    .containsEntry("dollars", "0.25")
                    .containsEntry("note", "charged");
        });
        assertThat(rows()).as("where keys are declared, a project says nothing").isEmpty();
    }

    @Test
    void sumsThatNoEventHoldsAreRefused() {
        reported(9_007_199_254_740_991L, 0, 1);
        reported(1, 0, 1);
        assertThatThrownBy(this::rows).isInstanceOf(IllegalArgumentException.class);
    }
}
