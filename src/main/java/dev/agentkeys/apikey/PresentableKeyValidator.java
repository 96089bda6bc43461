package dev.agentkeys.apikey;

import dev.agentkeys.validation.Fault;
import dev.agentkeys.validation.Faults;
import jakarta.enterprise.context.Dependent;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;

/** Checks {@link PresentableKey}, and finds the fault in the field of the key. */
@Dependent
class PresentableKeyValidator implements ConstraintValidator<PresentableKey, CreateApiKeyRequest> {

    private static final Fault OUTER_SPACE = Fault.value("must not begin or end with white space");

    @Override
    public boolean isValid(CreateApiKeyRequest request, ConstraintValidatorContext context) {
        if (request.apiKey() == null
                || request.apiKeyType() == null
                || !request.apiKeyType().presentable()
                || isStripped(request.apiKey().reveal())) {
            return true;
        }
        Faults.report(Optional.of(OUTER_SPACE), context);
        context.disableDefaultConstraintViolation();
        context.buildConstraintViolationWithTemplate(context.getDefaultConstraintMessageTemplate())
                .addPropertyNode("apiKey")
                .addConstraintViolation();
        return false;
    }

    private static boolean isStripped(String key) {
        return key.strip().length() == key.length();
    }
}
