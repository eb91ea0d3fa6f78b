package io.chirograph.monitor.renewal;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// What must not run out is lengthened by every walk.
@Configuration(proxyBeanMethods = false)
@Import({RetentionRenewal.class, RetentionRenewalMetrics.class})
class RetentionRenewalConfiguration {}
