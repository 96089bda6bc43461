package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.validation.ViolationKind;
import jakarta.enterprise.context.Dependent;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;

/** Checks {@link FitsKeyType}, and reports a violation at the field of the key. */
@Dependent
class FitsKeyTypeValidator implements ConstraintValidator<FitsKeyType, TypedKey> {

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

    private static Optional<ViolationKind> faultOf(String key, KeyType type) {
        if (type.presentable() && key.strip().length() != key.length()) {
            return Optional.of(OUTER_SPACE);
        }
        return GeneratedKey.typeClaimedBy(key)
                .filter(claimed -> claimed != type && GeneratedKey.matches(key))
                .map(claimed -> ViolationKind.value(
                        "is a generated key of the type '" + claimed.wireName() + "', which can be of no other type"));
    }
}
