package io.chirograph.identity.signin;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/// Holds where the console opens by links that the start prints: in development, where no issuer is configured.
public final class DevelopmentSignIn implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return isIn(context.getEnvironment());
    }

    static boolean isIn(Environment environment) {
        return environment.getProperty("chirograph.environment", "").equals("development")
                && environment
                        .getProperty("chirograph.identity.operators.jwk-set-uri", "")
                        .isBlank()
                && !SignInConfigured.isIn(environment);
    }
}
