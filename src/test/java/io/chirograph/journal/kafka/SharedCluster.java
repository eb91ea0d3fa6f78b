package io.chirograph.journal.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.springframework.util.FileSystemUtils;

/// Three brokers with an authorizer for all tests of this JVM that kill or pause something; they leave them running.
public final class SharedCluster {
    public static final String PRINCIPAL = "User:ANONYMOUS";

    private static final class Held {
        static final TestCluster CLUSTER = start();

        static TestCluster start() {
            Map<String, String> authorizer = Map.of(
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                    "super.users",
                    PRINCIPAL);
            try {
                Path directory = Files.createTempDirectory("chirograph-kafka-3");
                TestCluster cluster = TestCluster.start(directory, 3, authorizer);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    cluster.close();
                    try {
                        FileSystemUtils.deleteRecursively(directory);
                    } catch (IOException e) {
                        System.err.println("test brokers' directory is left: " + e);
                    }
                }));
                return cluster;
            } catch (Exception e) {
                throw new IllegalStateException("no brokers could be started", e);
            }
        }
    }

    private SharedCluster() {}

    public static TestCluster cluster() {
        return Held.CLUSTER;
    }

    /// Lets `principal` do that with a topic.
    public static void allow(String principal, AclOperation operation, String topic) throws Exception {
        cluster().allow(principal, operation, topic);
    }

    public static void forbid(String principal, AclOperation operation, String topic) throws Exception {
        try (Admin admin = cluster().admin()) {
            admin.deleteAcls(List.of(binding(principal, operation, topic).toFilter()))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static AclBinding binding(String principal, AclOperation operation, String topic) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    }
}
