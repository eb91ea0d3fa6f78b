package io.chirograph.journal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.chirograph.Requirements;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// An ext4 in a file, mounted over a loop device, whose power can be cut. Needs root.
public final class VictimFileSystem implements AutoCloseable {
    private static final long EXT4_IOC_SHUTDOWN = 0x8004587DL;
    private static final int WITHOUT_FLUSHING_THE_LOG = 2;
    private static final long SIZE = 160L << 20;

    private final Path image;
    private final Path root;

    private VictimFileSystem(Path image, Path root) {
        this.image = image;
        this.root = root;
    }

    /// Skips the test where this cannot be done.
    static VictimFileSystem mount(Path directory) throws IOException, InterruptedException {
        return mount(directory.resolve("disk.img"), directory.resolve("mounted"), SIZE);
    }

    /// With its bytes in this new file, mounted at this new directory. Skips the test where this cannot be done.
    public static VictimFileSystem mount(Path image, Path at, long size) throws IOException, InterruptedException {
        var victim = new VictimFileSystem(image, Files.createDirectory(at));
        try (var file = new RandomAccessFile(victim.image.toFile(), "rw")) {
            file.setLength(size);
        }
        boolean mounted = run("mkfs.ext4", "-q", victim.image.toString())
                && run("mount", "-o", "loop", victim.image.toString(), victim.root.toString());
        Requirements.require(mounted, "a loop-mounted ext4 (root, mkfs.ext4, loop devices)");
        return victim;
    }

    public Path root() {
        return root;
    }

    /// Stops the file system at once: neither its journal nor cached data is flushed.
    public void cutPower() throws IOException {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle open = function(linker, "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), 2);
            MethodHandle ioctl =
                    function(linker, "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);
            MethodHandle close = function(linker, "close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), 1);
            MemorySegment flags = arena.allocateFrom(JAVA_INT, WITHOUT_FLUSHING_THE_LOG);
            int descriptor = (int) open.invokeExact(arena.allocateFrom(root.toString()), 0);
            int result = (int) ioctl.invokeExact(descriptor, EXT4_IOC_SHUTDOWN, flags);
            int closed = (int) close.invokeExact(descriptor);
            if (descriptor < 0 || result != 0 || closed != 0) {
                throw new IOException("the power of " + root + " could not be cut");
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    @SuppressWarnings("restricted") // the build allows native access
    private static MethodHandle function(Linker linker, String name, FunctionDescriptor type, int fixedArguments) {
        MemorySegment address = linker.defaultLookup().find(name).orElseThrow();
        return fixedArguments < type.argumentLayouts().size()
                ? linker.downcallHandle(address, type, Linker.Option.firstVariadicArg(fixedArguments))
                : linker.downcallHandle(address, type);
    }

    public void mountAgain() throws IOException, InterruptedException {
        if (!run("umount", root.toString()) || !run("mount", "-o", "loop", image.toString(), root.toString())) {
            throw new IOException(root + " could not be mounted again");
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (!run("umount", root.toString())) {
            throw new IOException(root + " could not be unmounted");
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                System.err.println(String.join(" ", command) + " ended with " + exit + ": " + output);
            }
            return exit == 0;
        } catch (IOException e) {
            System.err.println(String.join(" ", command) + " could not be started: " + e.getMessage());
            return false;
        }
    }
}
