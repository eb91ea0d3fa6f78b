package io.chirograph.retention.erasure;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventView;
import io.chirograph.identity.operators.AdminController;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/admin/v1/erasures`, for retention managers. Who may ask was decided before a request gets here.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@RestController
class ErasureController extends AdminController {
    static final String PATH = "/admin/v1/erasures";

    private static final Logger LOG = LoggerFactory.getLogger(ErasureController.class);
    private static final int MOST_BODY = 64 << 10;
    private static final int SHOWN = 1000;

    private final Erasures erasures;

    ErasureController(Erasures erasures) {
        super("The erasure");
        this.erasures = erasures;
    }

    private record Items(List<Item> items) {}

    /// @param subject null once it is over
    private record Item(
            UUID requestId,
            Erasure.State state,
            Instant at,
            String tenant,
            @Nullable String subject,
            String reason,
            String legalBasis,
            String operator,
            List<String> keyIds,
            Reach reach,
            @Nullable String refused,
            @Nullable Instant ended) {
        static Item of(Erasure one) {
            return new Item(
                    one.requestId(),
                    one.state(),
                    one.at(),
                    one.tenant(),
                    one.subject(),
                    one.reason(),
                    one.legalBasis(),
                    one.operator(),
                    one.keyIds(),
                    one.reach(),
                    one.refused(),
                    one.ended());
        }
    }

    @PostMapping(value = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> erase(HttpServletRequest request, Principal operator)
            throws IOException, ArchiveUnavailableException, RecordingUnavailable {
        byte[] body = request.getInputStream().readNBytes(MOST_BODY + 1);
        if (body.length > MOST_BODY) {
            throw new IllegalArgumentException("the body has more than " + MOST_BODY + " bytes");
        }
        ErasureQuestion question = StrictJson.read(body, ErasureQuestion.class);
        if (question.isDry()) {
            return json(HttpStatus.OK, erasures.preview(question));
        }
        Erasure made = erasures.erase(question, operator.getName());
        LOG.info("{} asks for {}", operator.getName(), made);
        if (made.state() == Erasure.State.REFUSED) {
            throw new ApiException(
                    ErrorCode.ERASURE_HELD, "Nothing was erased: " + made.refused() + " (" + made.requestId() + ").");
        }
        return json(made.state().isEnd() ? HttpStatus.CREATED : HttpStatus.ACCEPTED, Item.of(made));
    }

    @GetMapping(PATH)
    ResponseEntity<byte[]> list() throws IOException {
        return json(
                HttpStatus.OK,
                new Items(erasures.newest(SHOWN).stream().map(Item::of).toList()));
    }

    @GetMapping(PATH + "/{id}")
    ResponseEntity<byte[]> one(@PathVariable String id) throws IOException {
        UUID known = EventView.uuid(id);
        if (known == null) {
            throw new IllegalArgumentException("the erasure's id must be a UUID");
        }
        Erasure found =
                erasures.get(known).orElseThrow(() -> ApiException.notFound("No erasure " + known + " is known."));
        return json(HttpStatus.OK, Item.of(found));
    }

    private static ResponseEntity<byte[]> json(HttpStatus status, Object body) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(StrictJson.bytes(body));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> away(ArchiveUnavailableException e) {
        LOG.warn("What an erasure reaches cannot be searched for: {}", e.getMessage());
        return Problems.response(
                ErrorCode.ARCHIVE_UNAVAILABLE,
                "The archive cannot be read now, so nothing is destroyed. What was recorded already is gone on with by"
                        + " itself.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(IOException e) {
        LOG.error("An erasure failed", e);
        return Problems.response(
                ErrorCode.ERASURE_FAILED,
                "The keys or the erasures cannot be read or written; what was begun is gone on with by itself.");
    }
}
