package io.chirograph.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a handler takes and answers, for the OpenAPI description that is made of it.
///
/// Every handler below `/audit/v1` and `/v1` has one; tests hold what it says against what the handler does.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Answers {
    /// Stands among the parameters for all filters of the lists.
    String FILTERS = "filters";

    /// In a sentence.
    String value();

    int status() default 200;

    /// Media types of the answer, each with `=` and the name of its schema where it is JSON.
    String[] as();

    /// Media types of the body that the request has, in the same form.
    String[] takes() default {};

    /// Names of query parameters and headers. `name=key` is described under another key than its name; so are
    /// variables of the path.
    String[] parameters() default {};

    /// Further headers of the answer.
    String[] headers() default {};

    /// Whether it can be had as a file, too: with the formats, parameters and headers of exports, in parts (206, 416).
    boolean exported() default false;

    /// Whether another handler of the same path and method says all of it.
    boolean elsewhere() default false;

    /// Whether the answer has a tag that can be asked for.
    boolean tagged() default false;

    /// The codes of refusals, beside those that every path of the surface has and those of declared exceptions.
    ErrorCode[] refuses() default {};
}
