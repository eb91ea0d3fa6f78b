package io.chirograph.content.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class LargeBodiesTest {
    /// The length of each message.
    private static final int MESSAGE = 1056;

    /// A tree of such a body, or the body itself, would not fit into the heap.
    @Test
    void aHundredMegabytesNeedNoMoreThanAHeapOf64() throws Exception {
        int megabytes = Effort.of(70, 100);
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        path,
                        LargeBodies.class.getName(),
                        Integer.toString(megabytes))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines().filter(line -> line.contains(": ")))
                .containsExactly(
                        "messages: null {email=" + (megabytes << 20) / MESSAGE + "} true",
                        "image: null {file=1} false",
                        "text: value-too-large {} false",
                        "numbers: null {path:$.input[*]=" + ((megabytes << 20) / 900 * 300 + 1) + "} true",
                        "file: null {file=1} false",
                        "open list: too-deep {} false");
    }
}
