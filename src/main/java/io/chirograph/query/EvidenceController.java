package io.chirograph.query;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.evidence.bundle.Bundle;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Evidence to carry away, as zip files that `chirograph verify-evidence` judges.
@RestController
class EvidenceController {
    private final EvidenceMaker maker;

    EvidenceController(EvidenceMaker maker) {
        this.maker = maker;
    }

    @GetMapping("/audit/v1/calls/{callId}/evidence")
    void call(@PathVariable String callId, HttpServletRequest request, HttpServletResponse response)
            throws SQLException, BadParameterException, NotYetIndexedException, LogRefusedException,
                    NotIndexedException, ArchiveUnavailableException, IOException {
        LogParameters.of(request);
        UUID id = Ids.parse(callId);
        if (id == null) {
            throw BadParameterException.value("callId", callId, "a UUID");
        }
        Bundle bundle = maker.call(id).orElseThrow(() -> new NotIndexedException("No call " + id + " is indexed."));
        send(response, bundle, "evidence-" + id + ".zip");
    }

    @PostMapping("/audit/v1/evidence")
    void population(HttpServletRequest request, HttpServletResponse response)
            throws SQLException, BadParameterException, NotYetIndexedException, LogRefusedException,
                    ArchiveUnavailableException, IOException {
        if (request.getQueryString() != null) {
            throw new BadParameterException(
                    "unknown-parameter",
                    "query string",
                    request.getQueryString(),
                    "The question goes into the body; the URL takes no parameters here.");
        }
        byte[] body = request.getInputStream().readNBytes(EvidenceQuestion.MAX_BODY + 1);
        send(response, maker.population(EvidenceQuestion.parse(body)), "evidence.zip");
    }

    private static void send(HttpServletResponse response, Bundle bundle, String name) throws IOException {
        response.setContentType("application/zip");
        response.setContentLengthLong(bundle.size());
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        response.setHeader("Cache-Control", "no-store");
        bundle.write(response.getOutputStream());
    }
}
