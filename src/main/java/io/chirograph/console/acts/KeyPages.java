package io.chirograph.console.acts;

import io.chirograph.console.Pages;
import io.chirograph.console.Shown;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.keys.GatewayKeyRegister;
import io.chirograph.keys.GatewayKeyRequest;
import io.chirograph.keys.GatewayKeyView;
import io.chirograph.query.api.AuditQuestions;
import io.chirograph.query.api.LogParameters;
import io.chirograph.query.read.AuditedRead;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `/console/admin/keys`, for administrators: gateway keys. A secret is on the one page that it was made for.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class KeyPages extends FormPage {
    private static final Logger LOG = LoggerFactory.getLogger(KeyPages.class);
    private static final String HERE = "/console/admin/keys";
    private static final String[] WHO = {"id", "application", "tenant", "team", "reason"};
    private static final String[] LISTS = {"providers", "models", "operationClasses", "dataClasses", "addresses"};
    private static final String[] FIELDS = {
        "id",
        "application",
        "tenant",
        "team",
        "reason",
        "providers",
        "models",
        "operationClasses",
        "dataClass",
        "dataClasses",
        "addresses",
        "expires"
    };
    private final ObjectProvider<GatewayKeyRegister> registers;
    private final AuditQuestions questions;
    private final Clock clock;

    KeyPages(Pages pages, ObjectProvider<GatewayKeyRegister> registers, AuditQuestions questions, Clock clock) {
        super(pages);
        this.registers = registers;
        this.questions = questions;
        this.clock = clock;
    }

    /// One key.
    /// @param limits what its holder may ask for
    /// @param changes whether it can be rotated and disabled here
    record Key(
            String id,
            String state,
            String tenant,
            String application,
            String team,
            String fingerprint,
            @Nullable Long created,
            @Nullable Long rotated,
            @Nullable Long previousUntil,
            @Nullable Long expires,
            String limits,
            boolean changes) {
        static Key of(GatewayKeyView view) {
            return new Key(
                    Shown.line(view.id()),
                    view.state(),
                    Shown.line(view.tenant()),
                    Shown.line(view.application()),
                    Shown.line(view.team()),
                    view.fingerprint(),
                    millis(view.created()),
                    millis(view.rotated()),
                    millis(view.previousUntil()),
                    millis(view.grants().expires()),
                    limits(view.grants()),
                    view.source().equals("database") && view.disabled() == null);
        }

        private static @Nullable Long millis(@Nullable Instant at) {
            return at == null ? null : at.toEpochMilli();
        }

        private static String limits(Grants grants) {
            ObjectNode json = StrictJson.MAPPER.valueToTree(grants);
            json.remove("expires");
            return json.isEmpty() ? "" : Shown.line(json.toString());
        }
    }

    /// A key's secret, on its one page.
    record Secret(String id, String text) {}

    @GetMapping(HERE)
    ResponseEntity<byte[]> keys(HttpServletRequest request) throws IOException {
        return page(request, Form.EMPTY, null);
    }

    /// When a key was used last.
    /// @param last null where nothing that is indexed names it
    record Use(
            String id,
            String state,
            String tenant,
            @Nullable Long last) {}

    /// When each key was last used, as the trail says it: one recorded read. A call writes nothing for it.
    @GetMapping(HERE + "/uses")
    ResponseEntity<byte[]> uses(HttpServletRequest request) throws IOException, SQLException {
        LogParameters.of(request);
        AuditedRead read = AuditedRead.of(request);
        List<GatewayKeyView> keys = all(register());
        Map<String, Instant> last = questions
                .index()
                .within(read.scope())
                .newest("key", keys.stream().map(GatewayKeyView::id).toList());
        read.found(last.size());
        List<Use> uses = keys.stream()
                .map(key -> new Use(
                        Shown.line(key.id()), key.state(), Shown.line(key.tenant()), Key.millis(last.get(key.id()))))
                .toList();
        return pages.page(request, "When gateway keys were used", HERE, "acts/keyUses", Map.of("uses", uses));
    }

    private List<GatewayKeyView> all(GatewayKeyRegister register) throws IOException {
        return GatewayKeyView.all(register.configured(), register.stored(), clock.instant());
    }

    private ResponseEntity<byte[]> page(HttpServletRequest request, Form form, StoredKey.@Nullable Made made)
            throws IOException {
        GatewayKeyRegister register = registers.getIfAvailable();
        Map<String, Object> values = new HashMap<>();
        values.put("form", form);
        values.put("takesCalls", register != null);
        values.put("made", made == null ? null : new Secret(made.key().id(), made.text()));
        values.put(
                "keys",
                register == null
                        ? List.of()
                        : all(register).stream().map(Key::of).toList());
        return pages.page(request, "Gateway keys", HERE, "acts/keys", values, form.refused());
    }

    @PostMapping(HERE)
    ResponseEntity<byte[]> create(HttpServletRequest request) throws Exception {
        Form form = Form.of(request, FIELDS);
        GatewayKeyRegister register = register();
        return act(
                form,
                () -> {
                    StoredKey.Made made = register.create(asked(form), actor(request));
                    LOG.info("The gateway key {} was made", made.key().id());
                    return page(request, Form.EMPTY, made);
                },
                again -> page(request, again, null),
                FIELDS);
    }

    private static GatewayKeyRequest asked(Form form) {
        ObjectNode json = form.json(WHO);
        ObjectNode grants = form.json("dataClass", "expires");
        form.lists(grants, LISTS);
        if (!grants.isEmpty()) {
            json.set("grants", grants);
        }
        return GatewayKeyRequest.parse(StrictJson.bytes(json));
    }

    @PostMapping(HERE + "/rotations")
    ResponseEntity<byte[]> rotate(HttpServletRequest request) throws Exception {
        Form form = Form.of(request, "id", "overlap", "reason");
        GatewayKeyRegister register = register();
        return act(
                form,
                () -> {
                    StoredKey.Made made = register.rotate(
                            form.value("id"),
                            GatewayKeyRequest.overlap(form.value("overlap").isEmpty() ? null : form.value("overlap")),
                            GatewayKeyRequest.checked(form.value("reason")),
                            actor(request));
                    LOG.info("The gateway key {} has another secret", made.key().id());
                    return page(request, Form.EMPTY, made);
                },
                again -> page(request, again.emptied(), null));
    }

    @PostMapping(HERE + "/disablings")
    ResponseEntity<byte[]> disable(HttpServletRequest request) throws Exception {
        Form form = Form.of(request, "id", "reason");
        GatewayKeyRegister register = register();
        return act(
                form,
                () -> {
                    StoredKey key = register.disable(
                            form.value("id"), GatewayKeyRequest.checked(form.value("reason")), actor(request));
                    LOG.info("The gateway key {} is disabled", key.id());
                    return to(HERE);
                },
                again -> page(request, again.emptied(), null));
    }

    private GatewayKeyRegister register() {
        GatewayKeyRegister register = registers.getIfAvailable();
        if (register == null) {
            throw ApiException.notFound("This process takes no calls, so it has no gateway keys.");
        }
        return register;
    }

    @Override
    ApiException unkept(IOException failed) {
        return new ApiException(
                ErrorCode.KEY_DATABASE_FAILED,
                "The gateway keys cannot be read or written; the program's log says why. A change that was begun is"
                        + " settled at the next start.");
    }
}
