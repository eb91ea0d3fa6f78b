package io.chirograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.chirograph.LiveFiles;
import io.chirograph.e2e.Commands;
import io.chirograph.e2e.GatewayProcess;
import io.chirograph.e2e.Http;
import io.chirograph.e2e.StandinProcess;
import io.chirograph.faults.LoadCaller.Sample;
import io.chirograph.standin.StandinAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// While callers of three tenants call without a pause, the policy is changed and a bad one is refused, a gateway key
/// and the provider's credential are rotated, and switches are thrown and released. Then what the callers and the
/// provider saw is held against the trail.
class ChangesUnderLoadIT {
    private static final List<String> TENANTS = List.of("acme", "globex");
    private static final int CALLS = 60;
    private static final String POLICY = """
        version: 1
        allow: {models: ['m-*'], operations: [inference]}
        rules:
          - id: no-%1$s
            deny: {models: ['m-%1$s']}
        """;

    @TempDir
    private Path directory;

    private final AtomicBoolean over = new AtomicBoolean();
    private final LinkedBlockingQueue<Sample> samples = new LinkedBlockingQueue<>();
    private final Map<String, String> keys = new ConcurrentHashMap<>();
    private final List<Change> policies = new ArrayList<>();
    private final List<Change> credentials = new ArrayList<>();
    private final List<Stop> stops = new ArrayList<>();

    /// Something that came into force at some time between being asked for and being answered.
    private record Change(String what, long asked, long done) {}

    /// A switch: in force for sure between `thrown` and `releaseAsked`, perhaps from `throwAsked` to `released`.
    private record Stop(
            String tenant, boolean endsOpen, long throwAsked, long thrown, long releaseAsked, long released) {
        boolean concerns(Sample call) {
            return tenant.isEmpty() || tenant.equals(call.tenant());
        }

        /// Whether a call that it would have stopped was under way when it was thrown, and may go on.
        boolean leavesAlone(Sample call) {
            return concerns(call) && !endsOpen && call.begun() < throwAsked && call.ended() > thrown;
        }
    }

    @Test
    void noCallIsLostOrMisrecordedWhileEverythingChanges() throws Exception {
        Path trail;
        String key;
        Set<String> reached;
        try (var standin = StandinProcess.start(directory);
                var gateway = start(standin)) {
            keys.put("local", gateway.key());
            for (String tenant : TENANTS) {
                keys.put(tenant, made(gateway, tenant));
            }
            List<Thread> callers = callers(gateway.port());
            for (int round = 0; round < TENANTS.size(); round++) {
                change(gateway, round);
            }
            over.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
            key = Commands.verifierKey(gateway);
            gateway.stop();
            trail = gateway.dataDir().resolve("archive");
            reached = standin.requests("limit=").stream()
                    .map(note -> note.at("/target").stringValue())
                    .map(target -> target.substring(target.indexOf("limit=") + 6))
                    .collect(Collectors.toSet());
        }
        List<JsonNode> events = events(trail);
        assertThat(Comparison.atRest(samples.stream().map(Sample::seen).toList(), reached, events))
                .isEmpty();
        refusalsAreRecorded(events);
        verdictsAgreeWithThePolicyInForce(events);
        switchesStopAndEndWhatTheyAreToAndNothingElse(events);
        credentialsFollowTheirFile();
        Commands.Result verified = Commands.run(directory, Map.of(), "verify", trail.toString(), "--key", key);
        assertThat(verified.exit()).as(verified.output()).isZero();
    }

    private GatewayProcess start(StandinProcess standin) throws Exception {
        Files.writeString(policyFile(), POLICY.formatted("a"));
        Files.writeString(credentialFile(), "credential-0");
        String provider = "--chirograph.gateway.providers.standin.";
        var gateway = GatewayProcess.start(
                directory,
                "--chirograph.policy.file=" + policyFile(),
                "--chirograph.policy.poll=1h",
                "--chirograph.gateway.credential-poll=1h",
                "--chirograph.exporter.max-age=300ms",
                "--chirograph.exporter.drain=2m",
                provider + "base-url=" + standin.baseUrl(),
                provider + "dialect=openai",
                provider + "credential-file=" + credentialFile());
        long now = System.nanoTime();
        policies.add(new Change("no-a", now, now));
        credentials.add(new Change("credential-0", now, now));
        return gateway;
    }

