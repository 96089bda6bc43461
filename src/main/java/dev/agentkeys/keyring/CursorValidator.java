package dev.agentkeys.keyring;

import dev.agentkeys.database.Ids;
import dev.agentkeys.validation.SentParameters;
import dev.agentkeys.validation.ViolationKind;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Map;
import java.util.Optional;

/** Checks {@link Cursor}. */
@Dependent
class CursorValidator implements ConstraintValidator<Cursor, String> {

    private static final ViolationKind NOT_A_UUID =
            new ViolationKind("uuid_parsing", "Input should be a valid UUID", Map.of());

    // Looked up at each use, because the build creates validators before the application has requests.
    private final Instance<SentParameters> sent;

    CursorValidator(Instance<SentParameters> sent) {
        this.sent = sent;
    }

    @Override
    public boolean isValid(String text, ConstraintValidatorContext context) {
        boolean valid = text == null
                ? !sent.get().has(Cursor.PARAMETER_NAME)
                : Ids.parse(text).isPresent();
        return ViolationKind.report(valid ? Optional.empty() : Optional.of(NOT_A_UUID), context);
    }
}
