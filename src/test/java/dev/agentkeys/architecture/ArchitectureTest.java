package dev.agentkeys.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.agentkeys.testsupport.ServiceClasses;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Which package may use which other packages, and which libraries only some packages may use. */
class ArchitectureTest {

    private static final String HOME = "dev.agentkeys.";

    /** One test for each rule below, with the rule's name. */
    @TestFactory
    Stream<DynamicTest> rules() {
        return Arrays.stream(ArchitectureTest.class.getDeclaredFields())
                .filter(field -> field.getType() == ArchRule.class)
                .map(field ->
                        dynamicTest(field.getName(), () -> ((ArchRule) field.get(null)).check(ServiceClasses.all())));
    }

    static final ArchRule keyMaterialUsesNoOtherPackage = mayUse("keymaterial");

    static final ArchRule configurationUsesNoOtherPackage = mayUse("configuration");

    static final ArchRule resilienceUsesNoOtherPackage = mayUse("resilience");

    static final ArchRule healthUsesNoOtherPackage = mayUse("health");

    static final ArchRule consoleUsesTheEdgeAndKnowsTheModes = mayUse("console", "access", "http", "problem");

    static final ArchRule openapiUsesHttp = mayUse("openapi", "http");

    static final ArchRule httpUsesKeyMaterialAndProblem = mayUse("http", "keymaterial", "problem");

    static final ArchRule observabilityUsesHttpKeyTypesAndConfiguration =
            mayUse("observability", "http", "keymaterial", "configuration");

    static final ArchRule validationKnowsSecretsOnly = mayUse("validation", "keymaterial");

    static final ArchRule problemKnowsValidation = mayUse("problem", "validation");

    static final ArchRule databaseKnowsProblemAndConfiguration =
            mayUse("database", "doctor", "problem", "configuration", "resilience");

    static final ArchRule accessKnowsSecretsProblemAndConfiguration =
            mayUse("access", "doctor", "http", "keymaterial", "problem", "configuration", "audit");

    static final ArchRule idempotencyUsesTheFoundation =
            mayUse("idempotency", "access", "http", "keymaterial", "validation", "problem", "database");

    static final ArchRule keyStoreUsesKeyMaterialAndTheDatabase =
            mayUse("keystore", "keymaterial", "problem", "database", "audit");

    static final ArchRule auditUsesTheDatabase = mayUse("audit", "database");

    static final ArchRule trailUsesAuditAndTheFoundation =
            mayUse("trail", "audit", "access", "validation", "database", "startup");

    static final ArchRule agentUsesTheKeyStoreAndTheFoundation = mayUse(
            "agent",
            "keystore",
            "idempotency",
            "access",
            "audit",
            "http",
            "keymaterial",
            "validation",
            "problem",
            "database",
            "observability");

    static final ArchRule apiKeyUsesAgentTheKeyStoreAndTheFoundation = mayUse(
            "apikey",
            "agent",
            "doctor",
            "keystore",
            "idempotency",
            "access",
            "audit",
            "http",
            "keymaterial",
            "validation",
            "problem",
            "database",
            "observability");

    static final ArchRule importUsesTheKeyStore =
            mayUse("agentex", "audit", "keystore", "keymaterial", "database", "configuration", "startup");

    static final ArchRule keyRingUsesTheKeyStoreAndTheFoundation =
            mayUse("keyring", "doctor", "keystore", "access", "keymaterial", "validation", "problem", "database");

    static final ArchRule verificationUsesTheKeyStoreAndTheFoundation = mayUse(
            "verification",
            "keystore",
            "access",
            "http",
            "keymaterial",
            "validation",
            "problem",
            "database",
            "observability");

    static final ArchRule forwardingUsesVerificationAgentAndTheFoundation = mayUse(
            "forwarding",
            "doctor",
            "resilience",
            "verification",
            "agent",
            "keystore",
            "access",
            "observability",
            "keymaterial",
            "validation",
            "problem",
            "http",
            "database");

    static final ArchRule doctorKnowsNoFeature = mayUse("doctor", "configuration", "startup");

    static final ArchRule commandLineMakesSecretsAndStartsTheService =
            mayUse("commandline", "access", "keymaterial", "configuration", "openapi");

    static final ArchRule noKeysAreComparedByTheirBytes = noClasses()
            .should()
            .callMethod(java.util.Arrays.class, "equals", byte[].class, byte[].class)
            .because("its time tells where two values first differ; look keys up by fingerprint");

    static final ArchRule noPackageCyclesWithAnother =
            slices().matching(HOME + "(*)..").should().beFreeOfCycles();

    static final ArchRule noSubPackageCyclesWithAnother =
            slices().matching(HOME + "(*).(*)..").should().beFreeOfCycles();

