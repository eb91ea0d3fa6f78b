package io.chirograph.boot;

import io.chirograph.identity.operators.Role;
import io.chirograph.identity.signin.DevelopmentLinks;
import java.nio.file.Path;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/// Prints the credentials' places and a first call once the server is up.
@Component
class DevelopmentGreeting {
    private final Environment environment;
    private final ObjectProvider<DevelopmentLinks> links;

    DevelopmentGreeting(Environment environment, ObjectProvider<DevelopmentLinks> links) {
        this.environment = environment;
        this.links = links;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof WebServerApplicationContext web && web.getWebServer() != null) {
            int port = web.getWebServer().getPort();
            String scheme = environment.containsProperty("server.ssl.bundle") ? "https" : "http";
            Development.of(environment)
                    .ifPresent(dev -> System.out.println(text(
                                    dev.directory(),
                                    scheme + "://127.0.0.1:" + port,
                                    Roles.isGateway(environment),
                                    Roles.isAuditor(environment))
                            + console(scheme + "://127.0.0.1:" + port)));
        }
    }

    /// The links to the console; empty where it is opened otherwise, or not at all.
    private String console(String url) {
        DevelopmentLinks made = links.getIfAvailable();
        return made == null
                ? ""
                : """

                    Or open the console; each link works once, within an hour:

                      as an auditor who may read content  %s
                      as an administrator                 %s
                      as a retention manager              %s
                    """.formatted(
                                url + made.link(Set.of(Role.AUDITOR, Role.PAYLOAD_READER)),
                                url + made.link(Set.of(Role.ADMINISTRATOR)),
                                url + made.link(Set.of(Role.RETENTION_MANAGER)));
    }

    /// @param url of the port for calls and auditors
    static String text(Path directory, String url, boolean gateway, boolean auditor) {
        String dir = directory.toAbsolutePath().normalize().toString();
        String key = "  gateway key          %1$s/gateway-key\n";
        String tokens = """
              auditor's token      %1$s/auditor-token
              administrator's      %1$s/admin-token
            """;
        String call = """

            Make a call:

            curl -sS %2$s/sandbox/v1/chat/completions \\
              -H "Authorization: Bearer $(cat '%1$s/gateway-key')" \\
              -H 'Content-Type: application/json' \\
              -d '{"model":"sandbox","messages":[{"role":"user","content":"Hello"}]}'
            """;
        String read = """

            %3$s:

            curl -sS %2$s/audit/v1/calls \\
              -H "Authorization: Bearer $(cat '%1$s/auditor-token')"
            """;
        String all = """

            Chirograph is running in development mode: everything below was made for this machine alone.

            """ + (gateway ? key : "") + tokens + (gateway ? call : "") + (auditor ? read : "");
        return all.formatted(
                dir, url, gateway ? "and read its record a few seconds later" : "Read the calls of the audited logs");
    }
}
