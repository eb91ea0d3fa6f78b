package io.chirograph.query.export;

import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The lists and figures as files, and the manifests of these. The event of the read is durable before the first byte.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record ExportController(Exports exports, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(ExportController.class);
    private static final String CALLS = "/audit/v1/calls";
    private static final String EVENTS = "/audit/v1/events";
    private static final String TIMELINE = "/audit/v1/timeline";
    private static final String SUMMARY = "/audit/v1/summary";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int BUFFER = 1 << 15;
    private static final int MAX_HEADER = 2048;

    @GetMapping(
            path = {CALLS, EVENTS, TIMELINE, SUMMARY},
            params = "format")
    @Answers(
            value = "As the list.",
            as = {},
            elsewhere = true)
    void asked(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        export(request, response, null);
    }

    @GetMapping(
            path = {CALLS, EVENTS, TIMELINE, SUMMARY},
            produces = "text/csv")
    @Answers(
            value = "As the list.",
            as = {},
            elsewhere = true)
    void csv(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        export(request, response, ExportFormat.CSV);
    }

    @GetMapping(
            path = {CALLS, EVENTS, TIMELINE, SUMMARY},
            produces = "application/x-ndjson")
    @Answers(
            value = "As the list.",
            as = {},
            elsewhere = true)
    void ndjson(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        export(request, response, ExportFormat.NDJSON);
    }

    @GetMapping(
            path = {CALLS, EVENTS, TIMELINE, SUMMARY},
            produces = "application/vnd.apache.parquet")
    @Answers(
            value = "As the list.",
            as = {},
            elsewhere = true)
    void parquet(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        export(request, response, ExportFormat.PARQUET);
    }

    @GetMapping("/audit/v1/exports/{name}/manifest")
    @Answers(
            value = "What an export is: its question, cut-off, length and digest, and the checkpoints it rests on.",
            as = "application/json=api.export-manifest",
            parameters = {
                "name=exportList",
                Answers.FILTERS,
                "namedBy",
                "q",
                "order",
                "limit=exportLimit",
                "asOf",
                "format=exportFormat"
            },
            refuses = ErrorCode.NOT_FOUND)
    ResponseEntity<byte[]> manifest(@PathVariable String name, HttpServletRequest request)
            throws IOException, SQLException {
        return manifest(
                ExportList.of(name)
                        .orElseThrow(() -> ApiException.notFound("There is no export of '" + name
                                + "'; there are calls, events, timeline and summary.")),
                request);
    }

    @GetMapping("/audit/v1/exports/summary/manifest")
    @Answers(
            value = "What an export of figures is.",
            as = "application/json=api.export-manifest",
            parameters = {Answers.FILTERS, "namedBy", "q", "by", "group", "limit=groups", "asOf", "format=exportFormat"
            },
            refuses = ErrorCode.POPULATION_TOO_LARGE)
    ResponseEntity<byte[]> manifest(HttpServletRequest request) throws IOException, SQLException {
        return manifest(ExportList.SUMMARY, request);
    }

    private ResponseEntity<byte[]> manifest(ExportList list, HttpServletRequest request)
            throws IOException, SQLException {
        ExportQuestion question = ExportQuestion.parse(list, request.getParameterMap(), null);
        AuditedRead reading = AuditedRead.of(request);
        byte[] body = exports.inAPlace(() -> {
            Export export = begin(question, reading, null);
            Export.Totals totals = export.write(OutputStream.nullOutputStream());
            reading.found(totals.rows(), export.cutOff().sizes());
            return StrictJson.bytes(ExportManifest.of(export, totals));
        });
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(body);
    }

    private void export(HttpServletRequest request, HttpServletResponse response, @Nullable ExportFormat format)
            throws IOException, SQLException {
        String path = request.getServletPath();
        ExportList list =
                ExportList.of(path.substring(path.lastIndexOf('/') + 1)).orElseThrow();
        ExportQuestion question = ExportQuestion.parse(list, request.getParameterMap(), format);
        exports.inAPlace(() -> {
            send(question, request, response);
            return true;
        });
    }

    private Export begin(ExportQuestion question, AuditedRead reading, @Nullable EntityTag condition)
            throws SQLException {
        IndexReader seen = exports.index().within(reading.scope());
        var indexed = seen.sizes();
        CutOff cutOff = question.asOf();
        if (cutOff != null) {
            return Export.begin(question, cutOff.within(indexed), seen);
        }
        CutOff before = condition == null ? null : condition.cutOff(question, reading.scope(), indexed);
        return Export.begin(question, before == null ? new CutOff(indexed) : before, seen);
    }

    private void send(ExportQuestion question, HttpServletRequest request, HttpServletResponse response)
            throws IOException, SQLException {
        AuditedRead reading = AuditedRead.of(request);
        RangeRequest range = RangeRequest.of(request);
        Export export = begin(question, reading, range == null ? null : range.condition());
        EntityTag tag = EntityTag.of(export);
        reading.exports(question.format().word(), export.cutOff().sizes());
        long from = range == null || !range.holds(tag, question.asOf() != null) ? -1 : range.from();
        head(export, tag, response);
        if (from >= 0) {
            long length = export.write(OutputStream.nullOutputStream()).bytes();
            requireWithin(from, length, response);
            response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
            response.setHeader("Content-Range", "bytes " + from + "-" + (length - 1) + "/" + length);
            response.setContentLengthLong(length - from);
        }
        response.flushBuffer(); // records the read; what cannot be recorded is not committed and not answered
        if (response.isCommitted() && !request.getMethod().equals("HEAD")) {
            stream(export, Math.max(0, from), response);
        }
    }

    private static void requireWithin(long from, long length, HttpServletResponse response) {
        if (from >= length) {
            response.setHeader("Content-Range", "bytes */" + length);
            throw new ApiException(
                    ErrorCode.RANGE_REFUSED,
                    "The export has " + length + " bytes; there is none from " + from + " on.",
                    "Range",
                    "bytes=" + from + "-");
        }
    }

    private void head(Export export, EntityTag tag, HttpServletResponse response) {
        ExportQuestion question = export.question();
        String list = question.list().path();
        String format = question.format().word();
        response.setContentType(question.format().mediaType());
        response.setHeader(
                "Content-Disposition",
                "attachment; filename=\"chirograph-" + list + "-" + STAMP.format(clock.instant()) + "." + format
                        + "\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Accept-Ranges", "bytes");
        response.setHeader("ETag", tag.text());
        header(response, "Chirograph-As-Of", export.cutOff().text());
        String query = "?" + query(export);
        header(response, "Content-Location", "/audit/v1/" + list + query);
        header(response, "Link", "</audit/v1/exports/" + list + "/manifest" + query + ">; rel=\"describedby\"");
    }

    /// What does not fit into the head of a response is left out; the manifest says the sizes, too.
    private static void header(HttpServletResponse response, String name, String value) {
        if (value.length() <= MAX_HEADER) {
            response.setHeader(name, value);
        }
    }

    /// The query that gives these bytes again.
    private static String query(Export export) {
        TreeMap<String, String> all = new TreeMap<>(export.question().given());
        all.put("format", export.question().format().word());
        all.put(CutOff.NAME, export.cutOff().text());
        return all.entrySet().stream()
                .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// What breaks off here must not look whole, so the filter that recorded the read closes the connection. The
    /// exception has no cause, for which Spring would write a problem behind what went before.
    private static void stream(Export export, long from, HttpServletResponse response) throws IOException {
        try {
            OutputStream out = new BufferedOutputStream(response.getOutputStream(), BUFFER);
            export.write(out, from, row -> {});
            out.flush();
        } catch (SQLException | RuntimeException e) {
            LOG.error("An export broke off", e);
            throw new IOException("an export broke off");
        }
    }
}
