package io.chirograph.query.api;

import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.ToolLinks;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/audit/v1/calls/{callId}/tools`: the calls that run what a call's answer asks for, carry its results, or asked.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
record ToolLinkController(IndexReader index) {
    private record Answer(UUID callId, List<ToolLinks.Link> items, List<AuditResponses.Size> asOf) {}

    private record Found(List<ToolLinks.Link> links, Map<String, Long> sizes) {}

    @GetMapping("/audit/v1/calls/{callId}/tools")
    @Answers(
            value = "The calls that run the tools that a call asks for, carry their results, or asked for it.",
            as = "application/json=api.call-tools",
            refuses = ErrorCode.NOT_FOUND)
    ResponseEntity<byte[]> tools(@PathVariable String callId, HttpServletRequest request) throws SQLException {
        LogParameters.of(request);
        UUID id = LogParameters.id("callId", callId, "a UUID");
        AuditedRead read = AuditedRead.of(request);
        IndexReader seen = index.within(read.scope());
        IndexedCall call = seen.call(id).orElseThrow(() -> ApiException.notFound("No call " + id + " is indexed."));
        Found found = seen.now(asOf -> new Found(new ToolLinks(asOf).of(call), asOf.sizes()));
        read.found(found.links().size(), found.sizes());
        read.showsCall(id);
        return AuditController.ok(StrictJson.bytes(new Answer(
                id,
                found.links(),
                found.sizes().entrySet().stream()
                        .map(log -> new AuditResponses.Size(log.getKey(), log.getValue()))
                        .toList())));
    }
}
