package dev.agentkeys.apikey.webhook;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.RECORD_COMPONENT;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import dev.agentkeys.http.DotSegments;
import dev.agentkeys.validation.Unicode;
import dev.agentkeys.validation.ViolationKind;
import jakarta.enterprise.context.Dependent;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path below an agent's URL, before it is encoded. It has no control characters, no scheme, and no dot segments
 * ({@code .} and {@code ..}, however often they are encoded). The empty path is the agent's root. Null is valid.
 */
@Documented
@Constraint(validatedBy = ForwardPath.Validator.class)
@Target({FIELD, PARAMETER, RECORD_COMPONENT})
@Retention(RUNTIME)
@interface ForwardPath {

    String message() default "is not a path";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint. */
    @Dependent
    class Validator implements ConstraintValidator<ForwardPath, String> {

        private static final int MAX_LENGTH = 1024;
        private static final Pattern SCHEME = Pattern.compile("/*[A-Za-z][A-Za-z0-9+.-]*:");

        @Override
        public boolean isValid(String path, ConstraintValidatorContext context) {
            return path == null || ViolationKind.report(faultOf(path), context);
        }

        private static Optional<ViolationKind> faultOf(String path) {
            if (!Unicode.isWellFormed(path)) {
                return Optional.of(ViolationKind.value("must be valid Unicode"));
            }
            if (Unicode.hasControl(path)) {
                return Optional.of(ViolationKind.value("must not contain control characters"));
            }
            if (path.length() > MAX_LENGTH) {
                return Optional.of(ViolationKind.tooLong(MAX_LENGTH));
            }
            if (SCHEME.matcher(path).lookingAt()) {
                return Optional.of(ViolationKind.value("must not have a scheme"));
            }
            return DotSegments.in(path)
                    ? Optional.of(ViolationKind.value("must not contain the segments '.' and '..'"))
                    : Optional.empty();
        }
    }
}
