package io.chirograph.gateway.dialect;

import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.dialect.coding.ExcessiveExpansion;
import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonHandler;
import io.chirograph.gateway.dialect.json.JsonScanner;
import io.chirograph.policy.eval.BodyFacts;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads one request body, keeping only what its [RequestShape] names.
final class RequestScan implements JsonHandler {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

    /// So many names beside the model are kept; a body with more is not clear.
    private static final int MOST_NAMES = 128;

    private final RequestShape shape;
    private final JsonScanner scanner;
    private final SortedMap<String, Object> parameters = new TreeMap<>();
    private @Nullable String model;
    private boolean stream;
    private int models;
    private long modelFrom = -1;
    private long modelTo = -1;
    private Map<String, List<Object>> repeated = Map.of();
    private Set<String> also = Set.of();
    private Set<String> references = Set.of();
    private Set<String> itemIds = Set.of();
    private Set<String> itemTypes = Set.of();
    private boolean isUnclear;

    private RequestScan(RequestShape shape) {
        this.shape = shape;
        this.scanner = new JsonScanner(shape.shape(), this, true);
    }

    /// What could be read. Of the content type only that of a form is asked, for providers do not ask it
    /// either.
    static RequestFacts read(
            RequestShape shape,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            Dialect.BodySource body) {
        var scan = new RequestScan(shape);
        String type = contentType == null ? "" : contentType;
        boolean isForm = FormData.isForm(type);
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
        if (leaf == RequestShape.MODEL) {
            model = value;
            models++;
            isUnclear |= value == null;
        } else if (leaf == RequestShape.STREAM) {
            stream = "true".equalsIgnoreCase(value);
        } else if (leaf >= RequestShape.PARAMETERS) {
            put(leaf, value == null ? "" : parameter(leaf, value));
        } else if (leaf != FieldSelector.NONE && value != null) {
            string(leaf, value);
        } else {
            isUnclear |= leaf != FieldSelector.NONE;
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
                new RequestFacts.Reading(state, modelFrom, modelTo, repeated, also, references));
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
            if (repeated.isEmpty()) {
                repeated = new TreeMap<>();
            }
            repeated.computeIfAbsent(name, each -> new ArrayList<>()).add(former);
        }
    }

    private void reference(String value) {
        String key = References.named(value);
        if (key != null) {
            references = add(references, key);
        }
    }

    /// An item without a type is a reference too.
    @Override
    public void element(int leaf) {
        if (!itemIds.isEmpty() && (itemTypes.isEmpty() || itemTypes.contains("item_reference"))) {
            itemIds.forEach(this::reference);
        }
        itemIds = Set.of();
        itemTypes = Set.of();
    }

    private Set<String> add(Set<String> to, String value) {
        if (to.size() >= MOST_NAMES) {
            isUnclear = true;
            return to;
        }
        Set<String> into = to.isEmpty() ? new TreeSet<>() : to;
        into.add(value);
        return into;
    }

    private void model(@Nullable String value) {
        model = value;
        models++;
        modelFrom = value == null ? -1 : scanner.stringFrom();
        modelTo = scanner.stringTo();
    }

    @Override
    public void string(int leaf, String value) {
        switch (leaf) {
            case RequestShape.MODEL -> model(value);
            case RequestShape.STREAM -> {}
            case RequestShape.ALSO -> also = add(also, value);
            case RequestShape.REFERENCE -> reference(value);
            case RequestShape.SKILL -> {
                if (value.startsWith("skill_")) {
                    reference(value);
                }
            }
            case RequestShape.ITEM_ID -> itemIds = add(itemIds, value);
            case RequestShape.ITEM_TYPE -> itemTypes = add(itemTypes, value);
            default -> put(leaf, value);
        }
    }

    @Override
    public void number(int leaf, String value) {
        if (leaf == RequestShape.MODEL) {
            models++;
        }
        if (leaf >= RequestShape.PARAMETERS) {
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
        if (leaf == RequestShape.STREAM) {
            stream = value;
        } else if (leaf == RequestShape.MODEL) {
            models++;
        } else if (leaf >= RequestShape.PARAMETERS) {
            put(leaf, value);
        }
    }

    @Override
    public void none(int leaf) {
        if (leaf == RequestShape.MODEL) {
            model(null);
        } else if (leaf == RequestShape.STREAM) {
            stream = false;
        } else if (leaf >= RequestShape.PARAMETERS) {
            repeat(shape.name(leaf), parameters.remove(shape.name(leaf)));
        }
    }

    @Override
    public void text(int leaf, byte[] bytes, int offset, int length) {
        put(leaf, 1L);
    }

    @Override
    public void container(int leaf) {
        isUnclear |= leaf == RequestShape.MODEL;
    }

    @Override
    public void similar() {
        isUnclear = true;
    }

    @Override
    public void array(int leaf, long elements) {
        put(leaf, elements);
    }

    @Override
    public void raw(int leaf, Digest digest) {
        put(leaf, digest);
    }
}
