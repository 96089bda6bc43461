package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.forwarding.body.FormFields;
import dev.agentkeys.forwarding.body.HeldBody;
import dev.agentkeys.forwarding.body.JsonFields;
import dev.agentkeys.problem.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The source of a GitHub delivery, which decides the names that the signing key may have: {@code owner/repository} for a
 * repository, {@code owner/*} for everything of an organization or a user, {@code app:id} for a GitHub app.
 *
 * @param keyNames the possible names, the most specific first
 * @param unknown the message to the sender if no key has one of the names
 */
record GitHubSource(List<String> keyNames, String unknown) {

    private static final String REPOSITORY = "repository";
    private static final String FULL_NAME = "repository/full_name";
    /** The fields that name the account of an event without a repository. */
    private static final List<String> OWNERS =
            List.of("organization/login", "installation/account/login", "sponsorship/sponsorable/login");

    private static final Set<String> FIELDS = Set.of(
            REPOSITORY,
            FULL_NAME,
            "organization",
            "organization/login",
            "installation",
            "installation/account",
            "installation/account/login",
            "sponsorship",
            "sponsorship/sponsorable",
            "sponsorship/sponsorable/login");

    private static final String TARGET_TYPE = "X-GitHub-Hook-Installation-Target-Type";
    private static final String TARGET_ID = "X-GitHub-Hook-Installation-Target-ID";
    private static final String APP = "integration";
    private static final Pattern ID = Pattern.compile("[0-9]{1,20}");

    /**
     * Reads the source from the request.
     *
     * @throws ProblemException if the request does not name its source
     */
    static GitHubSource of(ForwardRequest request, HeldBody body) {
        if (body.length() == 0) {
            throw empty();
        }
        var payload = parse(request, body);
        var app = appOf(request).map(id -> "app:" + id);
        if (payload.hasObject(REPOSITORY)) {
            var repository = payload.text(FULL_NAME)
                    .orElseThrow(() -> ProblemException.badRequest("GitHub webhook payload missing repository name."));
            return of(Stream.of(Optional.of(repository), ofOwner(repository), app), "repository " + repository + ".");
        }
        var owner =
                OWNERS.stream().flatMap(field -> payload.text(field).stream()).findFirst();
        if (owner.isPresent()) {
            var ofOwner = owner.get() + "/*";
            return of(
                    Stream.of(Optional.of(ofOwner), app),
                    "organization or user " + owner.get() + ": it would be named " + ofOwner + ".");
        }
        return app.map(name -> of(Stream.of(app), "app: it would be named " + name + "."))
                .orElseThrow(() -> ProblemException.badRequest("GitHub webhook payload missing repository info."));
    }

    private static GitHubSource of(Stream<Optional<String>> keyNames, String what) {
        return new GitHubSource(keyNames.flatMap(Optional::stream).toList(), "No API key found for GitHub " + what);
    }

    private static Optional<String> ofOwner(String repository) {
        int slash = repository.indexOf('/');
        return slash < 0 ? Optional.empty() : Optional.of(repository.substring(0, slash) + "/*");
    }

    /**
     * Reads the app from a header, because payloads do not name it. GitHub does not sign the header. This is safe,
     * because the app's key must have signed the body.
     */
    private static Optional<String> appOf(ForwardRequest request) {
        return request.header(TARGET_TYPE)
                .filter(APP::equals)
                .flatMap(app -> request.header(TARGET_ID))
                .filter(id -> ID.matcher(id).matches());
    }

    private static JsonFields parse(ForwardRequest request, HeldBody body) {
        try {
            return request.isForm()
                    ? FormFields.read(body.stream(), Set.of(), FIELDS).payload().orElseThrow(GitHubSource::empty)
                    : JsonFields.read(body, FIELDS);
        } catch (IOException e) {
            throw ProblemException.badRequest("Failed to parse GitHub webhook payload as JSON.");
        }
    }

    private static ProblemException empty() {
        return ProblemException.badRequest("Empty payload in GitHub webhook.");
    }
}
