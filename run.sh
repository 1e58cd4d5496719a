#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Usage: ./run.sh [OPTION]
#
#   (none)            James with Postroad, and a playground around it: a DNS server, destination
#                     servers and a second James, all on loopback addresses. Says what listens
#                     where and what to try, and stays until Ctrl-C.
#   --no-playground   James with Postroad alone: this machine's resolver, and port 25.
#   --build           builds, and says where the drop-in jars are.
#   --check           plays the story unattended and exits 0 only if every step held.
#   --help            this text
#
# Builds what is not built; needs a JDK 17 or newer, one of 21 or newer for the jar for James 3.9,
# and Maven 3.8 or newer. Everything it makes
# lies under target/ folders.
set -euo pipefail

# shellcheck source=build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/build/common.sh"
stamp=$root/target/run/built
playground=$root/integration-tests/target

usage() { sed -n '/^# Usage/,/^# lies/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

case "$*" in
  '' | --build | --check | --no-playground) ;;
  --help | -h)
    usage
    exit
    ;;
  *)
    usage >&2
    die "does not know: $*"
    ;;
esac

choose_jdk
if [[ $* == --build ]]; then
  choose_flavours
  stamp=$root/target/run/built-for-all
  modules=integration-tests${for_3_9:+,dist/james-3.9}
  if is_stale "$stamp" ${for_3_9:+"$root/dist/james-3.9/target"}; then
    build "$stamp" "$modules" ${for_3_9:+"$for_3_9"}
  fi
  ls "$root"/dist/james-*/target/postroad-james-*.jar
  exit
fi
if is_stale "$stamp" "$playground/classes" "$playground/lib"; then
  build "$stamp" integration-tests
fi
exec "$JAVA_HOME/bin/java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -Dpostroad.root="$root" \
  -cp "$playground/classes:$playground/lib/*" \
  dev.postroad.playground.Main "$@"
