package io.chirograph.witness.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.publishedlog.SealedTree;
import io.chirograph.support.http.BoundedHttpPost;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.witness.client.StandinWitness.Behaviour;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WitnessClientTest {
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final StandinWitness standin;
    private final BoundedHttpPost posting = new BoundedHttpPost(WAIT);
    private final TestLog log;
    private final WitnessClient client;

    WitnessClientTest(@TempDir Path directory) throws Exception {
        standin = new StandinWitness(1);
        log = new TestLog(directory);
        client = new WitnessClient(standin.witness(), posting, new SealedTree(log.log));
    }

    @AfterEach
    void close() {
        standin.close();
        posting.close();
    }

    @Test
    void isCosignedFromNothingFromTheKnownSizeAndFromTheSizeThatTheWitnessNames() throws Exception {
        cosigned(log.grow(3), 0);
        cosigned(log.grow(300), 3);
        cosigned(log.nextDay().grow(700), 303);
        cosigned(log.grow(1), 0);
        cosigned(log, 0);
        cosigned(log, 1004);

        assertThat(standin.olds).containsExactly(0L, 3L, 303L, 0L, 1003L, 0L, 1004L, 1004L);
    }

    @Test
    void provesAnyStepOfALogThatGrowsBySmallSegments() throws Exception {
        for (int step = 1; step <= 40; step++) {
            if (step % 9 == 0) {
                log.nextDay();
            }
            log.grow(1 + step * step % 97);
            if (step % 3 == 0) {
                cosigned(log, standin.size);
            }
        }
        assertThat(log.size()).isGreaterThan(1000);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "GARBAGE",
                "EMPTY",
                "OTHER_KEY",
                "BAD_COSIGNATURE",
                "CONFLICT_WITHOUT_SIZE",
                "CONFLICT_FOR_EVER",
                "UNKNOWN_LOG",
                "BROKEN",
                "REDIRECTS"
            })
    void anAnswerOfNoUseIsAFailure(Behaviour behaviour) throws Exception {
        standin.behaviour = behaviour;

        WitnessResponse answer = client.ask(log.grow(5).offer(), 0, WAIT);

        assertThat(answer).isInstanceOf(WitnessResponse.Failed.class);
        assertThat(standin.olds).hasSizeLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"HANGS", "DRIPS"})
    void whoDoesNotFinishInTimeIsGivenUp(Behaviour behaviour) throws Exception {
        standin.behaviour = behaviour;
        CheckpointOffer offer = log.grow(5).offer();

        assertThatThrownBy(() -> client.ask(offer, 0, Duration.ofMillis(300))).isInstanceOf(IOException.class);
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws Exception {
        standin.behaviour = Behaviour.HUGE;
        CheckpointOffer offer = log.grow(5).offer();

        assertThatThrownBy(() -> client.ask(offer, 0, WAIT)).isInstanceOf(IOException.class);
    }

    @Test
    void anOldCosignatureIsNoneForANewCheckpoint() throws Exception {
        standin.behaviour = Behaviour.OLD_COSIGNATURE;

        assertThat(client.ask(log.grow(5).offer(), 0, WAIT)).isInstanceOf(WitnessResponse.Cosigned.class);
        assertThat(client.ask(log.grow(5).offer(), 5, WAIT)).isInstanceOf(WitnessResponse.Failed.class);
    }

    @Test
    void aProofThatIsNotAcceptedIsARefusalWithItsEvidence() throws Exception {
        standin.behaviour = Behaviour.REFUSES_PROOF;

        WitnessResponse answer = client.ask(log.grow(5).offer(), 0, WAIT);

        assertThat(answer).isInstanceOfSatisfying(WitnessResponse.Refused.class, refused -> {
            assertThat(refused.exchange().status()).isEqualTo(422);
            assertThat(new String(refused.exchange().request(), UTF_8))
                    .startsWith("old 0\n\n" + TestLog.ORIGIN + "\n5\n");
            assertThat(new String(refused.exchange().body(), UTF_8)).isEqualTo("no");
        });
    }

    @Test
    void anotherRootAtTheSameSizeIsARefusal() throws Exception {
        standin.behaviour = Behaviour.CONFLICT_SAME_SIZE;

        assertThat(client.ask(log.grow(5).offer(), 0, WAIT)).isInstanceOf(WitnessResponse.Refused.class);
        assertThat(standin.olds).containsExactly(0L, 5L);
    }

    @Test
    void aLogThatWasRewrittenIsRefusedByWhoSawItBefore(@TempDir Path other) throws Exception {
        cosigned(log.grow(300), 0);
        TestLog forged = new TestLog(other, log.signer).grow(300, "forged").grow(10);
        WitnessClient forger = new WitnessClient(standin.witness(), posting, new SealedTree(forged.log));

        assertThat(forger.ask(forged.offer(), 300, WAIT)).isInstanceOf(WitnessResponse.Refused.class);
        assertThat(forger.ask(forged.offer(), 0, WAIT)).isInstanceOf(WitnessResponse.Refused.class);
    }

    @Test
    void aWitnessThatIsAheadSaysSo() throws Exception {
        standin.behaviour = Behaviour.CONFLICT_BEYOND;

        assertThat(client.ask(log.grow(5).offer(), 0, WAIT))
                .isInstanceOfSatisfying(
                        WitnessResponse.Ahead.class,
                        ahead -> assertThat(ahead.size()).isEqualTo(10));
    }

    @Test
    void nothingIsSentWhenTheArchiveDoesNotHoldWhatWasSigned() throws Exception {
        cosigned(log.grow(300), 0);
        log.grow(5);
        CheckpointOffer wrong = new CheckpointOffer(
                new Checkpoint(TestLog.ORIGIN, 305, TreeHasher.emptyRoot()),
                log.offer().note());

        assertThatThrownBy(() -> client.ask(wrong, 300, WAIT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not hold what checkpoint 305 signs");
    }

    private void cosigned(TestLog grown, long known) throws Exception {
        assertThat(client.ask(grown.offer(), known, WAIT))
                .isInstanceOfSatisfying(
                        WitnessResponse.Cosigned.class,
                        cosigned -> assertThat(cosigned.time()).isEqualTo(StandinWitness.TIME));
        assertThat(standin.size).isEqualTo(grown.size());
        assertThat(standin.root).isEqualTo(grown.checkpoint().root());
    }
}
