package dev.agentkeys.commandline;

import dev.agentkeys.access.NewToken;
import dev.agentkeys.access.Role;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code token}: makes the tokens of access mode {@code static}. */
@Command(name = "token", description = "Makes tokens of access mode static.")
@RegisterForReflection
final class TokenCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "new",
            description = {
                "Makes a token for one caller, and the line by which the service knows the token.",
                "With --file the standard output has that line alone, so it may be appended to the file of tokens."
            })
    void make(
            @Parameters(paramLabel = "NAME", description = "the caller's name, as the log and the audit trail tell it")
                    String name,
            @Option(
                            names = "--role",
                            defaultValue = Role.KEYS_VERIFY,
                            paramLabel = "ROLE",
                            description = {
                                "what the caller may do; repeat the option, or join roles by '+'.",
                                "The default, ${DEFAULT-VALUE}, is for gateways and services that only verify keys."
                            })
                    List<String> roles,
            @Option(
                            names = "--file",
                            paramLabel = "PATH",
                            description = "a new file for the token, which only its owner may read")
                    Path file)
            throws IOException {
        var token = token(name, String.join("+", roles));
        var out = spec.commandLine().getOut();
        if (file == null) {
            out.println("token: " + token.secret().reveal());
            out.println("line:  " + token.line());
        } else {
            SecretFile.create(file, token.secret().reveal(), "The caller of the token in it would be locked out.");
            out.println(token.line());
        }
        var advice = spec.commandLine().getErr();
        advice.println("Give the token to '" + name + "' alone. The service needs the line only: add it to"
                + " AGENTKEYS_ACCESS_TOKENS, or to the file that AGENTKEYS_ACCESS_TOKENS_FILE names.");
    }

    private NewToken token(String name, String roles) {
        try {
            return NewToken.generate(name, Role.parse(roles), new SecureRandom());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "The token cannot be made: " + e.getMessage() + ".", e);
        }
    }
}
