package dev.agentkeys.benchmark.report;

import java.util.Locale;

/** Writes a picture as text. The picture has its own background, so that it is readable on dark pages too. */
final class Svg {

    private final StringBuilder content = new StringBuilder();
    private final int width;
    private final int height;

    Svg(int width, int height, String title) {
        this.width = width;
        this.height = height;
        text(16, 26, "start", "#1f2328", 15, true, title);
    }

    void rectangle(double x, double y, double width, double height, String colour) {
        content.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n",
                x,
                y,
                Math.max(width, 0),
                height,
                colour));
    }

    void line(double x1, double y1, double x2, double y2, String colour, double thickness) {
        content.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>\n",
                x1,
                y1,
                x2,
                y2,
                colour,
                thickness));
    }

    /** Lines from point to point; the points are written "x,y x,y". */
    void path(String points, String colour) {
        content.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append("\" points=\"")
                .append(points)
                .append("\"/>\n");
    }

    void dot(double x, double y, String colour) {
        content.append(
                String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>\n", x, y, colour));
    }

    /** Text that begins, is centred or ends at the point, as the anchor says. */
    void text(double x, double y, String anchor, String text) {
        text(x, y, anchor, "#59636e", 12, false, text);
    }

    private void text(double x, double y, String anchor, String colour, int size, boolean bold, String text) {
        content.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\" font-size=\"%d\"%s>%s</text>\n",
                x,
                y,
                anchor,
                colour,
                size,
                bold ? " font-weight=\"bold\"" : "",
                escaped(text)));
    }

    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                                + "font-family=\"system-ui, sans-serif\">\n",
                        width,
                        height,
                        width,
                        height)
                + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n" + content + "</svg>\n";
    }

    /** The text, escaped for XML and HTML. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
