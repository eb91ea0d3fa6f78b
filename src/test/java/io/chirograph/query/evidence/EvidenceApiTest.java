package io.chirograph.query.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.Requirements;
import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.value.Outcome;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.TestLog;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.PopulationReader;
import io.chirograph.standin.StandinTimeStamps;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.tlog.policy.WitnessPolicyParser;
import io.chirograph.verifier.SecondVerifier;
import io.chirograph.verifier.bundle.Bundle;
import io.chirograph.verifier.bundle.BundleReport;
import io.chirograph.verifier.bundle.BundleVerifier;
import io.chirograph.verifier.bundle.ByHand;
import io.chirograph.verifier.command.SearchCommand;
import io.chirograph.verifier.search.ArchiveSearch;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.Population;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import io.chirograph.web.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Evidence as auditors take it away: over HTTP, judged by the verifier, by hand, and against a search of the archive
/// that knows nothing of the index.
class EvidenceApiTest {
    @RegisterExtension
    static final SecondVerifier SECOND = new SecondVerifier();

    private static final List<String> MODELS = List.of("m", "gpt", "a,\"b\"", "=cmd()", "größe");

    @TempDir
    private static Path data;

    @TempDir
    private static Path scratch;

    private static TestLog log;
    private static Archive archive;
    private static AuditServer server;
    private static UUID ok;
    private static UUID open;
    private static UUID decision;
    private static final Cosigner WITNESS = witness();
    private static final StandinTimeStamps AUTHORITY = authority();
    private static long confirmed;
    private static final Random RANDOM = new Random(20261122);

    @BeforeAll
    static void start() throws Exception {
        archive = Archives.directory(data.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        ok = log.ok(Map.of("application", "shop", "tenant", "acme", "model", "gpt"));
        open = log.started(Map.of("tenant", "open"));
        decision = log.event("decision.recorded", "{\"decision\":\"approved\",\"decisionId\":\"d-7\"}");
        log.garbage("no event");
        for (int i = 0; i < 150; i++) {
            call();
            if (i % 40 == 20) {
                log.publish();
            }
            if (i == 100) {
                confirm();
            }
        }
        log.publish();
        server = AuditServer.start(data, log.followed(), log.events.size());
    }

    /// A witness and a time stamp authority speak about the checkpoint that was published last.
    private static void confirm() throws Exception {
        long size = new PublishedLog(archive, log.followed().id()).newestSize().orElseThrow();
        confirmed = size;
        byte[] note = archive.get(log.layout().checkpoint(size), 10_000).orElseThrow();
        Retention retention = new Retention(LockMode.NONE, TestLog.START.plusSeconds(86_400));
        Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(note).text());
        archive.put(
                log.layout().cosignature(size, WITNESS.verifierKey().idHex()),
                (WITNESS.cosign(checkpoint, 1_700_000_000).line() + "\n").getBytes(UTF_8),
                retention);
        archive.put(log.layout().timestamp(size), AUTHORITY.stamp(note, TestLog.START), retention);
    }

    private static void call() {
        Map<String, String> words = new TreeMap<>();
        words.put("model", MODELS.get(RANDOM.nextInt(MODELS.size())));
        words.put("tenant", RANDOM.nextBoolean() ? "acme" : "globex");
        words.put("application", "app-" + RANDOM.nextInt(3));
        if (RANDOM.nextBoolean()) {
            words.put("user", "u" + RANDOM.nextInt(4));
            words.put("metadata.ticket", "T" + RANDOM.nextInt(3));
        }
        switch (RANDOM.nextInt(5)) {
            case 0 -> log.refused(words);
            case 1 -> log.started(words);
            case 2 -> log.completed(log.started(words), Outcome.INTERRUPTED, "other");
            default -> log.ok(words);
        }
    }

