package io.chirograph.verifier.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import io.chirograph.Requirements;
import io.chirograph.standin.StandinTimeStamps;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.tlog.policy.WitnessPolicyParser;
import io.chirograph.verifier.SecondVerifier;
import io.chirograph.verifier.assurance.Assurance;
import io.chirograph.verifier.assurance.AssuranceLevel;
import io.chirograph.verifier.command.VerifyEvidenceCommand;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// What a bundle has to withstand: damage anywhere, and a forger who knows the format and has no key.
@Tag("slow")
class BundleVerifierTest {
    @RegisterExtension
    static final SecondVerifier SECOND = new SecondVerifier();

    private final BundleFixture made = new BundleFixture();
    private final List<VerifierKey> keys = List.of(made.signer.verifierKey());

    BundleVerifierTest() throws Exception {}

    private BundleReport judge(byte[] zip) {
        SECOND.evidence(zip, keys, null);
        return new BundleVerifier(keys, null, null).verify(zip);
    }

    private BundleReport judge(byte[] zip, String policy) throws Exception {
        SECOND.evidence(zip, List.of(), policy);
        return new BundleVerifier(List.of(), WitnessPolicyParser.parse(policy.getBytes(UTF_8)), null).verify(zip);
    }

    private static void assertHolds(BundleReport report) {
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
    }

    private byte[] zip(String kind) throws Exception {
        return switch (kind) {
            case "call" -> made.call(new byte[0]);
            case "event" -> made.event(false);
            case "population" -> made.population(0);
            default -> made.population(2);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"call", "event", "population", "sample"})
    void whatWasMadeHoldsAndIsMadeAlikeAgain(String kind) throws Exception {
        assertHolds(judge(zip(kind)));
        assertThat(zip(kind)).isEqualTo(zip(kind));
    }

    /// Nothing is harmless by construction: the form of the zip leaves no byte without a meaning.
    @ParameterizedTest
    @ValueSource(strings = {"call", "event", "population", "sample"})
    void noByteCanChange(String kind) throws Exception {
        byte[] zip = zip(kind);
        Random random = new Random(1);
        int step = zip.length / Effort.of(30, 1500) + 1;
        for (int i = random.nextInt(step); i < zip.length; i += step) {
            byte[] damaged = zip.clone();
            damaged[i] ^= (byte) (1 << random.nextInt(8));
            assertThat(judge(damaged).exitCode(false)).as("byte " + i).isEqualTo(1);
        }
        assertThat(judge(Arrays.copyOf(zip, zip.length - 1)).exitCode(false)).isEqualTo(1);
        assertThat(judge(Arrays.copyOf(zip, zip.length + 1)).exitCode(false)).isEqualTo(1);
    }

    /// With the container and its checksums made anew, each entry still stands against the others.
    @ParameterizedTest
    @ValueSource(strings = {"call", "event", "population", "sample"})
    void noByteOfAnEntryCanChangeWithinAGoodContainer(String kind) throws Exception {
        byte[] zip = zip(kind);
        Random random = new Random(2);
        for (Map.Entry<String, byte[]> entry : Bundle.parse(zip).entries().entrySet()) {
            for (int n = 0; n < Effort.of(1, 25); n++) {
                TreeMap<String, byte[]> entries =
                        new TreeMap<>(Bundle.parse(zip).entries());
                byte[] content = entry.getValue().clone();
                content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
                entries.put(entry.getKey(), content);
                BundleReport report = judge(BundleFixture.bytes(new Bundle(entries)));
                assertThat(report.exitCode(false)).as(entry.getKey()).isNotZero();
            }
        }
    }

