#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# boot: systemd
# boot: packages nginx-light apache2-utils gcc libc6-dev make runc
# boot: add packaging/sbomlock.service:/etc/systemd/system/sbomlock.service
# boot: add packaging/sbomlock-agent.service:/etc/systemd/system/sbomlock-agent.service
# boot: add vmtest/cases/24-systemd/system:/etc/systemd/system
# boot: add vmtest/soak/everyday/prepare:/node/fixture/prepare
#
# A whole node is gated from boot on, and everyday work goes on as ever: no denial that nobody expects, in
# either mode.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
requests=10000
containers=20
manifests=/etc/sbomlock/manifests.d
packages=/root/packages
layer=/var/lib/images/blessed

until_true() {
  local tries=300
  until "$@"; do
    ((tries--)) || return 1
    sleep 0.2
  done
}

all_units_started() {
  systemctl is-active multi-user.target sbomlock.service sbomlock-agent.service nginx.service
  systemctl --failed --no-legend --plain
  [[ -z $(systemctl --failed --no-legend --plain) ]]
}

serves() {
  local report
  systemctl reload nginx.service
  report=$(ab -q -k -c 4 -n "$requests" http://127.0.0.1/index.html)
  grep -E '^(Complete|Failed) requests' <<<"$report"
  grep -q "^Complete requests: *$requests$" <<<"$report"
  grep -q '^Failed requests: *0$' <<<"$report"
  systemctl restart nginx.service
}

starts_and_stops() {
  local i
  for ((i = 1; i <= containers; i++)); do
    starts_and_stops_one "$mode-$i" "/run/bundle-$mode-$i"
  done
  [[ -z $(runc list -q) ]]
}

# starts_and_stops_one NAME BUNDLE
starts_and_stops_one() {
  mkdir -p "$2"/{upper,work,rootfs}
  mount -t overlay -o "lowerdir=$layer,upperdir=$2/upper,workdir=$2/work" overlay "$2/rootfs"
  runc spec --bundle "$2"
  jq '.process.terminal = false | .process.args = ["/bin/busybox", "sleep", "10000"] | .root.readonly = false' \
    "$2/config.json" >"$2/changed.json"
  mv "$2/changed.json" "$2/config.json"
  runc run --detach --bundle "$2" "$1" </dev/null >/dev/null 2>&1
  runc exec "$1" /app/true
  [[ $(runc exec "$1" /bin/busybox echo "inside $1") == "inside $1" ]]
  runc kill "$1" KILL
  until_true stopped "$1"
  runc delete "$1"
  umount "$2/rootfs"
}

stopped() {
  [[ $(runc state "$1" | jq -r .status) == stopped ]]
}

# A library, a program with it, both linked; what it makes nobody has blessed, and so nobody runs it here.
builds() {
  local work=/var/tmp/build-$mode i
  mkdir -p "$work"
  cd "$work" || return
  for i in 1 2 3; do
    printf '#include <stdio.h>\nint part%d(void) { return printf("%d\\n"); }\n' "$i" "$i" >"part$i.c"
  done
  printf 'int part1(void);\nint part2(void);\nint part3(void);\nint main(void) { return part1() + part2() + part3() < 0; }\n' >main.c
  printf '%s\n' 'CFLAGS = -O2 -fPIC' 'all: program' 'program: main.o libparts.so' \
    $'\t$(CC) -o $@ main.o -L. -lparts' 'libparts.so: part1.o part2.o part3.o' $'\t$(CC) -shared -o $@ $^' \
    'archive.a: part1.o' $'\tar rcs $@ $^' >Makefile
  make -j 2 all archive.a
  objdump -d program >/dev/null
  printf '#!/bin/sh\nexit 0\n' >run.sh
  chmod 755 run.sh
}

# As docs/UPDATES.md says.
upgrades() {
  mv "$manifests/greeter.json" "$packages/before.json"
  systemctl reload sbomlock.service
  dpkg --unpack "$packages/greeter.$version.deb"
  unblessed /usr/bin/greet
  sbomlock bless "$packages/greeter.$version.json" --root / --method=fsverity
  cp "$packages/greeter.$version.json" "$manifests/greeter.json"
  systemctl reload sbomlock.service
  dpkg --configure greeter
  [[ $(</var/lib/greeter) == "$version" && $(greet) == "$version" ]]
  [[ $(/usr/lib/greeter/greeter "hello $version") == "hello $version" ]]
  "/usr/lib/greeter/only-$version"
  [[ ! -e /usr/lib/greeter/only-$((version - 1)) ]]
  dpkg --verify greeter
}

# unblessed SCRIPT   does not run where the guard denies
unblessed() {
  local answer=0
  "$1" || answer=$?
  if [[ $mode == enforce ]]; then
    ((answer == 126))
  else
    ((answer == 0))
  fi
}

# told VERDICT   what the agent told, each without what differs from one time to the next
told() {
  journalctl -o json "SBOMLOCK_VERDICT=$1" |
    jq -c '{hook: .SBOMLOCK_HOOK, action: .SBOMLOCK_ACTION, name: (.SBOMLOCK_PATH | split("/") | last),
      comm: .SBOMLOCK_COMM}'
}

has_told_of() {
  told "$verdict" | grep -q "\"$1\""
}

# The mark comes last. Beside it there is what dpkg has just unpacked.
only_expected() {
  unblessed "/var/tmp/build-$mode/run.sh"
  until_true has_told_of run.sh || echo 'nothing was told of run.sh'
  told "$verdict" >"/run/$mode.events"
  cat "/run/$mode.events"
  sbomlock status --format=json | jq -e '.events_lost == 0'
  [[ $(jq -r '"\(.action) \(.name)"' "/run/$mode.events") == $'execute greet\nexecute run.sh' ]]
}

nothing_of_the_other() {
  [[ -z $(told audited) ]]
}

told_the_same() {
  diff /run/enforce.events /run/audit.events
}

workload() {
  check "$mode: a web server serves $requests requests, is reloaded and started anew" serves
  check "$mode: $containers containers start and stop" starts_and_stops
  check "$mode: a compiler builds" builds
  check "$mode: a package is upgraded by its new manifest" upgrades
  check "$mode: nothing else is told than what nobody has blessed" only_expected
}

to_audit() {
  sed -i 's/^mode = .*/mode = audit/' /etc/sbomlock/load.conf
  systemctl reload sbomlock.service
  sbomlock status --format=json | jq -e '.mode == "audit"'
}

mode=enforce verdict=denied version=2
systemctl start sbomlock-agent.service
check 'systemd has started everything' all_units_started
workload
check 'and nothing only told' nothing_of_the_other
check 'the guard is told to only tell' to_audit
mode=audit verdict=audited version=3
workload
check 'both modes tell the same' told_the_same
