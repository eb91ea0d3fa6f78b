package io.chirograph.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The project's files as the tests of its documentation read them. Tests run in the project's directory.
final class Repository {
    static final Path ROOT = Path.of("").toAbsolutePath();
    static final Path SOURCES = ROOT.resolve("src/main/java/io/chirograph");
    static final Path STARTER = ROOT.resolve("clients/spring-boot-starter");
    private static final List<String> PAGES = List.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md");
    private static final List<String> FOLDERS = List.of("docs", "bench", "deploy", "config", "clients");

    private Repository() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return text(ROOT.resolve(name));
    }

    /// Every page of documentation, those of other languages than English included if there ever are any.
    static List<Path> pages() {
        Stream<Path> top = PAGES.stream().map(ROOT::resolve).filter(Files::exists);
        Stream<Path> below = FOLDERS.stream()
                .map(ROOT::resolve)
                .filter(Files::isDirectory)
                .flatMap(folder -> files(folder).stream())
                .filter(file -> file.toString().endsWith(".md"));
        return Stream.concat(top, below).sorted().toList();
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            !file.startsWith(ROOT.resolve("bench/out")) && !file.startsWith(STARTER.resolve("target")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The text of every source file of the program.
    static List<String> sources() {
        return files(SOURCES).stream()
                .filter(file -> file.toString().endsWith(".java"))
                .map(Repository::text)
                .toList();
    }

    /// What group 1 of a pattern finds in the sources.
    static SortedSet<String> inSources(Pattern pattern) {
        return sources().stream()
                .flatMap(source -> pattern.matcher(source).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The first cells, without their backticks, of the rows of every table below a heading of a page; of the
    /// whole page when no heading is given.
    static SortedSet<String> firstCells(String page, String heading) {
        return rows(page, heading).stream().map(List::getFirst).collect(Collectors.toCollection(TreeSet::new));
    }

    /// The cells of the rows of every table below a heading of a page, or of the whole page when no heading is given:
    /// of those rows whose first cell stands in backticks, which are left out.
    static List<List<String>> rows(String page, String heading) {
        String text = text(page);
        if (!heading.isEmpty()) {
            int from = text.indexOf("\n## " + heading + "\n");
            if (from < 0) {
                throw new AssertionError(page + " has no heading \"" + heading + "\"");
            }
            int to = text.indexOf("\n## ", from + 1);
            text = text.substring(from, to < 0 ? text.length() : to);
        }
        Matcher rows = Pattern.compile("(?m)^\\| `([^`]+)` \\|(.*)\\|$").matcher(text);
        return rows.results()
                .map(row -> Stream.concat(
                                Stream.of(row.group(1)), Stream.of(row.group(2).split("\\|", -1)))
                        .map(String::strip)
                        .toList())
                .toList();
    }
}
