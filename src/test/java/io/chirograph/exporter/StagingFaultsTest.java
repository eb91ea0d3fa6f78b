package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.support.disk.DiskSteps;
import io.chirograph.tlog.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each thing that staging does to its disk goes wrong once, in each way: there is the old or the new, never a part,
/// and doing it again does all of it again.
class StagingFaultsTest {
    private static final ExportCursor CURSOR =
            new ExportCursor("example.com/gw-1", "gw-1-0a0b0c0d", 257, Hash.of(new byte[32]));

    @TempDir
    private Path directory;

    private enum Wrong {
        REFUSED,
        DONE_BUT_FAILED,
        /// Of a write: less than asked is written, and no error. Of anything else: done.
        SHORT,
        /// Of a write: some of it is written, then there is no room. Of anything else: not done.
        FULL
    }

    @ParameterizedTest
    @EnumSource(Wrong.class)
    void atEveryStepThereIsTheOldOrTheNewAndAgainIsEnough(Wrong wrong) throws Exception {
        int step = 0;
        for (boolean happened = true; happened; step++) {
            Path place = directory.resolve(wrong + "-" + step);
            var disk = new FaultyDisk(step, wrong);
            var staging = new Staging(place, disk);
            attempt(place, () -> staging.seal(StagingTest.BATCH));
            assertThat(sealed(place)).isEqualTo("sealed");
            attempt(place, () -> staging.moveCursor("main", CURSOR));
            assertThat(new Staging(place).cursor("main")).contains(CURSOR);
            attempt(place, () -> staging.unseal(new Staging.Staged(255, 257, 0, List.of())));
            assertThat(sealed(place)).isEqualTo("nothing");
            happened = disk.acts.size() > step;
        }
        assertThat(step).isGreaterThan(12);
    }

    @Test
    void aForceThatFailedIsNotMadeGoodByOneThatSucceeds() throws Exception {
        var disk = new FaultyDisk(3, Wrong.REFUSED);
        var staging = new Staging(directory.resolve("staging"), disk);
        attempt(directory.resolve("staging"), () -> staging.seal(StagingTest.BATCH));
        assertThat(disk.acts)
                .containsExactly(
                        "delete",
                        "create",
                        "write",
                        "force", // failed: all of it again, into another file
                        "delete",
                        "create",
                        "write",
                        "force",
                        "rename",
                        "force names",
                        "force names");
    }

    private interface Act {
        void run() throws IOException;
    }

    /// As the exporter does: what failed is tried again, until it is done.
    private static void attempt(Path place, Act act) throws Exception {
        String sealed = sealed(place);
        boolean moved = new Staging(place).cursor("main").isPresent();
        try {
            act.run();
        } catch (IOException e) {
            assertThat(sealed(place)).isIn(sealed, "sealed", "nothing");
            assertThat(new Staging(place).cursor("main").isPresent() || !moved).isTrue();
            act.run();
        }
    }

    private static String sealed(Path place) throws Exception {
        Staging staging = new Staging(place);
        for (Staging.Staged staged : staging.batches().values()) {
            assertThat(staging.batch(staged).encode()).isEqualTo(StagingTest.BATCH.encode());
            return "sealed";
        }
        return "nothing";
    }

    private static final class FaultyDisk extends DiskSteps {
        private final List<String> acts = new ArrayList<>();
        private final int at;
        private final Wrong wrong;

        private FaultyDisk(int at, Wrong wrong) {
            this.at = at;
            this.wrong = wrong;
        }

        /// How this act goes wrong; null when it does not.
        private @Nullable Wrong next(String act) {
            acts.add(act);
            return acts.size() - 1 == at ? wrong : null;
        }

        private void around(String name, Act act) throws IOException {
            Wrong how = next(name);
            if (how == Wrong.REFUSED || how == Wrong.FULL) {
                throw new IOException("refused: " + name);
            }
            act.run();
            if (how == Wrong.DONE_BUT_FAILED) {
                throw new IOException("failed after " + name);
            }
        }

        @Override
        public FileChannel create(Path file, FileAttribute<?>... attributes) throws IOException {
            around("create", () -> {});
            return super.create(file, attributes);
        }

        @Override
        public void write(FileChannel file, ByteBuffer rest) throws IOException {
            Wrong how = next("write");
            if (how == Wrong.REFUSED) {
                throw new IOException("refused");
            }
            if (how == Wrong.SHORT || how == Wrong.FULL) {
                ByteBuffer half = rest.slice(rest.position(), rest.remaining() / 2);
                int written = file.write(half);
                rest.position(rest.position() + written);
            } else {
                super.write(file, rest);
            }
            if (how == Wrong.DONE_BUT_FAILED || how == Wrong.FULL) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void force(FileChannel file) throws IOException {
            around("force", () -> super.force(file));
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            around("rename", () -> super.rename(from, to));
        }

        @Override
        public void force(Path names) throws IOException {
            around("force names", () -> super.force(names));
        }

        @Override
        public void delete(Path file) throws IOException {
            around("delete", () -> super.delete(file));
        }
    }
}
