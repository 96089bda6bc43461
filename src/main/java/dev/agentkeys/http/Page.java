package dev.agentkeys.http;

/**
 * One page of a list.
 *
 * @param limit the most rows of a page
 * @param number the page's number, from 1
 */
public record Page(long limit, long number) {

    private static final long MAXIMUM = 1000;

    /** The page of that number, of no more rows than any list serves at once. */
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
