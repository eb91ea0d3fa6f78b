package io.chirograph.query.export;

import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.query.lookup.SummaryQuery;
import io.chirograph.support.digest.Sha256;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is to be exported.
/// @param given the filters, order, full text and limit by name, as they were given
/// @param query the first page of it
/// @param figures the question for figures; null of lists
/// @param limit how many items are wanted at most; of figures the limit is one of groups, and part of their question
/// @param asOf the cut-off that was asked for; null for what is indexed
record ExportQuestion(
        ExportList list,
        SortedMap<String, String> given,
        ListQuery query,
        @Nullable SummaryQuery figures,
        long limit,
        ExportFormat format,
        @Nullable CutOff asOf) {
    /// How many items are in memory at once, with a few more of one millisecond where there are several logs.
    static final int PAGE = 200;

    private static final String FORMAT = "format";
    private static final String LIMIT = "limit";
    private static final int MAX_CUT_OFF = 8192;

    /// @param format where no parameter says it; null where one must
    static ExportQuestion parse(ExportList list, Map<String, String[]> parameters, @Nullable ExportFormat format) {
        Map<String, String[]> others = new HashMap<>(parameters);
        String word = taken(others, FORMAT, 16);
        boolean isOfFigures = list == ExportList.SUMMARY;
        String limit = isOfFigures ? null : taken(others, LIMIT, 16);
        String asOf = taken(others, CutOff.NAME, MAX_CUT_OFF);
        ExportFormat wanted = word == null ? format : ExportFormat.of(word);
        if (wanted == null) {
            throw new ApiException(
                    ErrorCode.BAD_VALUE,
                    "Parameter 'format' is missing; it must be csv, ndjson or parquet.",
                    FORMAT,
                    "");
        }
        if (limit != null && !limit.matches("[1-9][0-9]{0,11}")) {
            throw ApiException.badParameter(LIMIT, limit, "a number from 1 to 999999999999");
        }
        SummaryQuery figures = isOfFigures ? QueryParameters.summary(others) : null;
        ListQuery query = figures == null ? QueryParameters.whole(list.path(), others, PAGE) : figures.calls();
        SortedMap<String, String> given = new TreeMap<>();
        others.forEach((name, values) -> given.put(name, values[0]));
        if (limit != null) {
            given.put(LIMIT, limit);
        }
        return new ExportQuestion(
                list,
                given,
                query,
                figures,
                limit == null ? Long.MAX_VALUE : Long.parseLong(limit),
                wanted,
                asOf == null ? null : CutOff.parse(asOf));
    }

    private static @Nullable String taken(Map<String, String[]> parameters, String name, int longest) {
        String[] values = parameters.remove(name);
        if (values == null) {
            return null;
        }
        if (values.length != 1) {
            throw new ApiException(
                    ErrorCode.DUPLICATE_PARAMETER,
                    "Parameter '" + name + "' stands " + values.length + " times; once at most.",
                    name,
                    String.join(", ", values));
        }
        if (values[0].isEmpty() || values[0].length() > longest) {
            throw ApiException.badParameter(name, values[0], "1 to " + longest + " characters");
        }
        return values[0];
    }

    /// What names the bytes of the export, in 32 letters: the same only where the same bytes come.
    String digest(AuditScope scope, CutOff cutOff) {
        List<Object> all =
                List.of(ExportManifest.VERSION, list.path(), format.word(), given, scope.facts(), cutOff.text());
        return Sha256.hex(StrictJson.bytes(all)).substring(0, 32);
    }
}
