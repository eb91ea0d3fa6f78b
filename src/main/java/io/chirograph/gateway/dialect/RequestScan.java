package io.chirograph.gateway.dialect;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.ModelRequest;
import io.chirograph.event.value.ToolCalls;
import io.chirograph.gateway.dialect.coding.ExcessiveExpansion;
import io.chirograph.gateway.dialect.context.ContextFacts;
import io.chirograph.gateway.dialect.context.ContextKind;
import io.chirograph.gateway.dialect.context.ContextScan;
import io.chirograph.gateway.dialect.json.CanonicalForm;
import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonHandler;
import io.chirograph.gateway.dialect.json.JsonScanner;
import io.chirograph.policy.eval.BodyFacts;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;

/// Reads one request body, keeping only what its [RequestShape] names.
final class RequestScan implements JsonHandler {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

    /// So many names beside the model are kept; a body with more is not clear.
    private static final int MOST_NAMES = 128;

    /// Items of which the provider keeps what they brought.
    private static final Set<String> KEPT_CALLS =
            Set.of("code_interpreter_call", "file_search_call", "image_generation_call", "web_search_call");

    private final RequestShape shape;
    private final JsonScanner scanner;
    private final SortedMap<String, Object> parameters = new TreeMap<>();
    private @Nullable String model;
    private boolean stream;
    private int models;
    private long modelFrom = -1;
    private long modelTo = -1;
    private final Map<String, List<Object>> repeated = new TreeMap<>();
    private final Set<String> also = new TreeSet<>();
    private final Set<String> references = new TreeSet<>();
    private final Set<String> itemIds = new TreeSet<>();
    private final Set<String> itemTypes = new TreeSet<>();
    private final SequencedSet<String> results = new LinkedHashSet<>();
    private long olderResults;
    private @Nullable String itemCall;
    private final ContextScan context = new ContextScan();
    private final boolean isContextKnown;
    private boolean isTextBegun;
    private long sealedBefore;
    private boolean isUnclear;

    private RequestScan(RequestShape shape, boolean isContextKnown) {
        this.shape = shape;
        this.isContextKnown = isContextKnown;
        this.scanner = new JsonScanner(shape.shape, this, true);
    }

    /// What could be read. Of the content type only that of a form is asked, for providers do not ask it
    /// either.
    /// @param isContextKnown whether the shape has all places at which such a body may refer to something
    static RequestFacts read(
            RequestShape shape,
            boolean isContextKnown,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            InputStreamSource body) {
        String type = contentType == null ? "" : contentType;
        boolean isForm = FormData.isForm(type);
        var scan = new RequestScan(shape, isContextKnown && !isForm);
        FormData form = isForm ? FormData.of(type, scan::field) : null;
        try {
            var outcome = DecodedBody.read(contentEncoding, body, (bytes, offset, length) -> {
                if (isForm) {
                    return form != null && form.read(bytes, offset, length);
                }
                scan.scanner.feed(bytes, offset, length);
                return !scan.scanner.failed();
            });
            if (isForm) {
                scan.element(FieldSelector.NONE);
            }
            boolean isText = isForm ? form != null && form.done() : scan.scanner.done() && !scan.scanner.failed();
            return switch (outcome) {
                case READ -> scan.facts(isText);
                case BROKEN -> scan.facts(false);
                case ENCODING_UNKNOWN -> RequestFacts.UNKNOWN.read(BodyFacts.Reading.ENCODING_UNKNOWN);
                case EXCESSIVE ->
                    throw new ExcessiveExpansion(String.valueOf(contentEncoding).strip());
            };
        } catch (IOException e) {
            // The body itself is judged where it is sent; of what it says, this much could be read.
            return scan.facts(false);
        }
    }

    private void field(String name, @Nullable String value) {
        int leaf = shape.field(name);
        isUnclear |= leaf == FieldSelector.NONE && shape.isSimilar(name);
        if (leaf == FieldSelector.NONE) {
            return;
        }
        int role = RequestShape.role(leaf);
        if (role == RequestShape.MODEL) {
            model = value;
            models++;
            isUnclear |= value == null;
        } else if (role == RequestShape.STREAM) {
            stream = "true".equalsIgnoreCase(value);
        } else if (role >= RequestShape.PARAMETERS) {
            put(leaf, value == null ? "" : parameter(leaf, value));
        } else if (value != null) {
            string(leaf, value);
        } else {
            isUnclear |= role != RequestShape.ASIDE;
        }
    }

