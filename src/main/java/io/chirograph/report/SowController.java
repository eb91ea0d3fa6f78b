package io.chirograph.report;

import io.chirograph.dataflow.DataFlow;
import io.chirograph.dataflow.DataFlows;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.query.read.CacheableAnswer;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/audit/v1/sow`: the annex to a statement of work, by the configuration and the policy that are in force.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record SowController(DataFlows flows) {
    @GetMapping("/audit/v1/sow")
    @Answers(
            value = "The annex to a statement of work, by the configuration that runs.",
            as = {"application/json=api.sow", "text/markdown"},
            parameters = "format=sowFormat",
            tagged = true,
            refuses = ErrorCode.SCOPE_REFUSED)
    ResponseEntity<byte[]> sow(HttpServletRequest request) {
        String word = LogParameters.ofFormats(request, "json", "markdown").word("format");
        AuditedRead read = AuditedRead.of(request);
        if (read.scope().isOfTenants()) {
            throw new ApiException(
                    ErrorCode.SCOPE_REFUSED,
                    "The annex names what belongs to every tenant; it takes an auditor who is not limited to some.");
        }
        DataFlow flow = flows.now();
        StatementOfWork annex = StatementOfWork.of(flow);
        SowFormat format = SowFormat.asked(word, request.getHeader(HttpHeaders.ACCEPT));
        read.asked(Map.of("configuration", flow.configuration()));
        read.found(annex.clauses().size());
        return CacheableAnswer.asked(
                request,
                MediaType.parseMediaType(format.mediaType()),
                format.write(annex).getBytes(StandardCharsets.UTF_8));
    }
}
