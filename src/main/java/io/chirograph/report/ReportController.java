package io.chirograph.report;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.dataflow.DataFlow;
import io.chirograph.dataflow.DataFlows;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.coverage.CoverageReader;
import io.chirograph.query.evidence.EvidenceMaker;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.support.digest.Sha256;
import io.chirograph.support.json.StrictJson;
import io.chirograph.verifier.bundle.Bundle;
import io.chirograph.verifier.search.Sample;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/audit/v1/report`, `/audit/v1/ai-bom` and `/audit/v1/dataflow/observed`: what an auditor is handed of a period.
/// Each is a read like any other; its
/// event has the digest of what was handed out.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
final class ReportController {
    private static final int USUAL_SAMPLE = 25;
    private static final Semaphore PLACES = new Semaphore(1, true);

    private final ReportMaker maker;
    private final DataFlows flows;

    ReportController(EvidenceMaker evidence, ConfiguredArchives archives, Clock clock, DataFlows flows) {
        this.maker = new ReportMaker(evidence.logs(), evidence, archives, clock);
        this.flows = flows;
    }

    @GetMapping("/audit/v1/report")
    @Answers(
            value = "A report of a period, to hand over.",
            as = "application/zip",
            parameters = {"from=periodFrom", "to=periodTo", "sample=reportSample", "seed=reportSeed"},
            headers = "Content-Disposition",
            refuses = ErrorCode.SCOPE_REFUSED)
    ResponseEntity<byte[]> report(HttpServletRequest request)
            throws SQLException, LogRefusedException, ArchiveUnavailableException, IOException {
        LogParameters given = LogParameters.of(request, "from", "to", "sample", "seed");
        AuditedRead read = whole(request);
        Sampled sampled = sampled(given);
        Span span = span(given);
        ReportMaker.Question question = new ReportMaker.Question(span.from, span.to, sampled.of(span));
        PLACES.acquireUninterruptibly();
        try {
            DataFlow flow = flows.now();
            ReportMaker.Made made = maker.make(question, flow);
            ByteArrayOutputStream zip = new ByteArrayOutputStream();
            new Bundle(ReportMaker.files(made, flow)).write(zip);
            read.asked(facts(question));
            read.found(made.report().sections().size(), made.report().asOf());
            String name = "report-" + span.from.toString().substring(0, 10) + "-"
                    + span.to.toString().substring(0, 10) + ".zip";
            return answer(read, MediaType.parseMediaType("application/zip"), zip.toByteArray(), name);
        } finally {
            PLACES.release();
        }
    }

    @GetMapping("/audit/v1/ai-bom")
    @Answers(
            value = "Models, providers, MCP servers and tools that calls of a period used (CycloneDX 1.7).",
            as = "application/vnd.cyclonedx+json",
            parameters = {"from=periodFrom", "to=periodTo"},
            headers = "Content-Disposition",
            refuses = ErrorCode.SCOPE_REFUSED)
    ResponseEntity<byte[]> bom(HttpServletRequest request) throws SQLException, LogRefusedException {
        LogParameters given = LogParameters.of(request, "from", "to");
        AuditedRead read = whole(request);
        Span span = span(given);
        AiBom bom = maker.bom(span.from, span.to);
        read.found(bom.seen().size(), ReportMaker.sizes(bom.heads()));
        MediaType type = MediaType.parseMediaType("application/vnd.cyclonedx+json");
        return answer(read, type, bom.json().getBytes(StandardCharsets.UTF_8), "ai-bom.cdx.json");
    }

    @GetMapping("/audit/v1/dataflow/observed")
    @Answers(
            value =
                    "Where components run by what stores, addresses and answers of a period say, beside what is declared.",
            as = "application/json=api.places",
            parameters = {"from=periodFrom", "to=periodTo"},
            refuses = ErrorCode.SCOPE_REFUSED)
    ResponseEntity<byte[]> places(HttpServletRequest request) throws SQLException, LogRefusedException {
        LogParameters given = LogParameters.of(request, "from", "to");
        AuditedRead read = whole(request);
        Span span = span(given);
        DataFlow flow = flows.now();
        Places places = maker.places(flow, span.from, span.to);
        read.asked(Map.of("configuration", flow.configuration()));
        read.found(places.items().size());
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(StrictJson.bytes(new Observed(flow.configuration(), span.from, span.to, places.items())));
    }

    /// @param configuration digest of what is declared
    record Observed(String configuration, Instant from, Instant to, List<Places.Place> items) {}

    private static ResponseEntity<byte[]> answer(AuditedRead read, MediaType type, byte[] body, String name) {
        read.asked(Map.of("digest", "sha256:" + Sha256.hex(body)));
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.noStore())
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .body(body);
    }

    private static Map<String, Object> facts(ReportMaker.Question question) {
        return Map.of(
                "sample",
                (long) question.sample().count(),
                "seed",
                question.sample().seed());
    }

    /// A report counts what is everybody's.
    private static AuditedRead whole(HttpServletRequest request) {
        AuditedRead read = AuditedRead.of(request);
        if (!read.scope().facts().isEmpty()) {
            throw new ApiException(
                    ErrorCode.SCOPE_REFUSED,
                    "It counts what belongs to every tenant and log; it takes an auditor who is not limited to some.");
        }
        return read;
    }

    /// What is given is judged before what is missing.
    private static Span span(LogParameters given) {
        Long from = moment("from", given.word("from"), CoverageReader.Period::from);
        Long to = moment("to", given.word("to"), CoverageReader.Period::to);
        if (from == null || to == null) {
            String name = from == null ? "from" : "to";
            throw new ApiException(
                    ErrorCode.BAD_VALUE,
                    "Parameter '" + name + "' is missing; it must be a time (RFC 3339).",
                    name,
                    "");
        }
        Span span = new Span(Instant.ofEpochMilli(from), Instant.ofEpochMilli(to));
        if (from >= to) {
            throw ApiException.badParameter("to", span.to.toString(), "after 'from'");
        }
        return span;
    }

    private record Span(Instant from, Instant to) {}

    private static @Nullable Long moment(
            String name, @Nullable String value, Function<CoverageReader.Period, @Nullable Long> end) {
        return value == null ? null : end.apply(CoverageReader.period(new TreeMap<>(Map.of(name, value))));
    }

    /// @param seed null for the period
    private record Sampled(int count, @Nullable String seed) {
        Sample of(Span span) {
            return new Sample(count, seed == null ? span.from + " " + span.to : seed);
        }
    }

    private static Sampled sampled(LogParameters given) {
        String count = given.word("sample");
        String seed = given.word("seed");
        if (count != null && (!count.matches("[1-9][0-9]{0,3}") || Integer.parseInt(count) > Sample.MAX)) {
            throw ApiException.badParameter("sample", count, "a number from 1 to " + Sample.MAX);
        }
        if (seed != null && !Sample.isSeed(seed)) {
            throw ApiException.badParameter("seed", seed, "1 to 256 printable ASCII characters");
        }
        return new Sampled(count == null ? USUAL_SAMPLE : Integer.parseInt(count), seed);
    }
}
