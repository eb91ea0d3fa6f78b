import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Records a decision: java Record.java DECISION-ID RECEIPT-FILE
///
/// GATEWAY_URL and GATEWAY_KEY say where, and as whom. Java 17 or newer, and nothing else: a program that
/// has a JSON library uses it in the place of the patterns here.
class Record {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Set<Integer> AGAIN = Set.of(408, 409, 429);

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String decision = arguments[0];
        if (!decision.matches("[A-Za-z0-9._-]{1,200}")) {
            throw new IllegalArgumentException("DECISION-ID must be letters, digits, '.', '_' and '-'");
        }
        String answer = record(
                """
                {"type": "decision.recorded", "data": {"decisionId": "%s", "operator": "ann@example.com",
                 "decision": "approved", "reasoning": "Income covers the rate."}}"""
                        .formatted(decision),
                "decided-" + decision);
        System.out.println("id " + member(answer, "id"));
        // A late repetition is answered with the id and no receipt: then it went with the first answer.
        String receipt = member(answer, "receipt");
        System.out.println("receipt " + (receipt == null ? "went with the first answer" : receipt));
        if (receipt != null) {
            Files.writeString(Path.of(arguments[1]), receipt + "\n");
        }
    }

    /// Sends an event until the gateway has answered: the same key and the same bytes each time.
    private static String record(String event, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("GATEWAY_URL") + "/v1/events"))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + System.getenv("GATEWAY_KEY"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build();
        for (int pause = 1; ; pause *= 2) {
            boolean isLast = pause > 8;
            try {
                HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
                int status = response.statusCode();
                if (status == 202) {
                    return response.body();
                }
                if (isLast || status < 500 && !AGAIN.contains(status)) {
                    throw new IllegalStateException("not recorded: " + status + " " + response.body());
                }
            } catch (IOException e) {
                if (isLast) {
                    throw e;
                }
            }
            Thread.sleep(Duration.ofSeconds(pause).toMillis());
        }
    }

    private static String member(String answer, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\\s*\"([^\"]*)\"").matcher(answer);
        return matcher.find() ? matcher.group(1) : null;
    }
}
