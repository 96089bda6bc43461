package dev.agentkeys.keymaterial;

/** Fixed-width base 62 over {@code 0-9A-Za-z}, most significant digit first. */
final class Base62 {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RADIX = 62;
    private static final long LOW_32_BITS = 0xffff_ffffL;

    private Base62() {}

    /**
     * Encodes the bytes as one number (unsigned, big-endian), zero-padded to {@code width} digits.
     *
     * @throws IllegalArgumentException if it needs more than {@code width} digits
     */
    static String encode(byte[] bytes, int width) {
        var digits = new char[width];
        var rest = words(bytes);
        for (int i = width - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt(divide(rest));
        }
        for (int word : rest) {
            if (word != 0) {
                throw new IllegalArgumentException(
                        bytes.length + " bytes do not fit into " + width + " base 62 digits");
            }
        }
        return new String(digits);
    }

    /** The number in words of 32 bits, the most significant first. */
    private static int[] words(byte[] bytes) {
        var words = new int[(bytes.length + Integer.BYTES - 1) / Integer.BYTES];
        int last = words.length - 1;
        for (int i = 0; i < bytes.length; i++) {
            int place = bytes.length - 1 - i;
            words[last - i / Integer.BYTES] |= (bytes[place] & 0xff) << (i % Integer.BYTES * Byte.SIZE);
        }
        return words;
    }

    /** Divides by 62 in place, digit by digit; returns the remainder. */
    private static int divide(int[] number) {
        long remainder = 0;
        for (int i = 0; i < number.length; i++) {
            long dividend = remainder << Integer.SIZE | number[i] & LOW_32_BITS;
            number[i] = (int) (dividend / RADIX);
            remainder = dividend % RADIX;
        }
        return (int) remainder;
    }

    /** Encodes a number below 2<sup>32</sup> in the same way. */
    static String encode(long number, int width) {
        var digits = new char[width];
        var rest = number;
        for (int i = width - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % RADIX));
            rest /= RADIX;
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
