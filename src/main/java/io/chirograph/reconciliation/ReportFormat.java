package io.chirograph.reconciliation;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a provider reports usage: which paths, and what stands in their pages. Both known ones answer
/// `{"data": [bucket…], "has_more": …, "next_page": …}` with one bucket a day.
sealed interface ReportFormat {
    /// Buckets in one page, which both providers allow.
    int PAGE = 31;

    /// Stands for a model that the report does not name.
    String UNNAMED = "(unnamed)";

    /// The paths that tell of models used.
    List<String> usagePaths();

    String costPath();

    /// The question for whole days, without a page.
    String query(String path, LocalDate from, LocalDate to);

    Map<String, String> headers(String credential);

    /// The day that a bucket is about, in UTC.
    LocalDate day(Member bucket) throws UnreadableReportException;

    ReportedUsage usage(String path, LocalDate day, Member result) throws UnreadableReportException;

    BilledCost cost(LocalDate day, Member result) throws UnreadableReportException;

    static ReportFormat of(String word) {
        return switch (word) {
            case "openai" -> new OpenAi();
            case "anthropic" -> new Anthropic();
            default -> throw new IllegalArgumentException("report must be openai or anthropic, was '" + word + "'");
        };
    }

    private static LocalDate day(Member bucket, @Nullable Instant start, @Nullable Instant end)
            throws UnreadableReportException {
        LocalDate day = start == null ? null : start.atOffset(ZoneOffset.UTC).toLocalDate();
        if (day == null
                || end == null
                || !day.atStartOfDay(ZoneOffset.UTC).toInstant().equals(start)
                || !Duration.between(start, end).equals(Duration.ofDays(1))) {
            throw bucket.wrong("one whole day in UTC");
        }
        return day;
    }

    private static String model(Member result) throws UnreadableReportException {
        String model = result.get("model").text();
        return model == null ? UNNAMED : model;
    }

    private static BigDecimal decimal(Member amount) throws UnreadableReportException {
        String text = amount.node().isNumber() || amount.node().isString()
                ? amount.node().asString()
                : "";
        if (!Decimals.FORM.matcher(text).matches()) {
            throw amount.wrong("a decimal number");
        }
        return new BigDecimal(text);
    }

