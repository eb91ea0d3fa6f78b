package io.chirograph.support.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@Isolated("looks at all workers, and at what is written to the console, which starts of the program set up anew")
class WorkerTest {
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    @Test
    void aWorkerThatThrowsGoesOnAndIsToldWithoutTheMessage(CapturedOutput output) throws Exception {
        long before = Workers.failures();
        Worker worker = Worker.start("throwing", Worker.Serves.REST, _ -> {
            if (begun.incrementAndGet() == 1) {
                throw new IllegalStateException("said by the peer", new RuntimeException("by the peer too"));
            }
            stop.await();
        });
        await().until(() -> begun.get() == 2);
        assertThat(Workers.dead()).extracting(Workers.Dead::worker).doesNotContain("throwing");
        assertThat(Workers.failures()).isGreaterThan(before);
        assertThat(output).contains("worker throwing failed", "IllegalStateException", "RuntimeException");
        assertThat(output).doesNotContain("the peer");
        worker.stop();
        stop.countDown();
        assertThat(worker.join(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void aWorkerThatDiesByAnErrorIsNamedWithTheClassAlone(CapturedOutput output) {
        Worker worker = Worker.start("dying", Worker.Serves.CALLS, _ -> {
            throw new NoClassDefFoundError("said by the peer");
        });
        await().until(() -> Workers.dead()
                .contains(new Workers.Dead("dying", Worker.Serves.CALLS, "java.lang.NoClassDefFoundError")));
        assertThat(output).contains("worker dying has ended").doesNotContain("the peer");
        worker.stop();
        assertThat(Workers.dead()).extracting(Workers.Dead::worker).doesNotContain("dying");
    }

    @Test
    void aWorkerThatReturnsOrIsInterruptedUnaskedIsDead() {
        Worker returned = Worker.start("returning", Worker.Serves.REST, _ -> {});
        Worker interrupted = Worker.start("interrupted", Worker.Serves.REST, _ -> {
            throw new InterruptedException();
        });
        await().until(() -> Workers.dead().stream()
                        .filter(dead -> dead.worker().equals("returning")
                                || dead.worker().equals("interrupted"))
                        .count()
                == 2);
        returned.stop();
        interrupted.stop();
    }

    @Test
    void aStopDuringThePauseAfterAFailureLetsTheBodyEndItsWork() throws Exception {
        Worker worker = Worker.start("draining", Worker.Serves.REST, _ -> {
            if (begun.incrementAndGet() == 1) {
                throw new IllegalStateException();
            }
        });
        await().until(() -> begun.get() >= 1); // it begins again after a second
        worker.stop();
        assertThat(worker.join(Duration.ofMinutes(1))).isTrue();
        assertThat(begun).hasValueBetween(1, 2);
    }

    @Test
    void workThatComesAgainSurvivesAnExceptionAndIsDeadAfterAnError() {
        Schedule schedule = new Schedule("recurring", Worker.Serves.REST);
        schedule.every(Duration.ofMillis(5), () -> {
            switch (begun.incrementAndGet()) {
                case 1 -> throw new IllegalStateException();
                case 3 -> throw new AssertionError();
                default -> {}
            }
        });
        await().until(() ->
                Workers.dead().contains(new Workers.Dead("recurring", Worker.Serves.REST, "java.lang.AssertionError")));
        assertThat(begun).hasValue(3);
        schedule.stop(Duration.ofSeconds(1));
    }

    @Test
    void workThatSaysWhenItIsDueSurvivesAnExceptionAndIsDeadAfterAnError() {
        Schedule schedule = new Schedule("due", Worker.Serves.REST);
        schedule.again(Duration.ZERO, () -> switch (begun.incrementAndGet()) {
            case 1 -> throw new IllegalStateException();
            case 3 -> throw new AssertionError();
            default -> Duration.ZERO;
        });
        await().until(() ->
                Workers.dead().contains(new Workers.Dead("due", Worker.Serves.REST, "java.lang.AssertionError")));
        schedule.stop(Duration.ofSeconds(1));
        assertThat(Workers.dead()).extracting(Workers.Dead::worker).doesNotContain("due");
    }

    @Test
    void aStopWaitsForWhatWasSubmittedAndForNothingThatIsDueLater() throws Exception {
        Schedule schedule = new Schedule("stopping", Worker.Serves.REST);
        schedule.again(Duration.ofHours(1), () -> Duration.ofHours(1));
        schedule.every(Duration.ofHours(1), () -> {});
        CountDownLatch go = new CountDownLatch(1);
        Future<?> first = schedule.submit(() -> await().until(() -> go.getCount() == 0));
        Future<?> second = schedule.submit(begun::incrementAndGet);
        schedule.stop();
        go.countDown();
        assertThat(schedule.join(Duration.ofMinutes(1))).isTrue();
        assertThat(first).isDone();
        assertThat(second).isDone();
        assertThat(begun).hasValue(1);
    }
}
