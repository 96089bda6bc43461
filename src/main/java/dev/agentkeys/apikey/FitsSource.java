package dev.agentkeys.apikey;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import dev.agentkeys.keymaterial.KeyType;
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
 * The name of a webhook's key is a name that its source can send. No event would find a key with another name, so the
 * service would refuse every event.
 */
@Documented
@Constraint(validatedBy = FitsSource.Validator.class)
@Target(TYPE)
@Retention(RUNTIME)
@interface FitsSource {

    String message() default "is no name that the source sends";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint, and reports a violation at the field of the name. */
    @Dependent
    class Validator implements ConstraintValidator<FitsSource, TypedKey> {

        /** A repository, all repositories of an owner, or an app. No repository's name ends in {@code .git}. */
        private static final Pattern GITHUB = Pattern.compile(
                "[a-z0-9_-]+/(?:\\*|(?!\\.{1,2}$)(?!.*\\.git$)[a-z0-9._-]+)|app:[0-9]{1,20}", Pattern.CASE_INSENSITIVE);

        private static final ViolationKind NOT_OF_GITHUB =
                ViolationKind.value("must be 'owner/repository' as in the repository's"
                        + " full_name, 'owner/*' for all that is of an organization or a user, or 'app:id' for an app");

        /** Names that another constraint refuses already. */
        private static final Pattern NO_NAME =
                Pattern.compile("|\\.{1,2}|.*[\\p{Cc}\\p{Cs}].*|.{257,}", Pattern.DOTALL);

        @Override
        public boolean isValid(TypedKey request, ConstraintValidatorContext context) {
            if (request.typeOfKey() == null
                    || request.name() == null
                    || NO_NAME.matcher(request.name()).matches()) {
                return true;
            }
            var fault = faultOf(request.name(), request.typeOfKey());
            if (fault.isEmpty()) {
                return true;
            }
            ViolationKind.report(fault, context);
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(context.getDefaultConstraintMessageTemplate())
                    .addPropertyNode("name")
                    .addConstraintViolation();
            return false;
        }

        /** Slack chooses the ids of its apps, so any name is accepted. */
        static Optional<ViolationKind> faultOf(String name, KeyType type) {
            return switch (type) {
                case GITHUB -> GITHUB.matcher(name).matches() ? Optional.empty() : Optional.of(NOT_OF_GITHUB);
                case SLACK, INTERNAL, EXTERNAL -> Optional.empty();
            };
        }
    }
}
