# shellcheck shell=bash
# Sourced by run, test and bench/run: what all three need before they do their own work.

# Builds leave no compiler or build server behind, and the SDK needs no ICU, no telemetry, no banner.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Debian keeps mariadbd in /usr/sbin, which is not on everybody's path.
PATH=$PATH:/usr/sbin:/sbin

say() { printf '==> %s\n' "$*"; }

stop_with() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit "${2:-1}"
}

require_dotnet() {
  command -v dotnet >/dev/null ||
    stop_with "the .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
  dotnet --list-sdks | grep -q '^10\.' ||
    stop_with "the .NET SDK here is $(dotnet --version); VoipControl needs version 10: https://dotnet.microsoft.com/download/dotnet/10.0"
}

# install_missing COMMAND=PACKAGE ...: installs the packages whose command is missing. Nothing runs afterwards that did
# not run before: the packages named in these scripts start no service, and kamailio, which would, is masked first.
install_missing() {
  local pair packages=() as_root=()
  for pair; do
    command -v "${pair%%=*}" >/dev/null || packages+=("${pair#*=}")
  done
  ((${#packages[@]})) || return 0
  command -v apt-get >/dev/null ||
    stop_with "these Debian packages are missing and there is no apt-get to install them: ${packages[*]}"
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      stop_with "these packages are missing; run as root, or install them first: apt-get install ${packages[*]}"
    as_root=(sudo)
    [[ -t 0 ]] || as_root=(sudo -n)
    "${as_root[@]}" true ||
      stop_with "these packages are missing and sudo was refused; install them first: apt-get install ${packages[*]}"
  fi
  if [[ " ${packages[*]} " == *" kamailio "* && -d /run/systemd/system ]]; then
    "${as_root[@]}" systemctl mask kamailio.service
  fi
  as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
  say "installing from apt: ${packages[*]}"
  # Lists may be absent or stale; only then are they fetched.
  "${as_root[@]}" install -y --no-install-recommends "${packages[@]}" >/dev/null 2>&1 ||
    { "${as_root[@]}" update && "${as_root[@]}" install -y --no-install-recommends "${packages[@]}" >/dev/null; } ||
    stop_with "apt-get could not install ${packages[*]}"
}

# require_database: a MariaDB to start privately. The -core packages bring the server without a system service, and
# without the user that Debian's mariadb-server would add; a server must not run as root, so root needs that user.
require_database() {
  install_missing mariadbd=mariadb-server-core mariadb=mariadb-client-core
  if ((EUID == 0)) && ! getent passwd mysql >/dev/null; then
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin mysql
  fi
}
