package io.chirograph.query.content;

import io.chirograph.query.api.LogParameters;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.Answers;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/audit/v1/digests`, for readers of content: whether a text is the recorded one.
///
/// The text is recorded nowhere, and no digest of it either, for a short one can be guessed from that.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
class DigestController {
    private static final Logger LOG = LoggerFactory.getLogger(DigestController.class);

    private final ContentAccess access;
    private final DigestKeys keys;

    DigestController(ContentAccess access, DigestKeys keys) {
        this.access = access;
        this.keys = keys;
    }

    @PostMapping(value = "/audit/v1/digests", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Answers(
            value = "Whether a text is the recorded one.",
            as = "application/json=api.digest-answer",
            takes = "application/json=api.digest-question",
            parameters = "Chirograph-Reason",
            refuses = {
                ErrorCode.NOT_FOUND,
                ErrorCode.REASON_MISSING,
                ErrorCode.GRANT_MISSING,
                ErrorCode.GRANTS_FAILED,
                ErrorCode.CONTENT_NONE,
                ErrorCode.CONTENT_PENDING,
                ErrorCode.CONTENT_ERASED,
                ErrorCode.CONTENT_UNAVAILABLE,
                ErrorCode.CONTENT_TOO_LARGE
            })
    ResponseEntity<byte[]> compare(HttpServletRequest request) throws SQLException, IOException {
        LogParameters.of(request);
        DigestQuestion question = question(request);
        KeptPart.Part part = Objects.requireNonNull(KeptPart.Part.ofCall(question.part()));
        ContentAccess.Entered entered = access.enter(request, "digest", question.callId(), part);
        KeptPart kept = entered.part(part);
        RecordedDigests recorded = RecordedDigests.of(kept);
        if (kept.isPending()) {
            throw ContentArchive.pending(kept);
        }
        if (recorded.isEmpty()) {
            throw new ApiException(
                    ErrorCode.CONTENT_NONE, "No digest of the " + part.word() + " of this call is recorded.");
        }
        RecordedDigests.Answer answer;
        try {
            answer = recorded.compare(bytes(question), keys);
        } catch (IOException e) {
            LOG.error("The keys of digests cannot be read", e);
            throw new ApiException(ErrorCode.CONTENT_UNAVAILABLE, "The keys of digests cannot be read now.");
        }
        if (answer.compared().isEmpty()) {
            throw incomparable(answer, entered);
        }
        entered.found(request, "digest", answer.matches());
        AuditedRead.of(request).found(answer.matches() ? 1 : 0);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(StrictJson.bytes(answer));
    }

    private static ApiException incomparable(RecordedDigests.Answer answer, ContentAccess.Entered entered)
            throws SQLException {
        Set<String> left = new TreeSet<>(answer.missingKeys());
        left.removeAll(entered.index().destroyedKeys(answer.missingKeys()));
        String ids = String.join(", ", answer.missingKeys());
        return left.isEmpty()
                ? new ApiException(ErrorCode.CONTENT_ERASED, "Nothing can be compared any more: " + ids + " destroyed.")
                : new ApiException(
                        ErrorCode.CONTENT_UNAVAILABLE,
                        "The digest takes the key " + ids + ", which this process has not.",
                        null,
                        null,
                        null);
    }

    private static DigestQuestion question(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(DigestQuestion.MAX_BODY + 1);
        if (body.length > DigestQuestion.MAX_BODY) {
            throw new ApiException(
                    ErrorCode.CONTENT_TOO_LARGE,
                    "The question has more than " + DigestQuestion.MAX_BODY + " bytes, as it is sent.");
        }
        try {
            return StrictJson.read(body, DigestQuestion.class);
        } catch (IllegalArgumentException e) {
            throw bad(e);
        }
    }

    private static byte[] bytes(DigestQuestion question) {
        try {
            return question.bytes();
        } catch (IllegalArgumentException e) {
            throw bad(e);
        }
    }

    private static ApiException bad(IllegalArgumentException e) {
        return new ApiException(ErrorCode.BAD_VALUE, String.valueOf(e.getMessage()));
    }
}