    /// A forger sets the digests right too. Left is what nobody signed: the text, the time of making and what is
    /// said of the store; and what only a policy or a certificate from outside can judge.
    @ParameterizedTest
    @ValueSource(strings = {"call", "event", "population", "sample"})
    void aForgerChangesNothingThatIsProved(String kind) throws Exception {
        byte[] zip = zip(kind);
        Random random = new Random(3);
        for (Map.Entry<String, byte[]> entry : Bundle.parse(zip).entries().entrySet()) {
            String name = entry.getKey();
            if (List.of(EntryNames.VERIFY, EntryNames.MANIFEST, EntryNames.SUMS).contains(name)
                    || name.contains("/cosignatures/")) {
                continue;
            }
            for (int n = 0; n < Effort.of(1, 25); n++) {
                byte[] content = entry.getValue().clone();
                content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
                BundleReport report = judge(BundleFixture.forged(zip, name, content));
                boolean unproved = name.equals(EntryNames.POPULATION) && kind.equals("sample");
                if (!unproved) {
                    assertThat(report.exitCode(false))
                            .as(name + new String(content, UTF_8))
                            .isNotZero();
                }
            }
            assertThat(judge(BundleFixture.forged(zip, name, new byte[0])).exitCode(false))
                    .as("without " + name)
                    .isNotZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "call, \"index\":6, \"index\":8",
        "call, \"size\":18, \"size\":13",
        "call, \"type\":\"ai.call.started\", \"type\":\"ai.call.refused\"",
        "call, 8000-000000000003\"}, 8000-000000000005\"}",
        "call, \"kind\":\"call\", \"kind\":\"population\"",
        "call, \"kind\":\"call\", \"kind\":\"event\"",
        "call, {\"callId\":, {\"eventId\":",
        "event, \"kind\":\"event\", \"kind\":\"call\"",
        "event, 9000-000000000012\"}, 9000-000000000013\"}",
        "event, {\"eventId\":, {\"callId\":",
        "event, \"type\":\"decision.recorded\", \"type\":\"key.rotated\"",
        "call, chirograph-evidence/1, chirograph-evidence/2",
        "call, \"madeAt\", \"madeBy\"",
        "population, \"count\":4, \"count\":5",
        "population, \"model\":\"m1\", \"model\":\"m0\"",
        "population, \"events\":18, \"events\":17",
        "population, \"statement\":\"4, \"statement\":\"5",
        "sample, \"seed\":\"seed\", \"seed\":\"need\"",
        "sample, {\"count\":2, {\"count\":3"
    })
    void theManifestSaysWhatTheEntriesSay(String kind, String from, String to) throws Exception {
        byte[] zip = zip(kind);
        byte[] manifest = Bundle.parse(zip).get(EntryNames.MANIFEST).orElseThrow();
        byte[] forged = BundleFixture.forged(zip, EntryNames.MANIFEST, BundleFixture.replaced(manifest, from, to));
        assertThat(judge(forged).exitCode(false)).isEqualTo(1);
    }

    @Test
    void evidenceOfAnotherKeysLogIsNotJudged() throws Exception {
        byte[] seed = new byte[32];
        seed[5] = 1;
        byte[] other = new BundleFixture(seed).call(new byte[0]);
        assertThat(judge(other).exitCode(false)).isEqualTo(2);
        assertThat(judge(other).shown()).isEmpty();
    }

    @Test
    void evidenceOfAnEventHoldsThatOneAlone() throws Exception {
        assertThat(judge(made.event(false)).shown()).anyMatch(line -> line.endsWith("of type decision.recorded"));
        BundleReport report = judge(made.event(true));
        assertThat(report.findings())
                .filteredOn(finding -> finding.problem().failure())
                .extracting(finding -> finding.problem().code())
                .containsExactly("event-foreign");
    }

    @Test
    void strangersInTheBundleAreTold() throws Exception {
        byte[] zip = BundleFixture.forged(made.call(new byte[0]), "events/evil.json", new byte[] {1});
        assertThat(judge(zip).findings()).extracting(BundleFinding::problem).contains(BundleProblem.ENTRY_UNEXPECTED);
        byte[] text = BundleFixture.forged(made.call(new byte[0]), EntryNames.VERIFY, "run this".getBytes(UTF_8));
        assertThat(judge(text).findings()).extracting(BundleFinding::problem).contains(BundleProblem.TEXT_UNKNOWN);
        assertThat(judge(text).exitCode(false)).isZero();
    }

    @Test
    void aPolicyIsMetByAnEarlierCheckpointThatCoversTheEvents() throws Exception {
        BundleReport met = judge(made.call(new byte[0]), made.policy());
        assertHolds(met);
        assertThat(met.shown()).anyMatch(line -> line.contains("quorum w1 met"));
        assertThat(judge(made.population(0), made.policy()).findings())
                .extracting(BundleFinding::problem)
                .contains(BundleProblem.QUORUM_NOT_MET);
        byte[] zip = made.call(new byte[0]);
        String name = EntryNames.cosignature(
                made.log, BundleFixture.EARLIER, made.witness.verifierKey().idHex());
        byte[] without = BundleFixture.forged(zip, name, new byte[0]);
        assertThat(judge(without, made.policy()).exitCode(false)).isEqualTo(1);
        byte[] line = Bundle.parse(zip).get(name).orElseThrow();
        for (int i = 0; i < line.length; i++) {
            byte[] damaged = line.clone();
            damaged[i] ^= 1;
            assertThat(judge(BundleFixture.forged(zip, name, damaged), made.policy())
                            .exitCode(false))
                    .isEqualTo(1);
        }
    }

