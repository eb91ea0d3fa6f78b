package io.chirograph.identity.signin;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/// Holds where there are browser sessions: at the issuer, or in development by links.
public final class SignInOffered implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return SignInConfigured.isIn(context.getEnvironment()) || DevelopmentSignIn.isIn(context.getEnvironment());
    }
}
