package io.chirograph.spring.e2e;

import io.chirograph.spring.audited.Audited;
import io.chirograph.spring.events.AuditEvent;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/// An application that decides on loans: `--first=0 --last=1000`, each once, whenever it is killed and
/// started again. Every tenth decision is tried twice, the first time in a transaction that is rolled back.
@SpringBootConfiguration
@EnableAutoConfiguration
class LoanApplication {
    private static final int THREADS = 4;

    public static void main(String[] arguments) {
        SpringApplication.run(LoanApplication.class, arguments);
    }

    @Bean
    Loans loans(JdbcTemplate jdbc) {
        return new Loans(jdbc);
    }

    @Bean
    CommandLineRunner deciding(Loans loans, @Value("${first}") int first, @Value("${last}") int last) {
        return arguments -> {
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            for (int t = 0; t < THREADS; t++) {
                int offset = t;
                threads.execute(() -> {
                    for (int i = first + offset; i < last; i += THREADS) {
                        decide(loans, "loan-" + i, i % 10 == 0);
                    }
                });
            }
            // and keeps on relaying: these threads keep the process
        };
    }

    private static void decide(Loans loans, String id, boolean failsFirst) {
        try {
            if (failsFirst) {
                loans.decide(id, "rolled back");
            }
        } catch (IllegalStateException expected) {
            // tried again below
        } catch (DuplicateKeyException decidedBefore) {
            return;
        }
        try {
            loans.decide(id, "approved");
        } catch (DuplicateKeyException decidedBefore) {
            // by the process before this one
        }
    }

    static class Loans {
        private final JdbcTemplate jdbc;

        Loans(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @Transactional
        @Audited(
                type = AuditEvent.DECISION_RECORDED,
                data = "{decisionId: #id, decision: #decision, reasoning: 'Income covers the rate.'}")
        public void decide(String id, String decision) {
            jdbc.update("INSERT INTO loan (id, decision) VALUES (?, ?)", id, decision);
            if (decision.equals("rolled back")) {
                throw new IllegalStateException(decision);
            }
        }
    }
}
