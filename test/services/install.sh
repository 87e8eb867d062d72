#!/bin/sh
# Installs Debian packages for the tests: install.sh postgres swift redis nginx chromium
# Needs root. What is already there costs one dpkg call.
set -eu

packages=''
for service in "$@"; do
  case "$service" in
    postgres) packages="$packages postgresql" ;;
    swift) packages="$packages swift-proxy swift-account swift-container swift-object memcached" ;;
    memcached) packages="$packages memcached" ;;
    redis | redis-server) packages="$packages redis-server" ;;
    nginx) packages="$packages nginx-light" ;;
    iproute2) packages="$packages iproute2" ;;
    chromium) packages="$packages chromium" ;;
    curl) packages="$packages curl" ;;
    python3) packages="$packages python3" ;;
    openssl) packages="$packages openssl" ;;
    # The image is built with the one and based on the other.
    buildah) packages="$packages buildah busybox-static" ;;
    systemd) packages="$packages systemd" ;;
    *)
      echo "install.sh: unknown service $service (postgres swift memcached redis nginx iproute2 chromium curl python3 openssl buildah systemd)" >&2
      exit 2
      ;;
  esac
done

missing=''
for package in $packages; do
  dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

# The tests start their own servers on free ports; the packages must not start theirs.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing
