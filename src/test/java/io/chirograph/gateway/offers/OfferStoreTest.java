package io.chirograph.gateway.offers;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.dialect.offers.OfferedItem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfferStoreTest {
    @TempDir
    private Path directory;

    private static OfferStore.Offered offered(int items) {
        var all = new LinkedHashMap<String, OfferedItem>();
        for (int i = 0; i < items; i++) {
            all.put(
                    "t\"\u0000" + i,
                    new OfferedItem(
                            new Digest("sha256", null, "%064x".formatted(i), i),
                            new TreeMap<>(Map.of("description", "ab"))));
        }
        return new OfferStore.Offered(true, 3, "ff", all);
    }

    @Test
    void whatWasKeptIsThereAfterARestart() throws Exception {
        try (OfferStore store = OfferStore.open(directory)) {
            assertThat(store.last("p")).isEqualTo(OfferStore.Offered.NOTHING);
            store.keep("p", offered(1));
            store.keep("p", offered(3));
            store.keep("q", offered(0));
        }
        try (OfferStore store = OfferStore.open(directory)) {
            assertThat(store.last("p")).isEqualTo(offered(3));
            assertThat(store.last("q")).isEqualTo(offered(0));
        }
    }

    @Test
    void theListsThatChangedLeastLatelyAreForgottenAndTheNewestNever() throws Exception {
        try (OfferStore store = OfferStore.open(directory, 10_000)) {
            for (int i = 0; i < 20; i++) {
                store.keep("p" + i, offered(20));
            }
            assertThat(store.last("p0")).isEqualTo(OfferStore.Offered.NOTHING);
            assertThat(store.last("p19")).isEqualTo(offered(20));
            store.keep("large", offered(500));
            assertThat(store.last("large")).isEqualTo(offered(500));
            assertThat(store.last("p19")).isEqualTo(OfferStore.Offered.NOTHING);
        }
    }
}
