package io.chirograph.query.grants;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.facts.PermissionChanged;
import io.chirograph.recording.FactSink;
import io.chirograph.state.TestState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a start makes of each state that a crash can leave, row by row of the package's table.
@ParameterizedClass
@EnumSource(TestState.class)
class GrantSettlingTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final UUID CALL = new UUID(1, 1);

    @Parameter
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private TestState engine;

    @TempDir
    private Path data;

    private final List<PermissionChanged> recorded = new ArrayList<>();
    private final FactSink log = fact -> {
        recorded.add((PermissionChanged) fact);
        return UUID.randomUUID();
    };

    private static ContentGrant grant(ContentGrant.State state) {
        boolean isOver = state == ContentGrant.State.ENDING || state == ContentGrant.State.ENDED;
        return new ContentGrant(
                new UUID(2, 2),
                state,
                "bob",
                "case 7",
                new GrantScope("acme", List.of(), null, null),
                NOW,
                NOW.plus(Duration.ofDays(1)),
                "adm",
                isOver ? NOW : null,
                isOver ? "it was taken back" : null);
    }

    private ContentGrants after(GrantStore store, Duration later) {
        return new ContentGrants(store, log, Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
    }

    @ParameterizedTest
    @EnumSource(ContentGrant.State.class)
    void onlyALiveGrantLetsAnybodyInAfterAStart(ContentGrant.State state) throws Exception {
        try (GrantStore before = GrantStore.open(engine.at(data))) {
            before.put(grant(state));
        }
        try (GrantStore store = GrantStore.open(engine.at(data))) {
            ContentGrants grants = after(store, Duration.ofHours(1));
            grants.begin();
            grants.begin();
            assertThat(grants.covering("bob", CALL, "acme", NOW).isPresent())
                    .isEqualTo(state == ContentGrant.State.LIVE);
            boolean endsNow = state == ContentGrant.State.PENDING || state == ContentGrant.State.ENDING;
            assertThat(recorded).hasSize(endsNow ? 1 : 0);
            assertThat(recorded).allSatisfy(change -> {
                assertThat(change.before()).containsKey("grant");
                assertThat(change.after()).isEmpty();
            });
            assertThat(grants.get(new UUID(2, 2)).orElseThrow().state())
                    .isEqualTo(state == ContentGrant.State.LIVE ? ContentGrant.State.LIVE : ContentGrant.State.ENDED);
        }
    }

    @Test
    void anExpiredGrantLetsNobodyInEvenBeforeItIsSettled() throws Exception {
        try (GrantStore store = GrantStore.open(engine.at(data))) {
            store.put(grant(ContentGrant.State.LIVE));
            ContentGrants grants = after(store, Duration.ofDays(1));
            assertThat(grants.covering("bob", CALL, "acme", NOW)).isEmpty();
            assertThat(recorded).isEmpty();
            grants.settle();
            assertThat(recorded).hasSize(1);
            assertThat(recorded.getFirst().reason()).contains("expired");
        }
    }
}
