package io.chirograph.identity.signin;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/// Holds where people sign in by browser, at the issuer.
public final class SignInConfigured implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return isIn(context.getEnvironment());
    }

    static boolean isIn(Environment environment) {
        return !environment
                .getProperty("chirograph.identity.operators.sign-in.client-id", "")
                .isBlank();
    }
}
