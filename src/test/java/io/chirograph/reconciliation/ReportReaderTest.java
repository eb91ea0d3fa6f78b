package io.chirograph.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.reconciliation.ReportServer.Answer;
import io.chirograph.support.digest.Sha256;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is made of a report's pages, of good ones and of those that lie.
class ReportReaderTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
    private static final ReportReader.Bounds QUICK =
            new ReportReader.Bounds(Duration.ofSeconds(20), Duration.ofMillis(1), Duration.ofSeconds(10), 100_000);
    private static final String RESULT = """
            {"object":"organization.usage.completions.result","input_tokens":1000,"output_tokens":500,\
            "input_cached_tokens":800,"input_audio_tokens":7,"num_model_requests":5,"project_id":"proj_1",\
            "user_id":null,"api_key_id":"key_1","model":"gpt-4.1-2025-04-14","batch":null,"new_member":{"a":[1]}}""";

    private static UsageReport read(ReportFormat format, int days, Function<URI, Answer> answers) throws Exception {
        return read(format, days, QUICK, answers);
    }

    private static UsageReport read(
            ReportFormat format, int days, ReportReader.Bounds bounds, Function<URI, Answer> answers) throws Exception {
        try (var server = new ReportServer(answers);
                var reader = new ReportReader(server.url(), format, "sk-admin", bounds)) {
            return reader.read(DAY, DAY.plusDays(days));
        }
    }

    private static UsageReport openAi(int days, Function<URI, Answer> answers) throws Exception {
        return read(new ReportFormat.OpenAi(), days, answers);
    }

    /// Completions say this of the one day, and all other reports nothing.
    private static Answer saying(URI asked, String results) {
        boolean isAbout = asked.getPath().endsWith("/completions");
        return Answer.ok(ReportServer.openAi(Map.of(DAY, isAbout ? results : ""), ""));
    }

    @Test
    void openAisUsageAndCostsAreRead() throws Exception {
        UsageReport report = openAi(1, asked -> switch (asked.getPath()) {
            case "/v1/organization/costs" ->
                Answer.ok(ReportServer.openAi(
                        Map.of(
                                DAY,
                                "{\"object\":\"organization.costs.result\",\"amount\":{\"value\":0.06,\"currency\":\"usd\"},"
                                        + "\"line_item\":null,\"project_id\":\"proj_1\"}"),
                        ""));
            case "/v1/organization/usage/embeddings" ->
                Answer.ok(ReportServer.openAi(
                        Map.of(
                                DAY,
                                "{\"input_tokens\":16,\"num_model_requests\":2,\"api_key_id\":\"key_1\",\"model\":\"e\"}"),
                        ""));
            case "/v1/organization/usage/images" ->
                Answer.ok(ReportServer.openAi(
                        Map.of(DAY, "{\"images\":3,\"num_model_requests\":1,\"api_key_id\":null,\"model\":\"i\"}"),
                        ""));
            default -> saying(asked, RESULT);
        });
        assertThat(report.usage())
                .containsExactly(
                        new ReportedUsage(
                                DAY,
                                "key_1",
                                "proj_1",
                                "gpt-4.1-2025-04-14",
                                false,
                                null,
                                new Amount(new Span(1000, 1007), Span.of(500), Span.of(5))),
                        new ReportedUsage(
                                DAY, "key_1", null, "e", false, null, new Amount(Span.of(16), Span.ZERO, Span.of(2))),
                        new ReportedUsage(DAY, null, null, "i", false, null, new Amount(null, null, Span.of(1))));
        assertThat(report.costs()).containsExactly(new BilledCost(DAY, "proj_1", new BigDecimal("0.06")));
        assertThat(report.pages()).isEqualTo(7);
    }

    @Test
    void anthropicsUsageAndCostsAreReadAndTheirTimesInAnyZone() throws Exception {
        String usage = """
                {"starting_at":"2026-11-21T02:00:00+02:00","ending_at":"2026-11-21T19:00:00.000-05:00","results":[\
                {"uncached_input_tokens":1500,"cache_creation":{"ephemeral_1h_input_tokens":1000,\
                "ephemeral_5m_input_tokens":500},"cache_read_input_tokens":200,"output_tokens":500,\
                "server_tool_use":{"web_search_requests":10},"api_key_id":"apikey_1","workspace_id":"wrkspc_1",\
                "model":"claude-sonnet-4-20250514","service_tier":"batch","context_window":"0-200k",\
                "inference_geo":"us"}]}""";
        String cost = """
                {"starting_at":"2026-11-21T00:00:00Z","ending_at":"2026-11-22T00:00:00Z","results":[\
                {"currency":"USD","amount":"123.78912","workspace_id":null}]}""";
        UsageReport report = read(
                new ReportFormat.Anthropic(),
                1,
                asked -> Answer.ok(ReportServer.page(asked.getPath().endsWith("cost_report") ? cost : usage, "")));
        assertThat(report.usage())
                .containsExactly(new ReportedUsage(
                        DAY,
                        "apikey_1",
                        "wrkspc_1",
                        "claude-sonnet-4-20250514",
                        true,
                        "us",
                        new Amount(Span.of(3200), Span.of(500), null)));
        assertThat(report.costs()).containsExactly(new BilledCost(DAY, null, new BigDecimal("1.2378912")));
    }

    @Test
    void whatIsAskedNamesDaysAndGroups() throws Exception {
        try (var server = new ReportServer(asked -> saying(asked, ""));
                var reader = new ReportReader(server.url(), new ReportFormat.OpenAi(), "sk-admin", QUICK)) {
            reader.read(DAY, DAY.plusDays(1));
            assertThat(server.asked.getFirst())
                    .hasToString("/v1/organization/usage/completions?start_time=1795219200&end_time=1795305600"
                            + "&bucket_width=1d&limit=31&group_by=project_id&group_by=api_key_id&group_by=model"
                            + "&group_by=batch");
            assertThat(server.credentials).containsOnly("Bearer sk-admin");
        }
        String none =
                "{\"starting_at\":\"2026-11-21T00:00:00Z\",\"ending_at\":\"2026-11-22T00:00:00Z\",\"results\":[]}";
        try (var server = new ReportServer(asked -> Answer.ok(ReportServer.page(none, "")));
                var reader = new ReportReader(server.url(), new ReportFormat.Anthropic(), "sk-admin", QUICK)) {
            reader.read(DAY, DAY.plusDays(1));
            assertThat(server.asked.getFirst())
                    .hasToString("/v1/organizations/usage_report/messages?starting_at=2026-11-21T00:00:00Z"
                            + "&ending_at=2026-11-22T00:00:00Z&bucket_width=1d&limit=31&group_by%5B%5D=api_key_id"
                            + "&group_by%5B%5D=workspace_id&group_by%5B%5D=model&group_by%5B%5D=service_tier"
                            + "&group_by%5B%5D=inference_geo");
            assertThat(server.credentials).containsOnly("sk-admin");
        }
    }

    /// Answers the days of a report one a page.
    private static Answer paged(URI asked, int days) {
        String query = asked.getQuery();
        int at = query.contains("&page=") ? Integer.parseInt(query.replaceFirst(".*&page=p/", "")) : 0;
        boolean isAbout = asked.getPath().endsWith("/completions");
        String next = at + 1 < days ? "p/" + (at + 1) : "";
        return Answer.ok(ReportServer.openAi(Map.of(DAY.plusDays(at), isAbout ? RESULT : ""), next));
    }

    @Test
    void pagesAreFollowedToTheLast() throws Exception {
        UsageReport report = openAi(3, asked -> paged(asked, 3));
        assertThat(report.usage())
                .extracting(ReportedUsage::day)
                .containsExactly(DAY, DAY.plusDays(1), DAY.plusDays(2));
        assertThat(report.pages()).isEqualTo(21);
        String first =
                paged(URI.create("/v1/organization/usage/completions?x"), 1).body();
        UsageReport one = openAi(1, asked -> paged(asked, 1));
        String rest = paged(URI.create("/v1/organization/costs?x"), 1).body().repeat(6);
        assertThat(one.digest().value())
                .as("over the bodies in their order")
                .isEqualTo(Sha256.hex((first + rest).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aDayThatIsMissingIsNoDayWithoutUsage() {
        assertThatThrownBy(() -> openAi(2, asked -> saying(asked, RESULT)))
                .isInstanceOf(UnreadableReportException.class)
                .hasMessage("/v1/organization/usage/completions says nothing about 2026-11-22");
    }

    @Test
    void pagesThatNeverEndAreGivenUp() {
        AtomicInteger at = new AtomicInteger();
        assertThatThrownBy(() -> openAi(1, asked -> Answer.ok(ReportServer.page("", "p" + at.incrementAndGet()))))
                .hasMessage("/v1/organization/usage/completions goes on after 1000 pages");
        assertThatThrownBy(() -> openAi(1, asked -> Answer.ok(ReportServer.page("", "again"))))
                .hasMessage("completions.next_page must be another page than those before, was \"again\"");
        assertThatThrownBy(() -> openAi(
                        1,
                        asked -> saying(asked, RESULT).body().isEmpty()
                                ? Answer.status(200)
                                : Answer.ok(saying(asked, RESULT)
                                        .body()
                                        .replace("\"has_more\":false", "\"has_more\":true"))))
                .hasMessage("completions.next_page must be a text, was null");
    }

    @Test
    void aDayThatComesTwiceOrWasNotAskedForIsRefused() {
        Map<LocalDate, String> later = new TreeMap<>(Map.of(DAY, "", DAY.plusDays(1), ""));
        assertThatThrownBy(() -> openAi(1, asked -> Answer.ok(ReportServer.openAi(later, ""))))
                .hasMessageStartingWith("completions.data[1] must be a day from 2026-11-21 to before 2026-11-22");
        assertThatThrownBy(() -> openAi(
                        1,
                        asked -> asked.getQuery().contains("page=")
                                ? saying(asked, RESULT)
                                : Answer.ok(ReportServer.openAi(Map.of(DAY, RESULT), "more"))))
                .hasMessageStartingWith(
                        "completions.data[0] must be a day from 2026-11-21 to before 2026-11-22, each once");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"input_tokens\":1000; \"input_tokens\":-1; completions.data[0].results[0].input_tokens must be a whole number from 0 to 9007199254740991, was -1",
                "\"input_tokens\":1000; \"input_tokens\":9007199254740992; must be a whole number from 0 to 9007199254740991, was 9007199254740992",
                "\"input_tokens\":1000; \"input_tokens\":1e30; input_tokens must be a whole number",
                "\"input_tokens\":1000; \"input_tokens\":1000.5; input_tokens must be a whole number",
                "\"input_tokens\":1000; \"input_tokens\":\"1000\"; input_tokens must be a whole number",
                "\"input_tokens\":1000,; ; input_tokens must be a whole number from 0 to 9007199254740991, was missing",
                "\"num_model_requests\":5; \"num_model_requests\":null; num_model_requests must be a whole number",
                "\"api_key_id\":\"key_1\"; \"api_key_id\":7; api_key_id must be a text of 1 to 256 characters, none a control, was 7",
                "\"api_key_id\":\"key_1\"; \"api_key_id\":\"\"; api_key_id must be a text of 1 to 256",
                "\"api_key_id\":\"key_1\"; \"api_key_id\":\"a\\u0000b\"; api_key_id must be a text of 1 to 256",
                "\"batch\":null; \"batch\":\"yes\"; batch must be true or false, was \"yes\"",
                "\"api_key_id\":\"key_1\"; \"api_key_id\":\"a\",\"api_key_id\":\"b\"; answered something that is no JSON",
            })
    void valuesThatNoReportHasAreNamed(String good, String bad, String message) {
        String result = RESULT.replace(good, bad == null ? "" : bad);
        assertThatThrownBy(() -> openAi(1, asked -> saying(asked, result)))
                .isInstanceOf(UnreadableReportException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "nonsense",
                "{\"data\":{}}",
                "{\"data\":null}",
                "{\"data\":[7],\"has_more\":false}",
                "{\"data\":[{\"start_time\":1795219200,\"end_time\":1795305600}],\"has_more\":false}",
                "{\"data\":[],\"has_more\":\"no\"}",
                "{\"data\":[],\"has_more\":false} {}"
            })
    void pagesThatAreNoneAreRefused(String body) {
        assertThatThrownBy(() -> openAi(1, asked -> Answer.ok(body))).isInstanceOf(UnreadableReportException.class);
    }

    @ParameterizedTest
    @CsvSource({"1795219201,1795305600", "1795219200,1795222800", "1795222800,1795309200", "1795305600,1795219200"})
    void aBucketHasToBeADayInUtc(long start, long end) {
        String bucket = "{\"start_time\":" + start + ",\"end_time\":" + end + ",\"results\":[]}";
        assertThatThrownBy(() -> openAi(1, asked -> Answer.ok(ReportServer.page(bucket, ""))))
                .hasMessageContaining("completions.data[0] must be one whole day in UTC");
    }

    @ParameterizedTest
    @CsvSource({
        "401,': the credential may not read it; it has to be an administrator''s'",
        "403,': the credential may not read it; it has to be an administrator''s'",
        "404,': there is no such report'",
        "400,''",
        "302,': a redirect, which the credential does not follow'"
    })
    void aRefusalIsNotTriedAgain(int status, String meaning) throws Exception {
        try (var elsewhere = new ReportServer(asked -> saying(asked, RESULT));
                var server = new ReportServer(asked -> new Answer(
                        status, Map.of("Location", elsewhere.url() + asked.getPath()), "the body is not shown"));
                var reader = new ReportReader(server.url(), new ReportFormat.OpenAi(), "sk-admin", QUICK)) {
            assertThatThrownBy(() -> reader.read(DAY, DAY.plusDays(1)))
                    .hasMessage("/v1/organization/usage/completions answered " + status + meaning);
            assertThat(server.asked).hasSize(1);
            assertThat(elsewhere.asked).as("the credential goes nowhere else").isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504, 529})
    void whatPassesIsTriedAgain(int status) throws Exception {
        AtomicInteger tries = new AtomicInteger();
        UsageReport report = openAi(
                1,
                asked -> tries.incrementAndGet() <= 3
                        ? new Answer(status, Map.of("Retry-After", "0"), "{}")
                        : saying(asked, RESULT));
        assertThat(report.usage()).hasSize(1);
        tries.set(Integer.MIN_VALUE);
        assertThatThrownBy(() -> openAi(1, asked -> Answer.status(status)))
                .hasMessage("/v1/organization/usage/completions answered " + status + ", the last of 5 tries");
    }

    @Test
    void aProviderThatAsksForMoreThanIsWaitedForIsLeftAlone() throws Exception {
        try (var server = new ReportServer(asked -> new Answer(429, Map.of("Retry-After", "3600"), "{}"));
                var reader = new ReportReader(server.url(), new ReportFormat.OpenAi(), "sk-admin", QUICK)) {
            assertThatThrownBy(() -> reader.read(DAY, DAY.plusDays(1)))
                    .hasMessage("/v1/organization/usage/completions answered 429, the last of 1 try");
            assertThat(server.asked).hasSize(1);
        }
    }

    @Test
    void aPageIsBoundedAndSoIsItsTime() {
        assertThatThrownBy(() -> openAi(1, asked -> Answer.ok(" ".repeat(200_000))))
                .hasMessageContaining("gave no whole answer");
        ReportReader.Bounds short1 =
                new ReportReader.Bounds(Duration.ofMillis(300), Duration.ofMillis(1), Duration.ofSeconds(10), 100_000);
        assertThatThrownBy(() -> read(new ReportFormat.OpenAi(), 1, short1, asked -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return saying(asked, RESULT);
                }))
                .hasMessage(
                        "/v1/organization/usage/completions gave no whole answer (none within PT0.3S), the last of 5"
                                + " tries");
    }

    @Test
    void nobodyListening() {
        assertThatThrownBy(() -> {
                    try (var reader = new ReportReader(
                            URI.create("http://127.0.0.1:1"), new ReportFormat.OpenAi(), "sk-admin", QUICK)) {
                        reader.read(DAY, DAY.plusDays(1));
                    }
                })
                .hasMessageContaining("gave no whole answer (ConnectException), the last of 5 tries");
    }
}
