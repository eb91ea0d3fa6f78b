package io.chirograph.identity;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// All settings of identity, bound as at a start.
record IdentitySettings(CallerProperties callers, OperatorProperties operators, SignInProperties signIn) {
    static IdentitySettings of(Map<String, String> given) {
        Binder binder = new Binder(new MapConfigurationPropertySource(given));
        IdentitySettings bound = new IdentitySettings(
                binder.bindOrCreate("chirograph.identity", CallerProperties.class),
                binder.bindOrCreate("chirograph.identity.operators", OperatorProperties.class),
                binder.bindOrCreate("chirograph.identity.operators.sign-in", SignInProperties.class));
        bound.audiences();
        return bound;
    }

    Audiences audiences() {
        return IdentityConfiguration.audiencesOf(callers, operators, signIn);
    }
}
