package io.chirograph.gateway;

import io.chirograph.event.PolicyFacts;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.policy.BodyFacts;
import io.chirograph.policy.OperationClass;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what one tenant has at a provider from all others. Safe for many threads.
///
/// What was not made through this gateway is nobody's, and what is nobody's is refused like what is somebody else's:
/// with 404, so that the answer does not tell which.
final class Tenancy {
    private static final Logger LOG = LoggerFactory.getLogger(Tenancy.class);

    private static final String RULE = "tenant";

    private final KeptObjects objects;

    Tenancy(KeptObjects objects) {
        this.objects = objects;
    }

    /// Before the body is received: what path and query name, and lists, which nobody can filter.
    void check(Call call) throws Refusal {
        OperationClass operation = call.operation().operationClass();
        if (operation == OperationClass.STATEFUL && !isOwn(call)) {
            checkPath(call);
        }
        boolean mayName = operation == OperationClass.STATEFUL || operation == OperationClass.INFERENCE;
        if (mayName && call.target().query() != null && !isOwn(call)) {
            for (String id : QueryIds.of(call.target().query())) {
                mustBeOwn(call, id, "query");
            }
        }
    }

    private void checkPath(Call call) throws Refusal {
        List<String> ids = call.operation().ids();
        if (ids.isEmpty() && !call.method().equals("POST")) {
            throw refusal(
                    call,
                    403,
                    "list-refused",
                    "List refused",
                    "The list would show what other tenants have at provider "
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

    private void mustBeOwn(Call call, String id, String field) throws Refusal {
        String owner = owner(call, id);
        if (owner == null || !owner.equals(tenant(call))) {
            throw notFound(call, id, field);
        }
    }

    /// Before the call starts: what the body names.
    void check(Call call, RequestFacts facts) throws Refusal {
        Set<String> references = facts.reading().references();
        if (!references.isEmpty() && !isOwn(call)) {
            for (String reference : references) {
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
                && !isRead(Outgoing.state(call, facts))) {
            throw refusal(
                    call,
                    400,
                    "body-unreadable",
                    "Request body not readable",
                    "Other tenants have objects at provider " + call.provider().name()
                            + ", and whether the body names one of them cannot be read.",
                    "body",
                    null);
        }
    }

    private static boolean isRead(BodyFacts.Reading reading) {
        return reading == BodyFacts.Reading.WHOLE || reading == BodyFacts.Reading.ABSENT;
    }

    private @Nullable String owner(Call call, String id) throws Refusal {
        try {
            return objects.tenant(call.provider().name(), id);
        } catch (IOException e) {
            LOG.error("a call is refused because whose an id is cannot be read", e);
            throw Refusal.later(
                    503,
                    "state-unavailable",
                    "State unavailable",
                    "Whose the named object is cannot be read now, so the call is not let through.",
                    Duration.ofSeconds(5));
        }
    }

    /// Whether the provider keeps the answer of an inference.
    boolean stores(Call call, RequestFacts facts) {
        Object store = facts.parameters().get("store");
        return switch (call.operation().endpoint()) {
            case "responses" -> !Boolean.FALSE.equals(store);
            case "chat.completions" -> Boolean.TRUE.equals(store);
            default -> false;
        };
    }

    /// Whether the ids of the answer are to be remembered.
    boolean learns(Call call) {
        Operation operation = call.operation();
        if (operation.operationClass() != OperationClass.STATEFUL || isOwn(call)) {
            return false;
        }
        return call.method().equals("POST") || (call.method().equals("GET") && isAboutOne(call));
    }

    /// Whether one thing is gone when this went well.
    boolean deletes(Call call) {
        return call.method().equals("DELETE")
                && call.operation().operationClass() == OperationClass.STATEFUL
                && isAboutOne(call)
                && !isOwn(call);
    }

    private static boolean isAboutOne(Call call) {
        List<String> ids = call.operation().ids();
        return ids.size() == 1
                && ids.getFirst()
                        .endsWith(Paths.of(call.target().path()).segments().getLast());
    }

    /// Makes durable whose these are.
    void remember(Call call, Collection<String> ids) throws IOException {
        if (ids.isEmpty() || isOwn(call)) {
            return;
        }
        // Where callers choose names, what is made under one is not what was there before.
        boolean isMade = isNamed(call)
                && call.method().equals("POST")
                && call.operation().ids().isEmpty();
        if (isMade) {
            objects.take(call.provider().name(), tenant(call), ids);
        } else {
            objects.remember(call.provider().name(), tenant(call), ids);
        }
    }

    /// Whether things are known by resource names, which callers may choose.
    static boolean isNamed(Call call) {
        return call.provider().dialect().name().equals("gemini");
    }

    /// What the path names is gone, and whoever makes another one of that name will have it.
    void forget(Call call) throws IOException {
        objects.forget(
                call.provider().name(), tenant(call), call.operation().ids().getFirst());
    }

    /// Whether the tenant may have all that the provider keeps.
    boolean isOwn(Call call) {
        String tenant = call.provider().settings().stateTenant();
        return tenant != null && (tenant.equals("*") || tenant.equals(tenant(call)));
    }

    private static String tenant(Call call) {
        return call.actor().verified().getOrDefault("tenant", "");
    }

    private static Refusal notFound(Call call, String id, String field) {
        return refusal(
                call,
                404,
                "not-found",
                "Not found",
                "Nothing of this id was made by this tenant through the gateway.",
                field,
                Admission.cut(id));
    }

    private static Refusal refusal(
            Call call, int status, String code, String title, String detail, String field, @Nullable String value) {
        PolicyFacts policy = call.policy();
        return Refusal.of(status, code, title, detail, field, value)
                .of(new PolicyFacts(
                        "refuse",
                        List.of(RULE),
                        policy.policyDigest(),
                        policy.payloadLevel(),
                        policy.retentionClass(),
                        policy.dataClass()));
    }
}