    private Path policyFile() {
        return directory.resolve("policy.yml");
    }

    private Path credentialFile() {
        return directory.resolve("credential");
    }

    private List<Thread> callers(int port) {
        List<Thread> callers = new ArrayList<>();
        for (String tenant : keys.keySet()) {
            for (int i = 0; i < 3; i++) {
                var caller = new LoadCaller(
                        tenant + "-" + i, tenant, () -> keys.getOrDefault(tenant, ""), port, i == 2, over, samples);
                callers.add(Thread.ofPlatform().name(caller.name()).start(caller));
            }
        }
        return callers;
    }

    /// Waits until more calls have ended that fit.
    private void calls(int more, Predicate<Sample> fitting) {
        long before = samples.stream().filter(fitting).count();
        Awaitility.await(more + " more calls")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> samples.stream().filter(fitting).count() >= before + more);
    }

    /// Whether it is one of those that take a second and more.
    private static boolean isWholeStream(Sample call) {
        return call.seen().end() == Seen.End.COMPLETE
                && call.isStream()
                && call.ended() - call.begun() > 1_000_000_000L;
    }

    private void calls() {
        calls(CALLS, call -> true);
    }

    private void change(GatewayProcess gateway, int round) throws Exception {
        calls();
        policy(gateway, "b");
        calls();
        Files.writeString(policyFile(), "version: 1\nallow: [nothing\n");
        assertThat(admin(gateway, "/admin/v1/reload", "{\"reason\":\"bad\"}").status())
                .isEqualTo(422);
        calls();
        String tenant = TENANTS.get(round);
        keys.put(tenant, rotated(gateway, tenant));
        calls();
        policy(gateway, "a");
        credential(gateway, "credential-" + (2 * round + 1));
        calls();
        stop(gateway, "acme", false, () -> credential(gateway, "credential-" + (2 * round + 2)));
        calls(1, call -> isWholeStream(call) && call.tenant().equals("acme"));
        calls(1, ChangesUnderLoadIT::isWholeStream);
        stop(gateway, "", true, () -> policy(gateway, "b"));
        policy(gateway, "a");
        calls(2, call -> call.seen().end() == Seen.End.COMPLETE);
    }

    /// Something that is done while a switch stops calls.
    private interface Step {
        void run() throws Exception;
    }

    /// @param tenant empty to stop the provider
    private void stop(GatewayProcess gateway, String tenant, boolean endsOpen, Step meanwhile) throws Exception {
        long throwAsked = System.nanoTime();
        thrown(gateway, tenant, true, endsOpen);
        long thrown = System.nanoTime();
        calls(CALLS / 2, call -> call.code().equals("switched-off"));
        meanwhile.run();
        calls(CALLS / 2, call -> call.code().equals("switched-off"));
        long releaseAsked = System.nanoTime();
        thrown(gateway, tenant, false, false);
        stops.add(new Stop(tenant, endsOpen, throwAsked, thrown, releaseAsked, System.nanoTime()));
    }

    private static void thrown(GatewayProcess gateway, String tenant, boolean stopped, boolean endsOpen)
            throws IOException {
        String request = "{\"scope\":\"%s\",\"value\":\"%s\",\"stopped\":%b,\"endOpen\":%b,\"reason\":\"test\"}"
                .formatted(
                        tenant.isEmpty() ? "provider" : "tenant",
                        tenant.isEmpty() ? "standin" : tenant,
                        stopped,
                        endsOpen);
        assertThat(admin(gateway, "/admin/v1/switches", request).status()).isEqualTo(200);
    }

    private void policy(GatewayProcess gateway, String denied) throws Exception {
        StandinAuthority.put(policyFile(), POLICY.formatted(denied));
        policies.add(reload(gateway, "no-" + denied));
    }

    private void credential(GatewayProcess gateway, String credential) throws Exception {
        StandinAuthority.put(credentialFile(), credential);
        credentials.add(reload(gateway, credential));
    }

    private static Change reload(GatewayProcess gateway, String what) throws IOException {
        long asked = System.nanoTime();
        Http.Answer answer = admin(gateway, "/admin/v1/reload", "{\"reason\":\"test\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return new Change(what, asked, System.nanoTime());
    }

    private static String made(GatewayProcess gateway, String tenant) throws IOException {
        return admin(
                        gateway,
                        "/admin/v1/gateway-keys",
                        "{\"id\":\"%1$s\",\"application\":\"shop\",\"tenant\":\"%1$s\",\"team\":\"t\",\"reason\":\"test\"}"
                                .formatted(tenant))
                .json()
                .path("key")
                .stringValue();
    }

    private static String rotated(GatewayProcess gateway, String key) throws IOException {
        return admin(
                        gateway,
                        "/admin/v1/gateway-keys/" + key + "/rotations",
                        "{\"overlap\":\"PT1H\",\"reason\":\"test\"}")
                .json()
                .path("key")
                .stringValue();
    }

    private static Http.Answer admin(GatewayProcess gateway, String path, String json) throws IOException {
        return new Http(gateway.port(), "").post(path, json, "Authorization: Bearer " + gateway.adminToken());
    }

    /// Every published event, in order.
    private static List<JsonNode> events(Path archive) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (Path segment : LiveFiles.below(archive).stream()
                .filter(file -> file.toString().contains("/events/"))
                .filter(file -> file.toString().endsWith(".jsonl.zst"))
                .sorted((a, b) -> a.getFileName().compareTo(b.getFileName()))
                .toList()) {
            byte[] bytes = Files.readAllBytes(segment);
            byte[] text = Zstd.decompress(bytes, Math.toIntExact(Zstd.getFrameContentSize(bytes)));
            new String(text, StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> JsonMapper.shared().readTree(line))
                    .forEach(events::add);
        }
        return events;
    }

    private static List<JsonNode> data(List<JsonNode> events, String type) {
        return events.stream()
                .filter(event -> event.at("/type").stringValue().equals(type))
                .map(event -> event.at("/data"))
                .toList();
    }

    private static Map<String, JsonNode> byCall(List<JsonNode> events, String type) {
        return data(events, type).stream()
                .collect(Collectors.toMap(data -> data.at("/callId").stringValue(), data -> data));
    }

    /// Each refusal that a caller saw is one event with its code, and there are no others; a rotation with an overlap
    /// refuses nobody.
    private void refusalsAreRecorded(List<JsonNode> events) {
        Map<String, JsonNode> refused = byCall(events, "ai.call.refused");
        List<Sample> seen = samples.stream()
                .filter(call -> call.seen().end() == Seen.End.REFUSED)
                .toList();
        assertThat(seen).extracting(Sample::code).containsOnly("model-refused", "switched-off");
        assertThat(seen).allSatisfy(call -> {
            JsonNode event = refused.get(call.seen().callId());
            assertThat(event).as(call.toString()).isNotNull();
            assertThat(event.at("/code").stringValue()).isEqualTo(call.code());
            assertThat(event.at("/actor/verified/tenant").stringValue()).isEqualTo(call.tenant());
        });
        assertThat(refused).hasSameSizeAs(seen);
    }

    /// A call's policy was in force at some time between its begin and its end, and says what was done.
    private void verdictsAgreeWithThePolicyInForce(List<JsonNode> events) {
        List<JsonNode> changes = data(events, "config.changed").stream()
                .filter(change -> change.at("/setting").stringValue().equals("policy"))
                .toList();
        assertThat(changes).hasSize(policies.size() - 1);
        Map<String, String> rules = new TreeMap<>();
        rules.put(changes.getFirst().at("/before/digest").stringValue(), "no-a");
        rules.put(changes.getFirst().at("/after/digest").stringValue(), "no-b");
        Map<String, JsonNode> started = byCall(events, "ai.call.started");
        Map<String, JsonNode> refused = byCall(events, "ai.call.refused");
        for (Sample call : samples) {
            JsonNode event = started.getOrDefault(
                    call.seen().callId(), refused.get(call.seen().callId()));
            if (event == null || call.code().equals("switched-off")) {
                continue; // cut before its answer began, or stopped before the policy was asked
            }
            String rule = rules.get(event.at("/policy/policyDigest").stringValue());
            assertThat(inForce(policies, call)).as(call.toString()).contains(rule);
            boolean isDenied = rule.equals("no-" + call.model().substring(2));
            assertThat(call.code()).as(call + " under " + rule).isEqualTo(isDenied ? "model-refused" : "");
            assertThat(event.at("/policy/decision").stringValue()).isEqualTo(isDenied ? "refuse" : "allow");
        }
        assertThat(samples).extracting(Sample::code).contains("model-refused");
    }

    /// What may have been in force while a call ran.
    private static List<String> inForce(List<Change> changes, Sample call) {
        List<String> possible = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            long until = i + 1 < changes.size() ? changes.get(i + 1).done() : Long.MAX_VALUE;
            if (call.overlaps(changes.get(i).asked(), until)) {
                possible.add(changes.get(i).what());
            }
        }
        return possible;
    }

    private void switchesStopAndEndWhatTheyAreToAndNothingElse(List<JsonNode> events) {
        assertThat(data(events, "switch.thrown")).hasSize(2 * stops.size());
        Map<String, JsonNode> completed = byCall(events, "ai.call.completed");
        Map<String, String> calls = data(events, "ai.call.started").stream()
                .collect(Collectors.toMap(
                        data -> data.at("/trace/clientRequestId").stringValue(),
                        data -> data.at("/callId").stringValue()));
        for (Sample call : samples) {
            List<Stop> concerning =
                    stops.stream().filter(stop -> stop.concerns(call)).toList();
            if (concerning.stream().anyMatch(stop -> call.isWithin(stop.thrown(), stop.releaseAsked()))) {
                assertThat(call.code()).as(call.toString()).isIn("switched-off", "model-refused");
            }
            if (call.code().equals("switched-off")) {
                assertThat(concerning)
                        .as(call.toString())
                        .anyMatch(stop -> call.overlaps(stop.throwAsked(), stop.released()));
            }
            if (call.seen().end() == Seen.End.CUT) {
                assertThat(concerning)
                        .as(call.toString())
                        .anyMatch(stop -> stop.endsOpen() && call.overlaps(stop.throwAsked(), stop.released()));
                JsonNode end = completed.get(calls.get(call.seen().id()));
                assertThat(end.at("/outcome").stringValue()).isEqualTo("interrupted");
                assertThat(end.at("/reason").stringValue()).isEqualTo("switched-off");
            }
        }
        assertThat(samples.stream().filter(call -> call.seen().end() == Seen.End.CUT))
                .as("streams that a switch ended")
                .isNotEmpty();
        assertThat(samples.stream()
                        .filter(ChangesUnderLoadIT::isWholeStream)
                        .filter(call -> stops.stream().anyMatch(stop -> stop.leavesAlone(call))))
                .as("streams that a switch left alone")
                .isNotEmpty();
    }

    private void credentialsFollowTheirFile() {
        List<Sample> told =
                samples.stream().filter(call -> !call.credential().isEmpty()).toList();
        assertThat(told)
                .allSatisfy(call -> assertThat(inForce(credentials, call))
                        .as(call.toString())
                        .contains(call.credential()));
        assertThat(told.stream().map(Sample::credential).distinct()).hasSizeGreaterThan(TENANTS.size());
    }
}
