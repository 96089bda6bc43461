package dev.agentkeys.agentex;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads the texts of an Agentex database, which keeps ids and enums as text and has no constraint on most of them. */
final class ImportedText {

    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
    private static final Pattern SHORT_FORM = Pattern.compile("[0-9a-fA-F]{32}");
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[^ -~]");
    private static final int MAX_ID = 64;

    private ImportedText() {}

    /** The id that the text spells, with hyphens or without. */
    static Optional<UUID> uuid(String text) {
        if (text != null && SHORT_FORM.matcher(text).matches()) {
            return uuid(text.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
        }
        return text != null && UUID_FORM.matcher(text).matches()
                ? Optional.of(UUID.fromString(text))
                : Optional.empty();
    }

    /** The id in a form that a line of the log may hold. */
    static String id(String text) {
        var printable = NOT_PRINTABLE.matcher(String.valueOf(text)).replaceAll("?");
        return printable.length() > MAX_ID ? printable.substring(0, MAX_ID) + "..." : printable;
    }

    /** The name that the text spells in any letter case; {@code otherwise} if it spells none. */
    static String oneOf(String text, String otherwise, String... names) {
        var lower = text == null ? "" : text.toLowerCase(Locale.ROOT);
        return Arrays.asList(names).contains(lower) ? lower : otherwise;
    }

    static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /** The text with a space in place of each control character. */
    static String withoutControl(String text) {
        return text.chars()
                .map(character -> Character.isISOControl(character) ? ' ' : character)
                .collect(StringBuilder::new, (all, character) -> all.append((char) character), StringBuilder::append)
                .toString();
    }

    /** Whether the value of a JSON column is null, or an object of at most that many bytes. */
    static boolean isObjectOfAtMost(String json, int bytes) {
        return json == null || json.startsWith("{") && json.getBytes(UTF_8).length <= bytes;
    }
}
