package io.chirograph.gateway.tenancy;

import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.QueryIds;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.identity.callers.PresentedKey;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps each tenant's objects at a provider from all other tenants.
/// Thread-safe. An object that was not created through this gateway belongs to no tenant. It is refused like
/// another tenant's, with 404, so that the response does not tell which.
/// @param tickets stand for keys where a client sends none with the content of an upload
/// @param onlyTenant whether nobody but this tenant can call
public record TenantIsolation(ResourceOwnershipStore objects, UploadTickets tickets, Predicate<String> onlyTenant) {
    private static final String UPLOAD_URL = "x-goog-upload-url";
    private static final Logger LOG = LoggerFactory.getLogger(TenantIsolation.class);

    private static final String RULE = "tenant";

    /// The URL that goes back in a header of a response, below the provider: that of an upload has a ticket.
    public String ticketed(Call call, String header, String below) {
        if (!header.equals(UPLOAD_URL) || below.indexOf('#') >= 0) {
            return below;
        }
        int mark = below.indexOf('?');
        String path = mark < 0 ? below : below.substring(0, mark);
        String query = tickets.issue(call, path, mark < 0 ? null : below.substring(mark + 1));
        return query == null ? path : path + "?" + query;
    }

    /// Before the body is received: checks what path, query and headers name. Lists and selections over the
    /// whole account are refused, since no response can be filtered.
    public void check(Call call) {
        readable(() -> checkHead(call));
    }

    private void checkHead(Call call) throws IOException {
        OperationClass operation = call.operation().operationClass();
        boolean isAlone = isAlone(call);
        if (operation == OperationClass.STATEFUL && !isAlone) {
            checkPath(call);
        }
        checkOthers(call);
        boolean mayName = operation == OperationClass.STATEFUL || operation == OperationClass.INFERENCE;
        if (mayName && !isAlone) {
            for (String id : QueryIds.of(call.request().target().query())) {
                mustBeOwn(call, id, "query");
            }
        }
    }

    /// No request of any kind may name another tenant's object.
    private void checkOthers(Call call) {
        IdScan scan = scan(call);
        if (scan == null) {
            return;
        }
        checkOthers(call, scan, "path", call.request().target().path());
        if (call.request().target().query() != null) {
            checkOthers(call, scan, "query", call.request().target().query());
        }
        Headers headers = call.forwarded();
        for (int i = 0; i < headers.size(); i++) {
            if (!PresentedKey.CREDENTIAL_PLACES.contains(headers.name(i))) {
                checkOthers(call, scan, headers.name(i), headers.value(i));
            }
        }
    }

    private static void checkOthers(Call call, IdScan scan, String field, String text) {
        if (scan.holds(text)) {
            throw notFound(call, String.valueOf(scan.found()), field);
        }
    }

    private @Nullable IdScan scan(Call call) {
        return isOwn(call) ? null : objects.scan(call.provider().name(), tenant(call));
    }

    /// Before the call starts: whether the body, without its content encoding, names what is another
    /// tenant's.
    private void checkOthers(Call call, @Nullable ReceivedBody body) throws IOException {
        IdScan scan = body == null ? null : scan(call);
        if (body == null || scan == null) {
            return;
        }
        if (!scan.read(call.request().headers().list("content-encoding"), body)) {
            throw unreadable(call);
        }
        String found = scan.found();
        if (found != null) {
            throw notFound(call, found, "body");
        }
    }

    private void checkPath(Call call) throws IOException {
        List<String> ids = call.operation().ids();
        boolean isList = ids.isEmpty() && !call.request().method().equals("POST");
        boolean selects = call.operation().endpoint().equals("evals")
                && call.request().method().equals("POST");
        if (isList || selects) {
            throw refusal(
                    call,
                    ErrorCode.LIST_REFUSED,
                    (isList ? "The list would show" : "An evaluation may select from")
                            + " what other tenants have at provider "
                            + call.provider().name() + ".",
                    "path",
                    null);
        }
        for (int i = 0; i < ids.size(); i++) {
            // Only the first one needs an owner: what is named below it belongs to it.
            String owner = owner(call, ids.get(i));
            boolean isMine = owner == null ? i > 0 : owner.equals(tenant(call));
            if (!isMine) {
                throw notFound(call, ids.get(i), "path");
            }
        }
    }

    private void mustBeOwn(Call call, String id, String field) throws IOException {
        String owner = owner(call, id);
        if (owner == null || !owner.equals(tenant(call))) {
            throw notFound(call, id, field);
        }
    }

    /// Before the call starts: checks what the body names.
    public void check(Call call, RequestFacts facts, @Nullable ReceivedBody body) {
        readable(() -> checkBody(call, facts, body));
    }

