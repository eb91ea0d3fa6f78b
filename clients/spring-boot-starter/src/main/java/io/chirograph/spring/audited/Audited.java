package io.chirograph.spring.audited;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A method that records an event each time it returns.
///
///     @Transactional
///     @Audited(type = AuditEvent.DECISION_RECORDED,
///             data = "{decisionId: #loan.id, decision: #result.name(), operator: #clerk, reasoning: #loan.reason}")
///     public Decision decide(Loan loan, String clerk) { ... }
///
/// Expressions are of Spring's language. They are parsed at the start and evaluated after the method, with
/// its parameters by name, `#result`, the object as root, beans as `@name`, and `#sha256(...)` of bytes or
/// of a text's UTF-8, which makes a digest as `documentDigest` takes it.
///
/// - **Its transaction**: the event is written in the one that the method runs in. Where there is none, one
///   is begun around the method. Where that is on another database, the method does not run.
/// - **It throws**: nothing is recorded, also where its transaction is committed all the same; one that was
///   begun for it is rolled back.
/// - **The event cannot be written**, since an expression fails, the outbox is full, or the database does
///   not take it: the method fails with that, and the whole transaction is rolled back.
///
/// Works where Spring's proxies do: on public methods of beans, called from outside. Methods that return
/// before they are done (`CompletionStage`, `Future`, `Publisher`) are refused at the start.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Audited {
    /// The event's type.
    String type();

    /// An expression for the event's `data`: a map by the names of the type's schema. Members that are null
    /// are left out.
    String data();

    /// An expression for the ids of the model calls that it is about: a text, or a collection. Where it is
    /// not given, those that the method's thread made meanwhile, as far as they are
    /// [captured][io.chirograph.spring.calls.CallScope].
    String calls() default "";

    /// An expression for entries that the event is found by: a map of texts, such as `{case: #caseId}`.
    String metadata() default "";

    /// A class of the gateway's policy; no expression.
    String dataClass() default "";
}
