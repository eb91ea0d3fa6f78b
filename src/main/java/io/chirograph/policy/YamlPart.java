package io.chirograph.policy;

import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// One part of a YAML text, which knows its line and its place. Every way of reading it says what is wrong there.
///
/// One document, without anchors and aliases, of bounded size and depth; a name stands once in its mapping.
final class YamlPart {
    private static final int MOST_CHARACTERS = 256 * 1024;
    private static final int MOST_ENTRIES = 1000;
    private static final int DEEPEST = 12;
    private static final Set<String> TRUE = Set.of("true", "yes", "on");
    private static final Set<String> FALSE = Set.of("false", "no", "off");

    private final Node node;
    private final String place;

    private YamlPart(Node node, String place) {
        this.node = node;
        this.place = place;
    }

    static YamlPart parse(String text) throws InvalidPolicy {
        if (text.length() > MOST_CHARACTERS) {
            throw new InvalidPolicy(1, "the file has " + text.length() + " characters; at most " + MOST_CHARACTERS);
        }
        var options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        Node root;
        try {
            root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new InvalidPolicy(line, "no YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new InvalidPolicy(1, "no YAML: " + firstLine(e.getMessage()));
        }
        if (root == null) {
            throw new InvalidPolicy(1, "the file is empty; it has at least 'version: 1'");
        }
        var part = new YamlPart(root, "");
        part.requireOnce(root, Collections.newSetFromMap(new IdentityHashMap<>()));
        return part;
    }

    private static String firstLine(@Nullable String message) {
        return message == null
                ? "it cannot be read"
                : message.lines().findFirst().orElse("");
    }

    /// A node that is met twice is behind an alias.
    private void requireOnce(Node part, Set<Node> seen) throws InvalidPolicy {
        if (!seen.add(part)) {
            throw new InvalidPolicy(line(part), "anchors and aliases (& and *) are not taken");
        }
        if (part instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                requireOnce(entry.getKeyNode(), seen);
                requireOnce(entry.getValueNode(), seen);
            }
        } else if (part instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                requireOnce(element, seen);
            }
        }
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /// What is wrong with this part.
    InvalidPolicy bad(String reason) {
        return new InvalidPolicy(line(node), (place.isEmpty() ? "the policy" : place) + " " + reason);
    }

    /// The entries of a mapping, each of which is one of `known`.
    Map<String, YamlPart> members(Set<String> known) throws InvalidPolicy {
        Map<String, YamlPart> members = entries();
        for (var entry : members.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw entry.getValue()
                        .bad("is not known; " + (place.isEmpty() ? "the policy" : place) + " has "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
        return members;
    }

    /// The entries of a mapping, whatever their names.
    Map<String, YamlPart> entries() throws InvalidPolicy {
        if (!(node instanceof MappingNode mapping)) {
            throw bad("must be a mapping, such as 'name: value'");
        }
        Map<String, YamlPart> entries = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode name)) {
                throw bad("has a name that is no text");
            }
            String key = name.getValue();
            String below = place.isEmpty() ? key : place + "." + key;
            if (entries.put(key, new YamlPart(entry.getValueNode(), below)) != null) {
                throw new InvalidPolicy(line(name), below + " stands twice");
            }
        }
        return bounded(entries, entries.size());
    }

    List<YamlPart> elements() throws InvalidPolicy {
        if (!(node instanceof SequenceNode sequence)) {
            throw bad("must be a list");
        }
        List<YamlPart> elements = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            elements.add(new YamlPart(element, place + "[" + elements.size() + "]"));
        }
        return bounded(elements, elements.size());
    }

    private <T> T bounded(T container, int size) throws InvalidPolicy {
        if (size > MOST_ENTRIES) {
            throw bad("has " + size + " entries; at most " + MOST_ENTRIES);
        }
        return container;
    }

    /// The text of a scalar as it is written, whatever else YAML would take it for.
    String text() throws InvalidPolicy {
        if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
            throw bad("must be a word");
        }
        return scalar.getValue();
    }

    /// A word of a form.
    String word(String form, String rule) throws InvalidPolicy {
        String text = text();
        if (!text.matches(form)) {
            throw bad("is '" + text + "'; it must be " + rule);
        }
        return text;
    }

    /// A list of texts; one alone needs no list.
    List<String> texts() throws InvalidPolicy {
        if (node instanceof ScalarNode) {
            return List.of(text());
        }
        List<String> texts = new ArrayList<>();
        for (YamlPart element : elements()) {
            texts.add(element.text());
        }
        return texts;
    }

    boolean flag() throws InvalidPolicy {
        String text = text();
        if (!TRUE.contains(text) && !FALSE.contains(text)) {
            throw bad("is '" + text + "'; it must be true or false");
        }
        return TRUE.contains(text);
    }

    BigDecimal number() throws InvalidPolicy {
        String text = text();
        if (!text.matches("-?[0-9]{1,15}(\\.[0-9]{1,15})?")) {
            throw bad("is '" + text + "'; it must be a number");
        }
        return new BigDecimal(text);
    }

    /// This part as JSON has it: flags and whole numbers as such, everything else as text.
    Object plain() throws InvalidPolicy {
        return switch (node) {
            case MappingNode mapping -> {
                Map<String, Object> map = new TreeMap<>();
                for (var entry : entries().entrySet()) {
                    map.put(entry.getKey(), entry.getValue().plain());
                }
                yield map;
            }
            case SequenceNode sequence -> {
                List<Object> list = new ArrayList<>();
                for (YamlPart element : elements()) {
                    list.add(element.plain());
                }
                yield list;
            }
            case ScalarNode scalar -> plain(scalar);
            default -> throw bad("is nothing that a policy holds");
        };
    }

    private static Object plain(ScalarNode scalar) {
        String text = scalar.getValue();
        if (scalar.getTag().equals(Tag.BOOL)) {
            return TRUE.contains(text.toLowerCase(Locale.ROOT));
        }
        return scalar.getTag().equals(Tag.INT) && text.matches("0|-?[1-9][0-9]{0,14}")
                ? (Object) Long.valueOf(text)
                : text;
    }
}
