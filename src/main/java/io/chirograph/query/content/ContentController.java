package io.chirograph.query.content;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/audit/v1/calls/{callId}/content` and `/audit/v1/events/{id}/content`, for readers of content.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
class ContentController {
    private static final String OF_CALL = "/audit/v1/calls/{callId}/content";
    private static final String OF_EVENT = "/audit/v1/events/{id}/content";
    private static final String FORM = "form";
    private static final String AS_STORED = "stored";
    private final ContentAccess access;
    private final ContentArchive archive;
    private final ContentReader reader;

    ContentController(ContentAccess access, ContentArchive archive, ContentReader reader) {
        this.access = access;
        this.archive = archive;
        this.reader = reader;
    }

    @GetMapping(OF_CALL)
    @Answers(
            value = "What is kept of a call's request and response.",
            as = "application/json=api.content",
            parameters = "Chirograph-Reason",
            refuses = {ErrorCode.NOT_FOUND, ErrorCode.REASON_MISSING, ErrorCode.GRANT_MISSING, ErrorCode.GRANTS_FAILED})
    ResponseEntity<byte[]> facts(@PathVariable String callId, HttpServletRequest request)
            throws SQLException, ArchiveUnavailableException, LogRefusedException {
        LogParameters.of(request);
        return facts("callId", "/audit/v1/calls/", access.enter(request, "facts", callId, null), request);
    }

    @GetMapping(OF_EVENT)
    @Answers(
            value = "What is kept of the content of an application's event.",
            as = "application/json=api.event-content",
            parameters = "Chirograph-Reason",
            refuses = {ErrorCode.NOT_FOUND, ErrorCode.REASON_MISSING, ErrorCode.GRANT_MISSING, ErrorCode.GRANTS_FAILED})
    ResponseEntity<byte[]> eventFacts(@PathVariable String id, HttpServletRequest request)
            throws SQLException, ArchiveUnavailableException, LogRefusedException {
        LogParameters.of(request);
        return facts("id", "/audit/v1/events/", access.enterEvent(request, "facts", id, null), request);
    }

    private ResponseEntity<byte[]> facts(
            String member, String root, ContentAccess.Entered entered, HttpServletRequest request)
            throws SQLException, ArchiveUnavailableException, LogRefusedException {
        String path = root + entered.id() + "/content";
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(member, entered.id());
        for (KeptPart part : entered.parts()) {
            Set<String> destroyed = entered.index().destroyedKeys(part.keys().ids());
            body.put(part.part().word(), ContentItem.of(path, part, archive.state(part, entered.index()), destroyed));
        }
        AuditedRead.of(request).found(1);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(StrictJson.bytes(body));
    }

    @GetMapping(OF_CALL + "/{part}")
    @Answers(
            value = "The content as it is stored, or opened where this process has the key.",
            as = "application/octet-stream",
            parameters = {"form", "Chirograph-Reason"},
            headers = {
                "Content-Disposition",
                "Chirograph-Content-Level",
                "Chirograph-Content-Opened",
                "Chirograph-Content-Type",
                "Chirograph-Content-Encoding"
            },
            refuses = {
                ErrorCode.NOT_FOUND,
                ErrorCode.REASON_MISSING,
                ErrorCode.GRANT_MISSING,
                ErrorCode.GRANTS_FAILED,
                ErrorCode.CONTENT_NONE,
                ErrorCode.CONTENT_PENDING,
                ErrorCode.CONTENT_EXPIRED,
                ErrorCode.CONTENT_ERASED,
                ErrorCode.CONTENT_DAMAGED,
                ErrorCode.CONTENT_UNAVAILABLE
            })
    void content(
            @PathVariable String callId,
            @PathVariable String part,
            HttpServletRequest request,
            HttpServletResponse response)
            throws SQLException, ArchiveUnavailableException, LogRefusedException, IOException, InterruptedException {
        reader.ofCall(request, callId, part, asStored(request), content -> send(content, response));
    }

    @GetMapping(OF_EVENT + "/data")
    @Answers(
            value = "The content of an application's event as it is stored, or opened where this process has the key.",
            as = "application/octet-stream",
            parameters = {"form", "Chirograph-Reason"},
            headers = {
                "Content-Disposition",
                "Chirograph-Content-Level",
                "Chirograph-Content-Opened",
                "Chirograph-Content-Type",
                "Chirograph-Content-Encoding"
            },
            refuses = {
                ErrorCode.NOT_FOUND,
                ErrorCode.REASON_MISSING,
                ErrorCode.GRANT_MISSING,
                ErrorCode.GRANTS_FAILED,
                ErrorCode.CONTENT_NONE,
                ErrorCode.CONTENT_EXPIRED,
                ErrorCode.CONTENT_ERASED,
                ErrorCode.CONTENT_DAMAGED,
                ErrorCode.CONTENT_UNAVAILABLE
            })
    void eventContent(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws SQLException, ArchiveUnavailableException, LogRefusedException, IOException, InterruptedException {
        reader.read(
                access.enterEvent(request, "content", id, KeptPart.Part.DATA),
                KeptPart.Part.DATA,
                request,
                asStored(request),
                content -> send(content, response));
    }

    private static void send(ContentReader.Content content, HttpServletResponse response) throws IOException {
        new Download(
                        content.id() + "-" + content.part(),
                        content.level(),
                        content.bytes(),
                        content.length(),
                        content.mediaType(),
                        content.contentEncoding(),
                        content.opened())
                .send(response);
    }

    private static boolean asStored(HttpServletRequest request) {
        String form = LogParameters.of(request, FORM).word(FORM);
        if (form != null && !form.equals(AS_STORED)) {
            throw ApiException.badParameter(FORM, form, AS_STORED);
        }
        return form != null;
    }
}
