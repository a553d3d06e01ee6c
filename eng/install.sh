#!/usr/bin/env bash
# Installs Debian packages: as root or through sudo, or else says what to install and fails.
set -euo pipefail

fail() {
    echo "install: please install as root: apt-get install $*" >&2
    exit 1
}

as_root=()
if [[ $(id -u) != 0 ]]; then
    # sudo may ask for the password of whoever sits at a terminal, and must not wait for one when nobody does
    if [[ -t 0 ]]; then as_root=(sudo); else as_root=(sudo -n); fi
    "${as_root[@]}" true 2>/dev/null || fail "$@"
fi
command -v apt-get >/dev/null || fail "$@"

echo "install: $*" >&2
# policy-rc.d keeps Debian from starting the packages' own servers on the well-known ports
# shellcheck disable=SC2016 # $@ is for the inner shell
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive bash -euc '
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        trap "rm -f $policy" EXIT
        printf "#!/bin/sh\nexit 101\n" >$policy
        chmod 755 $policy
    fi
    install() { apt-get install -y -q --no-install-recommends "$@"; }
    install "$@" || { apt-get update -q && install "$@"; }' bash "$@" >&2 </dev/null || fail "$@"
