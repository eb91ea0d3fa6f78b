package io.chirograph.identity.development;

import io.chirograph.identity.operators.Role;
import io.chirograph.support.command.ChirographCommand;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `chirograph token`: signs an operator's token with the development key.
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Print a token for an operator of a development gateway.")
public final class TokenCommand extends ChirographCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(366);
    private final Supplier<Environment> environment;

    @Option(
            names = "--role",
            required = true,
            converter = RoleWord.class,
            description = "auditor, payload-reader, retention-manager, administrator, observer or end-user")
    private @Nullable Role role;

    @Option(names = "--subject", defaultValue = "dev-operator", description = "who it is for (${DEFAULT-VALUE})")
    private String subject = "";

    @Option(names = "--valid", defaultValue = "PT12H", description = "how long, ISO 8601 (${DEFAULT-VALUE})")
    private Duration valid = Duration.ZERO;

    public TokenCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    /// A role by the word that tokens have, in any case, or with underscores.
    static final class RoleWord implements ITypeConverter<Role> {
        @Override
        public Role convert(String text) {
            return Role.of(text.toLowerCase(Locale.ROOT).replace('_', '-'))
                    .filter(Role.ofTokens()::contains)
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
                            + Role.ofTokens().stream().map(Role::claim).collect(Collectors.joining(", "))));
        }
    }

    @Override
    public Integer call() {
        if (!valid.isPositive() || valid.compareTo(LONGEST) > 0) {
            throw usage("--valid must be more than 0 and at most P366D, was " + valid);
        }
        Environment settings = environment.get();
        String name = settings.getProperty("chirograph.environment", "");
        if (!name.equals("development")) {
            throw new IllegalStateException("token works in development only, and chirograph.environment is '" + name
                    + "'; operators' tokens come from chirograph.identity.operators.issuer-uri");
        }
        Path directory = Path.of(settings.getProperty("chirograph.data-dir", "./data"), "dev");
        return print(DevelopmentOperators.in(directory, Clock.systemUTC())
                .token(Objects.requireNonNull(role), subject, valid));
    }
}
