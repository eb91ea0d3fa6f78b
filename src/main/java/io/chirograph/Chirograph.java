package io.chirograph;

import io.chirograph.cli.Arguments;
import io.chirograph.cli.CommandLineProgram;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;

/// The program: serves when its first argument is no command's name, else runs that command and exits.
///
/// What the application is made of follows from its roles, once the configuration is read.
///
/// Exit codes: 0 holds, 1 does not hold, 2 could not be checked, wrong usage, or could not start.
///
/// What Spring Boot would bring unasked is left out: a pooled data source (the index opens its own files),
/// a generated user, and the security filter on every path (it belongs to the operators' paths alone).
@SpringBootApplication(
        exclude = {
            DataSourceAutoConfiguration.class,
            SecurityFilterAutoConfiguration.class,
            UserDetailsServiceAutoConfiguration.class
        })
public class Chirograph {
    public static final int COULD_NOT = 2;

    public static void main(String[] args) {
        Arguments arguments = Arguments.parse(args);
        if (arguments.command()) {
            System.exit(CommandLineProgram.run(arguments));
        }
        arguments.refusal().ifPresent(reason -> {
            System.err.println("chirograph: " + reason);
            System.exit(COULD_NOT);
        });
        try {
            SpringApplication application = new SpringApplication();
            application.setMainApplicationClass(Chirograph.class);
            application.run(arguments.forSpring());
        } catch (SpringApplication.AbandonedRunException hook) {
            throw hook;
        } catch (RuntimeException alreadyReported) {
            System.exit(COULD_NOT);
        }
    }
}