    private AssuranceLevel level(@Nullable WitnessPolicy policy, @Nullable TimeStampTrust trust, byte[] zip) {
        if (policy == null) {
            judge(zip);
        }
        BundleReport report = new BundleVerifier(keys, policy, trust).verify(zip);
        assertHolds(report);
        Assurance assurance = report.assurances().getFirst().assurance();
        assertThat(BundleReportText.of(report, false))
                .contains("assurance: " + assurance.level().words());
        assertThat(String.join("\n", assurance.lacks())).contains("a file cannot show how it was stored");
        return assurance.level();
    }

    @Test
    void theLevelIsWhatTheCheckpointsOverTheEventsShow() throws Exception {
        StandinTimeStamps authority = new StandinTimeStamps(BundleFixture.START);
        TimeStampTrust trust = TimeStampTrust.in(List.of(authority.root()));
        TimeStampTrust other = TimeStampTrust.in(List.of(new StandinTimeStamps(BundleFixture.START).root()));
        WitnessPolicy policy = WitnessPolicyParser.parse(made.policy().getBytes(UTF_8));
        byte[] zip = made.call(authority.stamp(made.note(BundleFixture.EARLIER).bytes(), BundleFixture.START));

        assertThat(level(null, null, zip)).isEqualTo(AssuranceLevel.SELF_ATTESTED);
        assertThat(level(null, trust, zip)).isEqualTo(AssuranceLevel.TIME_STAMPED);
        assertThat(level(policy, trust, zip)).isEqualTo(AssuranceLevel.WITNESSED);
        assertThat(new BundleVerifier(keys, policy, other).verify(zip).assurances())
                .isEmpty();
        // the earlier checkpoint does not cover the last events of the population
        assertThat(level(null, null, made.population(0))).isEqualTo(AssuranceLevel.SELF_ATTESTED);
    }

    @Test
    void aPolicyThatKnowsNoneOfTheWitnessesRaisesNothing() throws Exception {
        Cosigner stranger = Cosigner.ofSeed("witness.example/w1", seed(9));
        String text = "log " + keys.getFirst().encode() + "\nwitness w1 "
                + stranger.verifierKey().encode() + "\nquorum none\n";
        WitnessPolicy policy = WitnessPolicyParser.parse(text.getBytes(UTF_8));
        assertThat(level(policy, null, made.call(new byte[0]))).isEqualTo(AssuranceLevel.SELF_ATTESTED);
    }

    @Test
    void theFirstKeyIsEnoughAfterItWasChanged(@TempDir Path scratch) throws Exception {
        Ed25519Signer next = Ed25519Signer.ofSeed(BundleFixture.ORIGIN, seed(7));
        byte[] zip = made.rotated(next, made.signer);
        BundleReport report = judge(zip);
        assertHolds(report);
        assertThat(report.shown())
                .anyMatch(line -> line.contains(next.verifierKey().encode()));
        String rotation = EntryNames.rotation(made.log, 19);
        assertThat(judge(BundleFixture.forged(zip, rotation, new byte[0])).findings())
                .extracting(BundleFinding::problem)
                .contains(BundleProblem.SIGNATURE_INVALID);
        byte[] proof = Bundle.parse(zip).get(rotation).orElseThrow();
        for (int i = 0; i < proof.length; i++) {
            byte[] damaged = proof.clone();
            damaged[i] ^= 4;
            assertThat(judge(BundleFixture.forged(zip, rotation, damaged)).exitCode(false))
                    .isEqualTo(1);
        }
        Requirements.require(ByHand.isPossible(), "unzip, openssl 3, sha256sum, base64 and xxd");
        ByHand.Result byHand = ByHand.check(zip, scratch, keys.getFirst().encode());
        assertThat(byHand.exit()).as(byHand.output()).isZero();
    }

    @Test
    void aKeyThatTheOldOneDoesNotVouchForIsNotFollowed(@TempDir Path scratch) throws Exception {
        Ed25519Signer thief = Ed25519Signer.ofSeed(BundleFixture.ORIGIN, seed(8));
        byte[] zip = made.rotated(thief, thief);
        assertThat(judge(zip).findings())
                .extracting(BundleFinding::problem)
                .contains(BundleProblem.ROTATION_INVALID, BundleProblem.SIGNATURE_INVALID);
        Requirements.require(ByHand.isPossible(), "unzip, openssl 3, sha256sum, base64 and xxd");
        assertThat(ByHand.check(zip, scratch, keys.getFirst().encode()).exit()).isNotZero();
    }

