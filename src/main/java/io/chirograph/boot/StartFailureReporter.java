package io.chirograph.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/// Reports a failed start as one line that names the setting.
///
/// The stack trace is logged at level debug; an error that only a fault in the program explains keeps it.
public final class StartFailureReporter implements SpringBootExceptionReporter, Ordered {
    private static final String OURS = "io.chirograph.";
    private static final int LEAST_VALUE = 4; // a shorter value is in many a message by chance
    private static final Pattern NAMED = Pattern.compile("(?<![\\w./-])chirograph\\.[a-z]");

    private final @Nullable ConfigurableEnvironment environment;

    StartFailureReporter(@Nullable ConfigurableApplicationContext context) {
        this.environment = context == null ? null : context.getEnvironment();
    }

    @Override
    public boolean reportException(Throwable failure) {
        String line = line(failure);
        if (line == null) {
            return false;
        }
        System.err.println("chirograph: " + line);
        LoggerFactory.getLogger(StartFailureReporter.class).debug("the process did not start", failure);
        return true;
    }

    /// What is to be said of a failure; null where only a fault in the program explains it.
    @Nullable
    String line(Throwable failure) {
        Throwable known = known(failure);
        if (known == null) {
            return null;
        }
        String line = known instanceof PortInUseException port ? inUse(port) : describe(known);
        return line + setting(line);
    }

    /// One line for a person: the exception's message, or that of what Spring wrapped in it.
    public static String describe(Throwable failure) {
        Throwable known = failure.getClass().getName().startsWith("org.springframework.") ? known(failure) : null;
        Throwable chosen = known == null ? failure : known;
        String message = switch (chosen) {
            case MarkedYAMLException yaml
            when yaml.getProblemMark() != null ->
                "a configuration file is no YAML: line "
                        + (yaml.getProblemMark().getLine() + 1) + ", column "
                        + (yaml.getProblemMark().getColumn() + 1) + ": " + yaml.getProblem();
            case FileSystemException file when file.getReason() == null -> file.getMessage() + ": " + words(file);
            default -> chosen.getMessage();
        };
        return message == null || message.isBlank() ? words(chosen) : message.replaceAll("\\s*\\R\\s*", " ");
    }

    /// `NoSuchFileException` as "no such file".
    private static String words(Throwable e) {
        String name = e.getClass().getSimpleName().replaceFirst("Exception$", "");
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    private String inUse(PortInUseException e) {
        Environment known = environment;
        boolean isOps = known != null
                && String.valueOf(e.getPort()).equals(known.getProperty("management.server.port"))
                && !String.valueOf(e.getPort()).equals(known.getProperty("server.port"));
        return (isOps ? "management.server.port" : "server.port") + " is " + e.getPort()
                + ", and another process listens there";
    }

    /// Which of our settings has a value that a message shows, where it names none: the longest such value counts.
    private String setting(String message) {
        String name = "";
        int length = LEAST_VALUE - 1;
        if (environment != null && !NAMED.matcher(message).find()) {
            for (PropertySource<?> source : environment.getPropertySources()) {
                if (source instanceof EnumerablePropertySource<?> settings) {
                    for (String key : settings.getPropertyNames()) {
                        String value = isOurs(key) ? environment.getProperty(key, "") : "";
                        String plain = value.replaceFirst("^file:", "");
                        if (plain.length() > length && message.contains(plain) && !message.contains(key)) {
                            name = key;
                            length = plain.length();
                        }
                    }
                }
            }
        }
        return name.isEmpty() ? "" : " (from " + name + ")";
    }

    private static boolean isOurs(String key) {
        return key.startsWith("chirograph.") || key.startsWith("spring.ssl.") || key.startsWith("server.ssl.");
    }

    private static @Nullable Throwable known(Throwable failure) {
        boolean binding = false;
        Throwable outside = null;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            binding |=
                    t instanceof BindException bind && bind.getName().toString().startsWith("chirograph");
            if (t.getClass().getName().startsWith(OURS)
                    || t instanceof PortInUseException
                    || (binding && t instanceof IllegalArgumentException && t.getCause() == null)
                    || (t instanceof RuntimeException && namesSetting(t))) {
                return t;
            }
            boolean isOutside =
                    t instanceof IOException || t instanceof UncheckedIOException || t instanceof MarkedYAMLException;
            outside = outside == null && isOutside ? t : outside;
        }
        return outside;
    }

    private static boolean namesSetting(Throwable t) {
        String message = t.getMessage();
        return message != null && message.startsWith("chirograph.");
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
