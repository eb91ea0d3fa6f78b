package io.chirograph;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/// Tries of every property: a tenth of what it says, at night all of them. jqwik finds this hook by itself.
public final class BriefProperties implements AroundPropertyHook {
    private static final int UNSAID = 1000;

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property)
            throws Throwable {
        int tries = context.attributes().tries().orElse(UNSAID);
        context.attributes().setTries(Effort.tries(tries));
        return property.execute();
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }
}
