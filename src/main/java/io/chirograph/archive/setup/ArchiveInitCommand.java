package io.chirograph.archive.setup;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.retention.LifecycleRules;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.retention.RetentionRules;
import io.chirograph.archive.s3.S3Clients;
import io.chirograph.archive.s3.S3Settings;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.support.command.ChirographCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/// `chirograph archive init`: makes the configured bucket fit for an archive, with an administrator's credential.
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Create the archive's bucket, or bring it to what it should be: Object Lock, versions, default"
                + " retention, no public access, encryption, access log, lifecycle, policies of the four identities.",
        footer = {
            "",
            "The bucket is the configured one (chirograph.archive.s3.*). The credential is the administrator's, from",
            "AWS's default chain or --credentials-file, never the gateway's own. Nothing is ever weakened.",
            "Exit codes: 0 all is as it should be, 1 something is not and was left alone, 2 could not be done."
        })
public final class ArchiveInitCommand extends ChirographCommand implements Callable<Integer> {
    private static final int SPARE_DAYS = 40;

    private final Supplier<Environment> environment;

    @Option(names = "--archive", paramLabel = "NAME", description = "one of chirograph.archives; default: main")
    private String name = ConfiguredArchive.MAIN;

    @Option(names = "--store", paramLabel = "KIND", description = "aws, aws-us-gov, ceph or r2; default: by endpoint")
    private @Nullable String store;

    @Option(names = "--credentials-file", paramLabel = "FILE", description = "the administrator's credential")
    private @Nullable Path credentials;

    @Option(names = "--writer", paramLabel = "ARN", description = "principal of the gateway")
    private @Nullable String writer;

    @Option(names = "--auditor", paramLabel = "ARN", description = "principal of the auditors")
    private @Nullable String auditor;

    @Option(names = "--retention-manager", paramLabel = "ARN", description = "principal who sees to retention")
    private @Nullable String manager;

    @Option(names = "--administrator", paramLabel = "ARN", description = "principal who configures the bucket")
    private @Nullable String administrator;

    @Option(names = "--log-bucket", paramLabel = "BUCKET", description = "where the store's access log goes")
    private @Nullable String logBucket;

    @Option(
            names = "--lifecycle",
            description = "let the store delete canaries, and of each --log what can be held no longer")
    private boolean lifecycle;

    @Option(
            names = "--log",
            paramLabel = "LOG-ID",
            description = "a log whose segments and payloads are deleted after their longest retention")
    private List<String> logs = new ArrayList<>();

    @Option(names = "--replace-policy", description = "put ours in place of another bucket policy")
    private boolean replacePolicy;

    @Option(names = "--dry-run", description = "say what would be changed, and change nothing")
    private boolean trial;

    @Option(names = "--print-policies", description = "print the policies, filled in, and do nothing else")
    private boolean print;

    public ArchiveInitCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        Binder binder = Binder.get(environment.get());
        String at = name.equals(ConfiguredArchive.MAIN) ? "chirograph.archive" : "chirograph.archives." + name;
        ArchiveProperties properties = binder.bindOrCreate(at, ArchiveProperties.class);
        S3Settings settings = properties.s3();
        if (settings == null) {
            throw new IOException(at + ".s3.bucket is not set: there is no bucket to set up");
        }
        StoreKind kind = store == null ? StoreKind.at(settings.endpoint(), settings.region()) : StoreKind.of(store);
        RetentionRules rules = ObjectRetention.configured(binder, properties).rules();
        Map<String, String> values = values(settings, rules);
        PrintWriter out = out();
        if (print) {
            print(out, kind, values);
            return 0;
        }
        List<SetupStep> steps;
        try (S3Client client = S3Clients.client(settings.withCredential(null, null, credentials))) {
            steps = new BucketSetup(client, plan(settings, kind, properties, rules, values)).run();
        } catch (SdkException e) {
            throw new IOException(settings + ": " + e.getMessage(), e);
        }
        steps.forEach(out::println);
        boolean refused = steps.stream().anyMatch(step -> step.outcome() == SetupStep.Outcome.REFUSED);
        if (kind.isAws()) {
            out.println("The identities' own policies are attached to their roles: see --print-policies.");
        }
        out.flush();
        return refused ? 1 : 0;
    }

    private SetupPlan plan(
            S3Settings settings,
            StoreKind kind,
            ArchiveProperties properties,
            RetentionRules rules,
            Map<String, String> values) {
        boolean known = writer != null && auditor != null && manager != null && administrator != null;
        return new SetupPlan(
                settings,
                kind,
                kind == StoreKind.R2 ? LockMode.NONE : properties.mode(),
                Math.toIntExact(properties.retention().plusDays(1).minusNanos(1).toDays()),
                logBucket,
                known && kind != StoreKind.R2 ? BucketPolicies.ofBucket(kind, values) : null,
                kind.isAws() && logBucket != null ? BucketPolicies.file(kind, "log-bucket.json", values) : null,
                lifecycle ? expiries(settings, new ObjectRetention(rules, properties)) : List.of(),
                replacePolicy,
                trial);
    }

    private List<LifecycleRules.Rule> expiries(S3Settings settings, ObjectRetention retention) {
        return LifecycleRules.of(retention, logs).stream()
                .map(rule -> new LifecycleRules.Rule(
                        rule.id(), settings.base() + rule.prefix(), rule.days(), rule.hiddenDays()))
                .toList();
    }

    private Map<String, String> values(S3Settings settings, RetentionRules rules) {
        long days = rules.longestDays(Instant.now());
        Map<String, String> values = new TreeMap<>();
        values.put("BUCKET", settings.bucket());
        values.put("PREFIX", settings.base());
        values.put("MAX_DAYS", Long.toString(days + SPARE_DAYS));
        values.put("RETENTION_SECONDS", Long.toString(days * 86_400));
        values.put("LOG_BUCKET", logBucket == null ? settings.bucket() + "-log" : logBucket);
        put(values, "WRITER", writer);
        put(values, "AUDITOR", auditor);
        put(values, "RETENTION_MANAGER", manager);
        put(values, "ADMINISTRATOR", administrator);
        return values;
    }

    private static void put(Map<String, String> values, String name, @Nullable String value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    private static void print(PrintWriter out, StoreKind kind, Map<String, String> values) {
        Map<String, String> all = new TreeMap<>(values);
        if (kind == StoreKind.R2) {
            all.putIfAbsent("ACCOUNT", "ACCOUNT");
            all.putIfAbsent("JURISDICTION", "default");
        }
        BucketPolicies.ofIdentities(kind, all).forEach((file, text) -> {
            out.println("# " + file);
            out.println(text.strip());
        });
        out.println("# " + (kind == StoreKind.R2 ? "the bucket's lock rules" : "the bucket's policy"));
        out.println(BucketPolicies.ofBucket(kind, all).strip());
        out.flush();
    }
}
