package io.chirograph.exporter.keys;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The passphrase of signing keys, read from the environment when needed.
/// @param variable name of the environment variable; null where keys are not encrypted
/// @param given the passphrase itself, for who has it otherwise; null to ask the environment
public record Passphrase(
        @Nullable String variable, @Nullable String given) {
    public static final Passphrase NONE = new Passphrase(null, null);

    boolean isSet() {
        return variable != null;
    }

    /// The characters.
    /// @throws IOException there is no such variable, or it is empty
    char[] read() throws IOException {
        String text = given != null ? given : variable == null ? null : System.getenv(variable);
        if (text == null || text.isEmpty()) {
            throw new IOException(
                    variable == null
                            ? "the key is encrypted; chirograph.log.signing-key-passphrase-env is to name the"
                                    + " environment variable that holds the passphrase"
                            : "the environment variable " + variable
                                    + ", which chirograph.log.signing-key-passphrase-env names, is not set or empty");
        }
        return text.toCharArray();
    }

    @Override
    public String toString() {
        return "Passphrase[variable=" + variable + "]";
    }
}
