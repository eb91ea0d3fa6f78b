package io.chirograph.archive.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files of `deploy/policies`.
class BucketPoliciesTest {
    private static final Path POLICIES = Path.of("deploy/policies");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*}");

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(POLICIES)) {
            return all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, String> values() {
        Map<String, String> values = new HashMap<>(Map.of(
                "BUCKET", "audit",
                "PREFIX", "prod/gw-1/",
                "LOG_BUCKET", "audit-log",
                "WRITER", "arn:aws:iam::123456789012:role/writer",
                "AUDITOR", "arn:aws:iam::123456789012:role/auditor",
                "RETENTION_MANAGER", "arn:aws:iam::123456789012:role/manager",
                "ADMINISTRATOR", "arn:aws:iam::123456789012:role/admin",
                "MAX_DAYS", "3660"));
        values.put("ACCOUNT", "0123456789abcdef");
        values.put("JURISDICTION", "eu");
        values.put("RETENTION_SECONDS", "34560000");
        return values;
    }

    @Test
    void everyFileIsJsonAndEveryPlaceholderIsExplained() throws IOException {
        String readme = Files.readString(POLICIES.resolve("README.md"));
        assertThat(files()).hasSizeGreaterThan(15);
        for (Path file : files()) {
            String text = Files.readString(file);
            assertThat(JsonMapper.shared().readTree(text).isObject())
                    .as(file.toString())
                    .isTrue();
            PLACEHOLDER
                    .matcher(text)
                    .results()
                    .forEach(found -> assertThat(readme)
                            .as("%s in %s", found.group(), file)
                            .contains("`" + found.group() + "`"));
        }
    }

    @Test
    void govCloudDiffersInNothingButThePartition() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (Path file : files()) {
            if (file.startsWith(POLICIES.resolve("aws"))) {
                String name = file.getFileName().toString();
                names.add(name);
                String gov = Files.readString(POLICIES.resolve("aws-us-gov").resolve(name));
                assertThat(gov).isEqualTo(Files.readString(file).replace("arn:aws:", "arn:aws-us-gov:"));
            }
        }
        assertThat(files().stream()
                        .filter(file -> file.startsWith(POLICIES.resolve("aws-us-gov")))
                        .map(file -> file.getFileName().toString()))
                .containsExactlyElementsOf(names);
    }

    @Test
    void theProgramCarriesEveryFileAndFillsItIn() throws IOException {
        for (Path file : files()) {
            StoreKind store = Stream.of(StoreKind.values())
                    .filter(kind -> file.startsWith(POLICIES.resolve(kind.folder())))
                    .findFirst()
                    .orElseThrow();
            String filled = BucketPolicies.file(store, file.getFileName().toString(), values());
            assertThat(filled).as(file.toString()).doesNotContain("${");
            assertThat(JsonMapper.shared().readTree(filled).isObject()).isTrue();
        }
    }

    @Test
    void whatIsMissingIsNamedAndWhatWouldBreakOutIsRefused() {
        Map<String, String> values = values();
        values.remove("WRITER");
        assertThatThrownBy(() -> BucketPolicies.ofBucket(StoreKind.CEPH, values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ceph/writer.json needs WRITER");
        values.put("WRITER", "x\", \"Effect\": \"Allow");
        assertThatThrownBy(() -> BucketPolicies.ofBucket(StoreKind.CEPH, values))
                .hasMessageContaining("WRITER is");
    }

    @Test
    void aRetentionIsBoundedAtAws() {
        for (StoreKind store : List.of(StoreKind.AWS, StoreKind.AWS_US_GOV)) {
            for (String name : List.of("writer.json", "retention-manager.json")) {
                for (JsonNode statement : JsonMapper.shared()
                        .readTree(BucketPolicies.file(store, name, values()))
                        .at("/Statement")) {
                    if (statement.at("/Effect").stringValue().equals("Allow")
                            && statement.at("/Action").toString().contains("s3:PutObjectRetention")) {
                        assertThat(statement
                                        .at("/Condition/NumericLessThanEquals")
                                        .get("s3:object-lock-remaining-retention-days")
                                        .stringValue())
                                .isEqualTo("3660");
                    }
                }
            }
        }
    }

    @Test
    void theKindOfStoreIsToldFromWhereItIs() {
        assertThat(StoreKind.at(null, "eu-central-1")).isEqualTo(StoreKind.AWS);
        assertThat(StoreKind.at(null, "us-gov-west-1")).isEqualTo(StoreKind.AWS_US_GOV);
        assertThat(StoreKind.at("https://abc.eu.r2.cloudflarestorage.com", null))
                .isEqualTo(StoreKind.R2);
        assertThat(StoreKind.at("https://rgw.example.com", null)).isEqualTo(StoreKind.CEPH);
    }
}
