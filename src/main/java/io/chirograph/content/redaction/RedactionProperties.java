package io.chirograph.content.redaction;

import io.chirograph.content.redaction.detect.OwnPattern;
import io.chirograph.content.redaction.remote.RemoteScanner;
import io.chirograph.content.redaction.rules.Action;
import io.chirograph.content.redaction.rules.Rule;
import io.chirograph.content.redaction.rules.RuleBook;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How content is redacted.
/// @param budget how long the detectors may look through the texts of one body
/// @param atOnce how many bodies are redacted at a time; 0 for twice the processors
/// @param rules what becomes of the values at a path, before the rules that ship
/// @param patterns what is looked for beside what ships
/// @param scanners other scanners that are asked about every text
@ConfigurationProperties("chirograph.content.redaction")
record RedactionProperties(
        @DefaultValue("2s") Duration budget,
        @DefaultValue("0") int atOnce,
        @DefaultValue List<RuleSetting> rules,
        @DefaultValue List<PatternSetting> patterns,
        @DefaultValue List<ScannerSetting> scanners) {
    private static final String PREFIX = "chirograph.content.redaction.";
    private static final int MOST = 100;

    RedactionProperties {
        check(budget.isPositive() && budget.toSeconds() <= 60, "budget", budget, "positive and at most 60s");
        check(atOnce >= 0 && atOnce <= 1000, "at-once", atOnce, "0 to 1000");
        check(rules.size() <= MOST, "rules", rules.size(), "at most " + MOST + " entries");
        check(patterns.size() <= MOST, "patterns", patterns.size(), "at most " + MOST + " entries");
        check(scanners.size() <= 8, "scanners", scanners.size(), "at most 8 entries");
        rules = List.copyOf(rules);
        patterns = List.copyOf(patterns);
        scanners = List.copyOf(scanners);
    }

    /// A rule by path.
    /// @param dialects wire formats that it is about; all where none is named
    /// @param part `request`, `response` or `both`
    /// @param path such as `$.messages[*].content`
    /// @param action `scan`, `drop`, `mask`, `digest` or `tokenise`
    record RuleSetting(
            @DefaultValue List<String> dialects,
            @DefaultValue("both") String part,
            @Nullable String path,
            @Nullable String action) {}

    /// A pattern of the user's own.
    /// @param name under which finds are counted
    /// @param pattern in the syntax of RE2, at most 256 characters
    /// @param action `drop`, `mask`, `digest` or `tokenise`
    record PatternSetting(
            @Nullable String name,
            @Nullable String pattern,
            @DefaultValue("tokenise") String action) {}

    /// Another scanner.
    /// @param name before the kinds that it finds
    /// @param url to which `/analyze` is added
    /// @param timeout how long one body may wait for it, all in all
    /// @param minScore finds of a lower score do not count
    /// @param offsets `codepoints` or `bytes`: what the places in its answers count
    /// @param language that it is told
    record ScannerSetting(
            @Nullable String name,
            @Nullable URI url,
            @DefaultValue("2s") Duration timeout,
            @DefaultValue("0.5") double minScore,
            @DefaultValue("codepoints") String offsets,
            @DefaultValue("en") String language) {}

    List<Rule> ruleList() {
        List<Rule> list = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            RuleSetting rule = rules.get(i);
            String at = "rules[" + i + "].";
            for (String dialect : rule.dialects()) {
                check(
                        RuleBook.DIALECTS.contains(dialect),
                        at + "dialects",
                        dialect,
                        "one of " + sorted(RuleBook.DIALECTS));
            }
            Rule.Part part = switch (rule.part()) {
                case "request" -> Rule.Part.REQUEST;
                case "response" -> Rule.Part.RESPONSE;
                case "both" -> Rule.Part.BOTH;
                default -> throw wrong(at + "part", rule.part(), "must be request, response or both");
            };
            String path = given(at + "path", rule.path());
            Action action = action(at + "action", given(at + "action", rule.action()), true);
            try {
                list.add(Rule.of(Set.copyOf(rule.dialects()), part, path, action));
            } catch (IllegalArgumentException e) {
                throw wrong(at + "path", path, String.valueOf(e.getMessage()));
            }
        }
        return list;
    }

    List<OwnPattern> patternList() {
        List<OwnPattern> list = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < patterns.size(); i++) {
            String at = "patterns[" + i + "].";
            String name = name(at + "name", patterns.get(i).name(), names);
            String pattern = given(at + "pattern", patterns.get(i).pattern());
            try {
                list.add(OwnPattern.of(FindingNames.PATTERN + name, pattern));
            } catch (IllegalArgumentException e) {
                throw wrong(at + "pattern", pattern, String.valueOf(e.getMessage()));
            }
        }
        return list;
    }

    /// What becomes of a find of the pattern at this place.
    Action patternAction(int place) {
        return action("patterns[" + place + "].action", patterns.get(place).action(), false);
    }

    List<RemoteScanner> scannerList() {
        List<RemoteScanner> list = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < scanners.size(); i++) {
            ScannerSetting scanner = scanners.get(i);
            String at = "scanners[" + i + "].";
            String name = name(at + "name", scanner.name(), names);
            URI url = scanner.url();
            boolean isUrl = url != null
                    && url.getHost() != null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && url.getRawUserInfo() == null
                    && (url.getScheme().equals("http") || url.getScheme().equals("https"));
            if (url == null || !isUrl) {
                throw wrong(
                        at + "url",
                        String.valueOf(url),
                        "must be an http or https URL without user, query and fragment");
            }
            Duration timeout = scanner.timeout();
            check(
                    timeout.toMillis() > 0 && timeout.toSeconds() <= 60,
                    at + "timeout",
                    timeout,
                    "positive and at most 60s");
            double score = scanner.minScore();
            check(score >= 0 && score <= 1, at + "min-score", score, "0 to 1");
            String language = scanner.language();
            check(language.matches("[a-zA-Z-]{2,16}"), at + "language", language, "a language tag");
            RemoteScanner.Offsets offsets = switch (scanner.offsets()) {
                case "codepoints" -> RemoteScanner.Offsets.CODEPOINTS;
                case "bytes" -> RemoteScanner.Offsets.BYTES;
                default -> throw wrong(at + "offsets", scanner.offsets(), "must be codepoints or bytes");
            };
            list.add(new RemoteScanner(FindingNames.SCANNER + name, url, timeout, score, offsets, language));
        }
        return list;
    }

    private static Action action(String key, String word, boolean mayScan) {
        for (Action action : Action.values()) {
            boolean isOne = action.isForUsers() && (mayScan || action != Action.SCAN);
            if (isOne && action.name().toLowerCase(Locale.ROOT).equals(word)) {
                return action;
            }
        }
        throw wrong(key, word, "must be " + (mayScan ? "scan, " : "") + "drop, mask, digest or tokenise");
    }

    private static String name(String key, @Nullable String name, Set<String> names) {
        String given = given(key, name);
        check(given.matches("[a-z0-9][a-z0-9-]{0,31}"), key, given, "1 to 32 small letters, digits and dashes");
        check(names.add(given), key, given, "another name than those before");
        return given;
    }

    private static String given(String key, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw wrong(key, "missing", "must be given");
        }
        return value;
    }

    private static List<String> sorted(Set<String> words) {
        return words.stream().sorted().toList();
    }

    private static void check(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw wrong(key, String.valueOf(value), "must be " + expected);
        }
    }

    private static IllegalArgumentException wrong(String key, String value, String what) {
        return new IllegalArgumentException(PREFIX + key + " is '" + value + "': it " + what);
    }
}
