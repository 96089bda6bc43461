package dev.agentkeys.http;

/**
 * One page of a list.
 *
 * @param limit the maximum number of rows on the page
 * @param number the page's number, from 1
 */
public record Page(long limit, long number) {

    private static final long MAXIMUM = 1000;

    /** Returns the page with that number. Lowers the limit to the maximum of all lists. */
    public static Page ofAtMostMaximum(long limit, long number) {
        return new Page(Math.min(limit, MAXIMUM), number);
    }

    /** The number of rows before this page; the highest possible number if it would overflow. */
    public long offset() {
        try {
            return Math.multiplyExact(number - 1, limit);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
