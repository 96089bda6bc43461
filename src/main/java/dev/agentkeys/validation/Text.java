package dev.agentkeys.validation;

import static java.lang.annotation.ElementType.ANNOTATION_TYPE;
import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Text that can be stored, logged and shown: valid Unicode without control characters, of a bounded number of
 * characters (code points, as clients in other languages count them). Null is valid.
 */
@Documented
@Constraint(validatedBy = TextValidator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT, ANNOTATION_TYPE})
@Retention(RUNTIME)
public @interface Text {

    /** The fewest characters. */
    int min() default 0;

    /** The most characters. */
    int max();

    /** A regular expression the whole text must match; none by default. */
    String pattern() default "";

    /** Whether line breaks and tabs are allowed. */
    boolean multiline() default false;

    /** Whether the text is a segment of a path: then {@code .} and {@code ..} are refused, because clients drop them. */
    boolean inPath() default false;

    /** Unused: each violation carries a {@link ViolationKind}. */
    String message() default "is not valid text";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};
}
