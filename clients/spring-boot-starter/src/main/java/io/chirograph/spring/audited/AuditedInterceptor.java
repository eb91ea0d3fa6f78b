package io.chirograph.spring.audited;

import io.chirograph.spring.calls.CallScope;
import io.chirograph.spring.events.AuditEvent;
import io.chirograph.spring.outbox.Outbox;
import io.chirograph.spring.outbox.OutboxTransactions;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;

/// Runs a method and writes its event, in one transaction.
final class AuditedInterceptor implements MethodInterceptor {
    private final BeanFactory beans;
    private final Map<Method, AuditedMethod> methods = new ConcurrentHashMap<>();

    AuditedInterceptor(BeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Object target = Objects.requireNonNull(invocation.getThis(), "a bean's method has a bean");
        Method method = AopUtils.getMostSpecificMethod(invocation.getMethod(), target.getClass());
        AuditedMethod audited = methods.computeIfAbsent(
                method, key -> Objects.requireNonNull(AuditedMethod.of(key), "only annotated methods come here"));
        Outbox outbox = beans.getBean(Outbox.class);
        OutboxTransactions transactions = beans.getBean(OutboxTransactions.class);
        if (!transactions.isUnderWay()) {
            return inItsOwn(transactions, invocation, audited, outbox, target);
        }
        try (CallScope calls = CallScope.open()) {
            Object result = invocation.proceed();
            // joins, so that a failure dooms the whole even where a caller goes on after it
            transactions
                    .joined()
                    .executeWithoutResult(
                            status -> outbox.write(List.of(event(audited, target, invocation, result, calls))));
            return result;
        }
    }

    private @Nullable Object inItsOwn(
            OutboxTransactions transactions,
            MethodInvocation invocation,
            AuditedMethod audited,
            Outbox outbox,
            Object target)
            throws Throwable {
        PlatformTransactionManager manager =
                Objects.requireNonNull(transactions.joined().getTransactionManager());
        TransactionStatus status = manager.getTransaction(transactions.joined());
        Object result;
        try (CallScope calls = CallScope.open()) {
            result = invocation.proceed();
            outbox.write(List.of(event(audited, target, invocation, result, calls)));
        } catch (Throwable failure) {
            try {
                manager.rollback(status);
            } catch (TransactionException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
        manager.commit(status);
        return result;
    }

    private AuditEvent event(
            AuditedMethod audited,
            Object target,
            MethodInvocation invocation,
            @Nullable Object result,
            CallScope calls) {
        return audited.event(beans, target, invocation.getArguments(), result, calls.ids());
    }
}
