package dev.agentkeys.apikey;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import dev.agentkeys.keymaterial.GeneratedKey;
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

/**
 * The key that a caller chooses fits its type. A header value cannot begin or end with white space, so neither can a key
 * that is presented in one; a signing secret can. A key that this service generated names its type and cannot get another
 * type: a generated webhook secret must not become a key that gives access to an agent.
 */
@Documented
@Constraint(validatedBy = FitsKeyType.Validator.class)
@Target(TYPE)
@Retention(RUNTIME)
@interface FitsKeyType {

    String message() default "does not fit its type";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks the constraint, and reports a violation at the field of the key. */
    @Dependent
    class Validator implements ConstraintValidator<FitsKeyType, TypedKey> {

        private static final ViolationKind OUTER_SPACE = ViolationKind.value("must not begin or end with white space");

        @Override
        public boolean isValid(TypedKey request, ConstraintValidatorContext context) {
            var fault = request.chosenKey() == null || request.typeOfKey() == null
                    ? Optional.<ViolationKind>empty()
                    : faultOf(request.chosenKey().reveal(), request.typeOfKey());
            if (fault.isEmpty()) {
                return true;
            }
            ViolationKind.report(fault, context);
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(context.getDefaultConstraintMessageTemplate())
                    .addPropertyNode(request.keyComponent())
                    .addConstraintViolation();
            return false;
        }

        /** What is wrong with a key that a caller chooses for that type. */
        static Optional<ViolationKind> faultOf(String key, KeyType type) {
            if (type.presentable() && key.strip().length() != key.length()) {
                return Optional.of(OUTER_SPACE);
            }
            return GeneratedKey.typeOf(key)
                    .filter(own -> own != type)
                    .map(own -> ViolationKind.value(
                            "is a generated key of the type '" + own.wireName() + "', which can be of no other type"));
        }
    }
}
