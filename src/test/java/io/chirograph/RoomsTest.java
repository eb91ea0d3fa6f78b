package io.chirograph;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// The rooms of the house: small, without loops, each with named doors. Arrows between modules are for [ModulesTest].
class RoomsTest {
    private static final int MOST_FILES = 30;
    private static final int LARGEST_LOOP = 2;
    private static final Path MAIN = Path.of("src/main/java");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Chirograph.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void noFolderHoldsMoreThanThirtyFiles() throws IOException {
        try (var files = Files.walk(MAIN)) {
            Map<Path, Long> folders = files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
            folders.values().removeIf(count -> count <= MOST_FILES);
            assertThat(folders).isEmpty();
        }
    }

    /// The start looks for settings in classes of that name alone.
    @Test
    void whatHoldsSettingsIsNamedProperties() {
        classes()
                .that()
                .areAnnotatedWith(ConfigurationProperties.class)
                .should()
                .haveSimpleNameEndingWith("Properties")
                .check(CLASSES);
    }

    @Test
    void packagesInsideAModuleHaveNoCycles() {
        assertThat(loops(arrows(JavaClass::getPackageName), 1)).isEmpty();
    }

    @Test
    void noMoreThanTwoFilesDependOnEachOther() {
        assertThat(loops(arrows(JavaClass::getFullName), LARGEST_LOOP)).isEmpty();
    }

    @Test
    void publicTypesAreTheEntryTypesThatTheirPackageNames() throws IOException {
        Set<String> unnamed = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            boolean isTemplate =
                    type.getSimpleName().matches("Jte[A-Za-z]+Generated"); // the build makes it, nobody names it
            if (isTemplate || !type.isTopLevelClass() || !type.getModifiers().contains(JavaModifier.PUBLIC)) {
                continue;
            }
            Path info = MAIN.resolve(type.getPackageName().replace('.', '/')).resolve("package-info.java");
            if (!Files.readString(info).contains("[" + type.getSimpleName() + "]")) {
                unnamed.add(type.getFullName());
            }
        }
        assertThat(unnamed).isEmpty();
    }

    @Test
    void theRootHoldsMainAlone() {
        assertThat(CLASSES.stream()
                        .filter(type -> type.getPackageName().equals("io.chirograph") && type.isTopLevelClass())
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("package-info")))
                .containsExactly("Chirograph");
    }

    @Test
    void whatAuditorsRunAndWhatItStandsOnHasNoSpring() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.chirograph.tlog..",
                        "io.chirograph.event..",
                        "io.chirograph.support..",
                        "io.chirograph.publishedlog..",
                        "io.chirograph.verifier..",
                        "io.chirograph.archive",
                        "io.chirograph.archive.s3..",
                        "io.chirograph.archive.directory..")
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CLASSES);
    }

    private static Map<String, Set<String>> arrows(Function<JavaClass, String> room) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            String from = room.apply(file(type));
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = file(dependency.getTargetClass().getBaseComponentType());
                String to = room.apply(target);
                if (target.getPackageName().startsWith("io.chirograph") && !to.equals(from)) {
                    arrows.computeIfAbsent(from, key -> new TreeSet<>()).add(to);
                }
            }
        }
        return arrows;
    }

    private static JavaClass file(JavaClass type) {
        return type.getEnclosingClass().map(RoomsTest::file).orElse(type);
    }

    /// Strongly connected parts (Tarjan) of more than `most` nodes.
    private static List<Set<String>> loops(Map<String, Set<String>> arrows, int most) {
        List<Set<String>> found = new ArrayList<>();
        var walk = new Object() {
            final Map<String, Integer> index = new HashMap<>();
            final Map<String, Integer> low = new HashMap<>();
            final Deque<String> stack = new ArrayDeque<>();
            final Set<String> open = new HashSet<>();

            void from(String node) {
                index.put(node, index.size());
                low.put(node, index.get(node));
                stack.push(node);
                open.add(node);
                for (String next : arrows.getOrDefault(node, Set.of())) {
                    if (!index.containsKey(next)) {
                        from(next);
                        low.merge(node, low.get(next), Math::min);
                    } else if (open.contains(next)) {
                        low.merge(node, index.get(next), Math::min);
                    }
                }
                if (low.get(node).equals(index.get(node))) {
                    Set<String> part = new TreeSet<>();
                    String last;
                    do {
                        last = stack.pop();
                        open.remove(last);
                        part.add(last);
                    } while (!last.equals(node));
                    if (part.size() > most) {
                        found.add(part);
                    }
                }
            }
        };
        for (String node : arrows.keySet()) {
            if (!walk.index.containsKey(node)) {
                walk.from(node);
            }
        }
        return found;
    }
}
