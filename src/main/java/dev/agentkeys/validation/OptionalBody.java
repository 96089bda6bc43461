package dev.agentkeys.validation;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** A request whose body may be empty, which counts as {@code {}}. */
@Documented
@Target(TYPE)
@Retention(RUNTIME)
public @interface OptionalBody {}
