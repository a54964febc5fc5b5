# shellcheck shell=bash disable=SC2154
# The steps of under_systemd, whose variables these are, each on what those before it left.
unit=anchord.service
data=/var/lib/anchord
config=/etc/anchord/anchord.toml
pages=400

property() { inside systemctl show --value -p "$1" $unit; }
is() { [ "$(property "$1")" = "$2" ]; }
process() { property MainPID; }
outside_process() { pgrep -P "$init" -x anchord; }
# On process ids: `inside` sees those of the machine, /proc here another number of the same process.
process_status() { grep -q "^$1:[[:space:]]*$2$" "/proc/$(outside_process)/status"; }
logged() { inside journalctl -u $unit --no-pager -o cat | grep -q -- "$1"; }
api_has_links() { api '/?from=linked_anchors&target=127.0.0.1&mode=domain' | grep -q '"anchor"'; }
api() { inside curl -sf "http://127.0.0.1:8642$1"; }
writes() { nsenter -t "$(outside_process)" --mount --root touch "$1"; }
whole() { inside anchorctl --data "$1" check | grep -q '^0 violations'; }
pages_of() { inside anchorctl --data "$1" pages 127.0.0.1 --output ndjson | wc -l; }
more_pages_than() { [ "$(pages_of $data)" -gt "$1" ]; }
another_process_than() { [ "$(process)" != 0 ] && [ "$(process)" != "$1" ] && is ActiveState active; }
install() { inside apt-get install -y -qq --allow-downgrades "/root/$1"; }

all_steps() {
  first_installation
  start
  confinement
  seeds_and_answers
  reload
  backup_while_it_runs
  watchdog
  crash
  care_of_the_data
  bad_configuration
  restart_of_the_machine
  upgrade
  removal
}

# Pages that each lead to two more, so that a crawl at 20 requests a second takes 20 seconds.
make_site() {
  inside rm -f /var/www/html/index.nginx-debian.html
  inside sh -c "for i in \$(seq 0 $pages); do
    echo \"<a href=/\$((2 * i + 1)).html>a</a><a href=/\$((2 * i + 2)).html>b</a>\" >/var/www/html/\$i.html
  done"
}

first_installation() {
  cp "$package" "/proc/$init/root/root/anchord.deb"
  now "lintian finds nothing" inside lintian --allow-root --display-info --fail-on error,warning,info /root/anchord.deb
  now "the package installs" install anchord.deb
  now "with a user" inside id anchord
  now "and starts nothing" not inside systemctl is-active -q $unit
  now "systemd has nothing to say of the unit" inside sh -c \
    "! systemd-analyze verify --man=no /lib/systemd/system/$unit 2>&1 | grep ."
  now "the man pages are there" inside sh -c \
    "ls /usr/share/man/man8/anchord.8.gz /usr/share/man/man1/anchorctl.1.gz /usr/share/man/man5/anchord.toml.5.gz"
}

start() {
  make_site
  inside sed -i 's/^contact = .*/contact = "ops@example.org"/; s/^allow = .*/allow = ["127.0.0.0\/8"]/
    s/^delay_ms = .*/delay_ms = 50/; s/^hosts_per_address = .*/hosts_per_address = 10000/' $config
  now "the configuration is valid" inside anchord --check-config --config $config
  inside systemctl enable --now -q $unit
  now "a start returns once the API answers" api /readyz
  within 10 "its state says how the crawl goes" not is StatusText ""
}

confinement() {
  now "it runs as its own user" is User anchord
  now "without capabilities" process_status CapEff 0000000000000000
  now "nor a way to gain any" process_status NoNewPrivs 1
  now "under a system call filter" process_status Seccomp 2
  now "and can write what is its own" writes $data/seeds/.probe
  now "but neither programs" not writes /usr/bin/anchord
  now "nor its configuration" not writes $config
  now "the exposure is low" inside sh -c \
    "systemd-analyze security $unit | grep -E 'Overall exposure.* [01]\.[0-9] '"
}

seeds_and_answers() {
  now "a seed is taken in" inside anchorctl --data $data seed add http://127.0.0.1/0.html
  within 20 "and crawled" more_pages_than 20
  now "the API has its links" api_has_links
  now "and the metrics" api /metrics
}

reload() {
  local before
  before=$(process)
  inside sed -i 's/^level = .*/level = "debug"/' $config
  inside systemctl reload $unit
  within 5 "a reload reads the configuration" logged 'changed: log.level'
  inside sed -i 's/^level = .*/level = "loud"/' $config
  inside systemctl reload $unit
  within 5 "and passes over a bad one" logged 'stays as it was: .*log.level: want'
  inside sed -i 's/^level = .*/level = "info"/' $config
  inside systemctl reload $unit
  now "in the same process" is MainPID "$before"
}

