package io.chirograph.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.Schemas;
import io.chirograph.event.UuidV7;
import io.chirograph.identity.callers.CallerAccess;
import io.chirograph.identity.callers.Callers;
import io.chirograph.identity.callers.GatewayKeys;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.state.Hearing;
import io.chirograph.web.ApiException;
import io.chirograph.web.clientaddress.TrustedProxies;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

/// What operators and callers see of usage.
class UsageTest {
    @TempDir
    Path directory;

    private static Usage valid(Usage usage) {
        Schemas.assertValid("api.usage", JsonMapper.shared().valueToTree(usage));
        return usage;
    }

    @Test
    void operatorsSeeEverySubjectPageByPage() throws Exception {
        var trial = new LimitTrial(
                directory,
                "{id: a, per: key, requests: 9, tokens: 5000, window: hour}",
                "{id: b, per: key, concurrency: 3}");
        for (int i = 0; i < 7; i++) {
            trial.start(trial.call("k" + i, 1, 2)).ends(5, 6);
        }
        var going = trial.start(trial.call("k3", 10, 20));
        UsageController admin = new UsageController(trial.limits);
        List<String> seen = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        do {
            Usage page = valid(admin.usage(null, null, cursor, "3"));
            page.items()
                    .forEach(item -> seen.add(item.rule() + " " + item.subject().get("key")));
            cursor = page.next();
            pages++;
        } while (cursor != null);
        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(8).doesNotHaveDuplicates().contains("a k0", "a k6", "b k3");
        Usage.Item item = valid(admin.usage("a", "k3", null, "50")).items().getFirst();
        assertThat(item.underWay()).isEqualTo(1);
        assertThat(item.counts())
                .containsExactly(
                        new Usage.Count("requests", "9", "1", "1"), new Usage.Count("tokens", "5000", "11", "30"));
        assertThat(valid(admin.usage("b", null, null, "50")).items().getFirst().counts())
                .containsExactly(new Usage.Count("concurrency", "3", "0", "1"));
        assertThatThrownBy(() -> admin.usage(null, null, null, "1001")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> admin.usage(null, null, null, "many"))
                .hasMessage("Parameter 'limit' is 'many'; it must be from 1 to 1000.");
        going.close();
    }

    @Test
    void callersSeeWhatIsTheirOwn() throws Exception {
        var trial = new LimitTrial(
                directory,
                "{id: by-key, per: key, requests: 9, window: hour}",
                "{id: by-team, per: [tenant, team], cost: 5, window: month}",
                "{id: by-model, per: [key, model], requests: 9, window: hour}",
                "{id: by-model-alone, per: model, requests: 9, window: hour}",
                "{id: of-all, requests: 99, window: hour}");
        for (String[] who : new String[][] {{"one", "acme"}, {"two", "acme"}, {"three", "other"}}) {
            var words = Map.of("key", who[0], "tenant", who[1], "team", "web", "model", "m");
            trial.start(trial.new Asking(words, new LimitedCall.Estimate(1, 1), BigDecimal.ONE))
                    .ends(1, 1);
        }
        var keys = new GatewayKeys(List.of());
        var made = StoredKey.make("one", "shop", "acme", "web", Grants.UNLIMITED, trial.clock.instant());
        keys.stored(List.of(made.key()), List.of());
        var access = new CallerAccess(
                new Callers(keys, trial.clock),
                new TrustedProxies(List.of()),
                new Refusals(),
                new UuidV7(trial.clock),
                Hearing.none());
        var request = new MockHttpServletRequest("GET", OwnUsageController.PATH);
        request.addHeader("Authorization", "Bearer " + made.text());
        var own = new OwnUsageController(trial.limits, access);
        Usage usage =
                valid(Objects.requireNonNull(own.usage(null, "50", request).getBody()));
        assertThat(usage.items()).extracting(Usage.Item::rule).containsExactly("by-key", "by-model", "by-team");
        assertThat(usage.items())
                .allMatch(item -> item.subject().getOrDefault("key", "one").equals("one"));
        assertThatThrownBy(() -> own.usage(null, "50", new MockHttpServletRequest("GET", OwnUsageController.PATH)))
                .isInstanceOf(ApiException.class);
    }
}
