package io.chirograph.faults;

import io.chirograph.e2e.GatewayProcess;
import io.chirograph.e2e.JournalView;
import io.chirograph.e2e.Trail;
import io.chirograph.faults.Comparison.Finding;
import io.chirograph.faults.Comparison.Kind;
import io.chirograph.faults.FaultProxy.Fault;
import io.chirograph.verifier.report.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The packaged gateway under load and under faults: in each round its network to the store is bad in some way and
/// it ends at a random moment, by `kill -9` or SIGTERM. After every round the verifier judges what is published,
/// and what callers and provider noted is compared with archive and journal. Every few rounds, and at the end,
/// the network is good until everything is exported; then `./chirograph verify` judges, and the comparison is with the
/// archive alone. A round with a finding is the last one.
final class FaultCampaign implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int PROCESSES = 2;
    private static final int CALLERS = 4;
    private static final double MUCH = 500;

    private final Plan plan;
    private final Path directory;
    private final Random random;
    private final Site site;
    private final Tally tally = new Tally();
    private final List<CallerProcess> callers = new ArrayList<>();
    private @Nullable SealedTrail trail;

    /// @param drainEvery after how many rounds everything is exported and judged as a whole
    /// @param longest the most that a gateway lives after it is ready
    record Plan(long seed, int rounds, int drainEvery, Duration longest) {}

    /// How it ended.
    record Result(Tally tally, int round, List<Finding> findings) {
        @Override
        public String toString() {
            return findings.isEmpty() ? tally.toString() : "round " + round + ": " + findings;
        }
    }

    FaultCampaign(Path directory, Plan plan) throws Exception {
        this.plan = plan;
        this.directory = directory;
        this.random = new Random(plan.seed());
        this.site = new Site(directory);
        this.site.proxy.hold(Duration.ofMillis(1500));
    }

    /// All rounds, or as many as it takes to find something.
    Result run() throws Exception {
        List<Finding> findings = new ArrayList<>();
        int round = 0;
        while (round < plan.rounds() && findings.isEmpty()) {
            round++;
            tally.add("rounds", 1);
            badWeather();
            endure(round > 1 && random.nextInt(4) == 0, random.nextInt(3) > 0, findings);
            judgeAsItIs(findings);
            if (findings.isEmpty() && (round == plan.rounds() || round % plan.drainEvery() == 0)) {
                drain(findings);
            }
        }
        return result(round, findings);
    }

    /// The control, after everything else: a round out of the store's reach, at whose end the disk has lost what it had
    /// confirmed. The campaign must notice.
    List<Finding> runForgetful() throws Exception {
        List<Finding> findings = new ArrayList<>();
        site.proxy.cut();
        try (var gateway = site.launch()) {
            gateway.awaitReady();
            startCallers(gateway);
            int before = seen().size();
            Awaitility.await("calls complete").atMost(PATIENCE).until(() -> seen().size() >= before + 200);
            gateway.kill();
        }
        ForgetfulDisk.forget(directory.resolve("data/journal"));
        site.proxy.mend();
        drain(findings);
        return findings;
    }

    private Result result(int round, List<Finding> findings) throws Exception {
        if (!findings.isEmpty()) {
            trail().copyTo(Files.createDirectories(directory.resolve("archive-copy")));
        }
        count();
        return new Result(tally, round, findings);
    }

    /// One life of the gateway.
    ///
    /// @param early whether it ends while it starts
    /// @param kill whether it ends without a chance
    private void endure(boolean early, boolean kill, List<Finding> findings) throws Exception {
        Duration moment = Duration.ofMillis(random.nextInt((int) plan.longest().toMillis()));
        try (var gateway = site.launch()) {
            if (!early) {
                gateway.awaitReady();
                startCallers(gateway);
            }
            Awaitility.await("a moment nobody chose")
                    .atMost(PATIENCE)
                    .pollDelay(moment)
                    .until(() -> true);
            if (!gateway.process().isAlive()) {
                findings.add(new Finding(Kind.REFUSED, "the gateway ended by itself:\n" + gateway.log()));
            }
            tally.add((kill ? "kill -9" : "SIGTERM") + (early ? " during the start" : ""), 1);
            if (kill) {
                gateway.kill();
            } else {
                gateway.stop();
            }
        }
    }

    private void startCallers(GatewayProcess gateway) throws IOException {
        for (int i = callers.size(); i < PROCESSES; i++) {
            callers.add(site.callers("callers-" + i, CALLERS, gateway, plan.seed() * PROCESSES + i));
        }
    }

    /// Until the next change, each request to the store meets a fault with the same chance, out of a few kinds.
    private void badWeather() {
        int chance = random.nextInt(60);
        List<Fault> kinds = new ArrayList<>(List.of(Fault.values()));
        kinds.remove(Fault.NONE);
        while (kinds.size() > 4) {
            kinds.remove(random.nextInt(kinds.size()));
        }
        var dice = new Random(random.nextLong());
        site.proxy.faults(n -> {
            synchronized (dice) {
                return dice.nextInt(100) < chance ? kinds.get(dice.nextInt(kinds.size())) : Fault.NONE;
            }
        });
    }

    private void judgeAsItIs(List<Finding> findings) throws Exception {
        List<JsonNode> events = new ArrayList<>(trail().events(findings));
        HeldContents contents = trail().contents().and(unpublished(events.size()));
        events.addAll(JournalView.of(directory.resolve("data/journal")).events());
        findings.addAll(Comparison.afterAKill(seen(), Site.reached(site.standin), events, contents));
        tally.add("contents judged", contents.size());
        if (trail().isPublished()) {
            VerificationReport report = trail().verify();
            tally.add("verifier runs", 1);
            if (report.exitCode(false) != 0) {
                findings.add(new Finding(Kind.REFUSED, report.toString()));
            }
        }
    }

    /// Content of the records that are in no archive; read by the journal itself, from a copy.
    private HeldContents unpublished(long from) throws Exception {
        Path journal = directory.resolve("data/journal");
        Path copy = directory.resolve("journal-copy");
        return Files.isDirectory(journal) ? HeldContents.ofJournal(journal, copy, from) : new HeldContents();
    }

    private void drain(List<Finding> findings) throws Exception {
        site.proxy.faults(n -> Fault.NONE);
        try (var gateway = site.launch(directory, "--chirograph.exporter.drain=2m"); // until all is exported
                var view = new Trail(gateway)) {
            gateway.awaitReady();
            Awaitility.await("the export has caught up").atMost(PATIENCE).until(() -> Site.lag(view) < MUCH);
            if (gateway.stop() != 143) {
                findings.add(new Finding(Kind.REFUSED, "no clean stop:\n" + gateway.log()));
            }
        }
        var verified = site.verify(site.key());
        tally.add("verifier runs", 1);
        if (verified.exit() != 0) {
            findings.add(new Finding(Kind.REFUSED, verified.output()));
        }
        List<JsonNode> events = trail().events(findings);
        if (!events.getLast().at("/type").stringValue().equals("log.stopped")) {
            findings.add(new Finding(Kind.REFUSED, "the stop did not export everything"));
        }
        findings.addAll(Comparison.atRest(seen(), Site.reached(site.standin), events, trail().contents()));
    }

    private SealedTrail trail() throws IOException {
        if (trail == null) {
            trail = new SealedTrail(site.asAuditor(), site.key());
        }
        return trail;
    }

    private List<Seen> seen() throws IOException {
        List<Seen> all = new ArrayList<>();
        for (CallerProcess process : callers) {
            if (!process.isAlive()) {
                throw new AssertionError("a caller process ended");
            }
            all.addAll(process.seen());
        }
        return all;
    }

    private void count() throws Exception {
        for (Seen call : seen()) {
            tally.add("calls that callers saw " + call.end(), 1);
        }
        tally.add(
                "calls that reached the provider outside",
                Site.reached(site.standin).size());
        var types = new TreeMap<String, Long>();
        List<JsonNode> events = trail().events(new ArrayList<>());
        for (JsonNode event : events) {
            types.merge(event.at("/type").stringValue(), 1L, Long::sum);
            if (event.at("/type").stringValue().equals("ai.call.completed")) {
                tally.add("calls recorded as " + event.at("/data/outcome").stringValue(), 1);
            }
        }
        tally.add("events in the archive", events.size());
        HeldContents contents = trail().contents();
        tally.add("contents in the archive", contents.size());
        tally.add("contents of more than 256 KiB", contents.largerThan(256 << 10));
        tally.add("contents of more than 1 MiB", contents.largerThan(1 << 20));
        tally.add("log.recovered", types.getOrDefault("log.recovered", 0L));
        tally.add("log.stopped", types.getOrDefault("log.stopped", 0L));
        tally.add("checkpoints", trail().checkpoints());
        site.proxy.happened().forEach((fault, count) -> {
            tally.add("requests to the store", count);
            if (fault != Fault.NONE) {
                tally.add("requests to the store: " + fault, count);
            }
        });
    }

    @Override
    public void close() throws Exception {
        callers.forEach(CallerProcess::close);
        if (trail != null) {
            trail.close();
        }
        site.close();
    }
}
