package io.chirograph.policy;

import io.chirograph.policy.model.ContentAbilities;
import io.chirograph.policy.model.InvalidPolicy;
import io.chirograph.policy.text.PolicyText;
import io.chirograph.support.disk.SmallFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a policy is read from: a file, or what is built in.
/// @param configured null for the usual place, where there need not be a file
/// @param knownRetention the retention classes that exist; null where nobody knows
/// @param abilities what can be done with content, asked anew for each text; null where nobody knows
record PolicySource(
        @Nullable Path configured,
        Path usual,
        @Nullable Set<String> knownRetention,
        @Nullable ContentAbilities abilities) {
    /// More than a valid one has.
    private static final int MOST = 1 << 20;

    static final String BUILT_IN = "built-in";

    static PolicySource of(
            PolicyProperties properties,
            Path home,
            @Nullable Set<String> knownRetention,
            @Nullable ContentAbilities abilities) {
        return new PolicySource(properties.file(), usual(home), knownRetention, abilities);
    }

    static Path usual(Path home) {
        return home.resolve("config/policy.yml");
    }

    /// The file as it is now; empty where there is none.
    Optional<String> file() throws IOException {
        Path path = path();
        if (configured == null && Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SmallFile.text(path, MOST));
        } catch (CharacterCodingException e) {
            throw new IOException(path + " is not in UTF-8", e);
        } catch (IOException e) {
            throw new IOException(path + " cannot be read: " + e, e);
        }
    }

    /// Reads a text that [#file()] gave.
    PolicyText read(Optional<String> file) throws InvalidPolicy {
        return file.isPresent() ? PolicyText.parse(file.get(), knownRetention, abilities) : PolicyText.builtIn();
    }

    String name(Optional<String> file) {
        return file.isPresent() ? path().toString() : BUILT_IN;
    }

    /// The file that is asked for, whether it is there or not.
    Path path() {
        return configured == null ? usual : configured;
    }

    /// Who the file belongs to.
    String owner() {
        try {
            return Files.getOwner(path()).getName();
        } catch (IOException | UnsupportedOperationException e) {
            return "unknown";
        }
    }
}
