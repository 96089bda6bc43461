package dev.agentkeys.validation;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorFactory;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** Validates records and values of their components against their constraints, without a container. */
public final class Constraints {

    private static final Validator VALIDATOR = Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .constraintValidatorFactory(new OwnValidators())
            .buildValidatorFactory()
            .getValidator();

    private Constraints() {}

    /** The faults of a value of the component with that name. */
    static List<ViolationKind> faults(Class<? extends Record> type, String component, Object value) {
        return VALIDATOR.validateValue(type, component, value).stream()
                .map(ViolationKind::of)
                .toList();
    }

    /** The faults of a whole request, by the component that has the fault. */
    public static Map<String, ViolationKind> faults(Record request) {
        return VALIDATOR.validate(request).stream()
                .collect(Collectors.toMap(
                        violation -> violation.getPropertyPath().toString(), ViolationKind::of));
    }

    /** Creates validators that are not public. */
    private static final class OwnValidators implements ConstraintValidatorFactory {

        @Override
        public <T extends ConstraintValidator<?, ?>> T getInstance(Class<T> type) {
            try {
                return type.getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void releaseInstance(ConstraintValidator<?, ?> validator) {}
    }
}
