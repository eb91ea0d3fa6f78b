package io.chirograph.journal.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;

/// Three brokers with the topics of some logs, for measurements: what the gateways' start demands holds, at replicated
/// memory. Prints the brokers' addresses and their process ids, a line each; SIGTERM ends them.
///
/// Arguments: directory, the logs' topics.
public final class BrokersProgram {
    private static final String PRINCIPAL = "User:ANONYMOUS";

    private BrokersProgram() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> settings = Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                PRINCIPAL);
        TestCluster cluster = TestCluster.start(Files.createDirectories(Path.of(args[0])), 3, settings);
        for (int i = 1; i < args.length; i++) {
            cluster.createTopics(args[i], Map.of());
            cluster.allow(PRINCIPAL, AclOperation.WRITE, args[i]);
            cluster.allow(PRINCIPAL, AclOperation.WRITE, args[i] + "-content");
        }
        System.out.println(cluster.servers());
        System.out.println(cluster.pids().stream().map(String::valueOf).collect(Collectors.joining(" ")));
        Thread.currentThread().join();
    }
}
