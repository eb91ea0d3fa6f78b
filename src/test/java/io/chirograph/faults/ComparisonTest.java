package io.chirograph.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.faults.Comparison.Finding;
import io.chirograph.faults.Comparison.Kind;
import io.chirograph.support.digest.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The judge of the campaign can say no.
class ComparisonTest {
    private static final List<Seen> SEEN = List.of(
            new Seen("a", Seen.End.COMPLETE, "1", "aa", 2),
            new Seen("b", Seen.End.CUT, "2", "bb", 2),
            new Seen("c", Seen.End.CUT, "", "", 0),
            new Seen("d", Seen.End.REFUSED, "4", "dd", 2));
    private static final Set<String> REACHED = Set.of("a", "b");

    private final List<JsonNode> trail = new ArrayList<>(List.of(
            started("e1", "1", "a"),
            started("e2", "2", "b"),
            completed("e3", "1", "ok", "aa"),
            completed("e4", "2", "interrupted", "")));

    private static JsonNode started(String id, String callId, String requestId) {
        return json("""
            {"id":"%s","type":"ai.call.started","data":{"callId":"%s","trace":{"clientRequestId":"%s"}}}
            """.formatted(id, callId, requestId));
    }

    private static JsonNode completed(String id, String callId, String outcome, String digest) {
        return json("""
            {"id":"%s","type":"ai.call.completed","data":{"callId":"%s","outcome":"%s",
             "response":{"digest":{"value":"%s","length":2}}}}
            """.formatted(id, callId, outcome, digest));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private List<Kind> found() {
        return Comparison.atRest(SEEN, REACHED, trail).stream()
                .map(Finding::kind)
                .toList();
    }

    @Test
    void aTrailThatTellsTheSameHasNoFindings() {
        assertThat(found()).isEmpty();
    }

    @Test
    void aCallThatWasSeenCompleteAndHasNoEndIsLost() {
        trail.remove(2);
        assertThat(found()).containsExactly(Kind.LOST, Kind.OPEN);
    }

    @Test
    void aCallThatWasSeenCompleteAndHasNoBeginningIsLost() {
        trail.remove(0);
        assertThat(found()).containsExactly(Kind.LOST, Kind.UNRECORDED);
    }

    @Test
    void anotherAnswerOrOutcomeIsAltered() {
        trail.set(2, completed("e3", "1", "ok", "ab"));
        assertThat(found()).containsExactly(Kind.ALTERED);
        trail.set(2, completed("e3", "1", "interrupted", "aa"));
        assertThat(found()).containsExactly(Kind.ALTERED);
    }

    @Test
    void whatIsThereTwiceIsDuplicated() {
        trail.add(trail.getFirst());
        assertThat(found()).containsExactly(Kind.DUPLICATED, Kind.DUPLICATED, Kind.DUPLICATED);
        trail.set(4, completed("e5", "2", "interrupted", ""));
        assertThat(found()).containsExactly(Kind.DUPLICATED);
    }

    @Test
    void aCallWithoutAnEndIsOpenUnlessTheProcessWasJustKilled() {
        trail.remove(3);
        assertThat(found()).containsExactly(Kind.OPEN);
        assertThat(Comparison.afterAKill(SEEN, REACHED, trail, null)).isEmpty();
    }

    @Test
    void whatIsInJournalAndArchiveIsThereOnce() {
        trail.addAll(List.copyOf(trail));
        assertThat(Comparison.afterAKill(SEEN, REACHED, trail, null)).isEmpty();
    }

    @Test
    void aRequestThatReachedTheProviderUnrecordedIsFound() {
        assertThat(Comparison.atRest(SEEN, Set.of("a", "x"), trail)).containsExactly(new Finding(Kind.UNRECORDED, "x"));
    }

    private static final UUID CALL = new UUID(0, 1);
    private static final byte[] ASKED = "ask".getBytes(UTF_8);
    private static final byte[] SAID = "say".getBytes(UTF_8);

    private static List<JsonNode> keptTrail(byte[] request, byte[] response) {
        return List.of(json("""
                    {"id":"e1","type":"ai.call.started","data":{"callId":"%s","trace":{"clientRequestId":"a"},
                     "request":{"kept":{"level":"clear","digest":{"value":"%s"}}}}}
                    """.formatted(CALL, Sha256.hex(request))), json("""
                    {"id":"e2","type":"ai.call.completed","data":{"callId":"%s","outcome":"ok",
                     "response":{"digest":{"value":"%s","length":3},
                                 "kept":{"level":"clear","digest":{"value":"%s"}}}}}
                    """.formatted(
                        CALL, Sha256.hex(SAID), Sha256.hex(response))));
    }

    private static List<Kind> foundWith(List<JsonNode> events, HeldContents contents) {
        Seen seen = new Seen("a", Seen.End.COMPLETE, CALL.toString(), Sha256.hex(SAID), 3, Sha256.hex(ASKED));
        return Comparison.atRest(List.of(seen), Set.of("a"), events, contents).stream()
                .map(Finding::kind)
                .toList();
    }

    @Test
    void contentThatIsNotThereOrHalfOrAnotherIsFound() {
        HeldContents request = new HeldContents();
        request.add(CALL, "request", ASKED);
        HeldContents response = new HeldContents();
        response.add(CALL, "response", SAID);
        HeldContents half = new HeldContents();
        half.add(CALL, "response", "sa".getBytes(UTF_8));
        List<JsonNode> events = keptTrail(ASKED, SAID);
        assertThat(foundWith(events, request.and(response))).isEmpty();
        assertThat(foundWith(events, request)).containsOnly(Kind.CONTENT);
        assertThat(foundWith(events, response)).containsOnly(Kind.CONTENT);
        assertThat(foundWith(events, request.and(half))).containsOnly(Kind.CONTENT);
        assertThat(foundWith(keptTrail(ASKED, "sa".getBytes(UTF_8)), request.and(half)))
                .containsOnly(Kind.CONTENT);
        assertThat(foundWith(keptTrail(ASKED, ASKED), request.and(response))).containsOnly(Kind.CONTENT);
    }
}
