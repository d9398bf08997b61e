// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.compiler.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.ContentReference;
import dev.sbomlock.compiler.intake.Utf8Stream;
import dev.sbomlock.manifest.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes JSON (RFC 8259) apart, strictly: UTF-8 only, each name once in its object, one value and
 * nothing after it, all of it bounded. Texts that nobody asks for are passed over without a copy,
 * which is most of an SBOM (ADR 0039).
 */
final class JsonTokenizer implements JsonTokens {

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final int FIRST_PRINTABLE = 0x20;

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");
  private static final String NUMBER_SIGNS = "+-.0123456789Ee";
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private static final int BASE64_GROUP = 4 << 10;
  private static final String NOT_BASE64 = "a text is not base64";
  private static final int END_OF_TEXT = -1;

  private final InputStream in;
  private final JsonNames names = new JsonNames();
  private final JsonNesting nesting = new JsonNesting(StrictJson.MAX_DEPTH);

  /** A window into the document, of which {@code position} to {@code limit} is still to be read. */
  private byte[] window = new byte[64 << 10];

  private int position;
  private int limit;

  /** Where in the document the window starts. */
  private long offset;

  /** Where what must stay in the window starts, or -1. */
  private int kept = -1;

  private boolean escaped;
  private @Nullable JsonToken token;
  private @Nullable String name;
  private @Nullable String text;

  /** Whether the current token is a text of which only the opening quote was read. */
  private boolean unread;

  /** Whether the current token opens what the next one may close or is the first of. */
  private boolean first;

  /** Reads from {@code in}, which is not closed. */
  JsonTokenizer(InputStream in) {
    this.in = new Utf8Stream(in);
  }

  @Override
  public @Nullable JsonToken current() {
    return token;
  }

  @Override
  public @Nullable String name() {
    return name;
  }

  @Override
  public JsonLocation location() {
    return new JsonLocation(ContentReference.unknown(), offset + position, -1, -1, -1);
  }

  @Override
  public @Nullable JsonToken next() throws IOException {
    if (unread) {
      passText(false, Integer.MAX_VALUE);
    }
    int sign = sign();
    if (nesting.depth() == 0) {
      token = atRoot(sign);
    } else if (token == JsonToken.FIELD_NAME) {
      token = value(sign);
    } else if (nesting.inObject()) {
      token = inObject(sign);
    } else {
      name = null;
      token = inArray(sign);
    }
    return token;
  }

  private @Nullable JsonToken atRoot(int sign) throws IOException {
    boolean ended = token != null;
    name = null;
    if (sign < 0) {
      return null;
    }
    if (ended) {
      throw unexpected(sign);
    }
    if (sign == (BYTE_ORDER_MARK[0] & 0xff) && offset + position == 1) {
      expect(BYTE_ORDER_MARK);
      return atRoot(sign());
    }
    return value(sign);
  }

  private JsonToken inObject(int sign) throws IOException {
    if (sign == '}') {
      return leave(JsonToken.END_OBJECT);
    }
    if (afterComma(sign) != '"') {
      throw malformed("a field is expected");
    }
    passText(true, StrictJson.MAX_NAME);
    name = escaped ? whole(unescape()) : names.at(window, kept, position - 1);
    kept = -1;
    if (!nesting.isNew(name)) {
      throw malformed("Duplicate field '" + name + "'");
    }
    if (sign() != ':') {
      throw malformed("a colon is expected");
    }
    return JsonToken.FIELD_NAME;
  }

