"""orewatch acknowledge and silence: an operator's word goes through ingest into the log, stands beside the alerts it
speaks of, folds them in tail, and hides nothing."""
import getpass
import json
import re
import subprocess
import unittest

import programs
import tail_test

EU = 'alert.aluminum.EU.'
BEFORE = ('--until', '2025-02-24T11:00:00Z')  # what comes next are state alerts of five regions
ARGUMENTS = ('--for', '30d', '--author', 'M. Ruiz', '--comment', 'known')


class Operator(tail_test.Watched):
    def setUp(self):
        super().setUp()
        self.replay(*BEFORE)

    def orewatch(self, command, *arguments, code=0, ingest=None, history=None):
        words = (programs.OREWATCH, command, *arguments, '--ingest', ingest or self.broker.endpoints['ingest'],
                 '--history', history or self.broker.endpoints['history'])
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=programs.BOUND)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def said(self, command, *arguments):
        """Says it; its id."""
        out = self.orewatch(command, *arguments)
        self.assertRegex(out, r'^(silence|acknowledgement) [0-9a-f]{8}, offset \d+: ')
        return out.split()[1].rstrip(',')

    def listed(self, command):
        return [json.loads(line) for line in self.orewatch(command, 'list').splitlines()]

    def alerts(self, *topics):
        out, _ = self.ends(self.tail(*topics, '--no-follow', '--from', 'all', '--output', 'json'), 0)
        return [json.loads(line) for line in out.splitlines()]

    def firing(self, topic='alert.'):
        out, _ = self.ends(self.tail(topic, '--no-follow', '--from', 'last', '--output', 'json'), 0)
        return [a for a in map(json.loads, out.splitlines()) if a['state'] == 'firing']


class Silence(Operator):
    def test_tail_folds_what_is_silenced_counts_it_and_shows_it_when_asked(self):
        self.said('silence', EU, *ARGUMENTS)
        folding, showing = (self.following(self.tail('alert.', *more)) for more in ((), ('--show-silenced',)))
        self.replay('--until', '2025-02-25')
        told, shown = (self.stop(tail) for tail in (folding, showing))
        silenced = [a for a in self.alerts(EU) if 'silenced' in a]
        self.assertGreater(len(silenced), 0)
        folded = re.findall(r'^(\d+) alerts? silenced by M\. Ruiz until 2025-03-', told[0], re.MULTILINE)
        self.assertEqual(sum(map(int, folded)), len(silenced))
        self.assertNotIn('aluminum/EU  state', told[0])
        self.assertIn('aluminum/JP  state', told[0])
        self.assertIn(f', and {len(silenced)} silenced;', told[1])
        self.assertIn('aluminum/EU  state', shown[0])
        self.assertNotIn('silenced;', shown[1])

    def stop(self, tail):
        """The output and last words of a tail that has heard of everything."""
        self.orewatch('silence', 'alert.nothing.', *ARGUMENTS)
        tail.send_signal(tail_test.signal.SIGINT)
        return self.ends(tail, 0)

    def test_the_log_and_what_programs_read_hide_nothing(self):
        self.said('silence', EU, *ARGUMENTS)
        self.replay()
        derived = programs.run(self.broker.journal).decode().splitlines()
        out, _ = self.ends(self.tail('--no-follow', '--from', 'all', '--output', 'json'), 0)
        self.assertEqual(out.splitlines(), [line for line in derived if '"type":"alert"' in line])
        words = [a['silenced'] for a in map(json.loads, out.splitlines()) if 'silenced' in a]
        self.assertEqual({(w['author'], w['comment']) for w in words}, {('M. Ruiz', 'known')})

    def test_a_silence_ends_at_its_time_or_when_it_is_removed(self):
        self.said('silence', EU, '--until', '2025-02-25', '--comment', 'one')
        removed = self.said('silence', 'alert.aluminum.JP.', '--for-good', '--comment', 'two')
        self.replay('--until', '2025-02-24T13:00:00Z')
        self.assertIn('removed, offset', self.orewatch('silence', 'remove', removed))
        self.replay()
        later = [a for a in self.alerts(EU, 'alert.aluminum.JP.') if '2025-02-24T12' <= a['time'] < '2025-03']
        told = {(a['region'], a['time'][:10]): 'silenced' in a for a in later if a['state'] == 'firing'}
        self.assertEqual(told, {('EU', '2025-02-24'): True, ('JP', '2025-02-24'): True,
                                ('EU', '2025-02-26'): False, ('JP', '2025-02-26'): False})
        self.assertEqual(self.listed('silence'), [])

    def test_list_shows_what_holds_also_after_a_restart(self):
        first = self.said('silence', EU, *ARGUMENTS)
        second = self.said('silence', 'alert.rare-earths.', '--for-good', '--comment', 'quiet')
        for _ in range(2):
            words = self.listed('silence')
            self.assertEqual([(w['id'], w['prefix'], w['comment'], 'until' in w) for w in words],
                             [(first, EU, 'known', True), (second, 'alert.rare-earths.', 'quiet', False)])
            self.assertEqual(words[1]['author'], getpass.getuser())
            self.broker.restart()
        text = self.orewatch('silence', 'list', '--output', 'text')
        self.assertRegex(text, rf'{first} +2025-03-\d\d \S+ +alert.aluminum.EU.\n +M. Ruiz: known\n')
        self.assertRegex(text, rf'{second} +for good +alert.rare-earths.\n')
        self.orewatch('silence', 'remove', first, second)
        self.assertEqual(self.listed('silence'), [])


