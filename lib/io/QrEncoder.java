//SOURCES ../model/QrCode.java
//DEPS com.google.zxing:core:3.5.3@fatjar
package lib.io;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.Map;
import java.util.Optional;
import lib.model.QrCode;

/** Text → {@link QrCode}, by the ZXing library, which is named here and nowhere else. */
public final class QrEncoder {

    private QrEncoder() {}

    /**
     * The smallest code for the text: letters, digits and the rest in the mode that suits each, and the least error correction,
     * since nothing soils a screen.
     *
     * @return empty when the text is too long for any code
     */
    public static Optional<QrCode> encoded(String text) {
        try {
            var matrix = Encoder.encode(text, ErrorCorrectionLevel.L, Map.of(EncodeHintType.QR_COMPACT, true)).getMatrix();
            var dark = new boolean[matrix.getWidth() * matrix.getHeight()];
            for (var at = 0; at < dark.length; at++) {
                dark[at] = matrix.get(at % matrix.getWidth(), at / matrix.getWidth()) == 1;
            }
            return Optional.of(new QrCode(matrix.getWidth(), dark));
        } catch (WriterException tooLong) {
            return Optional.empty();
        }
    }
}
