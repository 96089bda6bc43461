package dev.agentkeys.verification;

import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.Unicode;
import dev.agentkeys.validation.ViolationKind;
import jakarta.enterprise.context.Dependent;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;

/** Checks {@link WellFormedKey}. */
@Dependent
class WellFormedKeyValidator implements ConstraintValidator<WellFormedKey, Secret> {

    @Override
    public boolean isValid(Secret key, ConstraintValidatorContext context) {
        return key == null || ViolationKind.report(faultOf(key), context);
    }

    private static Optional<ViolationKind> faultOf(Secret key) {
        if (key.isEmpty()) {
            return Optional.of(ViolationKind.tooShort(1));
        }
        return Unicode.isWellFormed(key.reveal())
                ? Optional.empty()
                : Optional.of(ViolationKind.value("must be valid Unicode"));
    }
}