    private static Cosigner witness() {
        try {
            return Cosigner.ofSeed("witness.example/w1", new byte[32]);
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StandinTimeStamps authority() {
        try {
            return new StandinTimeStamps(TestLog.START);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatOthersSaidOfAnEarlierCheckpointComesWithAConsistencyProof() throws Exception {
        byte[] zip = evidence(server.get("calls/" + ok + "/evidence"));
        WitnessPolicy policy =
                WitnessPolicyParser.parse(("log " + log.followed().key().encode() + "\nwitness w1 "
                                + WITNESS.verifierKey().encode() + "\nquorum w1\n")
                        .getBytes(UTF_8));
        BundleReport report =
                new BundleVerifier(List.of(), policy, TimeStampTrust.in(List.of(AUTHORITY.root()))).verify(zip);
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
        assertThat(confirmed).isLessThan(log.events.size());
        assertThat(report.shown())
                .anyMatch(line -> line.contains("quorum w1 met"))
                .anyMatch(line -> line.contains("had reached size " + confirmed + " at 2026-11-21T10:00:00Z"));
    }

    @AfterAll
    static void stop() {
        server.close();
        archive.close();
    }

    private static byte[] evidence(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/zip");
        return answer.body();
    }

    private static byte[] post(String question) throws Exception {
        return evidence(server.send("POST", "evidence", question));
    }

    private static BundleReport judge(byte[] zip) {
        SECOND.evidence(zip, List.of(log.followed().key()), null);
        return new BundleVerifier(List.of(log.followed().key()), null, null).verify(zip);
    }

    private static String text(byte[] zip, String entry) throws Exception {
        return new String(Bundle.parse(zip).get(entry).orElseThrow(), UTF_8);
    }

    private static JsonNode manifest(byte[] zip) throws Exception {
        return JsonMapper.shared().readTree(text(zip, "manifest.json"));
    }

    @Test
    void aCallsEvidenceHoldsAndIsItsEventsByteForByte() throws Exception {
        byte[] zip = evidence(server.get("calls/" + ok + "/evidence"));
        BundleReport report = judge(zip);
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
        assertThat(report.shown()).anyMatch(line -> line.startsWith("2 events stand in log"));
        assertThat(Bundle.parse(zip)
                        .get("events/" + log.followed().id() + "/0000000000000000.json")
                        .orElseThrow())
                .isEqualTo(log.events.getFirst().canonical());
        assertThat(manifest(zip).at("/storage/writeOnce").asBoolean()).isFalse();
        assertThat(manifest(zip).at("/storage/note").asString()).contains("not write-once");
        assertThat(report.exitCode(true)).as("a directory is not write-once").isEqualTo(1);
    }

    @Test
    void anApplicationsEventHasEvidenceOfItsOwn() throws Exception {
        byte[] zip = evidence(server.get("events/" + decision + "/evidence"));
        BundleReport report = judge(zip);
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
        assertThat(report.shown()).contains("event " + decision + " of type decision.recorded");
        assertThat(text(zip, "VERIFY.md")).contains("is about event `" + decision + "`");
        assertThat(manifest(zip).at("/subject/eventId").asString()).isEqualTo(decision.toString());
    }

    @Test
    void theEvidenceOfACallsEventIsThatOfItsCall() throws Exception {
        byte[] zip = evidence(server.get("events/" + log.events.getFirst().id() + "/evidence"));
        assertThat(manifest(zip).at("/subject/callId").asString()).isEqualTo(ok.toString());
        assertThat(server.get("events/" + new UUID(0x7000, 0x8000_0000_0000_0000L) + "/evidence")
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.get("events/no-id/evidence").statusCode()).isEqualTo(400);
    }

    @Test
    void withoutTheKeyNothingIsJudgedAndTheFingerprintIsTold() throws Exception {
        byte[] zip = evidence(server.get("calls/" + ok + "/evidence"));
        SECOND.evidence(zip, List.of(), null);
        BundleReport report = new BundleVerifier(List.of(), null, null).verify(zip);
        assertThat(report.exitCode(false)).isEqualTo(2);
        assertThat(report.logs().getFirst().key())
                .isEqualTo(log.followed().key().encode());
        assertThat(report.logs().getFirst().fingerprint()).matches("sha256:[0-9a-f]{64}");
        TestLog other = new TestLog(archive, log.followed().origin());
        assertThat(new BundleVerifier(List.of(other.followed().key()), null, null)
                        .verify(zip)
                        .exitCode(false))
                .isEqualTo(2);
    }

    @Test
    void evidenceIsCheckedByHandAsItSays() throws Exception {
        Requirements.require(ByHand.isPossible(), "unzip, openssl 3, sha256sum, base64 and xxd");
        String key = log.followed().key().encode();
        byte[] zip = evidence(server.get("calls/" + ok + "/evidence"));
        ByHand.Result held = ByHand.check(zip, scratch, key);
        assertThat(held.exit()).as(held.output()).isZero();
        assertThat(held.output())
                .contains(
                        "Signature Verified Successfully",
                        "stands in " + log.followed().id());
        TestLog other = new TestLog(archive, log.followed().origin());
        assertThat(ByHand.check(zip, scratch, other.followed().key().encode()).exit())
                .isNotZero();
        byte[] sampled = post("{\"query\":{\"tenant\":\"acme\"},\"sample\":5,\"seed\":\"it's $HOME; `id`\"}");
        ByHand.Result drawn = ByHand.check(sampled, scratch, key);
        assertThat(drawn.exit()).as(drawn.output()).isZero();
        assertThat(drawn.output()).contains("the sample is the one that the seed draws");
    }

    @Test
    void aPopulationsEvidenceHoldsAndSearchFindsTheSameBytes() throws Exception {
        byte[] zip = post("{\"query\":{\"tenant\":\"acme\",\"outcome\":\"ok\"}}");
        assertThat(judge(zip).exitCode(false)).as(judge(zip).toString()).isZero();
        assertThat(search("--csv", "--where", "tenant=acme", "--where", "outcome=ok"))
                .isEqualTo(text(zip, "population.csv"));
        assertThat(manifest(zip).at("/population/count").asInt())
                .isEqualTo((int) text(zip, "population.csv").lines().count() - 1);
    }

    @Test
    void aSampleIsDrawnAgainFromTheArchive() throws Exception {
        byte[] zip = post("{\"query\":{},\"sample\":7,\"seed\":\"2026-11-22 dice 4 4 1\"}");
        assertThat(judge(zip).exitCode(false)).as(judge(zip).toString()).isZero();
        assertThat(text(zip, "sample.csv").lines().count()).isEqualTo(8);
        assertThat(search("--csv", "--sample", "7", "--seed", "2026-11-22 dice 4 4 1"))
                .isEqualTo(text(zip, "sample.csv"));
    }

    @Test
    void whatIsAbsentIsSaidWithWhatWasExamined() throws Exception {
        byte[] zip = post("{\"query\":{\"actor\":\"nobody\",\"model\":\"gpt\"}}");
        BundleReport report = judge(zip);
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
        String statement = manifest(zip).at("/population/statement").asString();
        assertThat(statement)
                .startsWith("No call with {actor=nobody, model=gpt} among " + log.events.size() + " events examined")
                .contains(
                        log.followed().id() + " up to size " + log.events.size(), "1 unreadable", "refused=", "open=");
        assertThat(search("--where", "actor=nobody", "--where", "model=gpt").strip())
                .isEqualTo(statement);
    }

    @Test
    void callsAreAskedForByIdAndThoseUnknownAreNamed() throws Exception {
        UUID unknown = new UUID(0x7000, 0x8000_0000_0000_0000L);
        byte[] zip = post("{\"ids\":[\"" + open + "\",\"" + unknown + "\"]}");
        assertThat(judge(zip).exitCode(false)).as(judge(zip).toString()).isZero();
        assertThat(manifest(zip).at("/population/unknown/0").asString()).isEqualTo(unknown.toString());
        assertThat(search("--csv", "--id", open.toString(), "--id", unknown.toString()))
                .isEqualTo(text(zip, "population.csv"));
    }

    @Test
    void absenceInAPeriodThatNoLogCoversDoesNotHold() throws Exception {
        byte[] zip = post("{\"query\":{\"provider\":\"nobody\",\"from\":\"2020-03-01T00:00:00Z\","
                + "\"to\":\"2020-04-01T00:00:00Z\"}}");
        assertThat(judge(zip).exitCode(false)).isEqualTo(1);
        assertThat(judge(zip).findings())
                .filteredOn(finding -> finding.problem().failure())
                .extracting(finding -> finding.problem().code())
                .containsOnly("period-not-covered");
        assertThat(manifest(zip)
                        .at("/population/examined/coverage/logs/0/first/index")
                        .asInt(-1))
                .isZero();
        assertThat(manifest(zip).at("/population/statement").asString()).contains("NOT COVERED");
        byte[] later = post("{\"query\":{\"provider\":\"nobody\",\"to\":\"2099-01-01T00:00:00Z\"}}");
        assertThat(judge(later).exitCode(false)).isEqualTo(1);
        byte[] open = post("{\"query\":{\"provider\":\"nobody\"}}");
        assertThat(judge(open).exitCode(false)).isZero();
        assertThat(manifest(open).at("/population/statement").asString()).contains("Covered: ");
        String list = server.text("GET", "calls?from=2020-03-01T00:00:00Z").body();
        assertThat(list).contains("\"missing\":[\"no log that was searched has an event from 2020-03-01T00:00:00Z");
    }

    /// What the index answers with SQL and what a search of the archive answers with one pass over the events.
    @Test
    void theIndexAndTheSearchAgreeOnRandomFilters() throws Exception {
        IndexReader index = server.index();
        for (int i = 0; i < 200; i++) {
            Map<String, String> words = randomFilter();
            CallFilter filter = CallFilter.parse(words);
            PopulationReader.Answer indexed = index.now(
                    now -> new PopulationReader(now, EvidenceBounds.USUAL.population()).read(filter, null, List.of()));
            ArchiveSearch.Result searched =
                    new ArchiveSearch(archive, List.of(log.followed().key())).search(filter, null, Map.of());
            assertThat(searched.failures()).isEmpty();
            assertThat(new String(searched.population().csv(), UTF_8))
                    .as(words.toString())
                    .isEqualTo(new String(indexed.population().csv(), UTF_8));
            assertThat(searched.examined()).as(words.toString()).isEqualTo(indexed.examined());
            assertThat(Population.parse(indexed.population().csv())).hasValue(indexed.population());
        }
    }

    private static Map<String, String> randomFilter() {
        Map<String, String> words = new LinkedHashMap<>();
        List<Runnable> parts = new ArrayList<>();
        parts.add(() -> words.put("model", RANDOM.nextBoolean() ? "other" : MODELS.get(RANDOM.nextInt(5))));
        parts.add(() -> words.put("tenant", RANDOM.nextBoolean() ? "acme" : "globex"));
        parts.add(() -> words.put("actor", RANDOM.nextBoolean() ? "app-1" : "u" + RANDOM.nextInt(5)));
        parts.add(() -> words.put("metadata.ticket", "T" + RANDOM.nextInt(4)));
        parts.add(() -> words.put(
                "outcome", List.of("ok", "open", "refused", "interrupted").get(RANDOM.nextInt(4))));
        parts.add(() -> words.put(
                "type", "ai.call." + List.of("started", "completed", "refused").get(RANDOM.nextInt(3))));
        parts.add(() ->
                words.put("from", TestLog.START.plusMillis(RANDOM.nextInt(700)).toString()));
        parts.add(() -> words.put(
                "to", TestLog.START.plusMillis(700 + RANDOM.nextInt(700)).toString()));
        parts.forEach(part -> {
            if (RANDOM.nextInt(4) == 0) {
                part.run();
            }
        });
        return words;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | bad-value | body",
                "{ | bad-value | body",
                "{} | bad-value | query",
                "{\"query\":{},\"ids\":[]} | bad-value | query",
                "{\"query\":[]} | bad-value | query",
                "{\"query\":{\"colour\":\"red\"}} | unknown-parameter | colour",
                "{\"query\":{\"limit\":\"1\"}} | unknown-parameter | limit",
                "{\"query\":{\"model\":1}} | bad-value | model",
                "{\"query\":{\"from\":\"yesterday\"}} | bad-value | from",
                "{\"query\":{},\"more\":1} | unknown-parameter | more",
                "{\"ids\":[]} | bad-value | ids",
                "{\"ids\":[\"x\"]} | bad-value | ids",
                "{\"query\":{},\"sample\":0,\"seed\":\"a\"} | bad-value | sample",
                "{\"query\":{},\"sample\":1001,\"seed\":\"a\"} | bad-value | sample",
                "{\"query\":{},\"sample\":5} | bad-value | seed",
                "{\"query\":{},\"sample\":5,\"seed\":\"a\\nb\"} | bad-value | seed",
                "{\"query\":{},\"seed\":\"a\"} | bad-value | seed"
            })
    void aBadQuestionIsRefusedByName(String body, String code, String field) throws Exception {
        HttpResponse<byte[]> answer = server.send("POST", "evidence", body);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(400);
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.get("code").asString()).isEqualTo(code);
        assertThat(problem.get("field").asString()).isEqualTo(field);
    }

    private static EvidenceMaker within(EvidenceBounds bounds) {
        return new EvidenceMaker(server.logs(), archive, Clock.fixed(TestLog.START, ZoneOffset.UTC), bounds);
    }

    private static EvidenceQuestion question(String body) throws Exception {
        return EvidenceQuestion.parse(body.getBytes(UTF_8));
    }

    private static void assertRefused(String code, String field, ThrowableAssert.ThrowingCallable asked) {
        assertThatThrownBy(asked).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.code()).hasToString(code);
            assertThat(e.field()).isEqualTo(field);
        });
    }

    @Test
    void aPopulationBeyondTheLargestOneIsRefusedWithOrWithoutASample() throws Exception {
        EvidenceQuestion all = question("{\"query\":{}}");
        int calls = within(EvidenceBounds.USUAL)
                .population(question("{\"query\":{},\"sample\":1,\"seed\":\"a\"}"))
                .get("population.csv")
                .map(csv -> (int) new String(csv, UTF_8).lines().count() - 1)
                .orElseThrow();
        EvidenceMaker enough = within(new EvidenceBounds(calls, calls, Bundle.MAX_SIZE));
        assertThat(judge(bytes(enough.population(all))).exitCode(false)).isZero();

        EvidenceMaker few = within(new EvidenceBounds(calls - 1, calls, Bundle.MAX_SIZE));
        assertRefused("population-too-large", "query", () -> few.population(all));
        assertRefused(
                "population-too-large",
                "query",
                () -> few.population(question("{\"query\":{},\"sample\":1,\"seed\":\"a\"}")));
        assertThatThrownBy(() -> few.population(all)).hasMessageContaining("more than " + (calls - 1) + " calls");
        assertThat(few.population(question("{\"ids\":[\"" + ok + "\"]}")).get("population.csv"))
                .isPresent();
    }

    @Test
    void moreCallsThanOneFileHoldsAreRefusedAndASampleOfThemIsNot() throws Exception {
        EvidenceMaker maker = within(new EvidenceBounds(1000, 5, Bundle.MAX_SIZE));
        assertRefused("population-too-large", "sample", () -> maker.population(question("{\"query\":{}}")));
        assertRefused(
                "population-too-large",
                "sample",
                () -> maker.population(question("{\"query\":{},\"sample\":6,\"seed\":\"a\"}")));
        byte[] zip = bytes(maker.population(question("{\"query\":{},\"sample\":5,\"seed\":\"a\"}")));
        assertThat(judge(zip).exitCode(false)).isZero();
        assertThat(text(zip, "sample.csv").lines().count()).isEqualTo(6);
    }

    @Test
    void evidenceThatDoesNotFitIntoOneFileIsRefusedToTheByte() throws Exception {
        EvidenceQuestion asked = question("{\"query\":{\"tenant\":\"open\"}}");
        long size = bytes(within(EvidenceBounds.USUAL).population(asked)).length;
        assertThat(bytes(within(new EvidenceBounds(100, 100, size)).population(asked)))
                .hasSize((int) size);
        assertRefused(
                "evidence-too-large",
                "query",
                () -> within(new EvidenceBounds(100, 100, size - 1)).population(asked));
        assertRefused(
                "evidence-too-large",
                "query",
                () -> within(new EvidenceBounds(1000, 1000, 2000)).population(question("{\"query\":{}}")));

        long one = bytes(within(EvidenceBounds.USUAL).call(ok).orElseThrow()).length;
        assertThat(within(new EvidenceBounds(1, 1, one)).call(ok)).isPresent();
        assertRefused(
                "evidence-too-large",
                "callId",
                () -> within(new EvidenceBounds(1, 1, one - 1)).call(ok));
    }

    private static byte[] bytes(Bundle bundle) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bundle.write(out);
        return out.toByteArray();
    }

    @Test
    void onlyOnePathTakesPostAndItTakesNothingElse() throws Exception {
        assertThat(server.send("GET", "evidence", "").statusCode()).isEqualTo(405);
        assertThat(server.send("GET", "evidence", "").headers().firstValue("Allow"))
                .hasValue("POST");
        assertThat(server.send("POST", "calls/" + ok + "/evidence", "").statusCode())
                .isEqualTo(405);
        assertThat(server.send("POST", "evidence/", "{\"query\":{}}").statusCode())
                .isEqualTo(405);
        assertThat(server.send("POST", "evidence?x=1", "{\"query\":{}}").statusCode())
                .isEqualTo(400);
        assertThat(server.get("calls/" + new UUID(7, 7) + "/evidence").statusCode())
                .isEqualTo(404);
        assertThat(server.get("calls/x/evidence").statusCode()).isEqualTo(400);
    }

    private static String search(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addFirst(data.resolve("archive").toString());
        words.addAll(List.of("--key", log.followed().key().encode()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new CommandLine(new SearchCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.toArray(String[]::new));
        assertThat(exit).as(err.toString()).isZero();
        return out.toString();
    }
}
