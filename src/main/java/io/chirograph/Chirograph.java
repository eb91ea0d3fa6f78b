package io.chirograph;

import io.chirograph.cli.Arguments;
import io.chirograph.cli.CommandLineProgram;
import org.springframework.boot.SpringApplication;

/// The program: serves when its first argument is no command's name, else runs that command and exits.
///
/// What the application is made of follows from its roles, once the configuration is read.
///
/// Exit codes: 0 holds, 1 does not hold, 2 could not be checked, wrong usage, or could not start.
public class Chirograph {
    static final int COULD_NOT = 2;

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
