# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# UEFI firmware whose database of trusted certificates (db) holds one of ours: from there alone a stock
# kernel takes a key of somebody else, into its keyring .platform, for policies that must be signed.

# shellcheck source=vmtest/lib/packages.sh
source "${BASH_SOURCE[0]%/*}/packages.sh"

FIRMWARE_LIB=${BASH_SOURCE[0]%/*}
FIRMWARE_SUITE=bookworm
FIRMWARE_KEY_DAYS=36500
# Behind the headers of the volume (0x48 bytes) and of the store in it (0x1c), which is empty.
FIRMWARE_FIRST_VARIABLE=$((0x64))

# Prints the directory that holds code.fd, variables.fd, and the key pair db.key and db.crt (PEM).
firmware_entry() {
  local key
  ensure_packages openssl
  key=$({
    private_apt "$FIRMWARE_SUITE" apt-cache show ovmf | grep -E '^(Package|Version|SHA256):'
    cat "$FIRMWARE_LIB/firmware.sh"
  } | cache_key)
  cache_entry firmware "$key" firmware_build
}

firmware_build() {
  local entry=$1 tree=$1/tree
  mkdir "$tree"
  fetch_packages "$FIRMWARE_SUITE" "$tree" ovmf
  cp "$tree/usr/share/OVMF/OVMF_CODE_4M.fd" "$entry/code.fd"
  cp "$tree/usr/share/OVMF/OVMF_VARS_4M.fd" "$entry/variables.fd"
  openssl req -x509 -newkey rsa:2048 -nodes -days "$FIRMWARE_KEY_DAYS" -subj '/CN=sbomlock node' \
    -addext keyUsage=critical,digitalSignature -keyout "$entry/db.key" -out "$entry/db.crt" 2>/dev/null
  openssl x509 -in "$entry/db.crt" -outform der -out "$tree/db.der"
  firmware_variable "$tree/db.der" |
    dd of="$entry/variables.fd" bs=1 seek="$FIRMWARE_FIRST_VARIABLE" conv=notrunc status=none
  rm -rf "$tree"
}

# firmware_variable CERTIFICATE   prints db as EDK II keeps it in flash: AUTHENTICATED_VARIABLE_HEADER
# (MdeModulePkg/Include/Guid/VariableFormat.h), the name, and an EFI_SIGNATURE_LIST of one certificate
# (UEFI 2.10, 32.4.1)
firmware_variable() {
  local certificate=$1 signature list
  local header=28 owner=16
  signature=$((owner + $(stat -c %s "$certificate")))
  list=$((header + signature))
  little_endian 2 0x55aa # a variable begins
  little_endian 1 0x3f   # whole
  little_endian 1 0
  little_endian 4 0x27 # non-volatile, for boot services, at run time, authenticated by time
  little_endian 8 0    # how often it was written
  little_endian 8 0    # when, in two parts
  little_endian 8 0
  little_endian 4 0
  little_endian 4 6 # the name's bytes
  little_endian 4 "$list"
  guid d719b2cb-3d3a-4596-a3bc-dad00e67656f # EFI_IMAGE_SECURITY_DATABASE_GUID
  printf 'd\0b\0\0\0'
  guid a5c059a1-94e4-4aa7-87b5-ab155c2bf072 # EFI_CERT_X509_GUID
  little_endian 4 "$list"
  little_endian 4 0
  little_endian 4 "$signature"
  guid 00000000-0000-0000-0000-000000000000 # nobody owns it
  cat "$certificate"
}

# little_endian BYTES NUMBER
little_endian() {
  local i
  for ((i = 0; i < $1; i++)); do
    octet "$((($2 >> (8 * i)) & 255))"
  done
}

# The first three fields of a GUID are little-endian, the rest are bytes.
guid() {
  local i hex=${1//-/}
  for i in 3 2 1 0 5 4 7 6 8 9 10 11 12 13 14 15; do
    octet "$((0x${hex:2*i:2}))"
  done
}

octet() {
  # shellcheck disable=SC2059
  printf "\\x$(printf %02x "$1")"
}
