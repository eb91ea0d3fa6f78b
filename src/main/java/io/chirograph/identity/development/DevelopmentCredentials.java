package io.chirograph.identity.development;

import io.chirograph.identity.callers.GatewayKey;
import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.KeyHash;
import io.chirograph.identity.operators.Role;
import io.chirograph.support.disk.SecretFile;
import java.nio.file.Path;
import java.time.Clock;

/// What a developer's own gateway accepts: one gateway key, and tokens signed with a key that lives beside them.
/// Never used outside development.
///
/// Files in the directory: `gateway-key`, `auditor-token`, `admin-token`, each holding its one value and
/// nothing else, and `operator-key.json`, which signs the tokens.
public record DevelopmentCredentials(Path directory, Clock clock) {
    /// The id of the development key.
    public static final String KEY_ID = "dev";

    /// Who holds it.
    public static final String APPLICATION = "development";

    public static final String TENANT = "local";
    public static final String TEAM = "developers";

    /// The configuration of the development key; makes the key where it is missing.
    public GatewayKeyEntry gatewayKey() {
        SecretFile file = new SecretFile(directory.resolve("gateway-key"));
        String key = file.read()
                .filter(text -> GatewayKey.claimedId(text).equals(KEY_ID))
                .orElse("");
        if (key.isEmpty()) {
            key = GatewayKey.generate(KEY_ID).text();
            file.write(key);
        }
        return new GatewayKeyEntry(KEY_ID, KeyHash.of(key).toString(), APPLICATION, TENANT, TEAM, Grants.UNLIMITED);
    }

    /// Makes the operators' tokens where they are missing, no longer valid, or about to run out.
    public void renewTokens() {
        DevelopmentOperators operators = DevelopmentOperators.in(directory, clock);
        renew(operators, "auditor-token", Role.AUDITOR);
        renew(operators, "admin-token", Role.ADMINISTRATOR);
    }

    private void renew(DevelopmentOperators operators, String name, Role role) {
        SecretFile file = new SecretFile(directory.resolve(name));
        if (file.read().filter(operators::isFresh).isEmpty()) {
            file.write(operators.token(role, "dev-" + role.claim(), DevelopmentOperators.VALIDITY));
        }
    }
}
