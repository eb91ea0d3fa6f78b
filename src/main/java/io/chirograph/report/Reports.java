package io.chirograph.report;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.dataflow.DataFlow;
import io.chirograph.dataflow.DataFlows;
import io.chirograph.query.coverage.CoverageReader;
import io.chirograph.query.evidence.EvidenceMaker;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.support.digest.Sha256;
import io.chirograph.verifier.bundle.Bundle;
import io.chirograph.verifier.search.Sample;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
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
import org.springframework.stereotype.Component;

/// What an auditor is handed of a period, by a read whose event has the digest of it. Safe for many threads; one report
/// is made at a time.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Component
public final class Reports {
    /// What a report is asked for by.
    public static final List<String> PARAMETERS = List.of("from", "to", "sample", "seed");

    private static final int USUAL_SAMPLE = 25;
    private static final Semaphore PLACES = new Semaphore(1, true);

    private final ReportMaker maker;
    private final DataFlows flows;

    Reports(EvidenceMaker evidence, ConfiguredArchives archives, Clock clock, DataFlows flows) {
        this.maker = new ReportMaker(evidence.logs(), evidence, archives, clock);
        this.flows = flows;
    }

    /// A file to hand over.
    @SuppressWarnings("ArrayRecordComponent") // written, never compared
    public record Handed(String type, byte[] body, String name) {}

    /// A report as a zip file.
    /// @param given the value of each of [#PARAMETERS]; null for one that is left out
    /// @throws ApiException naming the parameter that is to blame, or the reader sees a part alone
    public Handed report(AuditedRead read, Function<String, @Nullable String> given)
            throws SQLException, LogRefusedException, ArchiveUnavailableException, IOException {
        whole(read);
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
            return handed(read, "application/zip", zip.toByteArray(), name);
        } finally {
            PLACES.release();
        }
    }

    /// Models, providers, MCP servers and tools of a period.
    Handed bom(AuditedRead read, Function<String, @Nullable String> given) throws SQLException, LogRefusedException {
        whole(read);
        Span span = span(given);
        AiBom bom = maker.bom(span.from, span.to);
        read.found(bom.seen().size(), ReportMaker.sizes(bom.heads()));
        return handed(
                read, "application/vnd.cyclonedx+json", bom.json().getBytes(StandardCharsets.UTF_8), "ai-bom.cdx.json");
    }

    /// Where components ran in a period, beside what is declared.
    Observed places(AuditedRead read, Function<String, @Nullable String> given)
            throws SQLException, LogRefusedException {
        whole(read);
        Span span = span(given);
        DataFlow flow = flows.now();
        Places places = maker.places(flow, span.from, span.to);
        read.asked(Map.of("configuration", flow.configuration()));
        read.found(places.items().size());
        return new Observed(flow.configuration(), span.from, span.to, places.items());
    }

    /// @param configuration digest of what is declared
    record Observed(String configuration, Instant from, Instant to, List<Places.Place> items) {}

    private static Handed handed(AuditedRead read, String type, byte[] body, String name) {
        read.asked(Map.of("digest", "sha256:" + Sha256.hex(body)));
        return new Handed(type, body, name);
    }

    private static Map<String, Object> facts(ReportMaker.Question question) {
        return Map.of(
                "sample",
                (long) question.sample().count(),
                "seed",
                question.sample().seed());
    }

    /// A report counts what is everybody's.
    private static void whole(AuditedRead read) {
        if (!read.scope().facts().isEmpty()) {
            throw new ApiException(
                    ErrorCode.SCOPE_REFUSED,
                    "It counts what belongs to every tenant and log; it takes an auditor who is not limited to some.");
        }
    }

    /// What is given is judged before what is missing.
    private static Span span(Function<String, @Nullable String> given) {
        Long from = moment("from", given.apply("from"), CoverageReader.Period::from);
        Long to = moment("to", given.apply("to"), CoverageReader.Period::to);
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

    private static Sampled sampled(Function<String, @Nullable String> given) {
        String count = given.apply("sample");
        String seed = given.apply("seed");
        if (count != null && (!count.matches("[1-9][0-9]{0,3}") || Integer.parseInt(count) > Sample.MAX)) {
            throw ApiException.badParameter("sample", count, "a number from 1 to " + Sample.MAX);
        }
        if (seed != null && !Sample.isSeed(seed)) {
            throw ApiException.badParameter("seed", seed, "1 to 256 printable ASCII characters");
        }
        return new Sampled(count == null ? USUAL_SAMPLE : Integer.parseInt(count), seed);
    }
}
