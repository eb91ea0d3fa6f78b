package io.chirograph.report;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.dataflow.DataFlow;
import io.chirograph.dataflow.DataFlows;
import io.chirograph.event.EventType;
import io.chirograph.query.api.LogReader;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.coverage.CoverageReader;
import io.chirograph.query.evidence.EvidenceMaker;
import io.chirograph.query.evidence.EvidenceQuestion;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.support.digest.Sha256;
import io.chirograph.verifier.assurance.Assurance;
import io.chirograph.verifier.assurance.Interruption;
import io.chirograph.verifier.assurance.LogCoverage;
import io.chirograph.verifier.bundle.Bundle;
import io.chirograph.verifier.search.Sample;
import io.chirograph.web.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes reports. Safe for many threads; a report is made in memory, of bounded tables.
///
/// The signed heads are read first, and all that the index says is as of their sizes; the store and the configuration
/// are as they are when the report is made.
record ReportMaker(LogReader logs, EvidenceMaker evidence, ConfiguredArchives archives, Clock clock) {
    private static final Pattern KEYS = Pattern.compile(
            "chirograph\\.(?:log\\..*|content\\.(?:recipients.*|private-key|certificate)|data-dir|.*\\.sse.*|.*credentials?-file|query\\.keys.*)");

    /// What is asked for.
    /// @param from the beginning of the period
    /// @param to its end, which is not part of it
    /// @param sample what of the population is drawn
    record Question(Instant from, Instant to, Sample sample) {}

    /// @param evidence what proves population and sample; null where no such file could be made
    record Made(Report report, AiBom bom, @Nullable Bundle evidence) {}

    Made make(Question asked, DataFlow flow) throws SQLException, LogRefusedException, ArchiveUnavailableException {
        List<IndexedHead> heads = logs.heads();
        SortedMap<String, Long> sizes = sizes(heads);
        List<Section> sections = new ArrayList<>();
        sections.add(scope(heads));
        Map<String, String> times = Map.of("from", asked.from.toString(), "to", asked.to.toString());
        Bundle bundle = null;
        try {
            bundle =
                    evidence.population(new EvidenceQuestion(QueryParameters.filter(times), null, asked.sample, false));
            sections.add(population(asked, bundle));
        } catch (ApiException e) {
            sections.add(unproven(asked, String.valueOf(e.getMessage())));
        }
        List<Period.Group> steps = new ArrayList<>();
        AiBom bom = logs.index().now(now -> {
            AsOf asOf = now.at(sizes);
            Period period = new Period(asOf, asked.from.toEpochMilli(), asked.to.toEpochMilli());
            CoverageReader.Answer coverage = new CoverageReader(asOf)
                    .read(new CoverageReader.Period(asked.from.toEpochMilli(), asked.to.toEpochMilli()));
            sections.addAll(new EventSections(period).all());
            steps.addAll(period.groups(EventType.LOG_HEARTBEAT, "clockSteppedBackMillis"));
            sections.add(interruptions(coverage.items()));
            sections.add(assurance(coverage.items()));
            return AiBom.read(period, asked.from, asked.to);
        });
        sections.add(new StoreSection(archives).read(asked.from));
        sections.add(Places.of(flow, archives, bom.seen()).section());
        sections.add(readers(flow));
        sections.add(custody(flow));
        sections.add(new TimeSection(flow, archives).read(heads, steps));
        Report report = new Report(asked.from, asked.to, clock.instant(), sizes, flow.configuration(), sections);
        return new Made(report, bom.with(heads), bundle);
    }

    /// The models and tools of a period alone.
    AiBom bom(Instant from, Instant to) throws SQLException, LogRefusedException {
        List<IndexedHead> heads = logs.heads();
        return logs.index()
                .now(now ->
                        AiBom.read(new Period(now.at(sizes(heads)), from.toEpochMilli(), to.toEpochMilli()), from, to))
                .with(heads);
    }

    /// Where components run, as declared and as others say, by calls of a period.
    Places places(DataFlow flow, Instant from, Instant to) throws SQLException, LogRefusedException {
        return Places.of(flow, archives, bom(from, to).seen());
    }

    static SortedMap<String, Long> sizes(List<IndexedHead> heads) {
        SortedMap<String, Long> sizes = new TreeMap<>();
        heads.forEach(head -> sizes.put(head.log().id(), head.size()));
        return sizes;
    }

