package dev.agentkeys.keymaterial;

import java.math.BigInteger;

/** Fixed-width base 62 over {@code 0-9A-Za-z}, most significant digit first. */
final class Base62 {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger RADIX = BigInteger.valueOf(DIGITS.length());

    private Base62() {}

    /**
     * The number the bytes spell (unsigned, big-endian), zero-padded to {@code width} digits.
     *
     * @throws IllegalArgumentException if it needs more than {@code width} digits
     */
    static String encode(byte[] bytes, int width) {
        var digits = new char[width];
        var rest = new BigInteger(1, bytes);
        for (int i = width - 1; i >= 0; i--) {
            var quotientAndDigit = rest.divideAndRemainder(RADIX);
            digits[i] = DIGITS.charAt(quotientAndDigit[1].intValue());
            rest = quotientAndDigit[0];
        }
        if (rest.signum() != 0) {
            throw new IllegalArgumentException(bytes.length + " bytes do not fit into " + width + " base 62 digits");
        }
        return new String(digits);
    }

    /** The same for a number below 2<sup>32</sup>. */
    static String encode(long number, int width) {
        var digits = new char[width];
        var rest = number;
        for (int i = width - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        if (rest != 0) {
            throw new IllegalArgumentException(number + " does not fit into " + width + " base 62 digits");
        }
        return new String(digits);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }
}
