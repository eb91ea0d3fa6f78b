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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/audit/v1/report` and `/audit/v1/ai-bom`: what an auditor is handed of a period. Each is a read like any other; its
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
        Instant from = from(given);
        Instant to = to(given, from);
        ReportMaker.Question question = new ReportMaker.Question(from, to, sample(given, from, to));
        PLACES.acquireUninterruptibly();
        try {
            DataFlow flow = flows.now();
            ReportMaker.Made made = maker.make(question, flow);
            ByteArrayOutputStream zip = new ByteArrayOutputStream();
            new Bundle(ReportMaker.files(made, flow)).write(zip);
            read.asked(facts(question));
            read.found(made.report().sections().size(), made.report().asOf());
            String name = "report-" + from.toString().substring(0, 10) + "-"
                    + to.toString().substring(0, 10) + ".zip";
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
        Instant from = from(given);
        AiBom bom = maker.bom(from, to(given, from));
        read.found(bom.seen().size(), ReportMaker.sizes(bom.heads()));
        MediaType type = MediaType.parseMediaType("application/vnd.cyclonedx+json");
        return answer(read, type, bom.json().getBytes(StandardCharsets.UTF_8), "ai-bom.cdx.json");
    }

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

    private static Instant from(LogParameters given) {
        return moment("from", given.word("from"), CoverageReader.Period::from);
    }

    private static Instant to(LogParameters given, Instant from) {
        Instant to = moment("to", given.word("to"), CoverageReader.Period::to);
        if (!from.isBefore(to)) {
            throw ApiException.badParameter("to", to.toString(), "after 'from'");
        }
        return to;
    }

    private interface End {
        @Nullable
        Long of(CoverageReader.Period period);
    }

    private static Instant moment(String name, @Nullable String value, End end) {
        if (value == null) {
            throw new ApiException(
                    ErrorCode.BAD_VALUE,
                    "Parameter '" + name + "' is missing; it must be a time (RFC 3339).",
                    name,
                    "");
        }
        Long millis = end.of(CoverageReader.period(new TreeMap<>(Map.of(name, value))));
        return Instant.ofEpochMilli(millis == null ? 0 : millis);
    }

    private static Sample sample(LogParameters given, Instant from, Instant to) {
        String count = given.word("sample");
        String seed = given.word("seed");
        if (count != null && (!count.matches("[1-9][0-9]{0,3}") || Integer.parseInt(count) > Sample.MAX)) {
            throw ApiException.badParameter("sample", count, "a number from 1 to " + Sample.MAX);
        }
        if (seed != null && !Sample.isSeed(seed)) {
            throw ApiException.badParameter("seed", seed, "1 to 256 printable ASCII characters");
        }
        return new Sample(
                count == null ? USUAL_SAMPLE : Integer.parseInt(count), seed == null ? from + " " + to : seed);
    }
}
