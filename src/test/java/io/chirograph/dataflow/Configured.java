package io.chirograph.dataflow;

import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.dataflow.settings.SettingsReader;
import io.chirograph.policy.eval.PolicyVersion;
import io.chirograph.policy.text.PolicyText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/// Configurations to make data flows of.
public final class Configured {
    /// A gateway of many parts, each where a secret can stand with one.
    public static final String MANY = """
            chirograph.environment=production
            chirograph.data-dir=/srv/chirograph
            chirograph.log.origin=audit.example.com/gw-1
            chirograph.log.signing-key=/srv/keys/log.pem
            chirograph.gateway.providers.openai.base-url=https://api.openai.com
            chirograph.gateway.providers.openai.dialect=openai
            chirograph.gateway.providers.openai.credential=canary-1
            chirograph.gateway.providers.openai.region=us
            chirograph.gateway.providers.eu.base-url=https://models.example.eu
            chirograph.gateway.providers.eu.credential-file=/srv/keys/eu
            chirograph.gateway.providers.eu.region=eu-west-1
            chirograph.gateway.providers.eu.attributes.jurisdiction=eu
            chirograph.gateway.providers.eu.attributes.baa=yes
            chirograph.gateway.providers.tools.base-url=http://127.0.0.1:9000
            chirograph.gateway.providers.tools.dialect=mcp
            chirograph.gateway.providers.tools.auth=none
            chirograph.gateway.providers.sandbox.dialect=sandbox
            chirograph.gateway.providers.sandbox.auth=none
            chirograph.gateway.providers.absent.base-url=https://absent.example.com
            chirograph.gateway.providers.absent.requires-credential=true
            chirograph.identity.gateway-keys[0].id=app-1
            chirograph.identity.gateway-keys[0].hash=sha256:00112233445566778899aabbccddeeff:\
            00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
            chirograph.identity.gateway-keys[0].application=claims
            chirograph.identity.gateway-keys[0].tenant=acme
            chirograph.identity.gateway-keys[0].team=core
            chirograph.identity.callers.issuers[0].issuer-uri=https://login.example.com
            chirograph.identity.callers.issuers[0].jwk-set-uri=https://login.example.com/jwks
            chirograph.identity.callers.issuers[0].audiences=models
            chirograph.identity.operators.jwk-set-uri=https://id.example.com/jwks
            chirograph.identity.operators.issuer-uri=https://id.example.com
            chirograph.identity.operators.audiences=chirograph
            chirograph.identity.operators.role-mapping.auditor=audit-team
            chirograph.identity.operators.mfa.roles=auditor
            chirograph.identity.operators.sign-in.client-id=console
            chirograph.identity.operators.sign-in.client-secret=canary-2
            chirograph.identity.operators.sign-in.external-url=https://audit.example.com
            chirograph.archive.type=s3
            chirograph.archive.s3.bucket=trail
            chirograph.archive.s3.prefix=gw
            chirograph.archive.s3.region=eu-west-1
            chirograph.archive.s3.access-key-id=canary-3
            chirograph.archive.s3.secret-access-key=canary-4
            chirograph.archive.s3.sse=aws:kms
            chirograph.archive.s3.sse-kms-key-id=key-1
            chirograph.archive.access-log.type=s3-server
            chirograph.archive.access-log.bucket=trail-log
            chirograph.archives.second.type=s3
            chirograph.archives.second.s3.bucket=copy
            chirograph.archives.second.s3.endpoint=https://s3.other.example.net
            chirograph.archives.second.s3.access-key-id=canary-5
            chirograph.archives.second.s3.secret-access-key=canary-6
            chirograph.archives.second.required=false
            chirograph.residency.archives.second=eu
            chirograph.retention.classes.clinical.preset=hipaa
            chirograph.retention.classes.short.duration=P30D
            chirograph.retention.classes.short.code=16
            chirograph.retention.event-types.[log.heartbeat]=short
            chirograph.witnesses.north.url=https://witness.example.org
            chirograph.witnesses.north.vkey=witness.example.org+12345678+AbCd
            chirograph.timestamps.url=http://tsa.example.org/tsr
            chirograph.timestamps.trust=/srv/keys/tsa.pem
            chirograph.forwarding.destinations.siem.kind=ocsf-https
            chirograph.forwarding.destinations.siem.url=https://siem.example.com/in
            chirograph.forwarding.destinations.siem.token=canary-7
            chirograph.forwarding.destinations.siem.types=ai.call.*,audit.read
            chirograph.content.redaction.scanners[0].name=presidio
            chirograph.content.redaction.scanners[0].url=http://127.0.0.1:5002
            server.address=0.0.0.0
            server.port=8443
            server.ssl.bundle=front
            management.server.port=8081
            """.replace("\\\n", "");

    /// An auditors' process of the same logs.
    public static final String AUDITOR = """
            chirograph.environment=production
            chirograph.roles=auditor
            chirograph.data-dir=/srv/auditor
            chirograph.log.origin=audit.example.com/reader
            chirograph.log.signing-key=/srv/keys/reader.pem
            chirograph.query.source.type=s3
            chirograph.query.source.s3.bucket=trail
            chirograph.query.source.s3.region=eu-west-1
            chirograph.content.private-key=/srv/keys/recipient.pem
            chirograph.content.certificate=/srv/keys/recipient.crt
            """;

    public static final String POLICY = """
            version: "1"
            payload: clear
            data-classes:
              - name: internal
              - name: personal
                payload: encrypted
                erasable: subject
                requires: {jurisdiction: [eu, ch]}
              - name: phi
                requires: {baa: ["yes"]}
                payload: {request: nothing, response: digest}
                retention: clinical
                pseudonyms: true
            """;

    private Configured() {}

    /// The lines as a map.
    public static Map<String, Object> map(String lines) {
        Map<String, Object> map = new LinkedHashMap<>();
        lines.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] parts = line.strip().split("=", 2);
            map.put(parts[0], parts[1]);
        });
        return map;
    }

    public static EffectiveSettings settings(Map<String, Object> map) {
        return SettingsReader.read(environment(map));
    }

    public static StandardEnvironment environment(Map<String, Object> map) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        environment.getPropertySources().addFirst(new MapPropertySource("test", map));
        return environment;
    }

    public static PolicyVersion policy(String yaml) {
        try {
            PolicyText text = PolicyText.parse(yaml, null);
            return new PolicyVersion(text.policy(), text.digest(), false);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static DataFlow many() {
        return FlowReader.read(settings(map(MANY)), policy(POLICY));
    }

    public static DataFlow auditor() {
        return FlowReader.read(settings(map(AUDITOR)), null);
    }
}
