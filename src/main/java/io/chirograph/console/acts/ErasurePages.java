package io.chirograph.console.acts;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.console.Pages;
import io.chirograph.console.Shown;
import io.chirograph.event.EventView;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.retention.erasure.Erasure;
import io.chirograph.retention.erasure.ErasureQuestion;
import io.chirograph.retention.erasure.Erasures;
import io.chirograph.retention.erasure.Reach;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/console/erasures`, for retention managers: trying an erasure out, asking for it, how far it has come.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class ErasurePages extends FormPage {
    private static final Logger LOG = LoggerFactory.getLogger(ErasurePages.class);
    private static final String HERE = "/console/erasures";
    private static final int SHOWN = 200;
    private static final String[] FIELDS = {"requestId", "tenant", "subject", "reason", "legalBasis", "dryRun"};
    private final ObjectProvider<Erasures> service;

    ErasurePages(Pages pages, ObjectProvider<Erasures> service) {
        super(pages);
        this.service = service;
    }

    /// One erasure.
    /// @param subject the person; null once it is over
    /// @param refused what is held; null where nothing is
    record Item(
            String id,
            String state,
            long at,
            @Nullable Long ended,
            String tenant,
            @Nullable String subject,
            String reason,
            String legalBasis,
            String operator,
            List<String> keyIds,
            Reach reach,
            @Nullable String refused) {
        static Item of(Erasure one) {
            return new Item(
                    one.requestId().toString(),
                    one.state().word(),
                    one.at().toEpochMilli(),
                    one.ended() == null ? null : one.ended().toEpochMilli(),
                    Shown.line(one.tenant()),
                    one.subject() == null ? null : Shown.line(one.subject()),
                    Shown.line(one.reason()),
                    Shown.line(one.legalBasis()),
                    Shown.line(one.operator()),
                    one.keyIds(),
                    one.reach(),
                    one.refused() == null ? null : Shown.block(one.refused(), 2000));
        }
    }

    /// What one would reach.
    record Tried(List<String> keyIds, Reach reach, @Nullable String refused) {
        static Tried of(Erasures.Preview preview) {
            return new Tried(
                    preview.keyIds(),
                    preview.reach(),
                    preview.refused() == null ? null : Shown.block(preview.refused(), 2000));
        }
    }

    @GetMapping(HERE)
    ResponseEntity<byte[]> erasures(HttpServletRequest request) throws IOException {
        return page(request, Form.EMPTY, null);
    }

    private ResponseEntity<byte[]> page(HttpServletRequest request, Form form, @Nullable Tried tried)
            throws IOException {
        Erasures erasures = service.getIfAvailable();
        Map<String, Object> values = new HashMap<>();
        values.put("form", form);
        // asked for twice with one id, it is the same erasure
        values.put(
                "requestId",
                form.value("requestId").isEmpty() || form.isRefusedAs(ErrorCode.ERASURE_DIFFERS)
                        ? UUID.randomUUID().toString()
                        : form.value("requestId"));
        values.put("takesCalls", erasures != null);
        values.put("tried", tried);
        values.put(
                "items",
                erasures == null
                        ? List.of()
                        : erasures.newest(SHOWN).stream().map(Item::of).toList());
        return pages.page(request, "Erasures", HERE, "acts/erasures", values, form.refused());
    }

    @GetMapping(HERE + "/{id}")
    ResponseEntity<byte[]> one(@PathVariable String id, HttpServletRequest request) throws IOException {
        UUID known = EventView.uuid(id);
        if (known == null) {
            throw ApiException.badParameter("id", id, "a UUID");
        }
        Erasure found =
                erasures().get(known).orElseThrow(() -> ApiException.notFound("No erasure " + known + " is known."));
        return pages.page(request, "Erasure " + known, HERE, "acts/erasure", Map.of("item", Item.of(found)));
    }

    @PostMapping(HERE)
    ResponseEntity<byte[]> erase(HttpServletRequest request) throws Exception {
        Form form = Form.of(request, FIELDS);
        Erasures erasures = erasures();
        return act(
                form,
                () -> {
                    ErasureQuestion asked = StrictJson.read(
                            "",
                            form.json("requestId", "tenant", "subject", "reason", "legalBasis"),
                            ErasureQuestion.class);
                    if (form.value("dryRun").equals("true")) {
                        return page(request, form, Tried.of(erasures.preview(asked)));
                    }
                    Erasure made = erasures.erase(asked, subject(request));
                    LOG.info("{} asks for {}", made.operator(), made);
                    return to(HERE + "/" + made.requestId());
                },
                again -> page(request, again, null),
                "tenant",
                "subject",
                "reason",
                "legalBasis");
    }

    private Erasures erasures() {
        return Objects.requireNonNullElseGet(service.getIfAvailable(), () -> {
            throw ApiException.notFound("This process takes no calls, so it has no keys of persons.");
        });
    }

    @Override
    protected ApiException refusal(Exception e) {
        if (e instanceof ArchiveUnavailableException) {
            LOG.warn("What an erasure reaches cannot be searched for: {}", e.getMessage());
            return new ApiException(
                    ErrorCode.ARCHIVE_UNAVAILABLE,
                    "The archive cannot be read now, so nothing is destroyed. What was recorded already is gone on"
                            + " with by itself.");
        }
        return super.refusal(e);
    }

    @Override
    ApiException unkept(IOException failed) {
        return new ApiException(
                ErrorCode.ERASURE_FAILED,
                "The keys or the erasures cannot be read or written; what was begun is gone on with by itself.");
    }
}
