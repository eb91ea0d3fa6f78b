package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.identity.callers.Grants;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ways in which one tenant got at what was another's behind other gateways, as these published them:
///
/// 1. theopenco/llmgateway pull request 3758 (GHSA-h9ww-f95j-h54c): the same prompt was answered from the cache with
///    what another organization had been answered.
/// 2. BerriAI/litellm pull request 17401: any key could read and cancel any batch.
/// 3. BerriAI/litellm issue 35530: a file was read and deleted by the id that the provider had given it.
/// 4. BerriAI/litellm pull request 39548: a stored response was read, cancelled, deleted and gone on with by its id.
/// 5. BerriAI/litellm issue 36087: a list of files named those of others beside an empty page.
/// 6. BerriAI/litellm pull request 40621: an id that was encoded twice passed the check that it would have failed.
@Timeout(300)
class PublishedLeaksTest {
    private static final AtomicInteger ASKED = new AtomicInteger();
    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayHarness.start(
                "gateway.cache.routes[0].provider=o",
                "gateway.cache.routes[0].path=/v1/chat/completions",
                "gateway.cache.routes[0].ttl=5m",
                "gateway.cache.routes[0].also=temperature");
        gateway.add("other", "other", Grants.UNLIMITED);
        gateway.add("third", "third", Grants.UNLIMITED);
        gateway.provider().says((connection, wire) -> {
            wire.request();
            String body = "{\"id\":\"made-" + ASKED.incrementAndGet() + "\",\"object\":\"x\",\"choices\":[]}";
            wire.answer("200 OK", "Content-Type: application/json\r\n", body.getBytes(StandardCharsets.UTF_8), false);
        });
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    /// The first of the list.
    @Test
    void theSamePromptOfAnotherTenantIsNoHit() throws Exception {
        String prompt = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"my salary\"}]}";
        Http.Answer mine = gateway.http().post("/o/v1/chat/completions", prompt);
        assertThat(gateway.http().post("/o/v1/chat/completions", prompt).header("chirograph-cache"))
                .hasValue("hit");
        Http.Answer others = gateway.as("other").post("/o/v1/chat/completions", prompt);
        assertThat(others.header("chirograph-cache")).hasValue("miss");
        assertThat(others.text()).isNotEqualTo(mine.text());
    }

    @ParameterizedTest(name = "{0}: {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
        2 | /o/v1/batches          | GET    | /o/v1/batches/ID                | | not-found
        2 | /o/v1/batches          | POST   | /o/v1/batches/ID/cancel         | | not-found
        2 | /a/v1/messages/batches | GET    | /a/v1/messages/batches/ID/results | | not-found
        3 | /o/v1/files            | GET    | /o/v1/files/ID                  | | not-found
        3 | /o/v1/files            | GET    | /o/v1/files/ID/content          | | not-found
        3 | /o/v1/files            | DELETE | /o/v1/files/ID                  | | not-found
        4 | /o/v1/responses        | GET    | /o/v1/responses/ID              | | not-found
        4 | /o/v1/responses        | POST   | /o/v1/responses/ID/cancel       | | not-found
        4 | /o/v1/responses        | DELETE | /o/v1/responses/ID              | | not-found
        4 | /o/v1/responses        | POST   | /o/v1/responses                 | {"model":"m","previous_response_id":"ID"} | not-found
        5 | /o/v1/files            | GET    | /o/v1/files                     | | list-refused
        5 | /o/v1/files            | GET    | /o/v1/files?limit=1&after=ID    | | list-refused
        6 | /o/v1/files            | GET    | /o/v1/files/EN/content          | | not-found
        6 | /o/v1/responses        | GET    | /o/v1/responses/EN              | | not-found
        """)
    void whatIsAnothersIsNotThere(int leak, String make, String method, String path, String body, String code)
            throws Exception {
        String id =
                gateway.http().post(make, "{\"model\":\"m\"}").json().path("id").asString("");
        String target =
                path.replace("ID", id).replace("EN", id.replace("-", "%252D").replace("m", "%256D"));
        byte[] bytes = (body == null ? "" : body.replace("ID", id)).getBytes(StandardCharsets.UTF_8);
        int before = ASKED.get();
        Http.Answer answer = gateway.as("other").send(method, target, bytes, "Content-Type: application/json");
        assertThat(answer.json().path("code").asString("")).as("leak %d", leak).isEqualTo(code);
        assertThat(answer.text()).as("leak %d", leak).doesNotContain("\"object\":\"x\"");
        assertThat(ASKED).as("nothing reached the provider").hasValue(before);
        if (!target.contains("%25")) {
            Http.Answer own = gateway.as("third").send(method, target, bytes, "Content-Type: application/json");
            assertThat(own.json().path("code").asString("")).isEqualTo(code);
            own = gateway.http().send(method, target, bytes, "Content-Type: application/json");
            assertThat(own.status()).as("whose it is").isEqualTo(code.equals("list-refused") ? 403 : 200);
        }
    }
}
