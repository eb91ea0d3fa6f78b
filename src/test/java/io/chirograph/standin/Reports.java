package io.chirograph.standin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The provider's own report of what this process answered, in the shapes of OpenAI's organization usage
/// and Anthropic's usage report: two days a page, one row for each key.
///
/// Shapes: openai/openai-openapi `openapi.yaml` (MIT) as openai-java 4.101.0 (Apache-2.0) reads it, the
/// example answers of openai/openai-cookbook `examples/completions_usage_api.ipynb` at
/// 79d9d4d936a6d4a0bd38f27b147e5ea6c57d4564 (MIT), and anthropics/claude-cookbooks
/// `observability/usage_cost_api.ipynb` at 0b746463a2a72c9d372f4c513ad68bdd9b354da5 (MIT).
public final class Reports {
    /// The administrator's credential, which no model call takes.
    public static final String ADMIN = "sk-standin-admin";

    private static final Pattern BEARER = Pattern.compile("(?i)bearer (.+)");
    private static final Pattern PARAMETER =
            Pattern.compile("[?&](start_time|end_time|starting_at|ending_at|page)=([^&]*)");
    private static final Map<String, Row> ROWS = new TreeMap<>();

    private record Row(LocalDate day, boolean anthropic, String key, long calls) {}

    private Reports() {}

    /// The id of a key in reports.
    public static String id(String key) {
        byte[] hash = Received.sha256().digest(key.getBytes(StandardCharsets.UTF_8));
        return "key_" + HexFormat.of().formatHex(hash).substring(0, 12);
    }

    static boolean isAsked(Received request) {
        return request.target().startsWith("/v1/organization");
    }

    private static String key(Received request) {
        String named = request.header("x-api-key");
        String bearer = request.header("authorization");
        Matcher value = BEARER.matcher(bearer == null ? "" : bearer);
        return named != null ? named : value.matches() ? value.group(1) : "";
    }

    /// A model has answered.
    static synchronized void count(Received request) {
        LocalDate day = LocalDate.now(ZoneOffset.UTC);
        String key = id(key(request));
        boolean anthropic = request.isAnthropic();
        ROWS.merge(
                day + key + anthropic,
                new Row(day, anthropic, key, 1),
                (a, b) -> new Row(day, anthropic, key, a.calls + b.calls));
    }

    static boolean answer(Received request, Wire wire) throws IOException {
        boolean isAdmin = key(request).equals(ADMIN);
        String body = isAdmin ? page(request) : "{\"error\":{\"message\":\"not an administrator\"}}";
        wire.answer(
                isAdmin ? "200 OK" : "401 Unauthorized",
                "Content-Type: application/json\r\n",
                body.getBytes(StandardCharsets.UTF_8),
                false);
        return true;
    }

    private static String page(Received request) {
        Map<String, String> asked = new TreeMap<>();
        PARAMETER.matcher(request.target()).results().forEach(one -> asked.put(one.group(1), one.group(2)));
        boolean anthropic = asked.containsKey("starting_at");
        LocalDate from =
                anthropic ? day(asked.getOrDefault("starting_at", "")) : second(asked.getOrDefault("start_time", ""));
        LocalDate to =
                anthropic ? day(asked.getOrDefault("ending_at", "")) : second(asked.getOrDefault("end_time", ""));
        String page = asked.getOrDefault("page", "");
        LocalDate at = page.isEmpty() ? from : LocalDate.parse(page.substring(5));
        List<String> buckets = new ArrayList<>();
        while (at.isBefore(to) && buckets.size() < 2) {
            buckets.add(bucket(request.target(), anthropic, at));
            at = at.plusDays(1);
        }
        return "{\"object\":\"page\",\"data\":[" + String.join(",", buckets) + "],\"has_more\":" + at.isBefore(to)
                + ",\"next_page\":" + (at.isBefore(to) ? "\"page_" + at + "\"" : "null") + "}";
    }

    private static LocalDate day(String time) {
        return OffsetDateTime.parse(time).toLocalDate();
    }

    private static LocalDate second(String time) {
        return Instant.ofEpochSecond(Long.parseLong(time))
                .atOffset(ZoneOffset.UTC)
                .toLocalDate();
    }

    private static String bucket(String target, boolean anthropic, LocalDate day) {
        boolean isAbout = target.contains(anthropic ? "/usage_report/messages" : "/usage/completions");
        List<String> results = new ArrayList<>();
        synchronized (Reports.class) {
            for (Row row : isAbout ? List.copyOf(ROWS.values()) : List.<Row>of()) {
                if (row.day.equals(day) && row.anthropic == anthropic) {
                    results.add(anthropic ? messages(row) : completions(row));
                }
            }
        }
        String times = anthropic
                ? "\"starting_at\":\"%sT00:00:00Z\",\"ending_at\":\"%sT00:00:00Z\"".formatted(day, day.plusDays(1))
                : "\"object\":\"bucket\",\"start_time\":%d,\"end_time\":%d"
                        .formatted(day.toEpochDay() * 86_400, day.toEpochDay() * 86_400 + 86_400);
        return "{" + times + ",\"results\":[" + String.join(",", results) + "]}";
    }

    private static String completions(Row row) {
        return """
                {"object":"organization.usage.completions.result","input_tokens":%d,"output_tokens":%d,\
                "num_model_requests":%d,"project_id":"proj_standin","user_id":null,"api_key_id":"%s",\
                "model":"standin-1","batch":false,"input_cached_tokens":%d,"input_audio_tokens":0,\
                "output_audio_tokens":0}""".formatted(11 * row.calls, 20 * row.calls, row.calls, row.key, 3 * row.calls);
    }

    private static String messages(Row row) {
        return """
                {"uncached_input_tokens":%d,"cache_creation":{"ephemeral_1h_input_tokens":0,\
                "ephemeral_5m_input_tokens":0},"cache_read_input_tokens":%d,"output_tokens":%d,\
                "server_tool_use":{"web_search_requests":0},"api_key_id":"%s","workspace_id":null,\
                "model":"standin-1","service_tier":"standard","context_window":null,"inference_geo":"global"}""".formatted(11 * row.calls, 3 * row.calls, 20 * row.calls, row.key);
    }
}
