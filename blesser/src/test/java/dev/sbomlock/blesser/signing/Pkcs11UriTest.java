// SPDX-License-Identifier: Apache-2.0
package dev.sbomlock.blesser.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Pkcs11UriTest {

  private static final String MODULE = "?module-path=/usr/lib/softhsm/libsofthsm2.so";

  @Test
  void namesSlotObjectAndModule() {
    assertThat(Pkcs11Uri.parse("pkcs11:slot-id=7;object=my%20key%c3%a4;type=private" + MODULE))
        .isEqualTo(
            new Pkcs11Uri(7, Optional.of("my keyä"), Path.of("/usr/lib/softhsm/libsofthsm2.so")));
    assertThat(Pkcs11Uri.parse("pkcs11:slot-id=4294967295" + MODULE).object()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pkcs11:                                       | slot-id",
        "pkcs11:slot-id=1                              | module-path",
        "pkcs11:slot-id=-1?module-path=/a              | slot-id",
        "pkcs11:slot-id=1?module-path=a.so             | absolute",
        "pkcs11:slot-id=1?module-path=/a%0aslot=2      | absolute",
        "pkcs11:slot-id=1?module-path=/a&pin-value=1   | a PIN belongs",
        "pkcs11:slot-id=1?module-path=/a&pin-source=/b | a PIN belongs",
        "pkcs11:slot-id=1;token=t?module-path=/a       | 'token' is not understood",
        "pkcs11:slot-id=1;slot-id=2?module-path=/a     | twice",
        "pkcs11:slot-id=1;object=%4?module-path=/a     | two hex digits",
        "pkcs11:slot-id=1;object=%zz?module-path=/a    | two hex digits",
        "pkcs11:slot-id=1;type=public?module-path=/a   | no private key",
        "pkcs11:slot-id=1;nonsense?module-path=/a      | no attribute",
        "file:slot-id=1?module-path=/a                 | 'pkcs11:'",
      })
  void refusesWhatItCouldNotKeepTo(String uri, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pkcs11Uri.parse(uri))
        .withMessageContaining(reason);
  }
}