    private RequestFacts facts(boolean isWhole) {
        if (!isWhole && model == null && !stream && parameters.isEmpty()) {
            return RequestFacts.UNKNOWN;
        }
        BodyFacts.Reading state = !isWhole
                ? BodyFacts.Reading.UNREADABLE
                : (models > 1 || isUnclear) ? BodyFacts.Reading.AMBIGUOUS : BodyFacts.Reading.WHOLE;
        return new RequestFacts(
                model,
                stream,
                users(),
                Collections.unmodifiableSortedMap(parameters),
                new RequestFacts.Reading(state, modelFrom, modelTo, repeated, also, references),
                context(state),
                results.isEmpty()
                        ? ModelRequest.ToolResults.NONE
                        : new ModelRequest.ToolResults(List.copyOf(results), olderResults));
    }

    private ContextFacts context(BodyFacts.Reading state) {
        return context.facts(state != BodyFacts.Reading.UNREADABLE, isContextKnown && state == BodyFacts.Reading.WHOLE);
    }

    private SortedMap<String, String> users() {
        var users = new TreeMap<String, String>();
        for (String name : RequestShape.USERS) {
            Object value = parameters.remove(name);
            if (value != null && !value.toString().isBlank()) {
                users.put(name, value.toString());
            }
        }
        return Collections.unmodifiableSortedMap(users);
    }

    private void put(int leaf, Object value) {
        String name = shape.name(leaf);
        repeat(name, parameters.put(name, value));
    }

    private void repeat(String name, @Nullable Object former) {
        if (former != null) {
            List<Object> all = repeated.computeIfAbsent(name, each -> new ArrayList<>());
            if (all.size() >= MOST_NAMES) {
                isUnclear = true;
            } else {
                all.add(former);
            }
        }
    }

    private void reference(String value) {
        String key = References.named(value);
        if (key != null) {
            add(references, key);
        }
    }

    /// The last ones stay: those before them stood in earlier requests of the conversation, too.
    private void result(String call) {
        if (call.isBlank()) {
            return;
        }
        if (!results.remove(call) && results.size() == ToolCalls.MOST) {
            results.removeFirst();
            olderResults++;
        }
        results.addLast(call);
    }

    /// An item without a type is a reference too.
    @Override
    public void element(int leaf) {
        if (itemCall != null) {
            for (String type : itemTypes) {
                if (type.endsWith("_output")) {
                    result(itemCall);
                }
            }
            itemCall = null;
        }
        boolean isReference = itemTypes.isEmpty() || itemTypes.contains("item_reference");
        if (!itemIds.isEmpty()) {
            if (isReference) {
                itemIds.forEach(this::reference);
            }
            if (isReference || isKept()) {
                itemIds.forEach(id -> context.value(ContextKind.ITEM, id, ""));
            }
        }
        if (!itemIds.isEmpty()) {
            itemIds.clear();
        }
        if (!itemTypes.isEmpty()) {
            itemTypes.clear();
        }
        sealedBefore = context.sealed();
        context.turnEnded();
    }

    /// Reasoning comes back whole under the provider's seal, or is found by its id.
    private boolean isKept() {
        for (String type : itemTypes) {
            if (KEPT_CALLS.contains(type) || (type.equals("reasoning") && context.sealed() == sealedBefore)) {
                return true;
            }
        }
        return false;
    }

    private void add(Set<String> to, String value) {
        if (to.size() >= MOST_NAMES) {
            isUnclear = true;
        } else {
            to.add(value);
        }
    }

    private void model(@Nullable String value) {
        model = value;
        models++;
        modelFrom = value == null ? -1 : scanner.stringFrom();
        modelTo = scanner.stringTo();
    }

    @Override
    public void string(int leaf, String value) {
        inContext(leaf, value);
        switch (RequestShape.role(leaf)) {
            case RequestShape.MODEL -> model(value);
            case RequestShape.STREAM, RequestShape.ASIDE -> {}
            case RequestShape.ALSO -> add(also, value);
            case RequestShape.REFERENCE -> reference(value);
            case RequestShape.SKILL -> {
                if (value.startsWith("skill_")) {
                    reference(value);
                }
            }
            case RequestShape.ITEM_ID -> add(itemIds, value);
            case RequestShape.ITEM_TYPE -> add(itemTypes, value);
            case RequestShape.ITEM_CALL -> itemCall = value;
            case RequestShape.RESULT -> result(value);
            default -> put(leaf, value);
        }
    }

