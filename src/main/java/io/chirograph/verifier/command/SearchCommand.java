package io.chirograph.verifier.command;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventView;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.support.command.Converters;
import io.chirograph.support.digest.Sha256;
import io.chirograph.verifier.report.ReportJson;
import io.chirograph.verifier.search.ArchiveSearch;
import io.chirograph.verifier.search.BadFilterException;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.Population;
import io.chirograph.verifier.search.Sample;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chirograph search`: finds a population again in a copy of an archive, and draws its sample.
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = "Finds calls in an archive without a server, and verifies on the way that it is what was signed.",
        footer = {
            "",
            "Exit codes: 0 holds, 1 does not hold, 2 could not be checked.",
            "Filters are those of GET /audit/v1/calls: --where model=m --where from=2026-11-21T00:00:00Z"
        })
public final class SearchCommand extends ChirographCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ARCHIVE", description = "A directory, or s3://bucket/prefix.")
    private String location = "";

    @Option(
            names = "--where",
            paramLabel = "NAME=VALUE",
            converter = Converters.NameValue.class,
            description = "A filter; all that are given must hold.")
    private List<Map.Entry<String, String>> where = new ArrayList<>();

    @Option(names = "--id", paramLabel = "CALL", description = "A call's id, instead of filters.")
    private List<String> ids = new ArrayList<>();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(
            names = "--at",
            paramLabel = "LOG=SIZE",
            description = "Search this log up to this signed size, and no log that is not named so.")
    private List<String> at = new ArrayList<>();

    @Option(names = "--sample", paramLabel = "N", description = "Draw a sample of this size; needs --seed.")
    private @Nullable Integer count;

    @Option(names = "--seed", paramLabel = "TEXT", description = "What the sample is drawn by.")
    private @Nullable String seed;

    @Option(names = "--csv", description = "Prints the population, or the sample, as CSV and nothing else.")
    private boolean csv;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Mixin
    private ArchiveLocation archive = new ArchiveLocation();

    @Override
    public Integer call() {
        CallFilter filter = filter();
        Sample sample = sample();
        List<UUID> meant = ids.isEmpty() ? null : callIds();
        Map<String, Long> sizes = sizes();
        try (Archive opened = archive.open(location)) {
            ArchiveSearch.Result result = new ArchiveSearch(opened, keys.read(line())).search(filter, meant, sizes);
            List<String> missing = result.examined().missing();
            int exit = !result.failures().isEmpty() || !missing.isEmpty()
                    ? 1
                    : result.unknown().isEmpty() && !result.logs().isEmpty() ? 0 : 2;
            missing.forEach(one -> report(exit, "not covered: " + PrintableText.of(one)));
            tell(line().getErr(), result);
            Population shown =
                    sample == null ? result.population() : result.population().draw(sample);
            if (json) {
                out().print(json(result, filter, shown, exit));
            } else if (csv) {
                if (result.failures().isEmpty() && exit != 2) {
                    out().print(new String(shown.csv(), StandardCharsets.UTF_8));
                }
            } else {
                out().println(result.examined()
                        .sentence(filter, result.population().count()));
                shown.rows().forEach(row -> out().println(row.line()));
            }
            out().flush();
            return exit;
        } catch (ArchiveUnavailableException e) {
            return report(COULD_NOT, "could not be searched: " + e.getMessage());
        }
    }

    private static void tell(PrintWriter err, ArchiveSearch.Result result) {
        result.unknown()
                .forEach(log ->
                        err.println("chirograph: no --key was given for log " + log + ", so it was not searched"));
        result.examined().logs().forEach(range -> {
            if (range.absent() > 0) {
                err.println(
                        "chirograph: " + range.absent() + " of the " + range.size() + " events of log " + range.log()
                                + " could not be examined, for they are not there any more: what is found says nothing"
                                + " about those");
            }
        });
        result.failures().forEach(failure -> err.println("chirograph: " + PrintableText.of(failure)));
        if (result.logs().isEmpty() && result.unknown().isEmpty()) {
            err.println("chirograph: there is no log that could be searched");
        }
        err.flush();
    }

    private static String json(ArchiveSearch.Result result, CallFilter filter, Population shown, int exit) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("exitCode", exit);
        object.put("answer", ReportJson.answer(exit));
        object.put("query", filter.given());
        object.put("count", result.population().count());
        object.put("populationSha256", Sha256.hex(result.population().csv()));
        object.put("examined", result.examined());
        object.put(
                "statement",
                result.examined().sentence(filter, result.population().count()));
        object.put(
                "calls", shown.rows().stream().map(row -> row.id().toString()).toList());
        object.put("failures", result.failures().stream().map(PrintableText::of).toList());
        object.put("unknown", result.unknown());
        List<Map<String, Object>> logs = new ArrayList<>();
        result.logs()
                .forEach((id, checkpoint) -> logs.add(Map.of(
                        "log", id,
                        "origin", checkpoint.origin(),
                        "size", checkpoint.size(),
                        "rootHash", checkpoint.root().toString())));
        object.put("logs", logs);
        return CanonicalJson.text(object) + "\n";
    }

    private CallFilter filter() {
        Map<String, String> filters = new TreeMap<>();
        for (Map.Entry<String, String> one : where) {
            if (filters.put(one.getKey(), one.getValue()) != null) {
                throw usage("--where " + one.getKey() + " stands twice");
            }
        }
        if (!where.isEmpty() && !ids.isEmpty()) {
            throw usage("give either --where or --id");
        }
        try {
            return CallFilter.parse(filters);
        } catch (BadFilterException e) {
            throw usage("--where: " + e.getMessage());
        }
    }

    private @Nullable Sample sample() {
        if ((count == null) != (seed == null)) {
            throw usage("--sample and --seed go together");
        }
        try {
            return count == null || seed == null ? null : new Sample(count, seed);
        } catch (IllegalArgumentException e) {
            throw usage("--" + e.getMessage());
        }
    }

    private List<UUID> callIds() {
        List<UUID> parsed = new ArrayList<>();
        for (String id : ids) {
            UUID call = EventView.uuid(id);
            if (call == null) {
                throw usage("--id " + id + " is no UUID");
            }
            parsed.add(call);
        }
        return parsed;
    }

    private Map<String, Long> sizes() {
        Map<String, Long> sizes = new TreeMap<>();
        for (String one : at) {
            int equals = one.lastIndexOf('=');
            if (equals < 1 || !one.substring(equals + 1).matches("[1-9][0-9]{0,15}")) {
                throw usage("--at " + one + " is not log=size");
            }
            sizes.put(one.substring(0, equals), Long.valueOf(one.substring(equals + 1)));
        }
        return sizes;
    }
}
