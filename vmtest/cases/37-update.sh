#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A sealed guard takes updates that are signed by its key, and nothing else: no other signature, no old
# update, no other key in the place of that one.

# shellcheck source=vmtest/lib/guest/case.sh
source /node/lib/case.sh
# shellcheck source=vmtest/lib/guest/guard.sh
source /node/lib/guard.sh

pins=/sys/fs/bpf/sbomlock
# shellcheck disable=SC2034
new_guards=yes sealed=yes
guarded=/srv/guarded
drafts=/root/updates
mkdir -p "$drafts"

for name in right wrong; do
  # As alike as they can be: what tells them apart is the key.
  openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 36500 -subj /CN=updates -set_serial 1 \
    -keyout "$drafts/$name.key" -out "$drafts/$name.pem" 2>/dev/null
  openssl x509 -in "$drafts/$name.pem" -outform DER -out "$drafts/$name.der"
done

# sign NAME [KEY [OPTION…]]   as docs/UPDATES.md says
sign() {
  local key=${2:-right}
  openssl cms -sign -binary -noattr -nocerts -md sha256 -signer "$drafts/$key.pem" \
    -inkey "$drafts/$key.key" -in "$drafts/$1" -outform DER -out "$drafts/$1.p7s" "${@:3}"
}

# craft NAME SEQUENCE DIGESTS [OPERATION [VERSION]]   an update of made-up digests, also one that the
# product would not write
craft() {
  python3 - "$drafts/$1" "$2" "$3" "${4:-0}" "${5:-1}" <<'END'
import struct, sys
sequence, count, operation, version = map(int, sys.argv[2:])
entries = [struct.pack("<HHQQ48xII", 1, 32, sequence, i, operation, 0) for i in range(count)]
with open(sys.argv[1], "wb") as update:
    update.write(b"sbomupdt" + struct.pack("<IIQII", version, 0, sequence, count, 0))
    update.write(b"".join(entries))
END
}

# crafted NAME SEQUENCE DIGESTS [OPERATION [VERSION]]
crafted() {
  craft "$@"
  sign "$1"
}

# hand_in ERRNO NAME [SIGNATURE]
hand_in() {
  /node/probe "$1" send-update "$pins/maps/inbox" "$drafts/$2" "$drafts/${3:-$2}.p7s"
}

# taken SEQUENCE OPTION…   prepares, signs and hands in an update
taken() {
  sbomlock prepare-update --sequence="$1" -o "$drafts/$1" "${@:2}"
  sign "$1"
  sbomlock update "$drafts/$1" "$drafts/$1.p7s"
}

denied() {
  local answer=0
  /node/probe EACCES "$@" || answer=$?
  ((answer == 1))
}

allowed() {
  /node/probe EACCES "$@"
}

# stands_at SEQUENCE ADDED REVOKED
stands_at() {
  sbomlock status --format=json | jq -e --arg sequence "$1" --argjson added "$2" --argjson revoked "$3" \
    '.updates == {sequence: $sequence, added: $added, revoked: $revoked, unlocked: false}'
}

digest_of() {
  local measured
  measured=$(fsverity measure "$1") || return
  echo "fsverity-${measured%% *}"
}

prepare() {
  local program
  mkdir -p "$1/bin"
  for program in blessed newcomer stranger; do
    cp /node/probe "$1/bin/$program"
    echo "$program" >>"$1/bin/$program"
  done
  fsverity enable "$1/bin/newcomer"
  fsverity enable --hash-alg=sha512 "$1/bin/stranger"
}

# Whoever holds the key: the user in whose keyring it is. With the rights of root, or without.
as_holder() {
  setpriv --reuid "$holder" --clear-groups "$@"
}
as_both() {
  setpriv --ruid "$holder" "$@"
}
as_root() {
  "$@"
}

# Told by the kernel's own mouth that the keyring may be used.
overruled() {
  "$1" "$2" overrule security_key_permission setpriv --reuid "$holder" --clear-groups "${@:4}"
}

