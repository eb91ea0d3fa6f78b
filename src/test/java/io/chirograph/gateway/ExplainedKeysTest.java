package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.explain.PolicyCommand;
import io.chirograph.identity.callers.GatewayKeyDatabase;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.policy.model.ContentAbilities;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;

/// `policy explain` knows the keys of the data directory, while a process has them open.
class ExplainedKeysTest {
    private final Instant now = Instant.now();

    @TempDir
    private Path data;

    private GatewayKeyDatabase keys;

    @BeforeEach
    void open() throws Exception {
        keys = GatewayKeyDatabase.open(data);
        Files.writeString(data.resolve("policy.yml"), "version: 1\n");
    }

    @AfterEach
    void close() throws Exception {
        keys.close();
    }

    private record Answer(int exit, String text) {}

    private Answer explain(String key) {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("chirograph.environment", "development")
                .withProperty("chirograph.data-dir", data.toString())
                .withProperty(
                        "chirograph.policy.file", data.resolve("policy.yml").toString())
                .withProperty("chirograph.gateway.providers.one.base-url", "http://127.0.0.1:1")
                .withProperty("chirograph.gateway.providers.two.base-url", "http://127.0.0.1:1");
        StringWriter out = new StringWriter();
        CommandLine line = PolicyCommand.assemble(
                        file -> environment, settings -> Set.of(), settings -> ContentAbilities.NONE)
                .setOut(new PrintWriter(out))
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    out.append(e.getMessage());
                    return 2;
                });
        return new Answer(line.execute("explain", "--key", key, "--model", "m-1"), out.toString());
    }

    private StoredKey make(String id, List<String> providers, @Nullable Instant expires, String... addresses)
            throws Exception {
        Grants grants = new Grants(providers, List.of(), List.of(), null, List.of(), expires, List.of(addresses));
        StoredKey key =
                StoredKey.make(id, "shop", "acme", "payments", grants, now).key();
        keys.announce(key);
        keys.apply(key);
        return key;
    }

    @Test
    void aKeyOfTheDatabaseIsExplainedByItsGrants() throws Exception {
        make("web-1", List.of("two"), null, "10.0.0.0/8");
        FileTime before = Files.getLastModifiedTime(data.resolve(GatewayKeyDatabase.FILE));
        Answer answer = explain("web-1");
        assertThat(answer.exit()).as(answer.text()).isZero();
        assertThat(answer.text())
                .contains("from 10.0.0.0/8 alone")
                .containsPattern("at provider one, model m-1(?s:.*)=> refused by key:providers: provider-refused")
                .containsPattern("at provider two, model m-1(?s:.*)=> allowed");
        assertThat(Files.getLastModifiedTime(data.resolve(GatewayKeyDatabase.FILE)))
                .isEqualTo(before);
    }

    @Test
    void aKeyThatIsNotInForceLetsNobodyIn() throws Exception {
        StoredKey disabled = make("gone", List.of(), null).disable(now);
        keys.announce(disabled);
        assertThat(explain("gone")).as("announced").satisfies(answer -> {
            assertThat(answer.exit()).isEqualTo(1);
            assertThat(answer.text()).contains("=> refused: key-disabled (401)").doesNotContain("provider one");
        });
        keys.apply(disabled);
        assertThat(explain("gone").text()).contains("=> refused: key-disabled (401)");
        make("old", List.of(), now.minus(Duration.ofDays(1)));
        assertThat(explain("old").text()).contains("=> refused: key-expired (401)");
    }

    @Test
    void aKeyThatWasNeverMadeIsNotKnown() throws Exception {
        make("web-1", List.of(), null);
        assertThat(explain("web-2")).isEqualTo(new Answer(2, "No gateway key has the id 'web-2'"));
        assertThat(explain("dev").exit()).as("the key of a developer's machine").isZero();
        keys.close();
        Files.write(data.resolve(GatewayKeyDatabase.FILE), new byte[4096]);
        assertThat(explain("web-1").exit()).isEqualTo(2);
    }
}
