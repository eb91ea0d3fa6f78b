package io.chirograph.console;

import io.chirograph.identity.operators.TokenHeader;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.read.AuditReadFilter;
import io.chirograph.recording.Recorder;
import io.chirograph.web.ConditionalOnRole;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/// Pages that show something of the trail are recorded as the auditors' API is: one `audit.read` each, or no page.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Configuration(proxyBeanMethods = false)
@Conditional(SignInOffered.class)
class ConsoleConfiguration {
    private static final int BEHIND_THE_DOORS = -90;

    @Bean
    FilterRegistrationBean<AuditReadFilter> consoleReads(
            Recorder recorder, IndexReader index, TokenHeader header, Pages pages) {
        FilterRegistrationBean<AuditReadFilter> filter =
                new FilterRegistrationBean<>(new AuditReadFilter(recorder, index, header.name(), pages::refuse));
        filter.addUrlPatterns(
                "/console/overview", "/console/calls/*", "/console/events/*", "/console/logs/*", "/console/reads/*");
        filter.addUrlPatterns("/console/dataflow", "/console/report/file");
        filter.addUrlPatterns("/console/questions/*", "/console/shared/*");
        filter.addUrlPatterns("/console/retention", "/console/admin/keys/uses");
        filter.setOrder(BEHIND_THE_DOORS);
        return filter;
    }
}
