package io.chirograph.reconciliation;

import io.chirograph.event.encoding.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads a provider's report page by page. One thread, one use.
///
/// The credential goes to the configured address and nowhere else: redirects are not followed, and what a
/// page names as the next one is a parameter. Pages, bytes, rows, tries and waits are bounded; beyond a
/// bound, and at whatever no report can say, nothing is read on and nothing concluded.
final class ReportReader implements AutoCloseable {
    private static final int MOST_PAGES = 1000;
    private static final int MOST_ROWS = 200_000;
    private static final int MOST_TRIES = 5;
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504, 529);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(4096)
                            .maxNameLength(256)
                            .maxNumberLength(64)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final URI base;
    private final ReportFormat format;
    private final String credential;
    private final Bounds bounds;
    private final HttpClient client;
    private final MessageDigest digest = sha256();
    private final List<ReportedUsage> usage = new ArrayList<>();
    private final List<BilledCost> costs = new ArrayList<>();
    private long length;
    private int pages;

    /// @param response how long one answer may take, whole
    /// @param firstWait before the second try, where the provider names no time; doubled at each further
    ///     one
    /// @param patience all that may be waited between tries
    /// @param pageBytes of one page
    record Bounds(Duration response, Duration firstWait, Duration patience, int pageBytes) {
        static final Bounds USUAL =
                new Bounds(Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofMinutes(10), 16 << 20);
    }

    /// @param base scheme, host and port; paths of the format are appended
    ReportReader(URI base, ReportFormat format, String credential, Bounds bounds) {
        this.base = base;
        this.format = format;
        this.credential = credential;
        this.bounds = bounds;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(bounds.response())
                .build();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /// Reads the usage of whole days, and what was charged for them.
    /// @param to the day after the last
    UsageReport read(LocalDate from, LocalDate to) throws IOException, InterruptedException {
        for (String path : format.usagePaths()) {
            read(path, from, to, (day, result) -> usage.add(format.usage(path, day, result)));
        }
        read(format.costPath(), from, to, (day, result) -> costs.add(format.cost(day, result)));
        String hex = HexFormat.of().formatHex(digest.digest());
        return new UsageReport(usage, costs, pages, new Digest("sha256", null, hex, length));
    }

    @FunctionalInterface
    private interface Sink {
        void take(LocalDate day, Member result) throws UnreadableReportException;
    }

    private void read(String path, LocalDate from, LocalDate to, Sink sink) throws IOException, InterruptedException {
        Set<LocalDate> days = new HashSet<>();
        Set<String> seen = new HashSet<>();
        String next = null;
        do {
            Member page = page(path, format.query(path, from, to), next);
            for (Member bucket : page.get("data").list()) {
                LocalDate day = format.day(bucket);
                if (day.isBefore(from) || !day.isBefore(to) || !days.add(day)) {
                    throw bucket.wrong("a day from " + from + " to before " + to + ", each once; it is about " + day);
                }
                for (Member result : bucket.get("results").list()) {
                    sink.take(day, result);
                }
                if (usage.size() + costs.size() > MOST_ROWS) {
                    throw new UnreadableReportException(path + " has more than " + MOST_ROWS + " rows");
                }
            }
            next = page.get("has_more").flag() ? page.get("next_page").requiredText() : null;
            if (next != null && !seen.add(next)) {
                throw page.get("next_page").wrong("another page than those before");
            }
        } while (next != null);
        for (LocalDate day = from; day.isBefore(to); day = day.plusDays(1)) {
            if (!days.contains(day)) {
                throw new UnreadableReportException(path + " says nothing about " + day);
            }
        }
    }

    private Member page(String path, String query, @Nullable String next) throws IOException, InterruptedException {
        if (++pages > MOST_PAGES) {
            throw new UnreadableReportException(path + " goes on after " + MOST_PAGES + " pages");
        }
        String page = next == null ? "" : "&page=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        byte[] body = body(URI.create(base.toString().replaceAll("/+$", "") + path + "?" + query + page));
        digest.update(body);
        length += body.length;
        try {
            return new Member(MAPPER.readTree(body), path.substring(path.lastIndexOf('/') + 1));
        } catch (JacksonException e) {
            throw new UnreadableReportException(
                    path + " answered something that is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private byte[] body(URI url) throws IOException, InterruptedException {
        Duration left = bounds.patience();
        Duration wait = bounds.firstWait();
        for (int attempt = 1; ; attempt++) {
            String failure;
            Duration asked = null;
            try {
                HttpResponse<byte[]> response = send(url);
                if (response.statusCode() == 200) {
                    return response.body();
                }
                failure = "answered " + response.statusCode();
                if (!PASSING.contains(response.statusCode())) {
                    throw new UnreadableReportException(
                            url.getRawPath() + " " + failure + meaning(response.statusCode()));
                }
                asked = retryAfter(response);
            } catch (UnreadableReportException e) {
                throw e;
            } catch (IOException e) {
                failure = "gave no whole answer (" + e.getMessage() + ")";
            }
            Duration pause = asked == null ? wait : asked;
            if (attempt == MOST_TRIES || pause.compareTo(LONGEST_WAIT) > 0 || pause.compareTo(left) > 0) {
                throw new UnreadableReportException(url.getRawPath() + " " + failure + ", the last of " + attempt
                        + (attempt == 1 ? " try" : " tries"));
            }
            Thread.sleep(pause);
            left = left.minus(pause);
            wait = wait.multipliedBy(2);
        }
    }

    private static String meaning(int status) {
        return switch (status) {
            case 401, 403 -> ": the credential may not read it; it has to be an administrator's";
            case 404 -> ": there is no such report";
            default -> status >= 300 && status < 400 ? ": a redirect, which the credential does not follow" : "";
        };
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }

    private HttpResponse<byte[]> send(URI url) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(bounds.response())
                .header("Accept", "application/json")
                .GET();
        format.headers(credential).forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> response = client.sendAsync(
                request.build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), bounds.pageBytes()));
        try {
            return response.get(bounds.response().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("none within " + bounds.response(), e);
        } catch (ExecutionException e) {
            // what the client says of an answer that is none may quote it
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    cause instanceof HttpTimeoutException
                            ? "none within " + bounds.response()
                            : cause.getClass().getSimpleName(),
                    cause);
        } finally {
            response.cancel(true);
        }
    }

    /// Ends what is still open.
    @Override
    public void close() {
        client.shutdownNow();
    }
}
