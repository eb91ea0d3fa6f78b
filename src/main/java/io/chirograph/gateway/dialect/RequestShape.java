package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.context.ContextKind;
import io.chirograph.gateway.dialect.json.FieldSelector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What of a request body is recorded, by dialect. Listed scalars, and counts and digests of the rest. Names
/// are those of the OpenTelemetry GenAI conventions where these have one.
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

    /// Nothing but a part of the model's context.
    static final int ASIDE = 7;

    /// The tool call whose result stands here.
    static final int RESULT = 8;

    /// The tool call of an item, which is one of a result where its type says so.
    static final int ITEM_CALL = 9;

    /// The first role that is a parameter.
    static final int PARAMETERS = 10;

    // A leaf is a role and the number of what the place says of the context besides.
    private static final int SAYS_SHIFT = 12;
    private static final int ROLES = (1 << SAYS_SHIFT) - 1;

    /// What a place says of the context.
    /// @param word what is listed where that is not in the body
    record Says(ContextKind kind, String word) {}

    public static final RequestShape OPENAI = new RequestShape("common", "openai");
    public static final RequestShape ANTHROPIC = new RequestShape("common", "anthropic", "claude");
    public static final RequestShape GEMINI = new RequestShape("gemini");
    public static final RequestShape MCP = new RequestShape("mcp");
    public static final RequestShape BEDROCK = new RequestShape("common", "bedrock", "claude");
    public static final RequestShape COHERE = new RequestShape("common", "cohere");
    public static final RequestShape OLLAMA = new RequestShape("common", "ollama");

    final FieldSelector shape = new FieldSelector().scalar("model", MODEL).scalar("stream", STREAM);
    private final List<Says> says = new ArrayList<>(List.of(new Says(ContextKind.NONE, "")));
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
            case "scalar" -> role(path, leaf(row[2]));
            case "count" -> shape.array(path.equals("-") ? "" : path, leaf(row[2]));
            case "many" -> shape.array(path, leaf(row[2])).text(path, leaf(row[2]));
            case "digest" -> shape.raw(path, leaf(row[2]));
            case "canonical" -> shape.whole(path, leaf(row[2]));
            case "also" -> role(path, ALSO);
            case "reference" -> role(path, REFERENCE);
            case "skill" -> role(path, SKILL);
            case "items" -> {
                role(path + "[].id", ITEM_ID);
                role(path + "[].type", ITEM_TYPE);
                aside(path + "[].call_id", ITEM_CALL);
            }
            case "result" -> aside(path, RESULT);
            case "known" -> shape.aside(true).known(path).aside(false);
            default -> context(row, path.equals("-") ? "" : path);
        }
    }

    private void aside(String path, int role) {
        shape.aside(true);
        role(path, role);
        shape.aside(false);
    }

    private void role(String path, int role) {
        shape.scalar(path, former -> former == FieldSelector.NONE ? role : (former & ~ROLES) | role);
    }

    private void context(String[] row, String path) {
        ContextKind kind = ContextKind.named(row[0]);
        if (kind == null) {
            throw new IllegalStateException("a row of a request table has no kind '" + row[0] + "'");
        }
        shape.aside(true);
        int leaf = ASIDE | (says.size() << SAYS_SHIFT);
        says.add(new Says(kind, row.length > 2 ? row[2] : ""));
        if (kind == ContextKind.MEMBER || kind == ContextKind.TOOL_MEMBER) {
            shape.others(path, leaf).aside(false);
            return;
        }
        if (kind.isText()) {
            shape.text(path, leaf);
        }
        if (!kind.isText() || kind == ContextKind.FILE_OR_URL) {
            shape.scalar(path, former -> former == FieldSelector.NONE ? leaf : (former & ROLES) | (leaf & ~ROLES));
        }
        shape.aside(false);
    }

    static int role(int leaf) {
        return leaf & ROLES;
    }

    Says says(int leaf) {
        return says.get(leaf >>> SAYS_SHIFT);
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

    /// What a parameter is recorded as.
    String name(int leaf) {
        return names.get(role(leaf));
    }
}