    private static Section scope(List<IndexedHead> heads) {
        Section.Table table = new Section.Table("log", "origin", "key", "size", "checkpoint");
        for (IndexedHead head : heads) {
            table.row(
                    head.log().id(),
                    head.log().origin(),
                    head.log().key().encode(),
                    head.size(),
                    head.text().strip());
        }
        return table.section(
                "scope",
                "Logs and cut-off",
                "The logs that are indexed, their first keys, and the signed checkpoints that all counts here are as of. verify --key checks them in the store.");
    }

    private static Section population(Question asked, Bundle bundle) {
        Section.Table table = new Section.Table("what", "value");
        table.row("query", "calls from " + asked.from + " to before " + asked.to);
        table.row("cut-off", "the signed checkpoints in evidence.zip");
        for (String name : List.of("population.csv", "sample.csv")) {
            byte[] lines = bundle.get(name).orElse(new byte[0]);
            long count = new String(lines, StandardCharsets.UTF_8).lines().count() - 1;
            table.row("calls in " + name, Math.max(0, count));
            table.row("SHA-256 of " + name, lines.length == 0 ? "" : Sha256.hex(lines));
        }
        table.row("sample asked for", asked.sample.count());
        table.row("seed", asked.sample.seed());
        table.row("proof", "evidence.zip: ./chirograph verify-evidence evidence.zip --key VKEY");
        return table.section(
                "population",
                "Population and sample",
                "Made as evidence of the query: every entry of the logs below the cut-off is proven to be in the tree, and the sample is drawn by the seed as docs/evidence.md says, so that anyone can draw it again.");
    }

    private static Section unproven(Question asked, String why) {
        Section.Table table = new Section.Table("what", "value");
        table.row("query", "calls from " + asked.from + " to before " + asked.to);
        table.row("proof", "none: " + why);
        return table.section(
                "population", "Population and sample", "No evidence could be made of this query; narrow the period.");
    }

    private static Section interruptions(List<LogCoverage> logs) {
        Section.Table table = new Section.Table("log", "kind", "from", "to", "position", "count", "reason");
        for (LogCoverage log : logs) {
            for (Interruption one : log.interruptions().items()) {
                table.row(
                        log.log(), one.kind().code(), one.from(), one.to(), one.position(), one.count(), one.reason());
            }
        }
        return table.section(
                "interruptions",
                "Lapses, gaps and late exports",
                "As GET /audit/v1/coverage has them for the period, at most 200 of a kind and log.");
    }

    private static Section assurance(List<LogCoverage> logs) {
        Section.Table table = new Section.Table("log", "size", "level", "statement", "lacks");
        for (LogCoverage log : logs) {
            Assurance one = log.assurance();
            table.row(log.log(), one.size(), one.level().words(), one.statement(), String.join("; ", one.lacks()));
        }
        return table.section(
                "assurance",
                "Assurance",
                "What the index alone stands for. verify with a witness policy and certificates says what others stand for.");
    }

    private static Section readers(DataFlow flow) {
        Section.Table table = new Section.Table("who", "reads", "by");
        flow.readers().forEach(one -> table.row(one.who(), one.reads(), one.how()));
        return table.section("access-list", "Who may read", "By the configuration that runs, as dataflow.md has it.");
    }

    /// Settings that say where keys are, and whose.
    private static Section custody(DataFlow flow) {
        Section.Table table = new Section.Table("setting", "value");
        flow.settings().forEach((name, value) -> {
            if (KEYS.matcher(name).matches()) {
                table.row(name, value);
            }
        });
        return table.section(
                "custody",
                "Custody of keys",
                "Where the configuration that runs has keys, and certificates of those who hold one. Who may read these places is not recorded.");
    }

    /// The files of a report by name.
    static SortedMap<String, byte[]> files(Made made, DataFlow flow) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("report.json", ReportText.json(made.report));
        files.put("report.html", bytes(ReportText.html(made.report)));
        files.put("assessment-results.oscal.json", bytes(OscalResults.of(made.report)));
        files.put("ai-bom.cdx.json", bytes(made.bom.json()));
        files.put("dataflow.md", bytes(DataFlows.markdown(flow)));
        if (made.evidence != null) {
            files.put("evidence.zip", bytes(made.evidence));
        }
        StringBuilder sums = new StringBuilder();
        files.forEach((name, content) ->
                sums.append(Sha256.hex(content)).append("  ").append(name).append('\n'));
        files.put("SHA256SUMS", bytes(sums.toString()));
        return files;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Bundle bundle) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            bundle.write(out);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return out.toByteArray();
    }
}
