package io.chirograph.query.coverage;

import io.chirograph.query.api.LogParameters;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.Answers;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/audit/v1/coverage`: what may be claimed of each log, and when something did not work.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record CoverageController(IndexReader index) {
    @GetMapping("/audit/v1/coverage")
    @Answers(
            value = "Who stands for the logs, and when something did not work.",
            as = "application/json=api.coverage",
            parameters = {"from", "to"})
    ResponseEntity<byte[]> coverage(HttpServletRequest request) throws SQLException {
        LogParameters given = LogParameters.of(request, CoverageReader.FROM, CoverageReader.TO);
        Map<String, String> filters = new TreeMap<>();
        put(filters, CoverageReader.FROM, given.word(CoverageReader.FROM));
        put(filters, CoverageReader.TO, given.word(CoverageReader.TO));
        CoverageReader.Period period = CoverageReader.period(filters);
        CoverageReader.Answer answer = CoverageReader.answer(index, AuditedRead.of(request), period);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(StrictJson.bytes(answer));
    }

    private static void put(Map<String, String> filters, String name, @Nullable String value) {
        if (value != null) {
            filters.put(name, value);
        }
    }
}