backup_while_it_runs() {
  now "a backup is made" inside anchorctl --data $data backup /root/backup
  now "and restored" inside anchorctl --data /root/restored restore /root/backup
  now "whole" whole /root/restored
}

watchdog() {
  inside mkdir -p /etc/systemd/system/$unit.d
  inside sh -c "printf '[Service]\nWatchdogSec=6\nRestartSec=1\n' >/etc/systemd/system/$unit.d/test.conf"
  inside systemctl daemon-reload
  inside systemctl restart $unit
  local before
  before=$(process)
  sleep 13
  now "while it goes on the watchdog leaves it alone" is MainPID "$before"
  "$here/hold_threads.py" "$(outside_process)" 30 &
  within 30 "where its threads stand still it is ended and started anew" another_process_than "$before"
  wait $!
  now "having said so" logged 'stands still; the watchdog is not told'
  before=$(process)
  inside kill -STOP "$before"
  within 30 "so it is where nothing of it moves" another_process_than "$before"
  now "the index is whole" whole $data
}

crash() {
  local before
  before=$(process)
  inside kill -KILL "$before"
  within 20 "after a crash it is started anew" another_process_than "$before"
  now "the index is whole" whole $data
  inside systemctl stop $unit
  now "a stop drains" logged 'stopping: what was answered is being stored'
  now "and ends well" is ExecMainStatus 0
  now "in systemd's eyes too" is Result success
}

as_the_service() { inside runuser -u anchord -- anchorctl --data $data "$@"; }

# The commands of the README, in its order.
care_of_the_data() {
  local known
  known=$(pages_of $data)
  now "root writes nothing into the index" not inside anchorctl --data $data compact
  now "a domain is forgotten" as_the_service forget example.com
  now "the index is compacted" as_the_service compact
  inside systemctl start $unit
  now "and goes on" inside systemctl is-active -q $unit
  now "a backup of it is made" inside anchorctl --data $data backup /srv/anchord-backup
  inside systemctl stop $unit
  inside mv $data $data.old
  now "and restored in its place" inside anchorctl --data $data restore /srv/anchord-backup
  inside systemctl start $unit
  now "and goes on" inside systemctl is-active -q $unit
  now "with what it had" more_pages_than $((known - 1))
}

bad_configuration() {
  inside systemctl stop $unit
  inside systemctl reset-failed $unit  # five starts in ten seconds are too many for systemd
  inside sed -i 's/^delay_ms = .*/delay_ms = "soon"/' $config
  now "a bad configuration does not start" not inside systemctl start $unit
  sleep 3
  now "nor is it tried again" is ActiveState failed
  now "the journal says what is allowed" logged 'anchord.toml:[0-9]*: politeness.delay_ms: want'
  inside sed -i 's/^delay_ms = .*/delay_ms = 50/' $config
  inside systemctl reset-failed $unit
  inside systemctl start $unit
  now "mended, it starts" inside systemctl is-active -q $unit
}

restart_of_the_machine() {
  power_off
  boot
  within 20 "it comes up with the machine" api /readyz
}

make_newer() {
  rm -rf "$upper/newer"
  dpkg-deb -R "$package" "$upper/newer"
  sed -i 's/^Version: .*/Version: 99.0/' "$upper/newer/DEBIAN/control"
  dpkg-deb --root-owner-group -b "$upper/newer" "/proc/$init/root/root/newer.deb" >/dev/null
}

upgrade() {
  make_newer
  local before
  before=$(process)
  now "an upgrade installs" install newer.deb
  within 20 "and starts the running service anew" another_process_than "$before"
  now "with the configuration as it was changed" inside grep -q ops@example.org $config
  inside systemctl stop $unit
  now "another installs" install anchord.deb
  now "and lets a stopped one be" not inside systemctl is-active -q $unit
  inside systemctl start $unit
}

removal() {
  local known
  known=$(pages_of $data)
  now "a removal" inside apt-get remove -y -qq anchord
  now "stops the service" not pgrep -P "$init" -x anchord
  now "leaves no link to it" not inside sh -c "find /etc/systemd/system -name $unit | grep ."
  now "and keeps the configuration" inside test -f $config
  now "installed again" install anchord.deb
  inside systemctl start $unit
  now "it goes on with the index that it had" more_pages_than $((known - 1))
  now "a purge" inside apt-get purge -y -qq anchord
  now "takes the index" not inside test -e $data
  now "and the configuration" not inside test -e /etc/anchord
  now "nothing has failed in the machine" inside sh -c '! systemctl --failed --no-legend | grep .'
}
