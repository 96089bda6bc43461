package dev.agentkeys.apikey;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
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
 * The name of a new key, and a value that the caller chooses, fit the type of the key.
 *
 * <p>A header value cannot begin or end with white space, so a key that is presented in a header cannot either. A
 * signing secret can. A key that this service generated names its type and cannot get another type: a generated webhook
 * secret must not become a key that gives access to an agent.
 *
 * <p>The name of a webhook's key is a name that its source can send. No event would find a key with another name, so
 * the service would refuse every event.
 */
@Documented
@Constraint(validatedBy = FitsType.Validator.class)
@Target(TYPE)
@Retention(RUNTIME)
public @interface FitsType {

    /** Unused: each violation carries a {@link ViolationKind}. */
    String message() default "does not fit its type";

    /** Unused; part of every constraint. */
    Class<?>[] groups() default {};

    /** Unused; part of every constraint. */
    Class<? extends Payload>[] payload() default {};

    /** A request for a key of some type, with or without a value for it. */
    interface Request {

        /** The type, or null where the request lacks it. */
        KeyType typeOfKey();

        /** The name of the key, or null where the request lacks it. */
        String name();

        /** The value that the caller chooses, or null where the request gives none. */
        Secret chosenKey();

        /** The record component that holds the value. */
        String keyComponent();
    }

    /** Checks the constraint, and reports violations at the fields of the name and of the value. */
    @Dependent
    class Validator implements ConstraintValidator<FitsType, Request> {

        private static final ViolationKind OUTER_SPACE = ViolationKind.value("must not begin or end with white space");

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
        public boolean isValid(Request request, ConstraintValidatorContext context) {
            var type = request.typeOfKey();
            if (type == null) {
                return true;
            }
            var value = Optional.ofNullable(request.chosenKey()).flatMap(chosen -> faultOfValue(chosen.reveal(), type));
            var name = Optional.ofNullable(request.name())
                    .filter(given -> !NO_NAME.matcher(given).matches())
                    .flatMap(given -> faultOfName(given, type));
            boolean valueFits = ViolationKind.report(value, request.keyComponent(), context);
            boolean nameFits = ViolationKind.report(name, "name", context);
            return valueFits && nameFits;
        }

        /** What is wrong with a value that a caller chooses for a key of that type. */
        public static Optional<ViolationKind> faultOfValue(String value, KeyType type) {
            if (type.presentable() && value.strip().length() != value.length()) {
                return Optional.of(OUTER_SPACE);
            }
            return GeneratedKey.typeOf(value)
                    .filter(own -> own != type)
                    .map(own -> ViolationKind.value(
                            "is a generated key of the type '" + own.wireName() + "', which can be of no other type"));
        }

        /** What is wrong with the name of a key of that type. Slack chooses the ids of its apps, so any is accepted. */
        public static Optional<ViolationKind> faultOfName(String name, KeyType type) {
            return switch (type) {
                case GITHUB -> GITHUB.matcher(name).matches() ? Optional.empty() : Optional.of(NOT_OF_GITHUB);
                case SLACK, INTERNAL, EXTERNAL -> Optional.empty();
            };
        }
    }
}
