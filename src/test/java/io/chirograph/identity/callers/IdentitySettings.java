package io.chirograph.identity.callers;

import io.chirograph.identity.IdentityConfiguration;
import io.chirograph.identity.operators.OperatorProperties;
import io.chirograph.identity.signin.SignInProperties;
import io.chirograph.identity.tokens.Audiences;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// All settings of identity, bound as at a start.
public record IdentitySettings(CallerProperties callers, OperatorProperties operators, SignInProperties signIn) {
    public static IdentitySettings of(Map<String, String> given) {
        Binder binder = new Binder(new MapConfigurationPropertySource(given));
        IdentitySettings bound = new IdentitySettings(
                binder.bindOrCreate("chirograph.identity", CallerProperties.class),
                binder.bindOrCreate("chirograph.identity.operators", OperatorProperties.class),
                binder.bindOrCreate("chirograph.identity.operators.sign-in", SignInProperties.class));
        bound.audiences();
        return bound;
    }

    public Audiences audiences() {
        return IdentityConfiguration.audiencesOf(callers, operators, signIn);
    }
}
