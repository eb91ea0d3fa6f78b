package io.chirograph.report;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.Answers;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.sql.SQLException;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/audit/v1/report`, `/audit/v1/ai-bom` and `/audit/v1/dataflow/observed`: what an auditor is handed of a period.
/// Each is a read like any other; its event has the digest of what was handed out.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
final class ReportController {
    private final Reports reports;

    ReportController(Reports reports) {
        this.reports = reports;
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
        LogParameters given = LogParameters.of(request, Reports.PARAMETERS.toArray(String[]::new));
        return answer(reports.report(AuditedRead.of(request), given::word));
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
        return answer(reports.bom(AuditedRead.of(request), given::word));
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
        Reports.Observed observed = reports.places(AuditedRead.of(request), given::word);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(StrictJson.bytes(observed));
    }

    private static ResponseEntity<byte[]> answer(Reports.Handed handed) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(handed.type()))
                .cacheControl(CacheControl.noStore())
                .header("Content-Disposition", "attachment; filename=\"" + handed.name() + "\"")
                .body(handed.body());
    }
}