    private void checkBody(Call call, RequestFacts facts, @Nullable ReceivedBody body) throws IOException {
        if (!isAlone(call)) {
            for (String reference : facts.reading().references()) {
                mustBeOwn(call, reference, "body");
            }
        }
        boolean mayName = switch (call.operation().operationClass()) {
            case INFERENCE, STATEFUL -> call.operation().kind() != Operation.Kind.FILES;
            case CATALOGUE, CREDENTIAL_MINTING, ACCOUNT_ADMINISTRATION, UNKNOWN -> false;
        };
        if (mayName
                && !isOwn(call)
                && objects.hasOthers(call.provider().name(), tenant(call))
                && !isRead(call.reading(facts))) {
            throw unreadable(call);
        }
        checkOthers(call, body);
    }

    private static Refusal unreadable(Call call) {
        return refusal(
                call,
                ErrorCode.BODY_UNREADABLE,
                "Other tenants have objects at provider " + call.provider().name()
                        + ", and whether the body names one of them cannot be read.",
                "body",
                null);
    }

    private static boolean isRead(BodyFacts.Reading reading) {
        return reading == BodyFacts.Reading.WHOLE || reading == BodyFacts.Reading.ABSENT;
    }

    private @Nullable String owner(Call call, String id) throws IOException {
        return objects.tenant(call.provider().name(), id);
    }

    /// What looks up whose an id is.
    private interface Check {
        void run() throws IOException;
    }

    private static void readable(Check check) {
        try {
            check.run();
        } catch (IOException | UncheckedIOException e) {
            LOG.error("a call is refused because whose an id is cannot be read", e);
            throw new Refusal(
                    ErrorCode.STATE_UNAVAILABLE,
                    "Whose the named object is cannot be read now, so the call is not let through.");
        }
    }

    /// Whether the provider keeps the response of an inference.
    boolean stores(Call call, RequestFacts facts) {
        Object store = facts.parameters().get("store");
        return switch (call.operation().endpoint()) {
            case "responses", "interactions" -> !Boolean.FALSE.equals(store);
            case "responses.socket" -> true; // on its socket a response can be named, stored or not
            case "chat.completions" -> Boolean.TRUE.equals(store);
            default -> false;
        };
    }

    /// Whether the ids of the response are to be remembered.
    boolean learns(Call call) {
        Operation operation = call.operation();
        if (operation.operationClass() != OperationClass.STATEFUL || isOwn(call)) {
            return false;
        }
        return call.request().method().equals("POST")
                || (call.request().method().equals("GET") && isAboutOne(call) && isKnown(call));
    }

    /// Whether what the path names was created here; reading an object does not make it the tenant's.
    private boolean isKnown(Call call) {
        try {
            return objects.tenant(call.provider().name(), call.operation().ids().getFirst()) != null;
        } catch (IOException e) {
            LOG.warn("whose a thing is could not be read; what its answer names is not remembered", e);
            return false;
        }
    }

    /// Whether success means that one object is gone.
    boolean deletes(Call call) {
        return call.request().method().equals("DELETE")
                && call.operation().operationClass() == OperationClass.STATEFUL
                && isAboutOne(call)
                && !isOwn(call);
    }

    private static boolean isAboutOne(Call call) {
        List<String> ids = call.operation().ids();
        return ids.size() == 1
                && ids.getFirst()
                        .endsWith(Paths.of(call.request().target().path())
                                .segments()
                                .getLast());
    }

    /// Records the owner of these. Durable on return.
    void remember(Call call, Collection<String> ids) throws IOException {
        if (ids.isEmpty() || isOwn(call)) {
            return;
        }
        // Where callers choose names, what is made under one is not what was there before.
        boolean isMade = isNamed(call)
                && call.request().method().equals("POST")
                && call.operation().ids().isEmpty();
        if (isMade) {
            objects.take(call.provider().name(), tenant(call), ids);
        } else {
            objects.remember(call.provider().name(), tenant(call), ids);
        }
    }

    /// Whether objects have resource names, which callers may choose.
    static boolean isNamed(Call call) {
        return call.provider().dialect().name().equals("gemini");
    }

    /// What the path names is gone; the next tenant that creates that name owns it.
    void forget(Call call) throws IOException {
        objects.forget(
                call.provider().name(), tenant(call), call.operation().ids().getFirst());
    }

    /// Whether the tenant owns everything that the provider keeps under this credential.
    boolean isOwn(Call call) {
        String tenant = call.provider().settings().stateTenant();
        return tenant != null && (tenant.equals("*") || tenant.equals(tenant(call)));
    }

    /// Whether no other tenant can call now or owns anything at the provider.
    private boolean isAlone(Call call) {
        return isOwn(call)
                || (onlyTenant.test(tenant(call))
                        && !objects.hasOthers(call.provider().name(), tenant(call)));
    }

    private static String tenant(Call call) {
        return call.verified("tenant");
    }

    private static Refusal notFound(Call call, String id, String field) {
        return refusal(
                call,
                ErrorCode.NOT_FOUND,
                "Nothing of this id was made by this tenant through the gateway.",
                field,
                RecordedValue.cut(id));
    }

    private static Refusal refusal(Call call, ErrorCode code, String detail, String field, @Nullable String value) {
        return new Refusal(code, detail, field, value).with(call.policy().refusedBy(RULE));
    }
}
