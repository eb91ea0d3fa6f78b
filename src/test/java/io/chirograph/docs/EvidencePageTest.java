package io.chirograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.verifier.bundle.BundleProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidencePageTest {
    @Test
    void thePageHasALineForEachFinding() throws Exception {
        List<String> told = Files.readAllLines(Path.of("docs/evidence.md")).stream()
                .filter(line -> line.matches("\\| `[a-z-]+` \\| [A-Z`].*"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(BundleProblem.values())
                        .map(BundleProblem::code)
                        .toList());
    }
}
