"""What the programs say of a series of closes is what its definitions give, carried out here over all of them."""
import datetime
import json
import math
import pathlib
import random
import tempfile
import unittest

import programs

SERIES = {'LME.AL.3M': ('aluminum/US', 'USD/t', 17), 'SHFE.AL': ('aluminum/CN', 'CNY/t', 7)}  # pair, unit, close in UTC
DAYS = 90  # from Monday, 4 November 2024: all before summer time


def closes(seed):
    """Values of so many days; now and then a day without a price, an unchanged one, a jump."""
    chance, value, made = random.Random(seed), 2500.0, []
    for day in range(DAYS):
        if chance.random() < .05:
            made.append(None)
            continue
        if chance.random() > .08:
            value *= math.exp(chance.gauss(0, .012) * (4 if chance.random() < .05 else 1))
        made.append(round(value, 2))
    return made


def moment(day, hour):
    date = datetime.datetime(2024, 11, 4, hour, tzinfo=datetime.timezone.utc)
    return date + datetime.timedelta(days=day // 5 * 7 + day % 5)


def events(series, values):
    _, unit, hour = SERIES[series]
    for day, value in enumerate(values):
        if value is not None:
            time = moment(day, hour).strftime('%Y-%m-%dT%H:%M:%SZ')
            yield {'type': 'price', 'source': 'press/metals', 'id': f'{series}-{day}', 'time': time, 'received': time,
                   'series': series, 'value': value, 'unit': unit}


def spread(returns, keep):
    weights = [keep ** (len(returns) - 1 - i) for i in range(len(returns))]
    return math.sqrt(sum(w * r * r for w, r in zip(weights, returns)) / sum(weights))


def expected(values):
    """Value and x of the three indicators at the last close, by definition."""
    days = [day for day, value in enumerate(values) if value is not None]
    returns = [math.log(values[b] / values[a]) for a, b in zip(days, days[1:])]
    while returns[-1] == 0:  # unchanged closes count when the price moves
        returns.pop()
    rises = [max(r, 0) for r in returns]
    z = [0] * 16 + [returns[i] / spread(returns[:i], .94) for i in range(16, len(returns))]
    drift, rise, last = 0, 0, None
    for day, score in zip(days[1:], z):
        drift = min(10, max(0, drift + score - .5))
        rise = rise if last is None else rise * 2 ** (-(moment(day, 0) - last).total_seconds() / (2 * 86400))
        rise, last = max(rise, min(1, max(0, (score - 2) / 4))), moment(day, 0)
    end = moment(days[-1], 0)
    rise *= 2 ** (-(end - last).total_seconds() / (2 * 86400))
    ratio = spread(rises, .94) / spread(rises, .97)
    return {'volatility': (ratio, min(1, max(0, (ratio - 1) / 1.5))), 'jump': (z[-1], rise),
            'drift': (drift, min(1, drift / 5))}


class Market(unittest.TestCase):
    def check(self, series, seed):
        values = closes(seed)
        pair, _, hour = SERIES[series]
        with tempfile.TemporaryDirectory() as folder:
            lines, recording = pathlib.Path(folder) / 'prices.ndjson', pathlib.Path(folder) / 'prices.owr'
            lines.write_text(''.join(json.dumps(event) + '\n' for event in events(series, values)))
            programs.call(programs.FEED, 'events', lines, '--to', recording)
            shown = programs.outputs(programs.call(programs.OREWATCH, 'show', pair, '--log', recording, '--at',
                                                   self.last(values, hour), '--output', 'json'))
        found = {row['name']: row for row in shown if row['type'] == 'indicator'}
        for name, (value, x) in expected(values).items():
            self.assertAlmostEqual(found[name]['value'], value, delta=2e-6, msg=f'{series}, seed {seed}: {name}')
            self.assertAlmostEqual(found[name]['x'], x, delta=1e-4, msg=f'{series}, seed {seed}: x of {name}')

    @staticmethod
    def last(values, hour):
        """A grid point after the last close."""
        day = max(day for day, value in enumerate(values) if value is not None)
        return (moment(day, hour) + datetime.timedelta(seconds=1)).strftime('%Y-%m-%dT%H:%M:%SZ')

    def test_the_indicators_of_prices_are_what_their_definitions_give(self):
        for seed in range(6):
            for series in SERIES:
                self.check(series, seed)


if __name__ == '__main__':
    unittest.main(verbosity=2)
