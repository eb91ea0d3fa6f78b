package io.chirograph.identity.signin;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/// Holds where people sign in by browser.
public final class SignInConfigured implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return !context.getEnvironment()
                .getProperty("chirograph.identity.operators.sign-in.client-id", "")
                .isBlank();
    }
}
