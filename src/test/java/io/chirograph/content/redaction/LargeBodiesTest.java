package io.chirograph.content.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class LargeBodiesTest {
    /// A tree of such a body, or the body itself, would not fit into the heap.
    @Test
    void aHundredMegabytesNeedNoMoreThanAHeapOf64() throws Exception {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        path,
                        LargeBodies.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines().filter(line -> line.contains(": ")))
                .containsExactly(
                        "messages: null {email=99296} true",
                        "image: null {file=1} false",
                        "text: value-too-large {} false",
                        "numbers: null {path:$.input[*]=34952401} true",
                        "file: null {file=1} false",
                        "open list: too-deep {} false");
    }
}