  /** Escapes can leave half a character, which no name of ours has and other readers refuse. */
  private String whole(String unescaped) throws IOException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(unescaped)) {
      throw malformed("a name holds half a character");
    }
    return unescaped;
  }

  private JsonToken inArray(int sign) throws IOException {
    return sign == ']' ? leave(JsonToken.END_ARRAY) : value(afterComma(sign));
  }

  private JsonToken leave(JsonToken end) {
    nesting.leave();
    first = false;
    name = null;
    return end;
  }

  private int afterComma(int sign) throws IOException {
    if (first) {
      first = false;
      return sign;
    }
    if (sign != ',') {
      throw unexpected(sign);
    }
    return sign();
  }

  private JsonToken value(int sign) throws IOException {
    text = null;
    return switch (sign) {
      case '"' -> {
        unread = true;
        yield JsonToken.VALUE_STRING;
      }
      case '{' -> enter(true, JsonToken.START_OBJECT);
      case '[' -> enter(false, JsonToken.START_ARRAY);
      case 't' -> literal("true", JsonToken.VALUE_TRUE);
      case 'f' -> literal("false", JsonToken.VALUE_FALSE);
      case 'n' -> literal("null", JsonToken.VALUE_NULL);
      default -> number(sign);
    };
  }

  private JsonToken enter(boolean object, JsonToken start) throws IOException {
    if (nesting.isFull()) {
      throw overLimit("it nests more than %d levels deep", StrictJson.MAX_DEPTH);
    }
    nesting.enter(object);
    first = true;
    return start;
  }

  private JsonToken literal(String word, JsonToken literal) throws IOException {
    expect(word.getBytes(StandardCharsets.US_ASCII));
    text = word;
    return literal;
  }

  /** Takes these bytes, the first of which was just read. */
  private void expect(byte[] bytes) throws IOException {
    for (int i = 1; i < bytes.length; i++) {
      int found = read();
      if (found != (bytes[i] & 0xff)) {
        throw unexpected(found);
      }
    }
  }

  private JsonToken number(int sign) throws IOException {
    if (sign < 0 || NUMBER_SIGNS.indexOf(sign) < 0) {
      throw unexpected(sign);
    }
    StringBuilder digits = new StringBuilder();
    for (int next = sign; next >= 0; next = read()) {
      if (NUMBER_SIGNS.indexOf(next) < 0) {
        position--;
        break;
      }
      if (digits.length() == StrictJson.MAX_NUMBER) {
        throw overLimit("a number has more than %d digits", StrictJson.MAX_NUMBER);
      }
      digits.append((char) next);
    }
    if (!NUMBER.matcher(digits).matches()) {
      throw malformed("'" + digits + "' is no number");
    }
    text = digits.toString();
    return INTEGER.matcher(digits).matches()
        ? JsonToken.VALUE_NUMBER_INT
        : JsonToken.VALUE_NUMBER_FLOAT;
  }

  @Override
  public String text() throws IOException {
    if (unread) {
      passText(true, StrictJson.MAX_STRING);
      text =
          escaped
              ? unescape()
              : new String(window, kept, position - 1 - kept, StandardCharsets.UTF_8);
      kept = -1;
    }
    return text == null ? String.valueOf(token) : text;
  }

  @Override
  public void base64(Base64.Decoder alphabet, OutputStream out) throws IOException {
    unread = false;
    text = "";
    byte[] group = new byte[BASE64_GROUP];
    int count = 0;
    boolean padded = false;
    for (int sign = textSign(); sign != END_OF_TEXT; sign = textSign()) {
      if (padded || sign > 0x7f) {
        throw new UnexpectedShapeException(location(), NOT_BASE64);
      }
      group[count++] = (byte) sign;
      if (count == group.length) {
        padded = sign == '=';
        out.write(decode(alphabet, group, count));
        count = 0;
      }
    }
    out.write(decode(alphabet, group, count));
  }

  private byte[] decode(Base64.Decoder alphabet, byte[] signs, int count)
      throws UnexpectedShapeException {
    try {
      return alphabet.decode(Arrays.copyOf(signs, count));
    } catch (IllegalArgumentException e) {
      throw new UnexpectedShapeException(location(), NOT_BASE64);
    }
  }

  /** The next sign of a text that is read bit by bit; of signs beyond ASCII, a byte. */
  private int textSign() throws IOException {
    int sign = read();
    if (sign < 0) {
      throw malformed("it ends in a text");
    }
    return sign == '"' ? END_OF_TEXT : sign == '\\' ? escape() : sign;
  }

  /**
   * Moves behind the quote that closes a text.
   *
   * @param keep whether the text's bytes are to stand in the window, from {@code kept} on
   */
  private void passText(boolean keep, int longest) throws IOException {
    unread = false;
    escaped = false;
    kept = keep ? position : -1;
    while (true) {
      position = endOfOrdinary(position);
      if (position == limit) {
        if (keep && position - kept > longest) {
          throw overLimit("a text has more than %d bytes", longest);
        }
        if (!fill()) {
          throw malformed("it ends in a text");
        }
        continue;
      }
      byte sign = window[position++];
      if (sign == '"') {
        break;
      }
      if (sign != '\\') {
        throw malformed("a text holds a control character");
      }
      escaped = true;
      escape();
    }
    if (keep && position - 1 - kept > longest) {
      throw overLimit("a text has more than %d bytes", longest);
    }
  }

  /** Where the next quote, backslash or control character stands, or the window's limit. */
  private int endOfOrdinary(int start) {
    int i = start;
    while (i + Long.BYTES <= limit && !holdsSpecial((long) WORD.get(window, i))) {
      i += Long.BYTES;
    }
    while (i < limit && !isSpecial(window[i])) {
      i++;
    }
    return i;
  }

  private static boolean isSpecial(byte sign) {
    return sign == '"' || sign == '\\' || (sign >= 0 && sign < FIRST_PRINTABLE);
  }

  // Of each byte, subtracting borrows into the high bit exactly where it is below (Warren, Hacker's
  // Delight, section 6-1).
  private static boolean holdsSpecial(long word) {
    long quotes = word ^ ONES * '"';
    long backslashes = word ^ ONES * '\\';
    long special =
        (quotes - ONES & ~quotes)
            | (backslashes - ONES & ~backslashes)
            | (word - ONES * FIRST_PRINTABLE & ~word);
    return (special & HIGH_BITS) != 0;
  }

  /** Takes what follows a backslash and returns the UTF-16 unit it stands for. */
  private char escape() throws IOException {
    int sign = read();
    return switch (sign) {
      case '"', '\\', '/' -> (char) sign;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
          unit = unit << 4 | hexDigit(read());
        }
        yield (char) unit;
      }
      default -> throw malformed("a backslash escapes nothing that JSON knows");
    };
  }

  private int hexDigit(int sign) throws IOException {
    int digit = sign < 0 || sign > 0x7f ? -1 : Character.digit(sign, 16);
    if (digit < 0) {
      throw malformed("'\\u' is not followed by four hexadecimal digits");
    }
    return digit;
  }

  /** The text that stands in the window from {@code kept} on; escapes and all were checked. */
  private String unescape() throws IOException {
    int end = position - 1;
    StringBuilder plain = new StringBuilder(end - kept);
    int start = kept;
    for (int i = kept; i < end; i++) {
      if (window[i] == '\\') {
        plain.append(new String(window, start, i - start, StandardCharsets.UTF_8));
        position = i + 1;
        plain.append(escape());
        start = position;
        i = position - 1;
      }
    }
    position = end + 1;
    return plain.append(new String(window, start, end - start, StandardCharsets.UTF_8)).toString();
  }

  /** The next byte that is no white space, or -1. */
  private int sign() throws IOException {
    while (true) {
      while (position < limit) {
        byte sign = window[position++];
        if (sign != ' ' && sign != '\n' && sign != '\r' && sign != '\t') {
          return sign & 0xff;
        }
      }
      if (!fill()) {
        return -1;
      }
    }
  }

  private int read() throws IOException {
    return position < limit || fill() ? window[position++] & 0xff : -1;
  }

  /** Reads on into the window; false at the end of the document. */
  private boolean fill() throws IOException {
    int start = kept < 0 ? position : kept;
    int length = limit - start;
    if (length == window.length) {
      window = Arrays.copyOf(window, 2 * window.length);
    }
    System.arraycopy(window, start, window, 0, length);
    offset += start;
    position -= start;
    limit = length;
    kept = kept < 0 ? -1 : 0;
    int count = in.read(window, limit, window.length - limit);
    limit += Math.max(count, 0);
    return count >= 0;
  }

  private JsonParseException unexpected(int sign) {
    if (sign < 0) {
      return malformed("it ends where more is expected");
    }
    String shown = sign > FIRST_PRINTABLE && sign < 0x7f ? String.valueOf((char) sign) : "";
    return malformed(Text.format("'%s' (0x%02x) is unexpected", shown, sign));
  }

  private JsonParseException malformed(String fact) {
    return new JsonParseException(null, fact, location());
  }

  private StreamConstraintsException overLimit(String fact, int most) {
    return new StreamConstraintsException(Text.format(fact, most), location());
  }
}
