package io.chirograph.query.export;

import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.support.json.StrictJson;
import io.chirograph.verifier.search.Coverage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What an export is, beside it: enough to make it again from the archive and to compare it.
/// @param version of the manifest and of the bytes of all formats
/// @param list `calls`, `events`, `timeline` or `summary`
/// @param query the parameters of the list by name, as they were understood
/// @param rows how many items it has
/// @param sha256 over its bytes, in hex
/// @param asOf the cut-off of each log that its reader sees
/// @param scope what its reader was limited to: `tenants`, `logs`; empty without limits
/// @param coverage from when to when these logs say anything
record ExportManifest(
        int version,
        String list,
        SortedMap<String, String> query,
        String format,
        long rows,
        long bytes,
        String sha256,
        List<Log> asOf,
        SortedMap<String, Object> scope,
        Coverage coverage) {
    static final int VERSION = 1;

    private static final String TENANTS = "tenants";
    private static final String LOGS = "logs";

    ExportManifest {
        StrictJson.required("list", list);
        query = Collections.unmodifiableSortedMap(new TreeMap<>(StrictJson.required("query", query)));
        StrictJson.required("format", format);
        StrictJson.required("sha256", sha256);
        asOf = List.copyOf(asOf);
        scope = Collections.unmodifiableSortedMap(new TreeMap<>(StrictJson.required("scope", scope)));
        StrictJson.required("coverage", coverage);
        if (asOf.size() > QueryParameters.MOST_LOGS) {
            throw new IllegalArgumentException("asOf has more than " + QueryParameters.MOST_LOGS + " logs");
        }
    }

    /// One log's cut-off.
    /// @param size positions from here on are not in the export
    /// @param checkpoint a checkpoint of that size or more, with the log's signature; null of an empty log
    record Log(String log, long size, @Nullable String checkpoint) {
        Log {
            StrictJson.required("log", log);
            if (size < 0 || (size > 0 && checkpoint == null)) {
                throw new IllegalArgumentException("log " + log + " has size " + size + " without a checkpoint");
            }
        }
    }

    static ExportManifest of(Export export, Export.Totals totals) throws SQLException {
        Map<String, IndexedHead> heads = export.index().now(asOf -> Map.copyOf(asOf.heads()));
        List<Log> logs = new ArrayList<>();
        export.cutOff().sizes().forEach((log, size) -> {
            IndexedHead head = heads.get(log);
            logs.add(new Log(log, size, head == null ? null : head.text()));
        });
        return new ExportManifest(
                VERSION,
                export.question().list().path(),
                export.question().given(),
                export.question().format().word(),
                totals.rows(),
                totals.bytes(),
                totals.sha256(),
                logs,
                export.scope().facts(),
                export.coverage());
    }

    /// The limits that it states.
    AuditScope limits() {
        if (!List.of(TENANTS, LOGS).containsAll(scope.keySet())) {
            throw new IllegalArgumentException("scope has " + scope.keySet());
        }
        return new AuditScope(names(TENANTS), names(LOGS));
    }

    private @Nullable SortedSet<String> names(String limit) {
        Object stated = scope.get(limit);
        if (stated == null) {
            return null;
        }
        if (stated instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).collect(Collectors.toCollection(TreeSet::new));
        }
        throw new IllegalArgumentException("scope." + limit + " must be a list of strings");
    }

    /// The cut-off that it states.
    CutOff cutOff() {
        TreeMap<String, Long> sizes = new TreeMap<>();
        for (Log log : asOf) {
            if (sizes.put(log.log(), log.size()) != null) {
                throw new IllegalArgumentException("log " + log.log() + " stands twice in asOf");
            }
        }
        return new CutOff(sizes);
    }
}
