"""The unit under a real systemd: a container boots this machine's own /usr with the installed tree over it, empty
/etc and /var, and runs what an operator would. Needs root, as systemd-nspawn does."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import programs

# Runs inside, as a unit after the broker's; each line it prints is one answer.
PROBE = r'''#!/bin/sh
exec > /probe/answers 2>&1
answer() { printf '%s %s\n' "$1" "$(echo "$2" | tr '\n' ' ')"; }
show() { answer "$1" "$(systemctl show orewatchd -p ActiveState -p SubState -p Result -p NRestarts -p DynamicUser)"; }
status() { answer "$1" "$(curl -s http://127.0.0.1:7780/status)"; }
show started
answer ready "$(curl -s http://127.0.0.1:7780/readyz)"
answer owner "$(stat -c %a /var/lib/private/orewatch)"
orewatch-feed replay /probe/recording.owr --to tcp://127.0.0.1:7701
answer replay $?
broker=$(systemctl show -p MainPID --value orewatchd)
systemctl kill -s STOP orewatchd
tail -s .1 -f --pid="$broker" /dev/null   # until the watchdog has ended it
systemctl start orewatchd                 # done when it is ready again; the restart itself is the watchdog's
show restarted
status kept
systemctl stop orewatchd
show stopped
answer journal "$(journalctl -o cat -u orewatchd | grep -c 'Watchdog timeout')"
'''

PROBE_UNIT = '''[Unit]
Wants=orewatchd.service
After=orewatchd.service
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
ExecStart=/probe/probe
'''

BOUND_SECONDS = 240


def boot(folder):
    """The answers of the probe, by name."""
    installed, probe = folder / 'installed', folder / 'probe'
    programs.call('cmake', '--install', programs.BUILD, '--prefix', '/usr', env={**os.environ, 'DESTDIR': str(installed)})
    probe.mkdir()
    (probe / 'probe').write_text(PROBE)
    (probe / 'probe').chmod(0o755)
    (probe / 'recording.owr').write_bytes(programs.RECORDING.with_suffix('.owr').read_bytes())
    (folder / 'probe.service').write_text(PROBE_UNIT)
    (folder / 'soon.conf').write_text('[Service]\nWatchdogSec=5s\nRestartSec=100ms\n')
    run = subprocess.run(
        ['systemd-nspawn', '--directory=/', '--volatile=yes', '--boot', '--register=no', '--keep-unit',
         '--private-network', '--console=pipe', f'--bind={probe}:/probe', f'--overlay=/usr:{installed}/usr::/usr',
         f'--bind-ro={installed}/etc/orewatch:/etc/orewatch',
         f'--bind-ro={folder}/probe.service:/etc/systemd/system/probe.service',
         f'--bind-ro={folder}/soon.conf:/etc/systemd/system/orewatchd.service.d/soon.conf',
         'systemd.firstboot=off', 'systemd.unit=probe.service'],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=BOUND_SECONDS)
    answers = probe / 'answers'
    if not answers.exists():
        raise AssertionError(f'the container did not get to the probe: {run.stdout.decode(errors="replace")}')
    return dict(line.split(' ', 1) for line in answers.read_text().splitlines())


class Service(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0:
            raise AssertionError('systemd-nspawn boots a container for root only; run this test as root')
        with tempfile.TemporaryDirectory() as folder:
            cls.answers = boot(pathlib.Path(folder))

    def unit(self, when):
        return dict(field.split('=', 1) for field in self.answers[when].split())

    def test_the_broker_is_ready_when_the_unit_is_active(self):
        unit = self.unit('started')
        self.assertEqual((unit['ActiveState'], unit['SubState'], unit['NRestarts']), ('active', 'running', '0'))
        self.assertEqual(self.answers['ready'].strip(), 'ready')

    def test_it_runs_as_a_user_of_its_own_with_a_folder_of_its_own(self):
        self.assertEqual(self.unit('started')['DynamicUser'], 'yes')
        self.assertEqual(self.answers['owner'].strip(), '750')

    def test_it_takes_events_inside_its_bounds(self):
        self.assertEqual(self.answers['replay'].strip(), '0')

    def test_a_broker_that_hangs_is_restarted_by_the_watchdog_and_has_everything(self):
        self.assertEqual(self.unit('restarted')['NRestarts'], '1')
        self.assertEqual(self.unit('restarted')['ActiveState'], 'active')
        self.assertEqual(self.answers['journal'].strip(), '1')
        self.assertEqual(json.loads(self.answers['kept'])['offset'], 32)

    def test_a_stop_ends_well(self):
        unit = self.unit('stopped')
        self.assertEqual((unit['ActiveState'], unit['Result']), ('inactive', 'success'))


if __name__ == '__main__':
    unittest.main()
