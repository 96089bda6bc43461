package dev.agentkeys.testsupport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A self-signed certificate and its key, as files in the form that PostgreSQL reads. The certificate is its own
 * authority.
 */
public record Certificate(Path pem, Path keyPem) {

    private static final char[] PASSWORD = "for-tests-only".toCharArray();

    /** Creates a certificate for {@code host} in a new directory. */
    public static Certificate forHost(String host, Path directory) {
        try {
            var keyStore = generate(host, Files.createDirectories(directory).resolve("store.p12"));
            var key = directory.resolve("key.pem");
            // PostgreSQL refuses a key that others may read.
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new Certificate(
                    write(
                            directory.resolve("certificate.pem"),
                            "CERTIFICATE",
                            keyStore.getCertificate(host).getEncoded()),
                    write(key, "PRIVATE KEY", keyStore.getKey(host, PASSWORD).getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore generate(String host, Path store) throws IOException, GeneralSecurityException {
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "2",
                        "-alias",
                        host,
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-ext",
                        "bc=ca:true",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        String.valueOf(PASSWORD),
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        try {
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return KeyStore.getInstance(store.toFile(), PASSWORD);
    }

    private static Path write(Path file, String label, byte[] content) throws IOException {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n", US_ASCII);
    }
}
