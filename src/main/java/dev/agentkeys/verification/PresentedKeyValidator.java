package dev.agentkeys.verification;

import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.Fault;
import dev.agentkeys.validation.Faults;
import dev.agentkeys.validation.Unicode;
import jakarta.enterprise.context.Dependent;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;

/** Checks {@link PresentedKey}. */
@Dependent
class PresentedKeyValidator implements ConstraintValidator<PresentedKey, Secret> {

    @Override
    public boolean isValid(Secret key, ConstraintValidatorContext context) {
        return key == null || Faults.report(faultOf(key), context);
    }

    private static Optional<Fault> faultOf(Secret key) {
        if (key.isEmpty()) {
            return Optional.of(Fault.tooShort(1));
        }
        return Unicode.isWellFormed(key.reveal())
                ? Optional.empty()
                : Optional.of(Fault.value("must be valid Unicode"));
    }
}