    @Test
    void whatAForgerChangesDoesNotHoldByHandEither(@TempDir Path scratch) throws Exception {
        Requirements.require(ByHand.isPossible(), "unzip, openssl 3, sha256sum, base64 and xxd");
        byte[] zip = zip("sample");
        String key = keys.getFirst().encode();
        assertThat(ByHand.check(zip, scratch, key).exit()).isZero();
        Bundle bundle = Bundle.parse(zip);
        String event = bundle.names().stream()
                .filter(name -> name.startsWith(EntryNames.EVENTS))
                .findFirst()
                .orElseThrow();
        for (String name : List.of(
                event, event.replace(".json", ".tlog-proof"), EntryNames.checkpoint(made.log, 18), EntryNames.SAMPLE)) {
            byte[] content = bundle.get(name).orElseThrow().clone();
            content[content.length / 2] ^= 1;
            assertThat(ByHand.check(BundleFixture.forged(zip, name, content), scratch, key)
                            .exit())
                    .as(name)
                    .isNotZero();
        }
    }

    private static byte[] seed(int first) {
        byte[] seed = new byte[32];
        seed[0] = (byte) first;
        return seed;
    }

    @Test
    void aTimeStampIsJudgedUnderACertificateFromOutside() throws Exception {
        StandinTimeStamps authority = new StandinTimeStamps(BundleFixture.START);
        byte[] over = made.note(BundleFixture.EARLIER).bytes();
        byte[] zip = made.call(authority.stamp(over, BundleFixture.START));
        TimeStampTrust trust = TimeStampTrust.in(List.of(authority.root()));
        BundleReport report = new BundleVerifier(keys, null, trust).verify(zip);
        assertHolds(report);
        assertThat(report.shown()).anyMatch(line -> line.contains("had reached size 13 at 2026-11-21T10:00:00Z"));
        assertThat(judge(zip).findings())
                .extracting(BundleFinding::problem)
                .contains(BundleProblem.TIMESTAMP_NOT_CHECKED);
        byte[] other = made.call(authority.stamp(new byte[] {1}, BundleFixture.START));
        assertThat(new BundleVerifier(keys, null, trust).verify(other).findings())
                .extracting(BundleFinding::problem)
                .contains(BundleProblem.TIMESTAMP_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PK", "{\"code\": \"not-yet\"}", "<html><body>502 Bad Gateway</body></html>"})
    void aFileThatIsNoEvidenceCouldNotBeChecked(String content, @TempDir Path directory) throws Exception {
        SECOND.evidence(content.getBytes(UTF_8), keys, null);
        Path file = Files.writeString(directory.resolve("evidence.zip"), content);
        assertThat(answer(file)).isEqualTo(2);
        assertThat(said.toString()).contains(file + " is no evidence").doesNotContain("HOLD", "\tat ");
    }

    @Test
    void aDirectoryInTheFilesPlaceCouldNotBeChecked(@TempDir Path directory) {
        assertThat(answer(directory)).isEqualTo(2);
        assertThat(said.toString()).contains(directory + " is no evidence: it is no regular file");
    }

    @Test
    void aFileThatIsBrokenOffOrNotThereCouldNotBeCheckedEither(@TempDir Path directory) throws Exception {
        byte[] whole = zip("call");
        for (int length : new int[] {whole.length - 1, whole.length / 2, 100}) {
            Path file = Files.write(directory.resolve("evidence.zip"), Arrays.copyOf(whole, length));
            assertThat(answer(file)).as(length + " bytes").isEqualTo(2);
            assertThat(said.toString()).contains("broken off after " + length + " bytes");
        }
        assertThat(answer(directory)).isEqualTo(2);
        assertThat(answer(directory.resolve("none.zip"))).isEqualTo(2);
        assertThat(answer(Files.write(directory.resolve("whole.zip"), whole))).isZero();
    }

    private final StringWriter said = new StringWriter();

    private int answer(Path file) {
        return new CommandLine(new VerifyEvidenceCommand())
                .setOut(new PrintWriter(said))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    said.append(e.getMessage());
                    return 2;
                })
                .execute(file.toString(), "--key", keys.getFirst().toString());
    }
}