    private void inContext(int leaf, String value) {
        RequestShape.Says says = shape.says(leaf);
        if (says.kind() == ContextKind.NONE) {
            return;
        }
        String file = says.kind() == ContextKind.FILE_OR_URL ? References.named(value) : null;
        if (file == null) {
            context.value(says.kind(), value, says.word());
        } else {
            context.file(file);
        }
    }

    @Override
    public void number(int leaf, String value) {
        int role = RequestShape.role(leaf);
        inContext(leaf, value);
        if (role == RequestShape.MODEL) {
            models++;
        }
        if (role >= RequestShape.PARAMETERS) {
            put(leaf, parameter(leaf, value));
        }
    }

    private Object parameter(int leaf, String value) {
        return RequestShape.USERS.contains(shape.name(leaf)) ? value : exact(value);
    }

    /// Whole numbers stay exact, and so do fractions; what is no number or too large for a double stays as it
    /// was written.
    private static Object exact(String value) {
        try {
            if (WHOLE.matcher(value).matches()) {
                var whole = new BigInteger(value);
                return whole.bitLength() < Long.SIZE ? whole.longValue() : (Object) whole;
            }
            double fraction = Double.parseDouble(value);
            if (!Double.isFinite(fraction)) {
                return value;
            }
            var exact = new BigDecimal(value);
            return BigDecimal.valueOf(fraction).compareTo(exact) == 0 ? fraction : (Object) exact;
        } catch (NumberFormatException notNumber) {
            return value;
        }
    }

    @Override
    public void bool(int leaf, boolean value) {
        int role = RequestShape.role(leaf);
        if (role == RequestShape.STREAM) {
            stream = value;
        } else if (role == RequestShape.MODEL) {
            models++;
        } else if (role >= RequestShape.PARAMETERS) {
            put(leaf, value);
        }
        if (value) {
            inContext(leaf, "true");
        }
    }

    @Override
    public void none(int leaf) {
        int role = RequestShape.role(leaf);
        if (role == RequestShape.MODEL) {
            model(null);
        } else if (role == RequestShape.STREAM) {
            stream = false;
        } else if (role >= RequestShape.PARAMETERS) {
            repeat(shape.name(leaf), parameters.remove(shape.name(leaf)));
        }
    }

    @Override
    public void text(int leaf, byte[] bytes, int offset, int length) {
        if (RequestShape.role(leaf) == RequestShape.ASIDE) {
            context.text(shape.says(leaf).kind(), bytes, offset, length);
        } else {
            isTextBegun = true;
        }
    }

    @Override
    public boolean isHeard(int leaf) {
        return shape.says(leaf).kind() != ContextKind.TURN || context.isTurnHeard();
    }

    @Override
    public void textEnded(int leaf) {
        if (RequestShape.role(leaf) == RequestShape.ASIDE) {
            context.textEnded(shape.says(leaf).kind());
        } else if (isTextBegun) {
            put(leaf, 1L);
            isTextBegun = false;
        }
    }

    @Override
    public void other(int leaf, String name) {
        context.value(shape.says(leaf).kind(), name, "");
    }

    @Override
    public void container(int leaf, boolean isRead) {
        isUnclear |= RequestShape.role(leaf) == RequestShape.MODEL;
        RequestShape.Says says = shape.says(leaf);
        context.container(says.kind(), isRead, says.word());
    }

    @Override
    public void similar(boolean isAside) {
        if (isAside) {
            context.doubt();
        } else {
            isUnclear = true;
        }
    }

    @Override
    public void array(int leaf, long elements) {
        put(leaf, elements);
    }

    @Override
    public void raw(int leaf, Digest digest) {
        put(leaf, digest);
    }

    @Override
    public int most(int leaf) {
        return CanonicalForm.MOST;
    }

    @Override
    public void whole(int leaf, byte @Nullable [] json) {
        Digest canonical = CanonicalForm.digest(CanonicalForm.read(json));
        if (canonical != null) {
            put(leaf, canonical);
        }
    }
}
