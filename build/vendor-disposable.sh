#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Takes the list of disposable mail domains over anew, from version $1 of the npm package
# disposable-email-domains-js, and leaves our own part of the file as it is. Needs npm and jq. The
# licence of the package must still be CC0 1.0; version and date also stand in NOTICE.
set -euo pipefail

# shellcheck source=build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
package=disposable-email-domains-js
list=$root/core/src/main/resources/dev/postroad/core/domain/disposable
version=${1:?which version of $package}

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
npm pack --silent "$package@$version" >/dev/null
tar xzf ./*.tgz
[[ $(jq -r .license package/package.json) == CC0-1.0 ]] || die "$package $version is not under CC0 1.0"
date=$(npm view "$package" time --json | jq -r --arg version "$version" '.[$version][:10]')

{
  sed '/^# Vendored/,$d' "$list"
  cat <<END
# Vendored: the list of https://github.com/disposable-email-domains/disposable-email-domains, as the npm
# package $package $version of $date has it, unchanged. Its authors have
# waived all rights (CC0 1.0). build/vendor-disposable.sh takes a newer one over.
END
  jq -r '.[]' package/dist/dict/disposable_email_blocklist.json
} >"$work/list"
mv "$work/list" "$list"
say "$(grep -cv '^#\|^$' "$list") domains"
