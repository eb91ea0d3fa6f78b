package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import io.chirograph.journal.Contents;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.LogModel;
import io.chirograph.journal.MutableClock;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.Records;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.internal.MemoryDisk.Act;
import io.chirograph.journal.internal.MemoryDisk.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One script that appends, rolls, removes and stops, with one thing going wrong at each of its steps in turn. Its
/// time goes to threads that wait for each other, so that each outcome has one of its own.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class FaultsTest {
    private static final Path DIRECTORY = Path.of("journal");
    private static final JournalProperties LIMITS = Records.limits(4096, 100);
    private static final int APPENDS = 40;
    private static final int AHEAD = 900;

    private final MutableClock clock = new MutableClock();

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void whateverGoesWrongAtWhicheverStepNothingAcknowledgedIsLost(Outcome outcome) throws Exception {
        int steps = new Trial(-1, Outcome.DONE).run().steps;
        assertThat(steps).isGreaterThan(100);
        for (int step = 0; step < steps; step++) {
            for (boolean powerCut : new boolean[] {true, false}) {
                if (Effort.takes(step, 25) && (powerCut || outcome != Outcome.POWER_CUT)) {
                    var trial = new Trial(step, outcome).run();
                    trial.restart(powerCut);
                }
            }
        }
    }

    private final class Trial {
        private final MemoryDisk disk = new MemoryDisk(Long.MAX_VALUE);
        private final LogModel model = new LogModel();
        private final List<Act> acts = new ArrayList<>();
        private final int wrongStep;
        private final Outcome outcome;
        private StagedContent ahead = StagedContent.NONE;
        private int aheadOf = -1;
        private int steps;
        private @Nullable String failure;

        private Trial(int wrongStep, Outcome outcome) {
            this.wrongStep = wrongStep;
            this.outcome = outcome;
        }

        private Outcome next(Act act, String name) {
            acts.add(act);
            return steps++ == wrongStep ? outcome : Outcome.DONE;
        }

        private Trial run() throws Exception {
            disk.faults(this::next);
            DiskJournal journal;
            try {
                journal = DiskJournal.open(DIRECTORY, LIMITS, clock, disk, CommitObserver.NONE, false);
            } catch (IOException e) {
                assertThat(wrongStep).isNotNegative();
                return this;
            }
            journal.keepHouse();
            for (int i = 0; i < APPENDS; i++) {
                append(journal, i);
                if (i % 5 == 4) {
                    journal.confirm(journal.nextSequence());
                    model.confirmed(journal.nextSequence());
                    clock.move(Duration.ofHours(1));
                    journal.keepHouse();
                }
            }
            failure = journal.status().failure();
            journal.close();
            return this;
        }

        private void append(DiskJournal journal, int i) throws Exception {
            var key = new UUID(0, i / 3 + 1);
            String text = i + " " + "t".repeat(i * 97 % 900);
            JournalRecord entry = i % 3 == 2 ? Records.closes(key, text) : Records.opens(key, text);
            Map<Byte, byte[]> content = content(i);
            boolean failedBefore = journal.status().failure() != null;
            try {
                long sequence = journal.append(entry, named(journal, key, content, i));
                assertThat(failedBefore).as("a failed journal took a record").isFalse();
                model.acknowledged(sequence, entry, content);
                stageAhead(journal, key, i);
            } catch (JournalFailedException e) {
                assertThat(journal.status().failure()).isNotNull();
                model.unknown(entry, content);
            } catch (JournalFullException e) {
                assertThat(journal.status().full()).isTrue();
            }
        }

        /// Of every shape: none, with its record alone, staged before, both, over several files.
        private Map<Byte, byte[]> content(int i) {
            return switch (i % 6) {
                case 1 -> Map.of((byte) 0, Contents.bytes(500, i));
                case 2 -> Map.of((byte) 1, Contents.bytes(AHEAD + i, i));
                case 3 -> Map.of((byte) 0, Contents.bytes(1500, i), (byte) 1, Contents.bytes(0, i));
                case 4 -> Map.of((byte) 0, Contents.bytes(7000, i), (byte) 7, Contents.bytes(300, -i));
                default -> Map.of();
            };
        }

        /// Of the call's end, while it is open: housekeeping and new files come between.
        private void stageAhead(DiskJournal journal, UUID key, int i) throws Exception {
            if (i % 6 == 0) {
                byte[] all = Contents.bytes(AHEAD + i + 2, i + 2);
                ahead = journal.stage(key, (byte) 1, StagedContent.NONE, Arrays.copyOf(all, AHEAD));
                aheadOf = i + 2;
            }
        }

        private List<NamedContent> named(DiskJournal journal, UUID key, Map<Byte, byte[]> content, int i)
                throws Exception {
            List<NamedContent> named = new ArrayList<>();
            for (Map.Entry<Byte, byte[]> one : content.entrySet()) {
                int part = one.getKey();
                byte[] all = one.getValue();
                if (i % 6 == 2 && aheadOf == i) {
                    named.add(Contents.named(part, ahead, Arrays.copyOfRange(all, AHEAD, all.length)));
                } else if (part == 0 && i % 6 >= 3) {
                    named.add(Contents.staged(journal, key, part, all, 400, all.length - 400 - i));
                } else {
                    named.add(Contents.inline(part, all));
                }
            }
            return named;
        }

        private void restart(boolean powerCut) throws Exception {
            var random = new Random(wrongStep);
            MemoryDisk left = powerCut ? disk.powerCut(random) : disk.killed();
            String what = "%s at step %d (%s), then %s; failure: %s"
                    .formatted(outcome, wrongStep, acts.get(wrongStep), powerCut ? "power cut" : "kill", failure);
            try (var journal = DiskJournal.open(DIRECTORY, LIMITS, clock, left, CommitObserver.NONE, false)) {
                model.checkRestarted(journal);
                model.acknowledged(journal.append(Records.plain("goes on")), Records.plain("goes on"));
                model.check(journal);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(what, e);
            }
            MemoryDisk stopped = left.powerCut(random);
            try (var journal = DiskJournal.open(DIRECTORY, LIMITS, clock, stopped, CommitObserver.NONE, false)) {
                assertThat(journal.recovery().clean()).as(what).isTrue();
                model.checkRestarted(journal);
            }
        }
    }
}