class Acknowledge(Operator):
    def setUp(self):
        super().setUp()
        self.replay('--until', '2025-02-24T13:00:00Z')

    def test_an_alert_is_said_again_with_the_word_beside_it(self):
        alert = self.firing(EU)[0]
        tail = self.following(self.tail('--output', 'json', '--count', 1))
        known = self.said('acknowledge', alert['id'], '--author', 'M. Ruiz', '--comment', 'desk informed')
        again = json.loads(self.ends(tail, 0)[0])
        self.assertEqual((again['id'], again['transition']), (alert['id'], alert['transition'] + 1))
        self.assertEqual((again['acknowledged']['author'], again['acknowledged']['comment']),
                         ('M. Ruiz', 'desk informed'))
        self.assertEqual([(w['id'], w['alert']) for w in self.listed('acknowledge')], [(known, alert['id'])])
        self.orewatch('acknowledge', 'remove', known)
        self.assertEqual(self.listed('acknowledge'), [])

    def test_a_prefix_speaks_of_all_that_fire_there(self):
        count = len(self.firing('alert.aluminum.'))
        self.assertGreater(count, 1)
        out = self.orewatch('acknowledge', 'alert.aluminum.', '--comment', 'seen')
        self.assertIn(f'alerts that fire now: {count}', out)
        self.assertEqual(len([a for a in self.firing('alert.aluminum.') if 'acknowledged' in a]), count)

    def test_one_that_does_not_fire_cannot_be_acknowledged(self):
        for target in ('0123456789abcdef', 'alert.gallium.'):
            self.assertIn(f"nothing fires of '{target}'", self.orewatch('acknowledge', target, '--comment', 'x', code=1))
        self.assertEqual(self.listed('acknowledge'), [])


class Wrong(Operator):
    def test_what_is_wrong_with_the_command_line_is_said(self):
        for arguments, words in (
                (('595b6c13', *ARGUMENTS), "'595b6c13' is neither the id of an alert (16 digits"),
                (('alert.aluminum.EU', *ARGUMENTS), "did you mean 'alert.aluminum.EU.'?"),
                ((EU, 'alert.aluminum.US.', *ARGUMENTS), 'one alert or prefix at a time'),
                ((EU, '--for', '2h'), 'why? give --comment'),
                ((EU, '--comment', 'x'), 'how long? give --for 2h'),
                ((EU, *ARGUMENTS, '--for-good'), 'exclude each other'),
                ((EU, '--until', 'noon', '--comment', 'x'), "--until 'noon' is no time"),
                ((EU, '--until', '2020-01-01', '--comment', 'x'), "the log's clock says 2025-02-"),
                ((EU, '--for', 'long', '--comment', 'x'), '--for'),
                ((f'alert.{"x" * 300}.', *ARGUMENTS), 'the prefix has 307 bytes, allowed are 256'),
                ((EU, *ARGUMENTS[:-1], 'x' * 20000), 'and 20000 bytes, allowed are 512 and 2048'),
                (('remove',), 'remove which?'), (('list', EU), 'list takes no arguments')):
            with self.subTest(arguments=arguments):
                self.assertIn(words, self.orewatch('silence', *arguments, code=2))
        known = self.said('silence', EU, *ARGUMENTS)
        wrong = known[:-1] + ('0' if known[-1] != '0' else '1')
        self.assertIn(f"no silence '{wrong}' holds now; the nearest is '{known}'",
                      self.orewatch('silence', 'remove', wrong, code=1))

    def test_what_the_broker_refuses_has_its_own_code(self):
        said = self.orewatch('silence', EU, *ARGUMENTS, '--source', 'M Ruiz', code=6)
        self.assertIn('refused: bad_token: source: "M Ruiz"', said)
        self.assertIn('refused: too_large', self.orewatch('silence', EU, *ARGUMENTS[:-1], 'x' * 2049, code=6))
        self.assertEqual(self.listed('silence'), [])

    def test_nobody_there_has_its_own_code(self):
        nobody = f'ipc://{self.folder}/nobody'
        for more in ({'ingest': nobody}, {'history': nobody}):
            self.assertIn('is orewatchd running there?',
                          self.orewatch('silence', EU, *ARGUMENTS, '--timeout', '300ms', code=5, **more))
        self.orewatch('silence', 'list', '--timeout', '300ms', code=5, history=nobody)


if __name__ == '__main__':
    unittest.main()
