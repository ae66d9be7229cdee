"""What orewatchd shows to operators over HTTP, asked by clients that nobody here wrote: http.client, curl, promtool,
and bare sockets that behave badly. Nothing waits for a time to pass, but for an answer or an end, each with a bound."""
import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import resource
import select
import socket as sockets
import subprocess
import time
import unittest

import broker_test
import injection
import programs
import zmq

REQUEST_SECONDS = 5  # HTTP_REQUEST_SECONDS of broker/http.h
CONNECTIONS = 256    # HTTP_CONNECTIONS
QUARANTINE = 64 << 20  # LIMIT_QUARANTINE_BYTES
FREE = '127.0.0.1:0'


class HttpTest(broker_test.Served):
    # ---- verbs ------------------------------------------------------------------------

    def start(self, *options, journal='none', **more):
        super().start('--journal', journal, '--http', FREE, *options, **more)
        host, port = [line for line in self.daemon.lines if line['event'] == 'http'][0]['address'].rsplit(':', 1)
        self.address = (host, int(port))

    def open(self):
        return http.client.HTTPConnection(*self.address, timeout=programs.BOUND)

    def ask(self, path, method='GET', connection=None, **more):
        """Code, headers and body; over a connection of its own when none is given."""
        if not connection:
            with contextlib.closing(self.open()) as own:
                return self.ask(path, method, own, **more)
        connection.request(method, path, **more)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()

    def status(self):
        code, headers, body = self.ask('/status')
        self.assertEqual((code, headers['content-type']), (200, 'application/json'))
        return json.loads(body)

    def metrics(self):
        code, headers, body = self.ask('/metrics')
        self.assertEqual((code, headers['content-type']), (200, 'text/plain; version=0.0.4; charset=utf-8'))
        return dict(line.rsplit(' ', 1) for line in body.splitlines() if not line.startswith('#')), body

    def until_true(self, what, ask):
        deadline = time.monotonic() + programs.BOUND
        while not (found := ask()):
            self.assertLess(time.monotonic(), deadline, what)
        return found

    def bare(self, *says):
        socket = sockets.create_connection(self.address, programs.BOUND)
        self.addCleanup(socket.close)
        for words in says:
            socket.sendall(words)
        return socket

    def rest_of(self, socket):
        """All that still comes until the broker closes the connection."""
        said = b''
        with contextlib.suppress(ConnectionError):
            while piece := socket.recv(65536):
                said += piece
        return said

    # ---- the pages --------------------------------------------------------------------

    def test_four_paths_are_answered_and_the_rest_is_told_of_them(self):
        self.start()
        self.assertEqual(self.ask('/livez')[::2], (200, 'live\n'))
        self.assertEqual(self.ask('/readyz')[::2], (200, 'ready\n'))
        self.assertEqual(self.status()['program'], 'orewatchd')
        self.assertEqual(self.metrics()[0]['orewatch_ready'], '1')
        for path in ('/', '/status/', '/metricsx', '/../livez/..', '/%00', '/' + 'x' * 1000):
            code, headers, body = self.ask(path)
            self.assertEqual(code, 404, path)
            self.assertEqual(headers['content-length'], str(len(body)))
            self.assertEqual(re.findall(r'^(/\w+) ', body, re.M), ['/metrics', '/livez', '/readyz', '/status'])
        self.assertEqual(self.ask('/status?pretty=1')[0], 200)

    def test_a_head_is_the_answer_without_its_body(self):
        self.start()
        connection = self.open()
        self.addCleanup(connection.close)
        for path in ('/livez', '/status', '/metrics', '/none'):
            code, headers, body = self.ask(path, 'HEAD', connection)  # all on one connection
            self.assertEqual((code, body), (404 if path == '/none' else 200, ''))
            self.assertGreater(int(headers['content-length']), 4)

    def test_other_methods_are_not_allowed(self):
        self.start()
        for method in ('POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'):
            code, headers, body = self.ask('/status', method, body=b'{}' if method[0] == 'P' else None)
            self.assertEqual((code, headers['allow'], body), (405, 'GET, HEAD', 'allowed are GET and HEAD\n'), method)
        self.assertEqual(self.ask('/livez')[0], 200)

    def test_a_connection_serves_many_requests(self):
        self.start()
        connection = self.open()
        self.addCleanup(connection.close)
        connection.connect()
        first = connection.sock
        for path in ('/livez', '/metrics', '/status', '/readyz') * 5:
            self.assertEqual(self.ask(path, connection=connection)[0], 200)
        self.assertIs(connection.sock, first)
        self.assertEqual(self.status()['http']['connections'], 2)

    def test_curl_takes_it(self):
        self.start()
        url = 'http://%s:%d/' % self.address
        done = subprocess.run(['curl', '-sf', url + 'readyz', url + 'livez'], capture_output=True,
                              timeout=programs.BOUND)
        self.assertEqual((done.returncode, done.stdout), (0, b'ready\nlive\n'))
        self.assertEqual(subprocess.run(['curl', '-sf', url + 'x'], timeout=programs.BOUND).returncode, 22)

    def test_prometheus_finds_no_fault_with_the_metrics(self):
        self.start(journal=self.folder / 'journal')
        self.publish(broker_test.status(1, 'a/b'), broker_test.status(2, 'c'), broker_test.status(1, 'a/b'),
                     {'type': 'status'}, {'type': 'statue'})
        samples, text = self.metrics()
        lint = subprocess.run(['promtool', 'check', 'metrics'], input=text.encode(), capture_output=True,
                              timeout=programs.BOUND)
        self.assertEqual((lint.returncode, lint.stdout + lint.stderr), (0, b''))
        for name, value in (('orewatch_events_accepted_total', '2'), ('orewatch_events_duplicate_total', '1'),
                            ('orewatch_refused_total{reason="missing_field"}', '1'),
                            ('orewatch_refused_total{reason="unknown_name"}', '1'), ('orewatch_log_offset', '2'),
                            ('orewatch_source_accepted_total{source="a/b"}', '1'),
                            ('orewatch_source_duplicate_total{source="a/b"}', '1'),
                            ('orewatch_quarantine_events', '2'), ('orewatch_sources', '2')):
            self.assertEqual(samples.get(name), value, name)
        self.assertGreaterEqual(int(samples['orewatch_commit_seconds_count']), 1)
        self.assertEqual(samples['orewatch_commit_seconds_count'], samples['orewatch_commit_seconds_bucket{le="+Inf"}'])
        self.assertGreater(float(samples['orewatch_source_last_received_seconds{source="c"}']), 1.7e9)

    def quarantined(self):
        """(number, bytes that its item takes) of all that lies in quarantine, as history gives it, and the floor."""
        head, items = self.ask_history(op='quarantine')
        return [(says['number'], len(kept)) for _, says, kept in items], head['floor']

    def quarantine_figures(self):
        """Those of /status, which are those of /metrics, with which promtool finds no fault."""
        said = self.status()['quarantine']
        samples, text = self.metrics()
        self.assertEqual({name: int(samples[f'orewatch_quarantine_{metric}']) for name, metric in
                          (('kept', 'events'), ('bytes', 'bytes'), ('evicted', 'evicted_total'))}, said)
        lint = subprocess.run(['promtool', 'check', 'metrics'], input=text.encode(), capture_output=True,
                              timeout=programs.BOUND)
        self.assertEqual((lint.returncode, lint.stdout + lint.stderr), (0, b''))
        return said

    def test_what_lies_in_quarantine_is_counted_with_its_bytes_and_what_was_pushed_out(self):
        self.start()
        self.assertEqual(self.quarantine_figures(), {'kept': 0, 'bytes': 0, 'evicted': 0})
        self.publish({'type': 'status', 'text': 'x' * 1000}, {'type': 'statue'}, broker_test.status(1))
        small = self.quarantine_figures()
        self.assertEqual((small['kept'], small['evicted']), (2, 0))
        self.assertTrue(1000 < small['bytes'] < 3000, small)
        refused, large = 2, {'type': 'statue', 'text': 'x' * 60000}
        while not self.status()['quarantine']['evicted']:
            self.assertEqual(len(self.publish(*[large] * 16)['refused']), 16)
            refused += 16
            self.assertLess(refused, 2000)  # 64 MiB hold some 1,100 of them
        said = self.quarantine_figures()
        found, floor = self.quarantined()
        self.assertEqual(said['kept'] + said['evicted'], refused)
        self.assertEqual([number for number, _ in found], list(range(said['evicted'] + 1, refused + 1)))
        self.assertEqual(floor, said['evicted'] + 1)
        content = sum(size for _, size in found)
        self.assertTrue(content < said['bytes'] <= QUARANTINE, (content, said))
        self.assertGreater(said['bytes'], QUARANTINE - 64 * 1024 * 2)
        self.assertLess(said['bytes'] - content, 1000 * said['kept'])

    # ---- the facts --------------------------------------------------------------------

    def test_status_says_what_the_broker_holds(self):
        self.start(journal=self.folder / 'journal')
        self.assertNotIn('lag_seconds', self.status()['clock'])
        self.publish(broker_test.status(1, 'a', health='degraded', reason='late "by far"'), {'type': 'status'},
                     broker_test.supply(2, 1e6, 'b'))
        said = self.status()
        self.assertEqual((said['offset'], said['accepted'], said['duplicate'], said['unfolded']), (2, 2, 0, 0))
        self.assertEqual(said['refused'], [{'reason': 'missing_field', 'count': 1}])
        self.assertEqual(said['epoch'], int(self.daemon.said['epoch']))
        self.assertEqual((said['ready'], said['contract'], said['sources_total']), (True, 1, 2))
        a, b = said['sources']
        self.assertEqual((a['source'], a['health'], a['reason'], a['accepted']), ('a', 'degraded', 'late "by far"', 1))
        self.assertEqual((b['source'], b['health'], 'reason' in b), ('b', 'ok', False))
        self.assertTrue(0 <= said['clock']['lag_seconds'] <= b['silent_seconds'] < programs.BOUND)
        self.assertEqual(said['clock']['mode'], 'wall')
        self.assertEqual(said['quarantine']['kept'], 1)
        self.assertEqual((said['journal']['segments'] >= 1, said['journal']['failed']), (True, 0))
        self.assertEqual(said['journal']['path'], str(self.folder / 'journal'))
        self.assertGreater(said['outbox']['outputs'], 0)
        self.assertEqual(said['outbox']['floor'], 2)
        self.assertGreaterEqual(said['process']['peak_bytes'], said['process']['resident_bytes'])
        self.assertEqual({c['name']: c['count'] for c in said['engine']}['events'], 2)

    def test_by_the_clock_of_events_lag_is_measured_by_the_log(self):
        self.start('--clock', 'events')
        self.publish(broker_test.status(1, 'a', received=1700000000 * 10 ** 9),
                     broker_test.status(2, 'b', received=1700000060 * 10 ** 9))
        said = self.status()
        self.assertEqual((said['clock']['mode'], said['clock']['now']), ('events', '2023-11-14T22:14:20.000000000Z'))
        self.assertEqual([s['silent_seconds'] for s in said['sources']], [60, 0])
        self.assertNotIn('journal', said)

    def test_a_consumer_is_counted_until_it_goes(self):
        self.start()
        consumers = [self.connect(zmq.SUB, 'stream') for _ in range(3)]
        for consumer in consumers:
            consumer.subscribe(b'alert.')
            consumer.subscribe(b'heartbeat.')
        self.until_true('six subscriptions', lambda: self.status()['stream']['subscriptions'] == 6)
        consumers[0].unsubscribe(b'alert.')
        self.until_true('five', lambda: self.status()['stream']['subscriptions'] == 5)
        for consumer in consumers:
            consumer.close()
        self.until_true('none', lambda: self.status()['stream']['subscriptions'] == 0)

    def test_only_so_many_sources_are_listed(self):
        self.start()
        self.publish(*(broker_test.status(1, f'source/{i}') for i in range(300)))
        said = self.status()
        self.assertEqual((said['sources_total'], len(said['sources'])), (300, 128))
        samples, _ = self.metrics()
        self.assertEqual(samples['orewatch_sources'], '300')
        self.assertEqual(sum(name.startswith('orewatch_source_health{') for name in samples), 128)

    # ---- ready ------------------------------------------------------------------------

    def test_it_lives_but_is_not_ready_while_the_log_is_restored(self):
        events = 0
        for longer in (30, 90, 270):  # batches: where the broker was faster than its asker, a longer log
            self.start(journal=self.folder / 'journal')
            for _ in range(longer):
                self.publish(*(broker_test.status(events + i) for i in range(4096)))
                events += 4096
            self.assertEqual(self.daemon.end(), 0)
            self.start(journal=self.folder / 'journal', until='http')
            answers, said = [self.ask(path)[::2] for path in ('/readyz', '/livez')], self.status()
            self.until_true('ready', lambda: self.ask('/readyz')[0] == 200)
            if not said['ready']:
                break
            self.assertEqual(self.daemon.end(), 0)
        self.assertEqual(answers, [(503, 'not ready: the log is being restored\n'), (200, 'live\n')])
        self.assertEqual((said['ready'], said['reason']), (False, 'the log is being restored'))
        self.assertLess(said['offset'], events)
        self.assertEqual((self.status()['offset'], self.status()['accepted']), (events, 0))

    def test_it_is_not_ready_while_the_disk_is_full(self):
        disk = programs.small_disk(self, self.folder, 'size=12m')
        self.start('--segment-size', '8MiB', journal=disk / 'journal')
        sent = 0
        while not self.publish(*(broker_test.status(sent + i, text='x' * 2000) for i in range(400)))['refused']:
            sent += 400
        self.assertEqual(self.ask('/readyz')[::2], (503, 'not ready: the disk is full\n'))
        said = self.status()
        self.assertGreaterEqual(said['journal']['failed'], 1)
        self.assertIn(str(disk), said['journal']['failure'])
        self.assertIn({'reason': 'no_space', 'count': 400}, said['refused'])
        subprocess.run(['mount', '-o', 'remount,size=64m', str(disk)], check=True)
        self.until_true('ready again', lambda: self.ask('/readyz')[0] == 200)
        self.assertNotIn('failure', self.status()['journal'])
        self.assertEqual(self.daemon.end(), 0)

    # ---- those who behave badly -------------------------------------------------------

    def test_a_thousand_idle_connections_stop_nobody_but_each_other(self):
        limit, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (limit, hard))
        self.start(journal=self.folder / 'journal')
        idle = [self.bare() for _ in range(1000)]
        for i in range(10):
            self.assertEqual(self.publish(*(broker_test.status(i * 100 + j) for j in range(100)))['accepted'], 100)
        ended = select.poll()  # before a place is free: whoever waits to be looked at would get it
        for socket in idle:
            ended.register(socket, select.POLLIN)
        self.until_true('all beyond the limit are refused', lambda: len(ended.poll(0)) >= 1000 - CONNECTIONS)
        for socket in idle:
            socket.close()
        connected = self.until_true('a place is free again', self.try_status)
        self.assertLess(connected['http']['connections'], CONNECTIONS)
        self.assertGreaterEqual(connected['http']['refused'], 1000 - CONNECTIONS)

    def try_status(self):
        with contextlib.suppress(http.client.HTTPException, ConnectionError):
            return self.status()

    def test_it_answers_while_producers_hold_many_descriptors(self):
        self.start()
        held = [sockets.create_connection((self.address[0], int(self.daemon.said['ingest'].rsplit(':', 1)[1])))
                for _ in range(600)]
        self.assertEqual([self.ask(path)[0] for path in ('/livez', '/status')], [200, 200])
        for socket in held:
            socket.close()

    def test_who_does_not_finish_his_request_is_cut(self):
        self.start()
        began = time.monotonic()
        slow = [self.bare(words) for words in (b'', b'GET /stat', b'GET /status HTTP/1.1\r\nHost: x\r\nAccept: ')]
        self.assertEqual(self.ask('/livez')[0], 200)
        for socket in slow:
            self.assertNotIn(b'200', self.rest_of(socket))
        self.assertGreater(time.monotonic() - began, REQUEST_SECONDS / 2)
        self.until_true('all are gone', lambda: self.status()['http']['connections'] == 1)

    def test_who_drips_his_request_is_cut_too(self):
        self.start()
        socket = self.bare(b'GET /status HTTP/1.1\r\nX: ')
        socket.settimeout(0.2)  # the pace of the drips
        deadline = time.monotonic() + programs.BOUND
        with contextlib.suppress(ConnectionError):
            while time.monotonic() < deadline:
                socket.sendall(b'x')
                with contextlib.suppress(TimeoutError):
                    if not socket.recv(1):
                        break
        self.assertLess(time.monotonic(), deadline, 'the connection lived on')

    def test_a_request_that_is_too_long_is_not_taken(self):
        self.start()
        for words in (b'GET /' + b'x' * 100000 + b' HTTP/1.1\r\n\r\n',
                      b'GET /status HTTP/1.1\r\nHost: x\r\nX: ' + b'y' * 100000 + b'\r\n\r\n',
                      b'GET /status HTTP/1.1\r\n' + b'Cookie: abcdefgh\r\n' * 10000 + b'\r\n'):
            socket = self.bare()
            with contextlib.suppress(OSError):  # it was cut in the middle
                socket.sendall(words)
                socket.shutdown(sockets.SHUT_WR)
            self.assertNotIn(b' 200 ', self.rest_of(socket))
        self.assertEqual(self.ask('/livez')[0], 200)

    def test_noise_is_survived(self):
        self.start()
        dice = random.Random(7780)
        whole = (b'GET /status HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n'
                 b'Content-Length: 5\r\n\r\nGET /m')
        for _ in range(400):
            noise = bytearray(whole if dice.random() < .8 else dice.randbytes(200))
            for _ in range(dice.randrange(6)):
                noise[dice.randrange(len(noise))] = dice.randrange(256)
            socket = self.bare()
            with contextlib.suppress(ConnectionError):
                socket.sendall(noise[:dice.randrange(len(noise) + 1)])
            socket.close()
        self.until_true('all are gone', lambda: self.status()['http']['connections'] == 1)

    def test_answers_that_nobody_reads_cost_little(self):
        self.start()
        self.publish(*(broker_test.status(1, f'source/{i}') for i in range(128)))
        before = self.status()['process']['resident_bytes']
        greedy = [self.bare(b'GET /status HTTP/1.1\r\nHost: x\r\n\r\n' * 50) for _ in range(100)]
        self.assertEqual(self.ask('/livez')[0], 200)
        self.assertLess(self.status()['process']['resident_bytes'] - before, 64 << 20)
        for socket in greedy:
            socket.close()

    # ---- beginning and end ------------------------------------------------------------

    def test_it_ends_while_connections_are_open(self):
        self.start()
        self.assertTrue(self.bare() and self.bare(b'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n'))
        self.assertEqual(self.ask('/livez')[0], 200)
        self.assertEqual(self.daemon.end(), 0)

    def test_its_end_closes_no_descriptor_of_another_thread(self):
        """libwebsockets closes one of its own twice; meanwhile another thread may have been given the number."""
        self.daemon = broker_test.Daemon('--journal', 'none', '--http', FREE, environment={'ASAN_OPTIONS': 'detect_leaks=0'})
        host, port = self.daemon.said['ingest'].removeprefix('tcp://').rsplit(':', 1)
        with contextlib.ExitStack() as open_ones, injection.Injection(self.daemon.process, 'close:delay_exit=100000'):
            self.daemon.process.terminate()
            deadline = time.monotonic() + programs.BOUND
            while self.daemon.process.poll() is None:
                self.assertLess(time.monotonic(), deadline, 'no end')
                with contextlib.suppress(OSError):
                    open_ones.enter_context(sockets.create_connection((host, int(port)), programs.BOUND))
        self.assertEqual(self.daemon.end(), 0)

    def test_it_can_be_switched_off(self):
        self.daemon = broker_test.Daemon('--journal', 'none', '--http', 'none')
        self.assertFalse([line for line in self.daemon.lines if line['event'] == 'http'])

    def fails(self, code, address):
        command = [str(programs.OREWATCHD), '--journal', 'none', '--http', address]
        for name in broker_test.ENDPOINTS:
            command += [f'--{name}', 'tcp://127.0.0.1:0']
        done = subprocess.run(command, capture_output=True, timeout=programs.BOUND)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr.decode()

    def test_a_port_in_use_is_reported_with_its_holder(self):
        with sockets.create_server(('127.0.0.1', 0)) as server:
            port = server.getsockname()[1]
            said = self.fails(1, f'127.0.0.1:{port}')
        self.assertIn(f'http 127.0.0.1:{port}: already in use by', said)
        self.assertIn(f'(pid {os.getpid()})', said)

    def test_an_address_that_is_none_is_a_usage_error(self):
        for address in ('localhost:7780', '7780', '127.0.0.1', '127.0.0.1:99999', ''):
            self.assertIn(f"'{address}' is neither ADDRESS:PORT", self.fails(2, address))


if __name__ == '__main__':
    unittest.main()
