package dev.agentkeys.commandline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that holds a secret. */
final class SecretFile {

    private SecretFile() {}

    /**
     * Creates the file with that line. Only its owner may read it, from the first moment.
     *
     * @param whyNot why an existing file is not overwritten
     * @throws IOException if it exists already, or cannot be created; the message is for the operator
     */
    static void create(Path file, String line, String whyNot) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(file, options, ownerOnly(file))) {
            var bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " exists, and is not overwritten. " + whyNot, e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be created: " + e.getClass().getSimpleName() + ".", e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
