package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.json.FieldSelector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What of a request body is recorded, by dialect.
///
/// Listed scalars, and counts and digests of the rest. Names are those of the OpenTelemetry GenAI conventions
/// where these have one.
public final class RequestShape {
    /// Under which names it is recorded whom a body says that it is for: what is no parameter.
    static final Set<String> USERS = Set.of("bodyUser", "bodySafetyIdentifier", "bodyMetadataUserId");

    private static final Pattern FORM_STEPS = Pattern.compile("[\\[.]");

    static final int MODEL = 0;
    static final int STREAM = 1;

    /// Further models that the call may end at.
    static final int ALSO = 2;

    /// Names of what the provider keeps.
    static final int REFERENCE = 3;

    /// Names of skills, of which some are the provider's own.
    static final int SKILL = 4;

    /// Ids of items, which are names of what the provider keeps where the item is nothing but a reference.
    static final int ITEM_ID = 5;

    static final int ITEM_TYPE = 6;

    /// The first leaf that is a parameter.
    static final int PARAMETERS = 7;

    public static final RequestShape OPENAI = new RequestShape("common", "openai");
    public static final RequestShape ANTHROPIC = new RequestShape("common", "anthropic");
    public static final RequestShape GEMINI = new RequestShape("gemini");
    public static final RequestShape BEDROCK = new RequestShape("common", "bedrock");

    private final FieldSelector shape =
            new FieldSelector().scalar("model", MODEL).scalar("stream", STREAM);
    private final List<String> names = new ArrayList<>(Collections.nCopies(PARAMETERS, "none"));

    /// @param tables whose rows `common.request` explains
    private RequestShape(String... tables) {
        for (String table : tables) {
            DialectResource.rows(table + ".request").forEach(this::add);
        }
    }

    private void add(String[] row) {
        String path = row[1];
        switch (row[0]) {
            case "scalar" -> shape.scalar(path, leaf(row[2]));
            case "count" -> shape.array(path, leaf(row[2]));
            case "many" -> shape.array(path, leaf(row[2])).text(path, leaf(row[2]));
            case "digest" -> shape.raw(path, leaf(row[2]));
            case "also" -> shape.scalar(path, ALSO);
            case "reference" -> shape.scalar(path, REFERENCE);
            case "skill" -> shape.scalar(path, SKILL);
            case "items" -> shape.scalar(path + "[].id", ITEM_ID).scalar(path + "[].type", ITEM_TYPE);
            default -> throw new IllegalStateException("a row of a request table has no kind '" + row[0] + "'");
        }
    }

    /// The leaf of a field of a form, `a`, `a[]`, `a[b]` or `a.b`; [FieldSelector#NONE] for one that is of no
    /// interest.
    int field(String name) {
        FieldSelector place = shape;
        for (String step : FORM_STEPS.split(name.replace("]", ""), -1)) {
            byte[] bytes = step.getBytes(StandardCharsets.UTF_8);
            boolean isIndex = step.isEmpty() || Character.isDigit(step.charAt(0));
            FieldSelector next = isIndex ? place.element() : place.member(bytes, bytes.length);
            if (next == null) {
                return FieldSelector.NONE;
            }
            place = next;
        }
        FieldSelector element = place.element();
        return place.scalar() == FieldSelector.NONE && element != null ? element.scalar() : place.scalar();
    }

    /// Whether a careless reader could take a field of a form for one that is of interest.
    boolean isSimilar(String name) {
        String first = FORM_STEPS.split(name, 2)[0];
        byte[] bytes = first.getBytes(StandardCharsets.UTF_8);
        return shape.member(bytes, bytes.length) == null && shape.isSimilar(bytes, bytes.length);
    }

    private int leaf(String name) {
        names.add(name);
        return names.size() - 1;
    }

    FieldSelector shape() {
        return shape;
    }

    String name(int leaf) {
        return names.get(leaf);
    }
}