    static final ArchRule subPackagesStayInsideTheirFeature = classes()
            .that()
            .resideInAPackage(HOME + "*.*..")
            .should(beUsedByTheirFeatureOnly())
            .because("what other features may use is in the feature's own package; a sub-package of keystore has the"
                    + " statements of the one package that has the same name");

    static final ArchRule httpStaysInResourcesAndProblem = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Resource")
            .and()
            .haveSimpleNameNotEndingWith("Parameters")
            .and()
            .haveSimpleNameNotEndingWith("BodyReader")
            .and()
            .resideOutsideOfPackages(HOME + "problem", HOME + "http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..");

    static final ArchRule rowsStayInRepositories = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Repository")
            .and()
            .haveSimpleNameNotEndingWith("Row")
            .and()
            .resideOutsideOfPackages(HOME + "database..", HOME + "keystore..", HOME + "audit")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.mutiny.sqlclient..", "io.vertx.sqlclient..", "io.vertx.pgclient..");

    static final ArchRule resourcesAskServices = noClasses()
            .that()
            .haveSimpleNameEndingWith("Resource")
            .should()
            .dependOnClassesThat()
            .haveSimpleNameEndingWith("Database");

    static final ArchRule noSecureRandomIsStatic = fields().that()
            .haveRawType(java.security.SecureRandom.class)
            .should()
            .notBeStatic()
            .because("the build of a native executable would fix the random seed");

    static final ArchRule jsonFactoriesAreMadeInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(HOME + "validation.JsonParsing")
            .and()
            .doNotHaveFullyQualifiedName(HOME + "validation.JsonParsing$Mapper")
            .should()
            .callConstructor(ObjectMapper.class)
            .orShould()
            .callConstructor(JsonFactory.class)
            .orShould()
            .callConstructor(JsonFactoryBuilder.class)
            .orShould()
            .callMethod(JsonFactory.class, "builder")
            .orShould()
            .callMethod(JsonMapper.class, "builder")
            .because(
                    "with a factory that remembers field names, one caller's names can make another caller's request fail");

    static final ArchRule callersAreToldApartInAccess = classes()
            .that()
            .resideOutsideOfPackage(HOME + "access..")
            .should(notTellCallersApart())
            .because("one place decides what a caller may do, and it covers every kind of caller");

    static final ArchRule nothingBlocks = noClasses()
            .should()
            .callMethod(io.smallrye.mutiny.Uni.class, "await")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    static final ArchRule thereIsNoUtilPackage = classes().should().resideOutsideOfPackages("..util..", "..common..");

    private static ArchCondition<JavaClass> beUsedByTheirFeatureOnly() {
        return new ArchCondition<>("be used by their feature only") {
            @Override
            public void check(JavaClass used, ConditionEvents events) {
                var name = used.getPackageName();
                var feature = name.substring(0, name.indexOf('.', HOME.length()));
                for (var use : used.getDirectDependenciesToSelf()) {
                    var user = use.getOriginClass().getPackageName();
                    boolean inside = user.equals(feature) || user.startsWith(feature + ".");
                    boolean ofItsStatements =
                            feature.equals(HOME + "keystore") && lastName(user).equals(lastName(name));
                    events.add(new SimpleConditionEvent(use, inside || ofItsStatements, use.getDescription()));
                }
            }
        };
    }

    private static String lastName(String packageName) {
        return packageName.substring(packageName.lastIndexOf('.') + 1);
    }

    /**
     * Only a registration has another meaning for each kind of caller. So only that service looks at the kind of the
     * caller.
     */
    private static ArchCondition<JavaClass> notTellCallersApart() {
        return new ArchCondition<>("not tell callers apart") {
            @Override
            public void check(JavaClass asking, ConditionEvents events) {
                asking.getInstanceofChecks().stream()
                        .filter(check -> check.getRawType().isAssignableTo(HOME + "access.Caller"))
                        .forEach(check -> events.add(SimpleConditionEvent.violated(
                                check, check.getOwner().getFullName() + check.getSourceCodeLocation())));
                asking.getMethodCallsFromSelf().stream()
                        .filter(call -> call.getName().equals("match")
                                && call.getTargetOwner().isAssignableTo(HOME + "access.Caller")
                                && !asking.getName().equals(HOME + "agent.registration.RegistrationService"))
                        .forEach(call -> events.add(SimpleConditionEvent.violated(call, call.getDescription())));
            }
        };
    }

    private static ArchRule mayUse(String user, String... used) {
        var foreign = DescribedPredicate.not(isIn(user));
        for (var name : used) {
            foreign = foreign.and(DescribedPredicate.not(isIn(name)));
        }
        return noClasses()
                .that()
                .resideInAPackage(HOME + user + "..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(HOME.substring(0, HOME.length() - 1) + "..")
                        .and(foreign));
    }

    private static DescribedPredicate<JavaClass> isIn(String name) {
        return JavaClass.Predicates.resideInAPackage(HOME + name + "..");
    }
}
