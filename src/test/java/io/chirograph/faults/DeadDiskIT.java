package io.chirograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.e2e.Trail;
import io.chirograph.journal.VictimFileSystem;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The disk of a packaged gateway dies at once under load, as in a power cut. What the runbook says is done, word
/// for word, until calls are recorded again: that it takes less than five minutes is a promise.
@Tag("slow")
class DeadDiskIT {
    private static final String ENTRY = "A disk is dead";
    private static final long SIZE = 1L << 30;
    private static final Duration PROMISED = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    @Test
    void fromADeadDiskThatCanBeReadToRecordingAgainInTheSameLogWithNothingLost() throws Exception {
        Path machine = Files.createDirectory(directory.resolve("machine"));
        Path healthy = Files.createDirectory(directory.resolve("healthy"));
        Path image = directory.resolve("disk.img");
        try (var disk = VictimFileSystem.mount(image, machine.resolve("data"), SIZE);
                var site = new Site(directory)) {
            CallerProcess callers;
            Instant died;
            try (var gateway = site.launch(machine)) {
                gateway.awaitReady();
                callers = site.callers("callers", 4, gateway, 1);
                awaitMore(callers, Seen.End.COMPLETE, 100);
                disk.cutPower();
                died = Instant.now();
                awaitMore(callers, Seen.End.REFUSED, 1);
                gateway.kill();
            }
            String said = Runbook.run(
                    Runbook.commands(ENTRY).getFirst(),
                    Map.of(
                            "DISK", image.toString(),
                            "MOUNT", disk.root().toString(),
                            "OLD", disk.root().toString(),
                            "NEW", healthy.resolve("data").toString()));
            assertThat(said).contains("The journal holds.");
            try (callers;
                    var gateway = site.launch(healthy, "--chirograph.exporter.drain=2m")) {
                gateway.awaitReady();
                awaitMore(callers, Seen.End.COMPLETE, 1);
                within(died);
                gateway.stop();
                callers.kill();
                VerifierKey key = Site.key(healthy.resolve("data/dev/signing-key.pem"));
                var verified = site.verify(key);
                assertThat(verified.exit()).as(verified.output()).isZero();
                List<Comparison.Finding> findings = new ArrayList<>();
                try (var trail = new SealedTrail(site.asAuditor(), key)) {
                    List<JsonNode> events = trail.events(findings);
                    findings.addAll(Comparison.atRest(callers.seen(), Set.of(), events, trail.contents()));
                }
                assertThat(findings).isEmpty();
            }
        }
    }

    @Test
    void fromADiskThatCannotBeReadToRecordingAgainInANewLogBesideTheOld() throws Exception {
        Path machine = Files.createDirectory(directory.resolve("machine"));
        Path healthy = Files.createDirectory(directory.resolve("healthy"));
        try (var disk = VictimFileSystem.mount(directory.resolve("disk.img"), machine.resolve("data"), SIZE);
                var site = new Site(directory)) {
            VerifierKey oldKey;
            String lastCall = "";
            Instant died;
            try (var gateway = site.launch(machine);
                    var trail = new Trail(gateway)) {
                gateway.awaitReady();
                var http = new Http(gateway.port(), gateway.key());
                for (int i = 0; i < 20; i++) {
                    lastCall = call(http).callId();
                }
                soon("everything is exported").until(() -> Site.lag(trail) == 0);
                oldKey = Site.key(gateway.dataDir().resolve("dev/signing-key.pem"));
                disk.cutPower();
                died = Instant.now();
                soon("calls are refused").until(() -> call(http).status() == 503);
                gateway.kill();
            }
            Path newKey = healthy.resolve("log.pem");
            String said = Runbook.run(
                    Runbook.commands(ENTRY).get(1), Map.of("NEW_KEY", newKey.toString(), "ORIGIN", Site.ORIGIN));
            assertThat(said.strip()).isEqualTo(Site.key(newKey).toString());
            try (var gateway = site.launch(healthy, "--chirograph.log.signing-key=" + newKey)) {
                gateway.awaitReady();
                assertThat(call(new Http(gateway.port(), gateway.key())).status())
                        .isEqualTo(200);
                within(died);
                assertThat(gateway.stop()).isEqualTo(143);
            }
            var verified = site.verify(oldKey, Site.key(newKey));
            assertThat(verified.exit()).as(verified.output()).isZero();
            try (var trail = new SealedTrail(site.asAuditor(), oldKey)) {
                assertThat(trail.events(new ArrayList<>()))
                        .extracting(event -> event.at("/data/callId").asString(""))
                        .contains(lastCall);
            }
        }
    }

    private static void within(Instant died) {
        Duration took = Duration.between(died, Instant.now());
        System.out.println("from a dead disk to recording again: " + took.toMillis() + " ms");
        assertThat(took).isLessThan(PROMISED);
    }

    private static Http.Answer call(Http http) throws IOException {
        return http.post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
    }

    /// Until so many more calls have ended like that.
    private static void awaitMore(CallerProcess callers, Seen.End end, int more) throws IOException {
        long before = count(callers, end);
        soon("calls are " + end).until(() -> count(callers, end) >= before + more);
    }

    private static long count(CallerProcess callers, Seen.End end) throws IOException {
        return callers.seen().stream().filter(call -> call.end() == end).count();
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(2));
    }
}
