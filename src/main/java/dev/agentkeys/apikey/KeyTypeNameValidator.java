package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.validation.SentParameters;
import dev.agentkeys.validation.ViolationKind;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Checks {@link KeyTypeName}. */
@Dependent
class KeyTypeNameValidator implements ConstraintValidator<KeyTypeName, String> {

    private static final List<String> NAMES =
            Arrays.stream(KeyType.values()).map(KeyType::wireName).toList();

    // Looked up at each use, because the build creates validators before the application has requests.
    private final Instance<SentParameters> sent;

    KeyTypeNameValidator(Instance<SentParameters> sent) {
        this.sent = sent;
    }

    @Override
    public boolean isValid(String text, ConstraintValidatorContext context) {
        boolean valid = text == null ? !sent.get().has(NamedKeyParameters.TYPE) : NAMES.contains(text);
        return ViolationKind.report(valid ? Optional.empty() : Optional.of(ViolationKind.notOneOf(NAMES)), context);
    }
}
