// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * libcrypto's contexts for one algorithm (EVP_DigestInit(3)), as many as were ever in use at a
 * time. For any number of threads; each context is one's at a time.
 *
 * <p>By jffi and not, as all else here, by jnr-ffi above it: a block of a Merkle tree is three
 * calls, and those by reflection would take as long as the digest.
 */
final class DigestContexts {

  /** More at a time goes through the context's buffer in pieces. */
  private static final int BUFFER_SIZE = 64 * 1024;

  private static final Invoker INVOKER = Invoker.getInstance();
  private static final MemoryIO MEMORY = MemoryIO.getInstance();

  private final ConcurrentLinkedQueue<Context> idle = new ConcurrentLinkedQueue<>();
  private final long algorithm;
  private final int length;

  private DigestContexts(long algorithm, int length) {
    this.algorithm = algorithm;
    this.length = length;
  }

  /**
   * Those of an algorithm.
   *
   * @param function libcrypto's that names it, such as EVP_sha256
   * @param length of a digest, in bytes
   * @throws LinkageError where there is no libcrypto of OpenSSL 3
   */
  static DigestContexts of(String function, int length) {
    return new DigestContexts(Crypto.call(Crypto.NOTHING, Crypto.address(function)), length);
  }

  int length() {
    return length;
  }

  /** A context without bytes in it. */
  Context take() {
    Context context = idle.poll();
    if (context == null) {
      context = new Context();
    }
    context.begin();
    return context;
  }

  void giveBack(Context context) {
    idle.add(context);
  }

  /** One digest that is being computed. */
  final class Context {
    private final long handle = Crypto.call(Crypto.NOTHING, Crypto.CTX_NEW);
    private final long buffer = MEMORY.allocateMemory(BUFFER_SIZE, false);

    private void begin() {
      check(INVOKER.invokeN3(Crypto.THREE, Crypto.INIT, handle, algorithm, 0));
    }

    void update(byte[] bytes, int offset, int size) {
      Objects.checkFromIndexSize(offset, size, bytes.length);
      for (int done = 0; done < size; done += BUFFER_SIZE) {
        int piece = Math.min(BUFFER_SIZE, size - done);
        MEMORY.putByteArray(buffer, bytes, offset + done, piece);
        check(INVOKER.invokeN3(Crypto.THREE, Crypto.UPDATE, handle, buffer, piece));
      }
    }

    byte[] digest() {
      byte[] digest = new byte[length];
      check(INVOKER.invokeN3(Crypto.THREE, Crypto.FINAL, handle, buffer, 0));
      MEMORY.getByteArray(buffer, digest, 0, length);
      return digest;
    }

    /** Goes on from where another stands. */
    void takeOver(Context other) {
      check(INVOKER.invokeN3(Crypto.THREE, Crypto.COPY, handle, other.handle, 0));
    }
  }

  private static void check(long answer) {
    if ((int) answer != 1) {
      throw new IllegalStateException("libcrypto has no memory for a digest");
    }
  }

  /** Loads the library on first use, not when a class is merely linked. */
  private static final class Crypto {
    static final @Nullable Library LIBRARY = Library.openLibrary(LibCrypto.NAME, Library.LAZY);
    static final CallContext NOTHING = context(Type.POINTER);
    static final CallContext THREE = context(Type.SINT32, Type.POINTER, Type.POINTER, Type.POINTER);

    static final long CTX_NEW = address("EVP_MD_CTX_new");
    static final long INIT = address("EVP_DigestInit_ex2");
    static final long UPDATE = address("EVP_DigestUpdate");
    static final long FINAL = address("EVP_DigestFinal_ex");
    static final long COPY = address("EVP_MD_CTX_copy_ex");

    private static CallContext context(Type result, Type... parameters) {
      return CallContext.getCallContext(result, parameters, CallingConvention.DEFAULT, false);
    }

    static long address(String function) {
      long address = LIBRARY == null ? 0 : LIBRARY.getSymbolAddress(function);
      if (address == 0) {
        throw new UnsatisfiedLinkError(LibCrypto.NAME + " has no " + function);
      }
      return address;
    }

    static long call(CallContext result, long function) {
      long pointer = INVOKER.invokeN0(result, function);
      if (pointer == 0) {
        throw new IllegalStateException("libcrypto has no memory for a digest");
      }
      return pointer;
    }
  }
}
