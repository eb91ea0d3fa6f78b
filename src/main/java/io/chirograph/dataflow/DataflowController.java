package io.chirograph.dataflow;

import io.chirograph.query.api.LogParameters;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.query.read.CacheableAnswer;
import io.chirograph.web.Answers;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/audit/v1/dataflow`: where data goes in this process, by the configuration and the policy that are in force.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record DataflowController(DataFlows flows) {
    @GetMapping("/audit/v1/dataflow")
    @Answers(
            value = "Where data goes, by the configuration that runs.",
            as = {"application/json=api.dataflow", "text/markdown", "image/svg+xml"},
            parameters = "format=flowFormat",
            tagged = true,
            refuses = ErrorCode.SCOPE_REFUSED)
    ResponseEntity<byte[]> dataflow(HttpServletRequest request) {
        String word =
                LogParameters.ofFormats(request, "json", "markdown", "svg").word("format");
        DataFlow flow = flows.now(AuditedRead.of(request));
        FlowFormat format = FlowFormat.asked(word, request.getHeader(HttpHeaders.ACCEPT));
        return CacheableAnswer.asked(request, MediaType.parseMediaType(format.mediaType()), format.bytes(flow));
    }
}
