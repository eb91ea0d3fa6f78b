package io.chirograph.spring.audited;

import io.chirograph.spring.outbox.Outbox;
import java.lang.reflect.Method;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.Ordered;
import org.springframework.util.ReflectionUtils;

/// Winds [Audited] around beans' methods, closer to them than all other advice: inside of their
/// transactions. Beans whose annotations cannot be followed stop the start.
public final class AuditedPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

    public AuditedPostProcessor() {
        setProxyTargetClass(true);
        // behind those that make proxies; what comes last is added innermost
        setOrder(Ordered.LOWEST_PRECEDENCE);
    }

    @Override
    public void setBeanFactory(BeanFactory beans) {
        super.setBeanFactory(beans);
        advisor = new DefaultPointcutAdvisor(
                new AnnotationMatchingPointcut(null, Audited.class, true), new AuditedInterceptor(beans));
    }

    @Override
    protected boolean isEligible(Class<?> type) {
        boolean isEligible = super.isEligible(type);
        if (isEligible) {
            check(type);
        }
        return isEligible;
    }

    private void check(Class<?> type) {
        boolean hasOutbox =
                beanFactory != null && beanFactory.getBeanNamesForType(Outbox.class, true, false).length > 0;
        for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
            if (AuditedMethod.of(method) != null && !hasOutbox) {
                throw new IllegalStateException(
                        method + " is @Audited and there is no outbox: it takes a DataSource with"
                                + " a transaction manager, spring-boot-jdbc, and chirograph.outbox.enabled");
            }
        }
    }
}
