package io.chirograph.cli;

import io.chirograph.boot.Development;
import io.chirograph.boot.Home;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The command line, taken apart: configuration properties here, the command and its own options there.
///
/// `--data-dir DIR` is the short form of `--chirograph.data-dir=DIR`, with and without a command. `dev` before all
/// else is short for `--chirograph.environment=development`.
/// @param properties configuration given as `--chirograph.…=value`, `--spring.…=value` and so on
/// @param words what is left for a command, in order
/// @param command whether a command is to run, or help or the version to be shown, rather than the server
public record Arguments(Map<String, Object> properties, List<String> words, boolean command) {
    private static final List<String> PREFIXES =
            List.of("--chirograph.", "--spring.", "--server.", "--management.", "--logging.");
    private static final Set<String> FLAGS = Set.of("--debug", "--trace");
    private static final String DATA_DIR = "--data-dir";
    private static final String DEV = "dev";

    public static Arguments parse(String... args) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        boolean development = args.length > 0 && args[0].equals(DEV);
        if (development) {
            properties.put(Development.ENVIRONMENT, "development");
        }
        for (int i = development ? 1 : 0; i < args.length; i++) {
            String arg = args[i];
            int equals = arg.indexOf('=');
            if (arg.startsWith(DATA_DIR + "=")) {
                properties.put("chirograph.data-dir", arg.substring(equals + 1));
            } else if (arg.equals(DATA_DIR) && i + 1 < args.length) {
                properties.put("chirograph.data-dir", args[++i]);
            } else if (equals > 0 && PREFIXES.stream().anyMatch(arg::startsWith)) {
                properties.put(arg.substring(2, equals), arg.substring(equals + 1));
            } else {
                words.add(arg);
            }
        }
        return new Arguments(Home.fromHere(properties), List.copyOf(words), isCommand(words));
    }

    private static boolean isCommand(List<String> words) {
        return !words.isEmpty()
                && (!words.getFirst().startsWith("-")
                        || words.stream().anyMatch(List.of("-h", "--help", "-V", "--version", DATA_DIR)::contains));
    }

    /// Why the server cannot start with these: Spring passes over what it does not know, and takes a setting whose
    /// value stands behind a space for an empty one. Empty when there is nothing of the kind. Values are not shown.
    public Optional<String> refusal() {
        List<String> unknown = words.stream()
                .map(word -> word.replaceFirst("=.*", ""))
                .filter(name -> !FLAGS.contains(name))
                .toList();
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of("Cannot start: "
                        + unknown.stream()
                                .filter(name -> name.startsWith("-"))
                                .findFirst()
                                .map(name -> "the argument " + name)
                                .orElse("an argument")
                        + " is no setting with its value; write --chirograph.<key>=<value> (try chirograph --help)");
    }

    /// The arguments of the server, in Spring's form.
    public String[] forSpring() {
        List<String> all = new ArrayList<>();
        properties.forEach((name, value) -> all.add("--" + name + "=" + value));
        all.addAll(words);
        return all.toArray(String[]::new);
    }
}
