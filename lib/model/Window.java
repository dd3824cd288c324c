package lib.model;

/** Room on a terminal, in characters. */
public record Window(int columns, int lines) {

    /** Where nobody looks, or nothing has a size. */
    public static final Window UNLIMITED = new Window(Integer.MAX_VALUE, Integer.MAX_VALUE);
}
