package io.chirograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What the documentation names is there: files it links to, headings, paths, classes.
class DocumentationTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern FENCE = Pattern.compile("(?ms)^( *)```.*?^\\1```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern PATH =
            Pattern.compile("(?:src|docs|config|bench|deploy|clients|\\.ci)/[A-Za-z0-9_./-]*[A-Za-z0-9_]");
    /// A word with at least two humps is taken for the name of a class.
    private static final Pattern CLASS = Pattern.compile("[A-Z][a-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*)+");
    /// Names of this form that are not ours: operations and conditions of S3, and other projects' words.
    private static final Pattern FOREIGN = Pattern.compile(
            "(?:Put|Get|Head|Delete|List|Copy|Create|Complete|Bypass|Upload)(?:Object|Bucket|Multipart|Part|Governance).*"
                    + "|GetItem|BlockPublic.*|XAmz.*|RemoteSigned|AccessDenied|NoSuch.*|InvalidRequest|MalformedXML"
                    + "|HttpClient|CloudEvents|CloudTrail|OpenAI|JUnit|AssertJ|NullAway|ErrorProne|SigV4|VirtualThread|VmHWM|VmRSS"
                    + "|CompletionStage|DataSource|RestTemplateBuilder|WebClient");

    @TestFactory
    Stream<DynamicTest> everyLinkLeadsSomewhere() {
        return Repository.pages().stream()
                .map(page -> DynamicTest.dynamicTest(name(page), () -> {
                    List<String> broken = new ArrayList<>();
                    for (String link : found(LINK, withoutFences(page))) {
                        if (!link.matches("(?:https?|mailto):.*") && !leads(page, link)) {
                            broken.add(link);
                        }
                    }
                    assertThat(broken)
                            .as("links of %s that lead nowhere", name(page))
                            .isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyPathThatIsNamedExists() {
        return Repository.pages().stream()
                .map(page -> DynamicTest.dynamicTest(name(page), () -> {
                    List<String> missing = found(CODE, withoutFences(page)).stream()
                            .filter(code -> PATH.matcher(code).matches())
                            .filter(path -> !path.startsWith("bench/out"))
                            .filter(path -> !Files.exists(Repository.ROOT.resolve(path)))
                            .toList();
                    assertThat(missing)
                            .as("paths that %s names and that do not exist", name(page))
                            .isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyClassThatIsNamedExists() {
        Set<String> known = classes();
        known.addAll(AlertRules.names());
        return Repository.pages().stream()
                .map(page -> DynamicTest.dynamicTest(name(page), () -> {
                    List<String> missing = found(CODE, withoutFences(page)).stream()
                            .filter(code -> CLASS.matcher(code).matches())
                            .filter(code -> !FOREIGN.matcher(code).matches())
                            .filter(code -> !known.contains(code))
                            .toList();
                    assertThat(missing)
                            .as("classes that %s names and that do not exist", name(page))
                            .isEmpty();
                }));
    }

    @Test
    void everyPageIsReachedFromTheReadme() {
        Set<Path> reached = new TreeSet<>();
        List<Path> open = new ArrayList<>(List.of(Repository.ROOT.resolve("README.md")));
        while (!open.isEmpty()) {
            Path page = open.removeLast();
            if (!reached.add(page)) {
                continue;
            }
            for (String link : found(LINK, withoutFences(page))) {
                Path target = target(page, link);
                if (link.contains(".md") && !link.startsWith("http") && Files.exists(target)) {
                    open.add(target);
                }
            }
        }
        assertThat(Repository.pages()).isSubsetOf(reached);
    }

    private static boolean leads(Path page, String link) {
        Path target = target(page, link);
        if (!Files.exists(target)) {
            return false;
        }
        int hash = link.indexOf('#');
        return hash < 0 || anchors(target).contains(link.substring(hash + 1));
    }

    private static Path target(Path page, String link) {
        String file = link.replaceAll("#.*", "");
        return file.isEmpty() ? page : page.resolveSibling(file).normalize();
    }

    /// The anchors of a page's headings, as the usual hosts of Markdown make them.
    static Set<String> anchors(Path page) {
        return HEADING.matcher(withoutFences(page))
                .results()
                .map(match -> match.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String withoutFences(Path page) {
        return FENCE.matcher(Repository.text(page)).replaceAll("");
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(whole -> inner(pattern, whole))
                .toList();
    }

    private static String inner(Pattern pattern, String whole) {
        var matcher = pattern.matcher(whole);
        return matcher.find() ? matcher.group(1) : whole;
    }

    /// Simple names of all classes of the program, its clients and their tests, nested ones included.
    private static Set<String> classes() {
        Pattern declared = Pattern.compile("\\b(?:class|interface|record|enum) ([A-Z]\\w*)");
        return Stream.of("src", "clients")
                .flatMap(folder -> Repository.files(Repository.ROOT.resolve(folder)).stream())
                .filter(file -> file.toString().endsWith(".java"))
                .flatMap(file -> declared.matcher(Repository.text(file)).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(Path page) {
        return Repository.ROOT.relativize(page).toString();
    }
}
