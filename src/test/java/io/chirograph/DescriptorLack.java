package io.chirograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A process with few file descriptors, and how it uses them up.
public final class DescriptorLack implements AutoCloseable {
    private static final Pattern LOADED = Pattern.compile(
            "io/chirograph/(?:archive|event|evidence|files|identity|journal|query|tlog)/[\\w/$]+[.]class");

    private final List<FileInputStream> taken = new ArrayList<>();

    private DescriptorLack() {}

    /// Runs a class's `main` in a process of its own, which must end with 0.
    public static void run(Class<?> main, Path directory) throws Exception {
        var process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "ulimit -n 384; exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    /// In that process: takes every descriptor that is left, until closed. The program's classes are loaded before,
    /// since one that is first looked for meanwhile would never be found again.
    public static DescriptorLack begin() throws IOException {
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!place.isEmpty() && Files.isDirectory(Path.of(place))) {
                load(Path.of(place));
            }
        }
        var lack = new DescriptorLack();
        lack.takeAll();
        return lack;
    }

    /// Takes what is free again.
    public void takeAll() {
        try {
            while (true) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException none) {
            // there are no more
        }
    }

    private static void load(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            files.map(file -> classes.relativize(file).toString())
                    .filter(file -> LOADED.matcher(file).matches())
                    .forEach(file -> {
                        try {
                            Class.forName(
                                    file.replace(".class", "").replace('/', '.'),
                                    false,
                                    DescriptorLack.class.getClassLoader());
                        } catch (ClassNotFoundException | LinkageError e) {
                            throw new AssertionError(file, e);
                        }
                    });
        }
    }

    @Override
    public void close() throws IOException {
        for (FileInputStream each : taken) {
            each.close();
        }
    }
}
