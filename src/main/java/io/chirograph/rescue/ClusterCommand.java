package io.chirograph.rescue;

import io.chirograph.journal.kafka.ClusterStatus;
import io.chirograph.journal.kafka.KafkaProperties;
import io.chirograph.recording.RecordingProperties;
import io.chirograph.support.command.ChirographCommand;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `chirograph cluster`: looks at the gateways that share a journal on Kafka, whether or not one of them is up.
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = "Look at the gateways that share a journal on Kafka.")
public final class ClusterCommand extends ChirographCommand implements Runnable {
    private static final int MISSED = 3;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ROW = "%-4s %-28s %-20s %-10s %-7s %-26s %s%n";

    private final Supplier<Environment> environment;
    private final Clock clock;

    public ClusterCommand(Supplier<Environment> environment) {
        this(environment, Clock.systemUTC());
    }

    ClusterCommand(Supplier<Environment> environment, Clock clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public void run() {
        throw usage("Missing command");
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = {
                "Tell who holds which log, how far each is archived, when it was last heard of, and how durable it is.",
                "Exit code 1 when something needs looking after."
            })
    int status(@Option(names = "--json", description = "as one JSON object") boolean json) throws IOException {
        Environment settings = environment.get();
        if (!"kafka".equals(settings.getProperty("chirograph.journal.type"))) {
            return report(COULD_NOT, "chirograph.journal.type is not kafka: there is no cluster to look at");
        }
        Binder binder = Binder.get(settings);
        Duration silence = binder.bindOrCreate("chirograph.recording", RecordingProperties.class)
                .heartbeat()
                .multipliedBy(MISSED);
        ClusterStatus status = ClusterStatus.of(binder.bindOrCreate("chirograph.journal.kafka", KafkaProperties.class));
        Instant now = clock.instant();
        List<String> problems = status.problems(now, silence);
        if (json) {
            print(JSON.writeValueAsString(asMap(status, problems, now)));
        } else {
            print(text(status, now));
        }
        problems.forEach(one -> report(FAILED, one));
        return problems.isEmpty() ? DONE : FAILED;
    }

    private static Map<String, Object> asMap(ClusterStatus status, List<String> problems, Instant now) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("topic", status.topic());
        all.put("durability", status.durability());
        all.put(
                "partitions",
                status.partitions().stream().map(one -> asMap(one, now)).toList());
        all.put("spares", status.spares());
        all.put("findings", status.findings());
        all.put("problems", problems);
        return all;
    }

    private static Map<String, @Nullable Object> asMap(ClusterStatus.Partition one, Instant now) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        ClusterStatus.Last last = one.last();
        all.put("partition", one.number());
        all.put("holder", one.holder());
        all.put("host", one.host());
        all.put("leader", one.leader());
        all.put("inSync", one.inSync());
        all.put("replicas", one.replicas());
        all.put("first", one.first());
        all.put("next", one.next());
        all.put("archived", one.archived());
        all.put("lag", one.lag());
        all.put("lastBy", last == null ? null : last.node());
        all.put("lastAt", last == null ? null : last.time().toString());
        all.put("lastAgeSeconds", last == null ? null : age(last, now));
        return all;
    }

    private static long age(ClusterStatus.Last last, Instant now) {
        return Math.max(0, Duration.between(last.time(), now).toSeconds());
    }

    private static String text(ClusterStatus status, Instant now) {
        var text = new StringBuilder();
        text.append("topic ")
                .append(status.topic())
                .append(", ")
                .append(status.durability())
                .append('\n');
        text.append(ROW.formatted("log", "holder", "records", "archived", "lag", "last record", "brokers"));
        for (ClusterStatus.Partition one : status.partitions()) {
            ClusterStatus.Last last = one.last();
            text.append(ROW.formatted(
                    one.number(),
                    one.holder() == null ? "nobody" : one.holder() + one.host(),
                    one.first() + " to " + one.next(),
                    one.archived() == null ? "-" : one.archived(),
                    one.lag(),
                    last == null ? "-" : age(last, now) + " s ago by " + last.node(),
                    one.inSync() + " of " + one.replicas() + ", led by " + one.leader()));
        }
        text.append("waiting: ")
                .append(status.spares().isEmpty() ? "nobody" : String.join(", ", status.spares()))
                .append('\n');
        status.findings().forEach(one -> text.append("lacks: ").append(one).append('\n'));
        return text.toString().stripTrailing();
    }
}
