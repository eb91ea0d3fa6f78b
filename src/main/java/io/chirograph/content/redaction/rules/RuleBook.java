package io.chirograph.content.redaction.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// All rules: the user's own first, then those that ship with each wire format. Thread-safe.
public final class RuleBook {
    /// Wire formats with rules of their own.
    public static final Set<String> DIALECTS = Set.of("openai", "anthropic", "gemini", "bedrock", "sandbox", "generic");

    private static final State NONE = new RuleSet(List.of()).root();

    private final List<Rule> own;
    private final Map<String, State> roots = new ConcurrentHashMap<>();

    public RuleBook(List<Rule> own) {
        this.own = List.copyOf(own);
    }

    /// Where the whole body stands when there are no rules.
    public static State none() {
        return NONE;
    }

    /// Where the whole body stands.
    public State root(String dialect, boolean response) {
        String known = DIALECTS.contains(dialect) ? dialect : "generic";
        return roots.computeIfAbsent(known + (response ? ">" : "<"), key -> root(known, dialect, response));
    }

    private State root(String known, String dialect, boolean response) {
        List<Rule> rules = new ArrayList<>(own);
        tables(known).forEach(table -> rules.addAll(shipped(table)));
        return new RuleSet(rules.stream()
                        .filter(rule -> rule.isAbout(dialect, response))
                        .toList())
                .root();
    }

    private static Stream<String> tables(String dialect) {
        return switch (dialect) {
            case "openai", "anthropic", "gemini" -> Stream.of(dialect, "common");
            // Models of many makers answer there, in their own formats.
            case "bedrock" -> Stream.of("bedrock", "anthropic", "openai", "common");
            case "sandbox" -> Stream.of("openai", "anthropic", "common");
            default -> Stream.of("common");
        };
    }

    /// Rows of `part action path`, with words that are several paths: `{a,b}`.
    static List<Rule> shipped(String table) {
        List<Rule> rules = new ArrayList<>();
        for (String line : lines(table + ".rules")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] cells = line.strip().split("\\s+", 3);
            Rule.Part part = Rule.Part.valueOf(cells[0].toUpperCase(Locale.ROOT));
            Action action = Action.valueOf(cells[1].toUpperCase(Locale.ROOT));
            for (String path : expanded(cells[2])) {
                rules.add(new Rule(
                        Set.of(), part, Step.path(path.startsWith("$") ? path : "$" + path), action, "path:" + path));
            }
        }
        return rules;
    }

    private static List<String> expanded(String path) {
        int open = path.indexOf('{');
        if (open < 0) {
            return List.of(path);
        }
        int close = path.indexOf('}', open);
        List<String> paths = new ArrayList<>();
        for (String word : path.substring(open + 1, close).split(",", -1)) {
            paths.addAll(expanded(path.substring(0, open) + word + path.substring(close + 1)));
        }
        return paths;
    }

    private static List<String> lines(String resource) {
        try (InputStream in =
                Objects.requireNonNull(RuleBook.class.getResourceAsStream("/redaction/" + resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