    /// What amounts of money look like.
    final class Decimals {
        private static final Pattern FORM = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,30})?([eE]-?[0-9]{1,2})?");

        private Decimals() {}
    }

    /// OpenAI's organization usage and costs.
    record OpenAi() implements ReportFormat {
        private static final String USAGE = "/v1/organization/usage/";
        private static final String COSTS = "/v1/organization/costs";
        private static final List<String> KINDS =
                List.of("completions", "embeddings", "moderations", "images", "audio_speeches", "audio_transcriptions");

        @Override
        public List<String> usagePaths() {
            return KINDS.stream().map(kind -> USAGE + kind).toList();
        }

        @Override
        public String costPath() {
            return COSTS;
        }

        @Override
        public String query(String path, LocalDate from, LocalDate to) {
            String groups = path.equals(COSTS)
                    ? "&group_by=project_id"
                    : "&group_by=project_id&group_by=api_key_id&group_by=model"
                            + (path.endsWith("completions") ? "&group_by=batch" : "");
            return "start_time=" + second(from) + "&end_time=" + second(to) + "&bucket_width=1d&limit=" + PAGE + groups;
        }

        private static long second(LocalDate day) {
            return day.toEpochDay() * Duration.ofDays(1).toSeconds();
        }

        @Override
        public Map<String, String> headers(String credential) {
            return Map.of("Authorization", "Bearer " + credential);
        }

        @Override
        public LocalDate day(Member bucket) throws UnreadableReportException {
            return ReportFormat.day(
                    bucket,
                    Instant.ofEpochSecond(bucket.get("start_time").count()),
                    Instant.ofEpochSecond(bucket.get("end_time").count()));
        }

        @Override
        public ReportedUsage usage(String path, LocalDate day, Member result) throws UnreadableReportException {
            Span requests = Span.of(result.get("num_model_requests").count());
            Amount amount = switch (path.substring(USAGE.length())) {
                case "completions" -> new Amount(tokens(result, "input"), tokens(result, "output"), requests);
                case "embeddings" ->
                    new Amount(Span.of(result.get("input_tokens").count()), Span.ZERO, requests);
                default -> new Amount(null, null, requests);
            };
            return new ReportedUsage(
                    day,
                    result.get("api_key_id").text(),
                    result.get("project_id").text(),
                    model(result),
                    result.get("batch").flag(),
                    null,
                    amount);
        }

        /// Audio and images are counted apart, and nothing says whether they are in the total, too.
        private static Span tokens(Member result, String side) throws UnreadableReportException {
            long total = result.get(side + "_tokens").count();
            long apart = result.get(side + "_audio_tokens").countOrZero()
                    + result.get(side + "_image_tokens").countOrZero();
            return Span.of(total).plus(Span.upTo(apart));
        }

        @Override
        public BilledCost cost(LocalDate day, Member result) throws UnreadableReportException {
            Member amount = result.get("amount");
            requireDollars(amount.get("currency"));
            return new BilledCost(day, result.get("project_id").text(), decimal(amount.get("value")));
        }
    }

    private static void requireDollars(Member currency) throws UnreadableReportException {
        if (!currency.requiredText().equalsIgnoreCase("usd")) {
            throw currency.wrong("USD");
        }
    }

    /// Anthropic's usage and cost reports.
    record Anthropic() implements ReportFormat {
        private static final String USAGE = "/v1/organizations/usage_report/messages";
        private static final String COSTS = "/v1/organizations/cost_report";

        @Override
        public List<String> usagePaths() {
            return List.of(USAGE);
        }

        @Override
        public String costPath() {
            return COSTS;
        }

        @Override
        public String query(String path, LocalDate from, LocalDate to) {
            List<String> groups = path.equals(COSTS)
                    ? List.of("workspace_id")
                    : List.of("api_key_id", "workspace_id", "model", "service_tier", "inference_geo");
            StringBuilder query = new StringBuilder(
                    "starting_at=" + from + "T00:00:00Z&ending_at=" + to + "T00:00:00Z&bucket_width=1d&limit=" + PAGE);
            groups.forEach(group -> query.append("&group_by%5B%5D=").append(group));
            return query.toString();
        }

        @Override
        public Map<String, String> headers(String credential) {
            return Map.of("x-api-key", credential, "anthropic-version", "2023-06-01");
        }

        @Override
        public LocalDate day(Member bucket) throws UnreadableReportException {
            return ReportFormat.day(bucket, time(bucket.get("starting_at")), time(bucket.get("ending_at")));
        }

        private static Instant time(Member time) throws UnreadableReportException {
            try {
                return OffsetDateTime.parse(time.requiredText()).toInstant();
            } catch (DateTimeException e) {
                throw time.wrong("an RFC 3339 time");
            }
        }

        @Override
        public ReportedUsage usage(String path, LocalDate day, Member result) throws UnreadableReportException {
            Member written = result.get("cache_creation");
            Span input = Span.of(result.get("uncached_input_tokens").count())
                    .plus(Span.of(written.get("ephemeral_1h_input_tokens").countOrZero()))
                    .plus(Span.of(written.get("ephemeral_5m_input_tokens").countOrZero()))
                    .plus(Span.of(result.get("cache_read_input_tokens").countOrZero()));
            return new ReportedUsage(
                    day,
                    result.get("api_key_id").text(),
                    result.get("workspace_id").text(),
                    model(result),
                    "batch".equals(result.get("service_tier").text()),
                    result.get("inference_geo").text(),
                    new Amount(input, Span.of(result.get("output_tokens").count()), null));
        }

        /// Amounts are in cents.
        @Override
        public BilledCost cost(LocalDate day, Member result) throws UnreadableReportException {
            requireDollars(result.get("currency"));
            BigDecimal cents = decimal(result.get("amount"));
            return new BilledCost(day, result.get("workspace_id").text(), cents.movePointLeft(2));
        }
    }
}
