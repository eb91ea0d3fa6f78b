package io.chirograph.faults;

import io.chirograph.faults.Comparison.Finding;
import io.chirograph.faults.Comparison.Kind;
import io.chirograph.faults.Network.State;
import io.chirograph.journal.kafka.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;

/// Gateways and a spare on a Kafka cluster under load, whose brokers, network, database and own processes fail. In each
/// round a few things go wrong, at moments nobody chose; some are mended in between, all at its end. When everything
/// has come back
/// and is exported, what callers and provider noted is compared with the archive of all logs, each receipt is held
/// against it, and `./chirograph verify` judges. A round with a finding is the last one.
final class ClusterCampaign implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration SESSION = Duration.ofSeconds(4);
    private static final Duration CLAIM = Duration.ofSeconds(8);
    private static final int CALLERS = 2;
    private static final int FEW = 20;
    private static final int ALONE = 100;

    /// What can go wrong.
    enum Fault {
        BROKER_KILLED,
        BROKER_PAUSED,
        /// With its log and what it knew of the cluster. Nothing else is wrong with brokers until it has caught up.
        BROKER_DISK_LOST,
        BROKER_ISOLATED,
        TWO_BROKERS_KILLED,
        CONTROLLER_KILLED,
        CUT_BETWEEN_BROKERS,
        CUT_TO_BROKER,
        CUT_TO_STORE,
        GATEWAY_KILLED,
        GATEWAY_PAUSED,
        AUDITOR_KILLED,
        AUDITOR_PAUSED,
        DATABASE_AWAY,
        CUT_TO_DATABASE
    }

    private final Plan plan;
    private final Path directory;
    private final Random random;
    private final ClusterSite site;
    private final Tally tally = new Tally();
    private final List<CallerProcess> callers = new ArrayList<>();
    private final List<SealedTrail> trails = new ArrayList<>();
    private final Promises promises = new Promises();
    private final Set<Integer> pausedBrokers = new HashSet<>();
    private final Set<Member> paused = new HashSet<>();
    private final List<Seen> finished = new ArrayList<>();
    private int turn;

    /// @param most how many things go wrong in a round at most
    /// @param longest the most that lies between two of them
    record Plan(long seed, int rounds, int most, Duration longest) {}

    ClusterCampaign(Path directory, Plan plan) throws Exception {
        this.plan = plan;
        this.directory = directory;
        this.random = new Random(plan.seed());
        this.site = new ClusterSite(directory);
        site.keys().forEach(key -> trails.add(site.trail(key)));
    }

    /// All rounds, or as many as it takes to find something.
    FaultCampaign.Result run() throws Exception {
        List<Finding> findings = new ArrayList<>();
        int round = 0;
        while (round < plan.rounds() && findings.isEmpty()) {
            round++;
            tally.add("rounds", 1);
            Instant begun = Instant.now();
            try {
                round(findings, begun);
            } catch (ConditionTimeoutException inVain) {
                findings.add(new Finding(Kind.REFUSED, "waited in vain: " + inVain.getMessage()));
            }
            say("round " + round + " took "
                    + Duration.between(begun, Instant.now()).toSeconds() + " s");
        }
        for (Seen call : finished) {
            tally.add("calls that callers saw " + call.end(), 1);
        }
        tally.add("receipts that were kept", promises.size());
        if (!findings.isEmpty()) {
            Path copy = Files.createDirectories(directory.resolve("archive-copy"));
            for (SealedTrail trail : trails) {
                trail.copyTo(copy);
            }
        }
        return new FaultCampaign.Result(tally, round, findings);
    }

    private void round(List<Finding> findings, Instant begun) throws Exception {
        int before = finished.size();
        settle();
        for (Member gateway : site.gateways) {
            startCallers(gateway);
        }
        awaitCalls("before anything goes wrong", ClusterSite.LOGS, FEW);
        endure(1 + random.nextInt(plan.most()));
        settle();
        awaitCalls("after everything came back", ClusterSite.LOGS, FEW);
        finishCallers();
        judge(findings, before, begun);
        if (findings.isEmpty()) {
            verified(findings);
        }
    }

    /// The control, after everything else: a cluster that acknowledges what one broker has, and lets one lead that
    /// lacks it. The campaign must notice.
    List<Finding> runUnsafe() throws Exception {
        Map<String, String> unsafe = Map.of("min.insync.replicas", "1", "unclean.leader.election.enable", "true");
        site.makeTopics(ClusterSite.UNSAFE, 1, unsafe).forEach(key -> trails.add(site.trail(key)));
        Member gateway = site.startGateway(
                ClusterSite.UNSAFE, ClusterSite.UNSAFE, "--chirograph.journal.kafka.development-cluster=true");
        gateway.process().awaitReady();
        startCallers(gateway);
        awaitCalls("of the control", 1, FEW);
        site.network.cut(gateway.name, ClusterSite.STORE, State.RESET);
        int leader = site.cluster.leader(ClusterSite.UNSAFE);
        // Only what is between brokers: the gateway and the controllers still reach each of them.
        for (int other = 0; other < ClusterSite.BROKERS; other++) {
            site.network.cut(TestCluster.name(other), TestCluster.name(leader), site.brokerPort(leader), State.RESET);
        }
        soon("one broker acknowledges alone", () -> site.cluster.inSync(List.of(ClusterSite.UNSAFE)) == 1);
        awaitCalls("that one broker has", 1, ALONE);
        site.cluster.kill(leader);
        site.network.mend();
        soon("another leads", () -> {
            int next = site.cluster.leader(ClusterSite.UNSAFE);
            return next >= 0 && next != leader;
        });
        finishCallers();
        gateway.kill();
        gateway.start();
        List<Finding> findings = new ArrayList<>();
        settle();
        gateway.process().awaitReady();
        soon("the control has exported", () -> Site.lag(gateway.trail()) < FEW);
        findings.addAll(compared());
        return findings;
    }

    // --- what goes wrong

    private void endure(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            tally.add(fault.name().toLowerCase(Locale.ROOT).replace('_', ' '), 1);
            say(fault.toString());
            happen(fault);
            elapse(Duration.ofMillis(random.nextInt((int) plan.longest().toMillis())));
            if (random.nextBoolean()) {
                mend();
            }
        }
    }

    private void happen(Fault fault) throws Exception {
        int broker = random.nextInt(ClusterSite.BROKERS);
        Member gateway = site.gateways.get(random.nextInt(ClusterSite.GATEWAYS));
        State state = random.nextBoolean() ? State.RESET : State.SILENT;
        String name = TestCluster.name(broker);
        switch (fault) {
            case BROKER_KILLED -> site.cluster.kill(broker);
            case BROKER_PAUSED -> {
                pause(broker);
                elapse(SESSION);
            }
            case BROKER_DISK_LOST -> {
                mend();
                awaitBrokers();
                site.cluster.kill(broker);
                site.cluster.wipe(broker);
                elapse(Duration.ofMillis(random.nextInt(4000)));
                site.cluster.start(broker);
                awaitBrokers();
            }
            case BROKER_ISOLATED -> site.network.isolate(name, state);
            case TWO_BROKERS_KILLED -> {
                site.cluster.kill(broker);
                site.cluster.kill((broker + 1) % ClusterSite.BROKERS);
            }
            case CONTROLLER_KILLED -> killController();
            case CUT_BETWEEN_BROKERS ->
                site.network.cut(name, TestCluster.name((broker + 1) % ClusterSite.BROKERS), state);
            case CUT_TO_BROKER -> site.network.cut(gateway.name, name, state);
            case CUT_TO_STORE -> site.network.cut(gateway.name, ClusterSite.STORE, state);
            case GATEWAY_KILLED -> gateway.kill();
            case GATEWAY_PAUSED -> {
                pause(gateway);
                elapse(CLAIM);
            }
            case AUDITOR_KILLED -> site.auditor.kill();
            case AUDITOR_PAUSED -> pause(site.auditor);
            case DATABASE_AWAY -> site.postgres.crash();
            case CUT_TO_DATABASE -> site.network.cut(ClusterSite.AUDITOR, ClusterSite.POSTGRES, state);
        }
    }

    private void pause(int broker) throws IOException, InterruptedException {
        if (site.cluster.isAlive(broker) && pausedBrokers.add(broker)) {
            site.cluster.pause(broker, true);
        }
    }

    private void pause(Member member) throws IOException, InterruptedException {
        if (member.isAlive() && paused.add(member)) {
            member.pause(true);
        }
    }

    /// Where nobody answers who it is, there is none to lose.
    private void killController() throws InterruptedException {
        int controller;
        try {
            controller = site.cluster.controller();
        } catch (Exception nobodyAnswers) {
            say("no controller: " + nobodyAnswers.getMessage());
            return;
        }
        site.cluster.kill(controller);
    }

    private static void elapse(Duration time) {
        Awaitility.await("a moment nobody chose")
                .atMost(PATIENCE)
                .pollDelay(time)
                .until(() -> true);
    }

    // --- everything comes back

    /// Whatever is cut, stopped or dead works again; nothing is waited for.
    private void mend() throws Exception {
        site.network.mend();
        for (int broker : pausedBrokers) {
            if (site.cluster.isAlive(broker)) {
                site.cluster.pause(broker, false);
            }
        }
        pausedBrokers.clear();
        for (Member member : paused) {
            member.pause(false);
        }
        paused.clear();
        for (int broker = 0; broker < ClusterSite.BROKERS; broker++) {
            if (!site.cluster.isAlive(broker)) {
                site.cluster.start(broker);
            }
        }
        if (!site.postgres.isAlive()) {
            site.postgres.startAgain();
        }
    }

    private void awaitBrokers() {
        site.cluster.awaitBrokers(ClusterSite.BROKERS);
        soon(
                "all replicas are in sync",
                () -> site.cluster.inSync(ClusterSite.topics(ClusterSite.TOPIC)) == ClusterSite.BROKERS);
    }

    /// A process that ended, or whose liveness says so, is started again, as whoever runs it would have it; then each
    /// log has a gateway.
    private void settle() throws Exception {
        mend();
        awaitBrokers();
        List<Member> members = new ArrayList<>(site.gateways);
        members.add(site.auditor);
        soon("each log has a gateway, and auditors are served", () -> {
            for (Member member : members) {
                if (member.isBroken()) {
                    if (member.isAlive()) {
                        say(member.name + " asked for a restart: "
                                + member.trail()
                                        .details("journal")
                                        .path("failure")
                                        .asString(""));
                        tally.add("restarts that a journal asked for", 1);
                    }
                    member.kill();
                    member.start();
                }
            }
            return site.auditor.isReady()
                    && site.gateways.stream().filter(Member::isReady).count() == ClusterSite.LOGS;
        });
    }

    private static void soon(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(condition);
    }

    // --- callers

    private void startCallers(Member gateway) throws IOException {
        turn++;
        callers.add(site.callers("callers-" + turn, CALLERS, gateway, plan.seed() * 1000 + turn));
    }

    /// Until callers of so many gateways have each seen so many more calls complete.
    private void awaitCalls(String what, int gateways, int more) throws IOException {
        Map<CallerProcess, Long> before = new HashMap<>();
        for (CallerProcess process : callers) {
            before.put(process, complete(process));
        }
        soon("calls complete, " + what, () -> {
            int served = 0;
            for (CallerProcess process : callers) {
                served += complete(process) >= before.getOrDefault(process, 0L) + more ? 1 : 0;
            }
            return served >= gateways;
        });
    }

    private static long complete(CallerProcess process) throws IOException {
        return process.seen().stream()
                .filter(call -> call.end() == Seen.End.COMPLETE)
                .count();
    }

    private void finishCallers() throws IOException {
        for (CallerProcess process : callers) {
            process.finish();
            finished.addAll(process.seen());
        }
        callers.forEach(CallerProcess::close);
        callers.clear();
    }

    // --- what is left

    /// Until nothing is wrong any more, or what is wrong does not go away.
    ///
    /// @param before how many calls had ended before this round
    private void judge(List<Finding> findings, int before, Instant from) {
        List<Finding> left = new ArrayList<>();
        try {
            soon("nothing is wrong any more", () -> {
                left.clear();
                left.addAll(compared());
                if (left.isEmpty()) {
                    left.addAll(indexed(finished.subList(before, finished.size()), from));
                }
                return left.isEmpty();
            });
        } catch (ConditionTimeoutException notYet) {
            if (left.isEmpty()) {
                throw notYet;
            }
            findings.addAll(left);
        }
    }

    private List<Finding> compared() throws Exception {
        List<Finding> findings = new ArrayList<>();
        List<JsonNode> events = new ArrayList<>();
        HeldContents contents = new HeldContents();
        for (SealedTrail trail : trails) {
            events.addAll(trail.events(findings));
            contents = contents.and(trail.contents());
        }
        findings.addAll(Comparison.atRestTakenOver(finished, Site.reached(site.standin), events, contents));
        if (findings.isEmpty()) {
            findings.addAll(promises.judge(finished, trails));
            for (SealedTrail trail : trails) {
                trail.signedRoots().forEach((size, roots) -> {
                    if (roots.size() > 1) {
                        findings.add(new Finding(
                                Kind.HISTORIES, trail.key().name() + " has at size " + size + " the roots " + roots));
                    }
                });
            }
        }
        return findings;
    }

    /// What auditors find of calls that began from a time on.
    private List<Finding> indexed(List<Seen> calls, Instant from) throws IOException {
        Map<String, String> found = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        for (JsonNode call : site.auditor.trail().calls("&from=" + from)) {
            String id = call.at("/callId").stringValue();
            String outcome = call.at("/outcome").stringValue();
            if (found.put(id, outcome) != null) {
                findings.add(new Finding(Kind.DUPLICATED, "auditors find call " + id + " twice"));
            }
            if (outcome.equals("open")) {
                findings.add(new Finding(Kind.OPEN, "auditors find call " + id + " open"));
            }
        }
        for (Seen call : calls) {
            if (call.end() == Seen.End.COMPLETE && !"ok".equals(found.get(call.callId()))) {
                findings.add(new Finding(
                        Kind.LOST, "auditors find call " + call.callId() + " as " + found.get(call.callId())));
            }
        }
        return findings;
    }

    private void verified(List<Finding> findings) throws Exception {
        var verified = site.verify();
        tally.add("verifier runs", 1);
        if (verified.exit() != 0) {
            findings.add(new Finding(Kind.REFUSED, verified.output()));
        }
    }

    private static void say(String what) {
        System.out.println(Instant.now() + " " + what);
    }

    @Override
    public void close() throws Exception {
        callers.forEach(CallerProcess::close);
        trails.forEach(SealedTrail::close);
        site.close();
    }
}
