# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Images as their makers leave them, for blessing: a Debian of mmdebstrap that umoci packed, and one of jib on top.

# shellcheck source=vmtest/lib/packages.sh
source "${BASH_SOURCE[0]%/*}/packages.sh"

IMAGES_PROJECT=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
# jib-maven-plugin brings jib-core with it.
IMAGES_JIB=com.google.cloud.tools:jib-maven-plugin:3.4.5

# Prints the directory of debian.oci (tag debian), jib.tar, and debian.cdx.json and jib.cdx.json, their SBOMs.
images_entry() {
  local private_dir private_options key
  private_lists bookworm
  key=$({
    cat "$private_dir"/lists/*Release "$IMAGES_PROJECT"/testdata/make-{rootfs,sbom}
    cat "$IMAGES_PROJECT"/testdata/pipelines/greeter/{pom.xml,src/main/java/app/Greeter.java}
    echo "$IMAGES_JIB"
    declare -f images_build images_jib
  } | cache_key)
  cache_entry images "$key" images_build
}

images_build() {
  local entry=$1 root=$1/rootfs
  ensure_packages maven openjdk-17-jdk-headless mmdebstrap umoci skopeo jq
  "$IMAGES_PROJECT/testdata/make-rootfs" "$root"
  "$IMAGES_PROJECT/testdata/make-sbom" "$root" "$entry/debian.cdx.json"
  # No package has it, so nobody accounts for it.
  cp "$root/usr/bin/sha256sum" "$root/usr/local/bin/unaccounted"
  echo unaccounted >>"$root/usr/local/bin/unaccounted"
  umoci init --layout "$entry/debian.oci"
  umoci new --image "$entry/debian.oci:debian"
  umoci insert --image "$entry/debian.oci:debian" "$root" /
  images_jib "$entry"
  rm -rf "$root"
}

# The program that ./test pipelines builds, and a start of it by the shell, for the base has no Java.
images_jib() {
  local entry=$1 work=$1/work
  cp -r "$IMAGES_PROJECT/testdata/pipelines/greeter" "$work"
  mkdir -p "$work/extra/opt/greeter"
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nsha256sum /app/classpath/greeter-1.0.0.jar && echo "hello of $(cat /etc/debian_version)"\n' \
    >"$work/extra/opt/greeter/start"
  skopeo copy --quiet "oci:$entry/debian.oci:debian" "docker-archive:$work/base.tar:base:1"
  (cd "$work" && mvn -B -q package "$IMAGES_JIB:buildTar" -Djib.from.image="tar://$work/base.tar" \
    -Djib.to.image=greeter -Djib.container.entrypoint=/opt/greeter/start -Djib.disableUpdateChecks=true \
    -Djib.extraDirectories.paths="$work/extra" -Djib.extraDirectories.permissions=/opt/greeter/start=755)
  mv "$work/target/jib-image.tar" "$entry/jib.tar"
  {
    sha256sum "$work/extra/opt/greeter/start"
    sha256sum "$work/target/greeter-1.0.0.jar"
  } | cut -d' ' -f1 | jq -nR '{bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components: [inputs |
      {type: "file", name: ., hashes: [{alg: "SHA-256", content: .}]}]}' >"$entry/jib.cdx.json"
  rm -rf "$work"
}
