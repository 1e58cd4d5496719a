#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures James with Postroad beside stock James and Postfix, on loopback addresses of this machine;
# what and how is told in docs/performance.md. ./bench.sh --help lists the options; ./bench.sh --quick
# takes less than 6 minutes.
#
# Needs a JDK 17 or newer and Maven, Linux, and the right to listen at ports 25 and 53 of loopback
# addresses, for stock James knows no others: exits 77 without it. Root gets a network of its own
# for it all, in which there is nothing but loopback; without one, Postfix is left out. Everything
# it makes lies under target/ folders.
set -euo pipefail

# shellcheck source=build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/build/common.sh"
stamp=$root/target/bench/built
bench=$root/benchmarks/target

choose_jdk
if is_stale "$stamp" "$bench/classes" "$bench/lib"; then
  build "$stamp" benchmarks
fi
command=("$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -Dpostroad.root="$root"
  -cp "$bench/classes:$bench/lib/*")
main=dev.postroad.benchmarks.Main

# Whether root may have a network and mounts of its own.
has_private_network() {
  [[ $EUID == 0 && -e /etc/resolv.conf ]] && command -v ip unshare >/dev/null &&
    unshare --net --mount ip link set lo up 2>/dev/null
}

# Debian's Postfix, without a configuration: the system's own never starts.
install_postfix() {
  [[ ! -x /usr/sbin/postfix ]] && command -v apt-get debconf-set-selections >/dev/null || return 0
  say "installing Postfix, to measure it too"
  echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
  DEBIAN_FRONTEND=noninteractive timeout 240 apt-get install -qq -y --no-install-recommends postfix \
    >"$root/target/bench/apt.log" 2>&1 || say "that failed: see target/bench/apt.log"
}

case " $* " in
  *" --ours-only "* | *" --help "* | *" -h "*) exec "${command[@]}" "$main" "$@" ;;
esac
has_private_network || exec "${command[@]}" "$main" "$@"
mkdir -p "$root/target/bench"
install_postfix
# Postfix asks the servers of resolv.conf: the name server of the bench.
echo 'nameserver 127.0.0.153' >"$root/target/bench/resolv.conf"
# shellcheck disable=SC2016 # The inner shell expands its own arguments.
exec unshare --net --mount bash -euc \
  'ip link set lo up; mount --bind "$1" /etc/resolv.conf; shift; exec "$@"' private-network \
  "$root/target/bench/resolv.conf" "${command[@]}" -Dpostroad.privateNetwork=true "$main" "$@"
