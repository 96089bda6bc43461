package dev.agentkeys.validation;

import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;

/** Lets a constraint say what is wrong in the vocabulary of {@link ViolationKind}. */
public final class ViolationKinds {

    private ViolationKinds() {}

    /** Attaches the fault, if any, to the violation; whether there is none. */
    public static boolean report(Optional<ViolationKind> fault, ConstraintValidatorContext context) {
        fault.ifPresent(found ->
                context.unwrap(HibernateConstraintValidatorContext.class).withDynamicPayload(found));
        return fault.isEmpty();
    }
}