find_ring() {
  ring=$(as_holder grep " _uid.$holder:" /proc/keys | cut -d ' ' -f 1)
  ring=$((16#$ring))
}

# Before the guard is there, the same is done to maps and keys of other owners; to new ones each time,
# for a keyring that was revoked stays so.
holder=4294800000
arrange() {
  local name
  mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf
  mkdir -p "$pins"/{links,maps}
  for name in links/update maps/inbox; do
    [[ -e $pins/$name ]] ||
      bpftool map create "$pins/$name" type array key 4 value 16 entries 1 name "${name##*/}"
  done
  ((++holder))
  key=$(as_both keyctl padd asymmetric mine @u <"$drafts/right.der")
  find_ring
}

attach() {
  rm -rf "${pins:?}"
  bpftool map create /sys/fs/bpf/other type array key 4 value 16 entries 1 name other
  cp "$(measure "$1" bin/newcomer)" "$drafts/newcomer.json"
  check 'what is no certificate is refused' refused L057 1 \
    guard "$1" fsverity bin/blessed -- --gate="$1" --seal --update-key=/etc/hostname
  check 'and nothing is left of that' nothing_loaded
  guard "$1" fsverity bin/blessed -- --gate="$1" --seal --update-key="$drafts/right.pem"
  holder=4294901760
  key=$(grep ' sbomlock update key: ' /proc/keys | cut -d ' ' -f 1)
  key=$((16#$key))
  find_ring
  if [[ ${guard_mode-} == audit ]]; then
    taken 10 "$drafts/newcomer.json" --allow-all
    return
  fi
  check 'before the update the newcomer does not run' denied exec "$1/bin/newcomer" --list
  check 'an update is taken' taken 10 "$drafts/newcomer.json" --allow-all
  check 'after it the newcomer runs' allowed exec "$1/bin/newcomer" --list
  check 'and others still do not' denied exec "$1/bin/stranger" --list
}

through_another_map() {
  local pin=/sys/fs/bpf/other
  [[ -e $pin ]] || pin=$pins/maps/inbox
  /node/probe "$1" send-update "$pin" "$drafts/wrong" "$drafts/wrong.p7s"
}

# keyring ERRNO WHO WORD…   keyctl; RING and KEY are their serial numbers, USER and SESSION what keyctl
# calls @u and @s
keyring() {
  local -a words=("${@:3}")
  words=("${words[@]/#USER/@u}")
  words=("${words[@]/#SESSION/@s}")
  words=("${words[@]//RING/$ring}")
  words=("${words[@]//KEY/$key}")
  "$2" /node/probe "$1" run keyctl "${words[@]}" <"$drafts/wrong.der"
}

craft unsigned 20 1
: >"$drafts/unsigned.p7s"
craft text 20 1
echo 'signed, the manager' >"$drafts/text.p7s"
craft wrong 20 1
sign wrong wrong
openssl cms -sign -binary -noattr -md sha256 -signer "$drafts/wrong.pem" -inkey "$drafts/wrong.key" \
  -certfile "$drafts/right.pem" -in "$drafts/wrong" -outform DER -out "$drafts/chain.p7s"
openssl cms -sign -binary -noattr -nocerts -nodetach -md sha256 -signer "$drafts/right.pem" \
  -inkey "$drafts/right.key" -in "$drafts/wrong" -outform DER -out "$drafts/attached.p7s"
crafted altered 20 1
printf x | dd of="$drafts/altered" bs=1 seek=40 conv=notrunc status=none
crafted cut 20 2
truncate -s -76 "$drafts/cut"
craft short 20 2
truncate -s -76 "$drafts/short"
sign short
craft long 20 1
echo >>"$drafts/long"
sign long
crafted version 20 1 0 2
crafted operation 20 2 7
crafted large 20 769
crafted good 20 2
cp "$drafts/good.p7s" "$drafts/padded.p7s"
truncate -s 5000 "$drafts/padded.p7s"
crafted older 9 1
crafted again 10 1

attack 'G: an update without a signature' EINVAL hand_in unsigned
attack 'G: an update with a text for a signature' EKEYREJECTED hand_in text
attack 'G: signed by another key of the same name and number' EKEYREJECTED hand_in wrong
attack 'G: signed by another key, with both certificates' EKEYREJECTED hand_in wrong chain
attack 'G: signed, but over bytes of its own' EKEYREJECTED hand_in good attached
attack 'G: an altered byte' EKEYREJECTED hand_in altered
attack "G: another update's signature" EKEYREJECTED hand_in wrong good
attack 'G: cut after it was signed' EKEYREJECTED hand_in cut
attack 'G: cut before it was signed' EINVAL hand_in short
attack 'G: one byte too many' EINVAL hand_in long
attack 'G: another version' EINVAL hand_in version
attack 'G: an operation that does not exist' EINVAL hand_in operation
attack 'G: more entries than fit' E2BIG hand_in large
attack 'G: a signature larger than fits' E2BIG hand_in good padded
attack 'G: an update of the same number' ESTALE hand_in again
attack 'G: an older update' ESTALE hand_in older
attack 'G: an update by way of another map' EKEYREJECTED through_another_map
attack 'G: get hold of what the guard has taken, and of all else that it writes, by its id' EPERM maps_by_id 11
attack 'G: remove the pin of what takes updates' EPERM unlink "$pins/links/update"

# What nobody possesses any more ends at the key's own permissions: EACCES. What looks for the user's
# keyring does not find it: ENOKEY.
attack 'G: add a key to the keyring' EPERM keyring as_holder padd asymmetric evil RING
attack 'G: add a key to it while another program answers for the hook' EPERM keyring overruled padd asymmetric evil RING
attack 'G: add a key to it, as root' ENOKEY keyring as_both padd asymmetric evil USER
attack 'G: put a keyring into it' EPERM keyring as_holder newring evil RING
attack 'G: empty it' EPERM keyring as_holder clear RING
attack 'G: empty it, as root' ENOKEY keyring as_both clear USER
attack 'G: take the key out of it' EPERM keyring as_holder unlink KEY RING
attack 'G: give all permissions to everybody' EPERM keyring as_holder setperm RING 0x3f3f3f3f
attack 'G: give it to another group' EPERM keyring as_holder chgrp RING 0
attack 'G: let it expire' EPERM keyring as_holder timeout RING 1
attack 'G: restrict it' EPERM keyring as_holder restrict_keyring RING
attack 'G: revoke it' EPERM keyring as_holder revoke RING
attack 'G: invalidate it' EPERM keyring as_holder invalidate RING
attack 'G: search it' EPERM keyring as_holder search RING asymmetric mine
attack 'G: keep a link to it' ENOKEY keyring as_holder link RING SESSION
attack 'G: let the key expire' EACCES keyring as_both timeout KEY 1
attack 'G: revoke the key' EACCES keyring as_both revoke KEY
attack 'G: invalidate the key' EACCES keyring as_both invalidate KEY
attack 'G: use the key' EACCES keyring as_both pkey_query KEY 0

control 'see that the key is there' keyring as_root describe KEY
control 'add a key to a keyring of its own' keyring as_root padd asymmetric mine USER
control 'and empty that' keyring as_root clear USER
control 'write another map' run bpftool map update pinned /sys/fs/bpf/other key 0 0 0 0 value 1 2 3 4 5 6 7 8 1 2 3 4 5 6 7 8
control 'the status of the guard' run sbomlock status

run_attacks

still_denies() {
  /node/probe EPERM unlink "$guarded/bin/blessed" && return 1
  (($? == 1))
}

stays() {
  refused L037 1 "$@" && still_denies
}

same_ring() {
  local before=$ring
  find_ring
  ((ring == before))
}

tells() {
  sbomlock events | jq -se 'any(.action == "update-policy" and .verdict == "denied") and
    any(.action == "use-key" and .verdict == "denied")'
}

check 'of all that nothing was taken' stands_at 10 1 0
check 'the keyring is the one that it was' same_ring
check 'the events tell of both' tells

component=$(digest_of "$guarded/bin/blessed")
cp "$guarded/bin/blessed" /root/copy
fsverity enable /root/copy
settle
check 'a blessed program runs' allowed exec "$guarded/bin/blessed" --list
check 'an update revokes it' taken 30 "$GUARD_DIRECTORY/files.manifest.json" \
  --revoke "$component" --revoke "$(digest_of "$guarded/bin/newcomer")"
check 'then it is not executed' denied exec "$guarded/bin/blessed" --list
check 'nor mapped' denied map-exec "$guarded/bin/blessed"
check 'nor made executable later' denied map-then-exec "$guarded/bin/blessed"
check 'nor does the same content run outside the gate' denied exec /root/copy --list
check 'nor what an update had added' denied exec "$guarded/bin/newcomer" --list
check 'another update restores and adds' taken 31 --restore "$component" --allow "$(digest_of "$guarded/bin/stranger")"
check 'then it runs again' allowed exec "$guarded/bin/blessed" --list
check 'and what was added' allowed exec "$guarded/bin/stranger" --list
check 'and no more than that' denied exec "$guarded/bin/newcomer" --list
check 'status counts them' stands_at 31 2 1

# What docs/UPDATES.md says of certificates that the key has signed.
delegated() {
  openssl req -newkey rsa:2048 -nodes -subj /CN=delegate -keyout "$drafts/delegate.key" -out "$drafts/delegate.csr"
  openssl x509 -req -in "$drafts/delegate.csr" -CA "$drafts/right.pem" -CAkey "$drafts/right.key" -set_serial 2 \
    -days 36500 -sha256 -extfile <(echo authorityKeyIdentifier=keyid) -out "$drafts/delegate.pem"
  craft 35 35 1 2
  openssl cms -sign -binary -noattr -md sha256 -signer "$drafts/delegate.pem" -inkey "$drafts/delegate.key" \
    -in "$drafts/35" -outform DER -out "$drafts/35.p7s"
  hand_in - 35
}

# Many at once: each is taken whole, or refused as too early or too late.
at_once() {
  local i accepted=0 highest=0 answer
  local -a senders=()
  for i in {40..47}; do
    crafted "$i" "$i" 768 2
  done
  for i in {40..47}; do
    hand_in EBUSY "$i" >"$drafts/$i.answer" &
    senders+=($!)
  done
  for i in {40..47}; do
    answer=0
    wait "${senders[i - 40]}" || answer=$?
    echo "$i: $answer $(<"$drafts/$i.answer")"
    case $answer in
      0) ((++accepted, highest = i)) ;;
      1) ;;
      *) [[ $(<"$drafts/$i.answer") == ESTALE ]] || return ;;
    esac
  done
  ((accepted > 0))
  stands_at "$highest" 2 1
}

# Ten times 768 and the two from before leave no room for an eleventh.
fill() {
  local i
  for i in {50..59}; do
    crafted "$i" "$i" 768
    hand_in - "$i"
  done
  crafted 60 60 768
  refused L055 1 sbomlock update "$drafts/60" "$drafts/60.p7s"
  stands_at 59 7682 1
}

check 'whom the key has certified signs as well' delegated
check 'several at once' at_once
check 'when there is no room, nothing of an update is taken' fill
check 'unsigned, says sbomlock' refused L051 1 sbomlock update "$drafts/wrong" "$drafts/wrong.p7s"
check 'too old, says sbomlock' refused L052 1 sbomlock update "$drafts/older" "$drafts/older.p7s"
check 'no update, says sbomlock' refused L053 1 sbomlock update "$drafts/right.pem" "$drafts/good.p7s"
check 'too large, says sbomlock' refused L054 1 sbomlock update "$drafts/large" "$drafts/large.p7s"
check 'unload is refused' stays sbomlock unload
check 'revoke is refused' stays sbomlock revoke "$component"
check 'another guard is refused' refused L030 1 sbomlock load "$GUARD_DIRECTORY/files.manifest.json" \
  --root "$guarded" --mode=enforce

unlocked() {
  taken 90 --unlock
  still_denies
  denied exec "$guarded/bin/newcomer" --list
  sbomlock unload
  nothing_loaded
  rm "$guarded/bin/newcomer"
  ! grep 'sbomlock update key' /proc/keys
}

takes_none() {
  guard "$guarded" fsverity bin/blessed
  refused L050 1 sbomlock update "$drafts/90" "$drafts/90.p7s"
  sbomlock unload
}

check 'after a signed word it can be unloaded, and only then is gone' unlocked
check 'a guard without a key takes no updates' takes_none
