package io.chirograph.archive.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The files of `deploy/policies` with their placeholders filled in.
public final class BucketPolicies {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z_]+)}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9 ._:/@+=,-]*");
    private static final List<String> IDENTITIES =
            List.of("writer.json", "auditor.json", "retention-manager.json", "administrator.json");

    private BucketPolicies() {}

    /// The policies that go to the identities themselves, by file name. Of R2 there is none for the retention
    /// manager: nobody can hold there.
    static SortedMap<String, String> ofIdentities(StoreKind store, Map<String, String> values) {
        SortedMap<String, String> filled = new TreeMap<>();
        for (String name : IDENTITIES) {
            if (store != StoreKind.R2 || !name.equals("retention-manager.json")) {
                filled.put(name, file(store, name, values));
            }
        }
        return filled;
    }

    /// What the bucket itself is given: at AWS a policy of its own, at Ceph those of the identities in one.
    public static String ofBucket(StoreKind store, Map<String, String> values) {
        return switch (store) {
            case AWS, AWS_US_GOV -> file(store, "bucket.json", values);
            case CEPH -> merged(ofIdentities(store, values).values());
            case R2 -> file(store, "bucket-lock.json", values);
        };
    }

    /// One file, filled in.
    /// @throws IllegalArgumentException a placeholder has no value, or one that does not fit in; it names it
    public static String file(StoreKind store, String name, Map<String, String> values) {
        TreeSet<String> missing = new TreeSet<>();
        String filled = PLACEHOLDER.matcher(template(store, name)).replaceAll(placeholder -> {
            String value = values.get(placeholder.group(1));
            if (value == null) {
                missing.add(placeholder.group(1));
                return "";
            }
            if (!VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        placeholder.group(1) + " is \"" + value + "\", which a policy cannot hold");
            }
            return Matcher.quoteReplacement(value);
        });
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(store.folder() + "/" + name + " needs " + String.join(", ", missing));
        }
        return filled;
    }

    public static String merged(Collection<String> policies) {
        JsonMapper json = JsonMapper.shared();
        ObjectNode all = json.createObjectNode().put("Version", "2012-10-17");
        ArrayNode statements = all.putArray("Statement");
        policies.forEach(policy -> json.readTree(policy).at("/Statement").forEach(statements::add));
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(all);
    }

    private static String template(StoreKind store, String name) {
        try {
            return new ClassPathResource("/policies/" + store.folder() + "/" + name)
                    .getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
