package io.chirograph.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.StoredKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ByteArrayResource;

class EntryYamlTest {
    private static final Grants ALL = new Grants(
            List.of("openai"),
            List.of("gpt-*", "o'x"),
            List.of("inference"),
            "phi",
            List.of("phi", "public"),
            Instant.parse("2027-01-01T00:00:00Z"),
            List.of("10.0.0.0/8"));

    @Test
    void whatIsPrintedIsReadAsTheSameEntry() throws Exception {
        for (Grants grants : List.of(ALL, Grants.UNLIMITED)) {
            GatewayKeyEntry entry = StoredKey.make("web", "shop", "o'hara", "t", grants, Instant.EPOCH)
                    .key()
                    .entry();
            byte[] yaml = EntryYaml.of(entry).getBytes(StandardCharsets.UTF_8);
            var source = new YamlPropertySourceLoader()
                    .load("entry", new ByteArrayResource(yaml))
                    .getFirst();
            var read = new Binder(ConfigurationPropertySources.from(source))
                    .bind("chirograph.identity.gateway-keys", Bindable.listOf(GatewayKeyEntry.class))
                    .get();
            assertThat(read).containsExactly(entry);
        }
    }
}
