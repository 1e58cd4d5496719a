#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures James with Postroad beside stock James, on loopback addresses of this machine; what and
# how is told in docs/performance.md. ./bench.sh --help lists the options; ./bench.sh --quick takes
# less than 6 minutes.
#
# Needs a JDK 17 or newer and Maven, Linux, and the right to listen at ports 25 and 53 of loopback
# addresses, for stock James knows no others: exits 77 without it. Everything it makes lies under
# target/ folders.
set -euo pipefail

# shellcheck source=build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/build/common.sh"
stamp=$root/target/bench/built
bench=$root/benchmarks/target

choose_jdk
if is_stale "$stamp" "$bench/classes" "$bench/lib"; then
  build "$stamp" benchmarks
fi
exec "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -Dpostroad.root="$root" \
  -cp "$bench/classes:$bench/lib/*" dev.postroad.benchmarks.Main "$@"
