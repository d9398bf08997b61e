// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.posix;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.byref.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * What is called of OpenSSL's libcrypto, under its C names; it answers 1 or a pointer, else it
 * failed.
 *
 * <p>Public, because jnr-ffi implements it from a class loader of its own.
 */
public interface LibCrypto {

  /** Its name since OpenSSL 3.0. */
  String NAME = "libcrypto.so.3";

  @Nullable Pointer d2i_AutoPrivateKey(@Nullable Pointer key, PointerByReference der, long size);

  int EVP_PKEY_get_size(Pointer key);

  @Nullable Pointer EVP_PKEY_CTX_new(Pointer key, @Nullable Pointer engine);

  int EVP_PKEY_sign_init(Pointer context);

  int EVP_PKEY_sign(
      Pointer context, @Out byte[] signature, @In @Out long[] size, @In byte[] digest, long length);
}
