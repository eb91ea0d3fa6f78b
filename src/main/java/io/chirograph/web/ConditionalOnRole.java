package io.chirograph.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/// A part of the program that only a process of one role has.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Conditional(ConditionalOnRole.OnRole.class)
public @interface ConditionalOnRole {
    /// The setting that lists the roles of a process; a gateway and auditor where it is missing.
    String ROLES = "chirograph.roles";

    String GATEWAY = "gateway";
    String AUDITOR = "auditor";

    /// The role.
    String value();

    /// Holds where the process has the role.
    final class OnRole implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            Map<String, Object> stated =
                    Objects.requireNonNull(metadata.getAnnotationAttributes(ConditionalOnRole.class.getName()));
            return roles(context.getEnvironment()).contains(String.valueOf(stated.get("value")));
        }

        /// The roles of a process, as its configuration lists them.
        public static Set<String> roles(Environment environment) {
            return new TreeSet<>(Binder.get(environment)
                    .bind(ROLES, Bindable.setOf(String.class))
                    .orElse(Set.of(GATEWAY, AUDITOR)));
        }
    }
}
